//! The error type of the generator.

use std::fmt;

/// A generator error.
///
/// `Display` starts with the JSON pointer into the document, where there is one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    pointer: String,
    message: String,
}

/// The result of a generator step.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// Creates an error about the value at `pointer` (RFC 6901).
    pub fn at(pointer: impl Into<String>, message: impl Into<String>) -> Error {
        Error { pointer: pointer.into(), message: message.into() }
    }

    /// Creates an error without a location in the document: an unreadable file, stale output.
    pub fn general(message: impl Into<String>) -> Error {
        Error { pointer: String::new(), message: message.into() }
    }

    /// Combines several errors into one; `Ok` for none.
    pub fn all(errors: Vec<Error>) -> Result<()> {
        let mut errors = errors.into_iter();
        let Some(mut first) = errors.next() else {
            return Ok(());
        };
        for error in errors {
            first.message.push_str(&format!("\n{error}"));
        }
        Err(first)
    }

    /// The JSON pointer into the document; empty for a general error.
    pub fn pointer(&self) -> &str {
        &self.pointer
    }

    /// The message, without the pointer.
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.pointer.is_empty() {
            f.write_str(&self.message)
        } else {
            write!(f, "#{}: {}", self.pointer, self.message)
        }
    }
}

impl std::error::Error for Error {}
