//! The one error of the generator: where in the document, and what.

use std::fmt;

/// Why the generator stopped.
///
/// `Display` starts with the JSON pointer into the document, so that the reader of a message can go there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    pointer: String,
    message: String,
}

/// The result of a step of the generator.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// An error about the place that `pointer` (RFC 6901) names.
    pub fn at(pointer: impl Into<String>, message: impl Into<String>) -> Error {
        Error { pointer: pointer.into(), message: message.into() }
    }

    /// An error that belongs to no place of the document: a file that cannot be read, a stale output.
    pub fn general(message: impl Into<String>) -> Error {
        Error { pointer: String::new(), message: message.into() }
    }

    /// Several errors as one, so that a reader of the message can mend all of them at once.
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

    /// The JSON pointer into the document; empty where there is none.
    pub fn pointer(&self) -> &str {
        &self.pointer
    }

    /// What is wrong there.
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
