//! Errors of decoding and of setting members.

use std::fmt;
use std::str::Utf8Error;

use crate::json::{DecodeStop, DecodeStopKind, JsonKind, JsonReader, path_at};

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

impl From<Utf8Error> for DecodeError {
    /// The error of a body that is not UTF-8.
    fn from(error: Utf8Error) -> Self {
        Self::new(&[], DecodeStop { kind: DecodeStopKind::Utf8, at: error.valid_up_to() })
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

/// A member that an object does not have, although the caller needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissingMember {
    object: &'static str,
    member: &'static str,
    found: Option<JsonKind>,
}

impl MissingMember {
    pub(crate) fn new(object: &'static str, member: &'static str, found: Option<JsonKind>) -> Self {
        Self { object, member, found }
    }

    /// Returns the name of the type.
    #[must_use]
    pub fn object(&self) -> &'static str {
        self.object
    }

    /// Returns the JSON name of the member; empty if the field is not one of the object.
    #[must_use]
    pub fn member(&self) -> &'static str {
        self.member
    }

    /// Whether the member is `null`, rather than absent or of another type.
    #[must_use]
    pub fn is_null(&self) -> bool {
        self.found == Some(JsonKind::Null)
    }
}

impl fmt::Display for MissingMember {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { object, member, found } = self;
        match found {
            None => write!(f, "member `{member}` of `{object}` is missing"),
            Some(JsonKind::Null) => write!(f, "member `{member}` of `{object}` is null"),
            Some(kind) => {
                write!(f, "member `{member}` of `{object}` is {}, which its field cannot hold", kind.name())
            }
        }
    }
}

impl std::error::Error for MissingMember {}

/// A union that is another variant than the expected one.
#[derive(Debug, Clone, PartialEq)]
pub struct WrongVariant<T> {
    /// The union, unchanged.
    pub value: T,
    /// The name of the type that the variant would have.
    pub expected: &'static str,
}

impl<T> fmt::Display for WrongVariant<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "value is not a `{}`", self.expected)
    }
}

impl<T: fmt::Debug> std::error::Error for WrongVariant<T> {}

/// Failure to set a member.
#[derive(Debug)]
pub struct SetError {
    member: String,
    cause: SetErrorCause,
}

#[derive(Debug)]
enum SetErrorCause {
    Serialize(serde_json::Error),
    TypeMismatch(DecodeError),
}

impl SetError {
    /// The value failed to serialize.
    pub(crate) fn serialize(member: &str, cause: serde_json::Error) -> Self {
        Self { member: member.to_owned(), cause: SetErrorCause::Serialize(cause) }
    }

    /// The value does not match the type of the field.
    pub(crate) fn type_mismatch(member: &str, cause: DecodeError) -> Self {
        Self { member: member.to_owned(), cause: SetErrorCause::TypeMismatch(cause) }
    }

    /// Returns the name of the member.
    #[must_use]
    pub fn member(&self) -> &str {
        &self.member
    }

    /// Returns whether the value does not match the type of the member, rather than failing to serialize.
    #[must_use]
    pub fn is_type_mismatch(&self) -> bool {
        matches!(self.cause, SetErrorCause::TypeMismatch(_))
    }
}

impl fmt::Display for SetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.cause {
            SetErrorCause::Serialize(_) => {
                write!(f, "error serializing the value of member `{}`", self.member)
            }
            SetErrorCause::TypeMismatch(_) => {
                write!(f, "value does not match the type of member `{}`", self.member)
            }
        }
    }
}

impl std::error::Error for SetError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.cause {
            SetErrorCause::Serialize(error) => Some(error),
            SetErrorCause::TypeMismatch(error) => Some(error),
        }
    }
}
