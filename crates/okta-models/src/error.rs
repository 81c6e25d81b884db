//! What goes wrong when a body is not what its type says.

use std::fmt;

use crate::json::{Reader, Stop, StopKind, path_at};

/// A body, or an element of a list, that could not be decoded.
///
/// Has the place (JSON path and byte offset) and what was expected there, never the text that was found: bodies
/// hold personal data and secrets.
#[derive(Clone, PartialEq, Eq)]
pub struct DecodeError(Box<Inner>);

#[derive(Clone, PartialEq, Eq)]
struct Inner {
    path: String,
    offset: usize,
    kind: StopKind,
    found: &'static str,
}

impl DecodeError {
    #[cold]
    pub(crate) fn new(raw: &[u8], stop: Stop) -> Self {
        let text = std::str::from_utf8(raw).unwrap_or_default();
        let found = text.get(stop.at..).and_then(|rest| Reader::new(rest).kind().ok());
        let found = found.map_or("something else", |kind| kind.name());
        Self(Box::new(Inner { path: path_at(text, stop.at), offset: stop.at, kind: stop.kind, found }))
    }

    /// Where: a JSON path such as `$[3].profile.login`.
    pub fn path(&self) -> &str {
        &self.0.path
    }

    /// Where: the offset in bytes from the start of the body, or of the list's element.
    pub fn offset(&self) -> usize {
        self.0.offset
    }

    /// Whether the body is not valid JSON at all, rather than JSON of another kind than expected.
    pub fn is_syntax(&self) -> bool {
        !matches!(self.0.kind, StopKind::Misfit(_))
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { path, offset, kind, found } = &*self.0;
        match kind {
            StopKind::Misfit(expected) => write!(f, "expected {expected}, found {found}")?,
            StopKind::Syntax(expected) => write!(f, "not valid JSON: expected {expected}")?,
            StopKind::End => f.write_str("not valid JSON: the text ends too early")?,
            StopKind::Depth => f.write_str("nested too deeply")?,
            StopKind::Utf8 => f.write_str("not valid UTF-8")?,
            StopKind::Name => f.write_str("the name of a member is not valid Unicode")?,
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

/// A member could not be set.
#[derive(Debug)]
#[non_exhaustive]
pub enum SetError {
    /// The value could not be serialised as JSON.
    Serialize(serde_json::Error),
    /// The member is a known one, and its type cannot hold the value.
    Misfit(DecodeError),
}

impl fmt::Display for SetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Serialize(_) => "the value cannot be written as JSON",
            Self::Misfit(_) => "the value does not fit the member's type",
        })
    }
}

impl std::error::Error for SetError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Serialize(error) => Some(error),
            Self::Misfit(error) => Some(error),
        }
    }
}
