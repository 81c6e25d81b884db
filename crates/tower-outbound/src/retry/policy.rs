//! The policy: settings that all calls share.

use std::{error::Error, sync::Arc, time::Duration};

use http::{HeaderName, StatusCode};

use super::{
    Backoff, Classification, Failure, ResponseHead, RetryBudget, RetryEvent,
    settings::{RequestIdHeaders, RetrySettings},
};
use crate::{
    body::NotClonedWarning,
    clock::{Clock, SystemClock},
};

const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// Retry policy for [`RetryLayer`](super::RetryLayer). See the [module docs](super).
///
/// Clones share the budget.
#[derive(Clone, Debug)]
pub struct RetryPolicy {
    pub(super) settings: Arc<RetrySettings>,
}

impl RetryPolicy {
    /// Creates a policy with the defaults: up to 3 retries after failures, up to 10 after rate-limit rejections,
    /// delays of up to 70 s, the default [`Backoff`] and the default [`RetryBudget`].
    #[must_use]
    pub fn new() -> Self {
        let settings = RetrySettings {
            max_retries: 3,
            max_rate_limit_retries: None,
            max_wait: Duration::from_secs(70),
            statuses: Vec::new(),
            backoff: Backoff::default(),
            budget: RetryBudget::default(),
            clock: SystemClock::shared(),
            notify: None,
            classifier: None,
            error_classifier: None,
            idempotency_header: Some(IDEMPOTENCY_KEY),
            count_header: None,
            request_id_headers: None,
            not_cloned: NotClonedWarning::default(),
        };
        Self { settings: Arc::new(settings) }
    }

    /// Creates a policy that never retries. Attempts are counted.
    #[must_use]
    pub fn none() -> Self {
        Self::new().max_retries(0)
    }

    fn set(mut self, change: impl FnOnce(&mut RetrySettings)) -> Self {
        change(Arc::make_mut(&mut self.settings));
        self
    }

    /// Sets the maximum number of retries after failures: interrupted connections, `503`, conflicts, concurrency
    /// rejections. 0 disables all retries, including those after rate-limit rejections.
    /// [`RetryHint::max_retries`](crate::meta::RetryHint::max_retries) overrides it for one call. Default: 3.
    #[must_use]
    pub fn max_retries(self, retries: u32) -> Self {
        self.set(|settings| settings.max_retries = retries)
    }

    /// Sets the maximum number of retries after a `429` with a delay, which is not a failure and counted separately.
    /// The deadline of the call is the better bound. Default: 10 or [`max_retries`](Self::max_retries), whichever is
    /// greater, but 0 if `max_retries` is 0.
    #[must_use]
    pub fn max_rate_limit_retries(self, retries: u32) -> Self {
        self.set(|settings| settings.max_rate_limit_retries = Some(retries))
    }

    /// Sets the maximum delay before a retry, backoff and jitter included. If the server requires a longer one, the
    /// response is returned without a retry. Default: 70 s.
    ///
    /// What an inner layer waits, such as a rate limit for quota, is not part of the delay.
    #[must_use]
    pub fn max_wait(self, wait: Duration) -> Self {
        self.set(|settings| settings.max_wait = wait)
    }

    /// Sets the backoff for retries without a delay from the server.
    #[must_use]
    pub fn backoff(self, backoff: Backoff) -> Self {
        self.set(|settings| settings.backoff = backoff)
    }

    /// Sets the budget that limits retries over all calls. Clones of one budget limit several clients together.
    #[must_use]
    pub fn budget(self, budget: RetryBudget) -> Self {
        self.set(|settings| settings.budget = budget)
    }

    /// Adds a status that is retried for idempotent calls, such as `500`.
    #[must_use]
    pub fn status(self, status: StatusCode) -> Self {
        self.set(|settings| settings.statuses.push(status))
    }

    /// Sets the clock for `Retry-After` dates. Default: the system clock.
    #[must_use]
    pub fn clock(self, clock: impl Clock) -> Self {
        self.set(|settings| settings.clock = Arc::new(clock))
    }

    /// Sets a callback for decisions. It is called for each retryable attempt, retried or not, and not for successful
    /// calls and failures that are not retryable. It runs on the call's task and must not block.
    ///
    /// ```
    /// use tower_outbound::retry::RetryPolicy;
    ///
    /// let policy = RetryPolicy::new().notify(|event| {
    ///     eprintln!("attempt {}: {}, {:?}", event.attempt, event.cause, event.action);
    /// });
    /// # let _ = policy;
    /// ```
    #[must_use]
    pub fn notify(self, notify: impl Fn(&RetryEvent<'_>) + Send + Sync + 'static) -> Self {
        self.set(|settings| settings.notify = Some(Arc::new(notify)))
    }

    /// Sets the classifier of error responses, for a server whose responses say more than their status. Default: by
    /// status.
    ///
    /// ```
    /// use http::StatusCode;
    /// use tower_outbound::retry::{Classification, RetryCause, RetryPolicy, Retryable};
    ///
    /// let policy = RetryPolicy::new().classify_response(|response| match response.status {
    ///     // This server rejects before it processes a request.
    ///     StatusCode::TOO_MANY_REQUESTS => {
    ///         Classification::Retryable(Retryable::new(RetryCause::RateLimited).unprocessed())
    ///     }
    ///     _ => Classification::Default,
    /// });
    /// # let _ = policy;
    /// ```
    #[must_use]
    pub fn classify_response(
        self,
        classifier: impl Fn(&ResponseHead<'_>) -> Classification + Send + Sync + 'static,
    ) -> Self {
        self.set(|settings| settings.classifier = Some(Arc::new(classifier)))
    }

    /// Sets the classifier of errors, for a transport that [`Failure::from_error`](super::Failure::from_error) does not
    /// know; `None`: as that function does.
    #[must_use]
    pub fn classify_error(
        self,
        classifier: impl Fn(&(dyn Error + 'static)) -> Option<Failure> + Send + Sync + 'static,
    ) -> Self {
        self.set(|settings| settings.error_classifier = Some(Arc::new(classifier)))
    }

    /// Sets the request header that makes a request idempotent; `None` for a server that ignores it. Default:
    /// [`Idempotency-Key`](https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/).
    #[must_use]
    pub fn idempotency_header(self, name: impl Into<Option<HeaderName>>) -> Self {
        let name = name.into();
        self.set(|settings| settings.idempotency_header = name)
    }

    /// Sets a request header that each retry carries: its number, counted from 1. It is removed from first attempts.
    /// Default: none.
    #[must_use]
    pub fn count_header(self, name: HeaderName) -> Self {
        self.set(|settings| settings.count_header = Some(name))
    }

    /// Sets a request header that each retry carries: the value of the header `response` of the first retried response.
    /// It is removed from first attempts. Default: none.
    #[must_use]
    pub fn request_id_header(self, response: HeaderName, retry: HeaderName) -> Self {
        self.set(|settings| settings.request_id_headers = Some(RequestIdHeaders { response, retry }))
    }
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self::new()
    }
}
