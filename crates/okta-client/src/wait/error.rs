//! The error of a waiter.

use std::{borrow::Cow, error::Error as StdError, fmt, time::Duration};

use crate::Error;

/// The error of a [`Waiter`](super::Waiter).
#[derive(Debug)]
pub struct WaitError {
    kind: WaitErrorKind,
    awaited: Cow<'static, str>,
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
    pub(crate) fn new(kind: WaitErrorKind, polls: u32, elapsed: Duration, source: Option<Error>) -> Self {
        let awaited = Cow::Borrowed("a condition");
        Self { kind, awaited, polls, elapsed, last_status: None, source: source.map(Box::new) }
    }

    /// Sets what was waited for.
    pub(super) fn awaiting(mut self, awaited: impl Into<Cow<'static, str>>) -> Self {
        self.awaited = awaited.into();
        self
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

    /// Returns what was waited for, such as `user 00u1 to become ACTIVE`.
    #[must_use]
    pub fn awaited(&self) -> &str {
        &self.awaited
    }

    /// Returns the status of the object in the last response, if the waiter reads it.
    #[must_use]
    pub fn last_status(&self) -> Option<&str> {
        self.last_status.as_deref()
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

    /// Returns the error of the call that failed for good.
    pub(crate) fn into_failure(mut self) -> Result<Error, Self> {
        match self.source.take() {
            Some(error) if self.kind == WaitErrorKind::Failed => Ok(*error),
            source => Err(Self { source, ..self }),
        }
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
        let Self { awaited, polls, elapsed, .. } = self;
        match self.kind {
            WaitErrorKind::TimedOut => {
                write!(f, "timed out waiting for {awaited} after {polls} polls ({elapsed:.1?})")?;
                match (&self.last_status, &self.source) {
                    (_, Some(_)) => f.write_str("; the last call failed"),
                    (Some(status), None) => write!(f, "; last status {status}"),
                    (None, None) if *polls > 0 => f.write_str("; the last call succeeded"),
                    (None, None) => f.write_str("; no call completed"),
                }
            }
            WaitErrorKind::Failed => write!(f, "call failed while waiting for {awaited}"),
        }
    }
}

impl StdError for WaitError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|error| error as &(dyn StdError + 'static))
    }
}
