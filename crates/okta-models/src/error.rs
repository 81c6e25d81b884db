//! Errors of decoding and of setting members.

use std::fmt;

use crate::json::{DecodeStop, DecodeStopKind, JsonReader, path_at};

/// Failure to decode a body or an element of a list.
///
/// Contains the position (JSON path and byte offset) and what was expected there, never the text itself: bodies
/// contain personal data and secrets.
#[derive(Clone, PartialEq, Eq)]
pub struct DecodeError(Box<Inner>);

#[derive(Clone, PartialEq, Eq)]
struct Inner {
    path: String,
    offset: usize,
    kind: DecodeStopKind,
    found: &'static str,
}

impl DecodeError {
    #[cold]
    pub(crate) fn new(raw: &[u8], stop: DecodeStop) -> Self {
        let text = std::str::from_utf8(raw).unwrap_or_default();
        let found = text.get(stop.at..).and_then(|rest| JsonReader::new(rest).kind().ok());
        let found = found.map_or("something else", |kind| kind.name());
        Self(Box::new(Inner { path: path_at(text, stop.at), offset: stop.at, kind: stop.kind, found }))
    }

    /// Returns the JSON path, such as `$[3].profile.login`.
    pub fn path(&self) -> &str {
        &self.0.path
    }

    /// Returns the offset in bytes from the start of the body, or of the element of the list.
    pub fn offset(&self) -> usize {
        self.0.offset
    }

    /// Whether the text is invalid JSON, rather than valid JSON of another type than expected.
    pub fn is_syntax(&self) -> bool {
        !matches!(self.0.kind, DecodeStopKind::TypeMismatch(_))
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { path, offset, kind, found } = &*self.0;
        match kind {
            DecodeStopKind::TypeMismatch(expected) => write!(f, "expected {expected}, found {found}")?,
            DecodeStopKind::Syntax(expected) => write!(f, "invalid JSON: expected {expected}")?,
            DecodeStopKind::End => f.write_str("invalid JSON: unexpected end of input")?,
            DecodeStopKind::Depth => f.write_str("invalid JSON: nested deeper than 128 levels")?,
            DecodeStopKind::Utf8 => f.write_str("invalid UTF-8")?,
            DecodeStopKind::Name => f.write_str("invalid Unicode in a member name")?,
        }
        write!(f, " at {path} (byte {offset})")
    }
}

impl fmt::Debug for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DecodeError({self})")
    }
}

impl std::error::Error for DecodeError {}

/// Failure to set a member.
#[derive(Debug)]
#[non_exhaustive]
pub enum SetError {
    /// The value failed to serialize.
    Serialize(serde_json::Error),
    /// The value does not match the type of the field.
    TypeMismatch(DecodeError),
}

impl fmt::Display for SetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Serialize(_) => "error serializing value",
            Self::TypeMismatch(_) => "value does not match the type of the member",
        })
    }
}

impl std::error::Error for SetError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Serialize(error) => Some(error),
            Self::TypeMismatch(error) => Some(error),
        }
    }
}
