//! Why a wait ended without what was waited for.

use std::{error::Error as StdError, fmt, time::Duration};

use crate::Error;

/// A wait ended without what was waited for.
#[derive(Debug)]
pub struct WaitError {
    kind: WaitErrorKind,
    asked: u32,
    waited: Duration,
    source: Option<Box<Error>>,
}

/// Why a wait ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum WaitErrorKind {
    /// The time was up. [`WaitError::call_error`] is the last failure, if the last call failed.
    TimedOut,
    /// A call failed in a way that asking again does not mend.
    Failed,
}

impl WaitError {
    pub(super) fn new(kind: WaitErrorKind, asked: u32, waited: Duration, source: Option<Error>) -> Self {
        Self { kind, asked, waited, source: source.map(Box::new) }
    }

    /// Why the wait ended.
    #[must_use]
    pub const fn kind(&self) -> WaitErrorKind {
        self.kind
    }

    /// How many answers came.
    #[must_use]
    pub const fn asked(&self) -> u32 {
        self.asked
    }

    /// How long it waited.
    #[must_use]
    pub const fn waited(&self) -> Duration {
        self.waited
    }

    /// The error of the last call, if it failed.
    #[must_use]
    pub fn call_error(&self) -> Option<&Error> {
        self.source.as_deref()
    }

    /// Whether the time was up.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        self.kind == WaitErrorKind::TimedOut
    }
}

impl From<Error> for WaitError {
    /// A wait that ended with its first call.
    fn from(error: Error) -> Self {
        Self::new(WaitErrorKind::Failed, 0, Duration::ZERO, Some(error))
    }
}

impl fmt::Display for WaitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            WaitErrorKind::TimedOut => {
                write!(f, "it is still not so after {} answers in {:?}", self.asked, self.waited)
            }
            WaitErrorKind::Failed => f.write_str("a call failed while waiting"),
        }
    }
}

impl StdError for WaitError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|error| error as &(dyn StdError + 'static))
    }
}
