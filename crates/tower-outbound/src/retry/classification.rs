//! Classifiers: what a server's responses and a transport's errors mean for retries.

use std::{
    error::Error,
    sync::Arc,
    time::{Duration, SystemTime},
};

use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode};

use super::{Failure, RetryCause};
use crate::meta::OperationMeta;

/// The head of an error response, for a classifier.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct ResponseHead<'a> {
    /// The request's method.
    pub method: &'a Method,
    /// The request's operation, if it has one.
    pub operation: Option<&'static OperationMeta>,
    /// The status, which is not a success.
    pub status: StatusCode,
    /// The response headers.
    pub headers: &'a HeaderMap,
    /// The complete body, if an inner layer inserted an [`ErrorBody`](crate::meta::ErrorBody).
    pub error_body: Option<&'a Bytes>,
    /// The time, by the clock of the policy.
    pub now: SystemTime,
    /// The maximum delay of the policy.
    pub max_wait: Duration,
}

/// What a response means for retries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Classification {
    /// What its status means by default. See the [module docs](super).
    Default,
    /// It is not retried.
    Final,
    /// It is retried, if the limits of the policy permit.
    Retryable(Retryable),
}

/// A retryable response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retryable {
    pub(super) cause: RetryCause,
    pub(super) delay: ServerDelay,
    pub(super) unprocessed: bool,
}

impl Retryable {
    /// Creates a response that is retried if the request is idempotent, after the backoff.
    #[must_use]
    pub const fn new(cause: RetryCause) -> Self {
        Self { cause, delay: ServerDelay::Unspecified, unprocessed: false }
    }

    /// Sets the delay that the server requires.
    #[must_use]
    pub const fn delay(mut self, delay: ServerDelay) -> Self {
        self.delay = delay;
        self
    }

    /// Declares that the server has not processed the request, so that it is retried even if it is not idempotent.
    #[must_use]
    pub const fn unprocessed(mut self) -> Self {
        self.unprocessed = true;
        self
    }
}

/// The delay that a server requires before a retry. Longer than the maximum of the policy: the response is not
/// retried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ServerDelay {
    /// None: the backoff.
    Unspecified,
    /// This or the backoff, whichever is longer.
    AtLeast(Duration),
    /// This, plus up to a second of jitter. A rate-limited request with such a delay counts towards
    /// [`max_rate_limit_retries`](super::RetryPolicy::max_rate_limit_retries) and costs no budget.
    Exact(Duration),
}

/// Classifies an error response.
pub(super) type ResponseClassifier = Arc<dyn Fn(&ResponseHead<'_>) -> Classification + Send + Sync>;

/// Classifies an error of a transport; `None`: as [`Failure::from_error`] does.
pub(super) type ErrorClassifier = Arc<dyn Fn(&(dyn Error + 'static)) -> Option<Failure> + Send + Sync>;
