//! Events of a retry policy.

use std::{fmt, sync::Arc, time::Duration};

use http::{Method, StatusCode};

use crate::meta::OperationMeta;

/// Why an attempt is retryable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RetryCause {
    /// `429`: a rate limit is exhausted.
    RateLimited,
    /// Too many concurrent requests.
    Concurrency,
    /// `408`, `502`, `503` or `504` for an idempotent call.
    Unavailable(StatusCode),
    /// gRPC status `UNAVAILABLE`, for an idempotent call.
    GrpcUnavailable,
    /// A transient conflict or lock, for an idempotent call.
    Conflict(StatusCode),
    /// A status configured as retryable, by a [`RetryHint`](crate::meta::RetryHint) or by the policy.
    Requested(StatusCode),
    /// The request was not sent.
    NotSent,
    /// The connection was interrupted, for an idempotent call.
    Interrupted,
    /// The attempt timed out, for an idempotent call.
    AttemptTimeout,
}

impl RetryCause {
    /// Returns the value of metric labels: `rate_limited`, `concurrency`, `unavailable`, `grpc_unavailable`, `conflict`,
    /// `requested`, `not_sent`, `connection_interrupted`, `attempt_timeout`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::RateLimited => "rate_limited",
            Self::Concurrency => "concurrency",
            Self::Unavailable(_) => "unavailable",
            Self::GrpcUnavailable => "grpc_unavailable",
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
            Self::Concurrency => f.write_str("too many concurrent requests"),
            Self::Unavailable(status) | Self::Conflict(status) | Self::Requested(status) => {
                write!(f, "status {}", status.as_u16())
            }
            Self::GrpcUnavailable => f.write_str("gRPC status UNAVAILABLE"),
            Self::NotSent => f.write_str("request not sent"),
            Self::Interrupted => f.write_str("connection interrupted"),
            Self::AttemptTimeout => f.write_str("attempt timed out"),
        }
    }
}

/// Why a retryable attempt is not retried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum StopReason {
    /// The maximum number of retries is reached.
    Attempts,
    /// The retry budget is exhausted.
    Budget,
    /// The delay exceeds the deadline of the call.
    Deadline,
    /// The server requires a delay above the maximum of the policy.
    Wait,
    /// The request body cannot be cloned.
    Body,
}

impl StopReason {
    /// Returns the value of metric labels: `attempts`, `budget`, `deadline`, `wait`, `body`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Attempts => "attempts",
            Self::Budget => "budget",
            Self::Deadline => "deadline",
            Self::Wait => "wait",
            Self::Body => "body",
        }
    }
}

impl fmt::Display for StopReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Attempts => "maximum number of retries reached",
            Self::Budget => "retry budget exhausted",
            Self::Deadline => "delay exceeds the deadline",
            Self::Wait => "delay required by the server exceeds the maximum",
            Self::Body => "request body cannot be cloned",
        })
    }
}

/// The action of the policy after a failed attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RetryAction {
    /// Retries after a delay.
    Retry {
        /// The delay.
        after: Duration,
    },
    /// Returns the response or the error.
    Stop(StopReason),
}

/// A decision of a retry policy, for [`RetryPolicy::notify`](super::RetryPolicy::notify).
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct RetryEvent<'a> {
    /// The operation, if the request has one.
    pub operation: Option<&'static OperationMeta>,
    /// The request's method.
    pub method: &'a Method,
    /// The number of the failed attempt, counted from 1.
    pub attempt: u32,
    /// Why the attempt is retryable.
    pub cause: RetryCause,
    /// The action of the policy.
    pub action: RetryAction,
}

/// Callback for the decisions of a retry policy.
pub(super) type Notify = Arc<dyn Fn(&RetryEvent<'_>) + Send + Sync>;

/// Logs an event, with the feature `trace`.
pub(super) fn log(event: &RetryEvent<'_>) {
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
                "retrying request"
            ),
            // A warning is logged once per policy.
            RetryAction::Stop(StopReason::Body) => {
                tracing::debug!(operation, method = %event.method, cause = %event.cause, "body not cloned");
            }
            RetryAction::Stop(reason) => tracing::warn!(
                operation,
                method = %event.method,
                attempt = event.attempt,
                cause = %event.cause,
                %reason,
                "{}",
                if reason == StopReason::Attempts { "retries exhausted" } else { "not retrying request" }
            ),
        }
    }
    #[cfg(not(feature = "trace"))]
    let _ = event;
}
