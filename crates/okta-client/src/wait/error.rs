//! The error of a waiter.

use std::{error::Error as StdError, fmt, time::Duration};

use crate::Error;

/// The error of a [`Waiter`](super::Waiter).
#[derive(Debug)]
pub struct WaitError {
    kind: WaitErrorKind,
    polls: u32,
    elapsed: Duration,
    last_status: Option<String>,
    source: Option<Box<Error>>,
}

/// The kind of a [`WaitError`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum WaitErrorKind {
    /// The timeout elapsed. [`WaitError::last_error`] is the error of the last call, if it failed.
    TimedOut,
    /// A call failed with an error that is not retryable.
    Failed,
}

impl WaitError {
    pub(super) fn new(kind: WaitErrorKind, polls: u32, elapsed: Duration, source: Option<Error>) -> Self {
        Self { kind, polls, elapsed, last_status: None, source: source.map(Box::new) }
    }

    /// Sets the status that the object had in the last response.
    #[cfg(feature = "users")]
    pub(super) fn with_last_status(mut self, status: Option<String>) -> Self {
        self.last_status = status;
        self
    }

    /// Returns the kind of the error.
    #[must_use]
    pub const fn kind(&self) -> WaitErrorKind {
        self.kind
    }

    /// Returns the number of completed calls.
    #[must_use]
    pub const fn polls(&self) -> u32 {
        self.polls
    }

    /// Returns the time spent waiting.
    #[must_use]
    pub const fn elapsed(&self) -> Duration {
        self.elapsed
    }

    /// Returns the error of the last call, if it failed.
    #[must_use]
    pub fn last_error(&self) -> Option<&Error> {
        self.source.as_deref()
    }

    /// Returns whether the timeout elapsed.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        self.kind == WaitErrorKind::TimedOut
    }
}

impl From<Error> for WaitError {
    /// A waiter whose first call failed.
    fn from(error: Error) -> Self {
        Self::new(WaitErrorKind::Failed, 0, Duration::ZERO, Some(error))
    }
}

impl fmt::Display for WaitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            WaitErrorKind::TimedOut => {
                write!(f, "timed out after {} polls ({:?})", self.polls, self.elapsed)?;
                match &self.last_status {
                    Some(status) => write!(f, "; last status {status}"),
                    None => Ok(()),
                }
            }
            WaitErrorKind::Failed => f.write_str("call failed while waiting"),
        }
    }
}

impl StdError for WaitError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|error| error as &(dyn StdError + 'static))
    }
}
