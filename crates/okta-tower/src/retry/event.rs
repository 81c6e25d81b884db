//! What a retry policy tells about its decisions.

use std::{fmt, time::Duration};

use http::{Method, StatusCode};

use crate::meta::OperationMeta;

/// Why a call is worth sending again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RetryCause {
    /// `429`: the rate-limit window is used up.
    RateLimited,
    /// `429` with a limit of 0: too many requests at the same time.
    Concurrency,
    /// `408`, `502`, `503` or `504` on a call that may be sent twice.
    Unavailable(StatusCode),
    /// A conflict or a lock that Okta says will pass, on a call that may be sent twice.
    Conflict(StatusCode),
    /// A status that the caller, or the policy's owner, asked to retry.
    Requested(StatusCode),
    /// The request did not reach the server.
    NotSent,
    /// The connection broke on a call that may be sent twice.
    Interrupted,
    /// The attempt took too long, on a call that may be sent twice.
    AttemptTimeout,
}

impl RetryCause {
    /// In one word, for labels: `rate_limited`, `concurrency`, `unavailable`, `conflict`, `requested`,
    /// `not_sent`, `connection_interrupted`, `attempt_timeout`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::RateLimited => "rate_limited",
            Self::Concurrency => "concurrency",
            Self::Unavailable(_) => "unavailable",
            Self::Conflict(_) => "conflict",
            Self::Requested(_) => "requested",
            Self::NotSent => "not_sent",
            Self::Interrupted => "connection_interrupted",
            Self::AttemptTimeout => "attempt_timeout",
        }
    }
}

impl fmt::Display for RetryCause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::RateLimited => f.write_str("rate limited"),
            Self::Concurrency => f.write_str("too many requests at the same time"),
            Self::Unavailable(status) | Self::Conflict(status) | Self::Requested(status) => {
                write!(f, "status {}", status.as_u16())
            }
            Self::NotSent => f.write_str("the request was not sent"),
            Self::Interrupted => f.write_str("the connection broke"),
            Self::AttemptTimeout => f.write_str("the attempt took too long"),
        }
    }
}

/// Why a call that is worth sending again is not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum StopReason {
    /// It has been sent as often as it may be.
    Attempts,
    /// The retry budget of the client is used up.
    Budget,
    /// The wait would end after the call's deadline.
    Deadline,
    /// The server asks for a longer wait than the policy allows.
    Wait,
}

impl StopReason {
    /// In one word, for labels: `attempts`, `budget`, `deadline`, `wait`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Attempts => "attempts",
            Self::Budget => "budget",
            Self::Deadline => "deadline",
            Self::Wait => "wait",
        }
    }
}

impl fmt::Display for StopReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Attempts => "no attempts are left",
            Self::Budget => "the retry budget is used up",
            Self::Deadline => "the wait would not fit the deadline",
            Self::Wait => "the server asks for too long a wait",
        })
    }
}

/// What the policy does about an unsuccessful sending.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RetryAction {
    /// Sends again after a wait.
    Retry {
        /// How long it waits.
        after: Duration,
    },
    /// Returns what it has.
    Stop(StopReason),
}

/// One decision of a retry policy, for [`Notify`].
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct RetryEvent<'a> {
    /// The operation, if its caller named one.
    pub operation: Option<&'static OperationMeta>,
    /// The request's method.
    pub method: &'a Method,
    /// The number of the sending that failed, counted from 1.
    pub attempt: u32,
    /// What went wrong.
    pub cause: RetryCause,
    /// What the policy does about it.
    pub action: RetryAction,
}

/// Hears of every call that is sent again, and of every one that is given up.
///
/// Calls that succeed, or whose failure no retry would mend, are not reported. Closures implement it. It is
/// called on the call's own task: it must not block.
///
/// ```
/// use okta_tower::retry::{RetryEvent, RetryPolicy};
///
/// let policy = RetryPolicy::new().notify(|event: &RetryEvent<'_>| {
///     eprintln!("attempt {}: {}, {:?}", event.attempt, event.cause, event.action);
/// });
/// # let _ = policy;
/// ```
pub trait Notify: Send + Sync + 'static {
    /// One decision.
    fn notify(&self, event: &RetryEvent<'_>);
}

impl<F: Fn(&RetryEvent<'_>) + Send + Sync + 'static> Notify for F {
    fn notify(&self, event: &RetryEvent<'_>) {
        self(event);
    }
}

/// Puts an event into the log, when the `trace` feature is on.
pub(super) fn trace(event: &RetryEvent<'_>) {
    #[cfg(feature = "trace")]
    {
        let operation = event.operation.map_or("", |meta| meta.id);
        match event.action {
            RetryAction::Retry { after } => tracing::info!(
                operation,
                method = %event.method,
                attempt = event.attempt,
                cause = %event.cause,
                wait_ms = u64::try_from(after.as_millis()).unwrap_or(u64::MAX),
                "sending again"
            ),
            RetryAction::Stop(reason) => tracing::warn!(
                operation,
                method = %event.method,
                attempt = event.attempt,
                cause = %event.cause,
                %reason,
                "not sending again"
            ),
        }
    }
    #[cfg(not(feature = "trace"))]
    let _ = event;
}
