//! The error of a range.

use std::fmt;

use okta_models::DateTime;

use crate::Error;

/// Error of one range of a [`Parallel`](super::Parallel) listing. The other ranges go on.
///
/// It converts to an [`Error`] by `?`.
#[derive(Debug)]
pub struct RangeError {
    pub(super) from: Option<DateTime>,
    pub(super) until: Option<DateTime>,
    pub(super) error: Box<Error>,
}

impl RangeError {
    /// Returns the start of the range, inclusive; `None` for the start of the listing.
    #[must_use]
    pub const fn from(&self) -> Option<&DateTime> {
        self.from.as_ref()
    }

    /// Returns the end of the range, exclusive; `None` for the end of the listing.
    #[must_use]
    pub const fn until(&self) -> Option<&DateTime> {
        self.until.as_ref()
    }

    /// Returns the error of the call.
    #[must_use]
    pub fn error(&self) -> &Error {
        &self.error
    }

    /// Returns the error of the call.
    #[must_use]
    pub fn into_error(self) -> Error {
        *self.error
    }
}

impl fmt::Display for RangeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bound = |time: &Option<DateTime>, open: &'static str| {
            time.as_ref().map_or_else(|| open.to_owned(), |time| time.as_str().to_owned())
        };
        let (from, until) = (bound(&self.from, "its start"), bound(&self.until, "its end"));
        write!(f, "listing failed between {from} and {until}")
    }
}

impl std::error::Error for RangeError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&*self.error)
    }
}

impl From<RangeError> for Error {
    fn from(error: RangeError) -> Self {
        error.into_error()
    }
}
