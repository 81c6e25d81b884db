//! Classifiers: what a server's responses and a transport's errors mean for retries.

use std::{error::Error, time::Duration, time::SystemTime};

use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode};

use super::{Failure, RetryCause};
use crate::meta::OperationMeta;

/// The head of an error response, for a [`ClassifyResponse`].
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

/// Classifies error responses of a server whose responses say more than their status. Implemented by closures.
///
/// ```
/// use http::StatusCode;
/// use tower_outbound::retry::{Classification, ResponseHead, RetryCause, Retryable, RetryPolicy};
///
/// let policy = RetryPolicy::new().classify_response(|response: &ResponseHead<'_>| match response.status {
///     // This server rejects before it processes a request.
///     StatusCode::TOO_MANY_REQUESTS => {
///         Classification::Retryable(Retryable::new(RetryCause::RateLimited).unprocessed())
///     }
///     _ => Classification::Default,
/// });
/// # let _ = policy;
/// ```
pub trait ClassifyResponse: Send + Sync + 'static {
    /// Classifies an error response.
    fn classify(&self, response: &ResponseHead<'_>) -> Classification;
}

impl<F: Fn(&ResponseHead<'_>) -> Classification + Send + Sync + 'static> ClassifyResponse for F {
    fn classify(&self, response: &ResponseHead<'_>) -> Classification {
        self(response)
    }
}

/// Classifies errors of a transport that [`Failure::from_error`] does not know. Implemented by closures.
pub trait ClassifyError: Send + Sync + 'static {
    /// Classifies an error. `None`: as [`Failure::from_error`] does.
    fn classify(&self, error: &(dyn Error + 'static)) -> Option<Failure>;
}

impl<F: Fn(&(dyn Error + 'static)) -> Option<Failure> + Send + Sync + 'static> ClassifyError for F {
    fn classify(&self, error: &(dyn Error + 'static)) -> Option<Failure> {
        self(error)
    }
}
