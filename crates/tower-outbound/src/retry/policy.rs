//! The policy: settings shared by all calls, and the state of one call.

use std::{fmt, sync::Arc, time::Duration};

use http::{HeaderValue, Request, Response, StatusCode};
use http_body::Body;
use tokio::time::Instant;
use tower::retry::Policy;

use super::{
    Backoff, Notify, PossiblyDelivered, RetryAction, RetryBudget, RetryCause, RetryDelay, RetryEvent,
    StopReason,
    backoff::random_up_to,
    classify::{Retryable, ServerDelay, classify_error, classify_response},
    event,
    failure::is_not_sent,
    settings::RetrySettings,
};
use crate::{
    BoxError,
    body::{CloneBody, CloneKnown, clone_head, try_clone_request},
    clock::{SharedClock, SystemClock},
    meta::{Attempt, Attempts, CallStats, Deadline, Operation, RetryHint},
    wait_timer::{WaitReason, WaitTimer},
};

/// `X-Okta-Retry-For`: the request id of the first retried response.
const RETRY_FOR: &str = "x-okta-retry-for";
/// `X-Okta-Retry-Count`: the number of this retry, counted from 1.
const RETRY_COUNT: &str = "x-okta-retry-count";
const REQUEST_ID: &str = "x-okta-request-id";

/// Retry policy for [`tower::retry::RetryLayer`]. See the [module docs](super).
///
/// Clones share the budget. tower clones the policy for each call; that clone counts the attempts of the call.
#[derive(Clone, Debug)]
pub struct RetryPolicy {
    settings: Arc<RetrySettings>,
    call: CallState,
}

/// The state of one call.
#[derive(Clone, Debug, Default)]
struct CallState {
    attempts: u32,
    failures: u32,
    rate_limited: u32,
    /// Budget tokens that the retries of this call have cost.
    spent: u32,
    /// Whether the server may have processed a retried attempt.
    possibly_delivered: bool,
    /// The request id of the first retried response. Boxed, as every call carries the field and few have one.
    request_id: Option<Box<HeaderValue>>,
    /// The request's deadline, if it is the only extension. The copy of the request is made without it, as an
    /// extension map costs three allocations, and gets it back before a retry.
    deadline: Option<Deadline>,
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
        };
        Self { settings: Arc::new(settings), call: CallState::default() }
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
    /// [`RetryHint::max_retries`] overrides it for one call. Default: 3.
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

    /// Sets the maximum delay. The end of a rate-limit window is clamped to it, as Okta's windows last a minute; for
    /// a longer `Retry-After` the response is returned without a retry. Default: 70 s.
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

    /// Sets the clock for responses without `Date`. Default: the system clock.
    #[must_use]
    pub fn clock(self, clock: SharedClock) -> Self {
        self.set(|settings| settings.clock = clock)
    }

    /// Sets a callback for decisions.
    #[must_use]
    pub fn notify(self, notify: impl Notify) -> Self {
        self.set(|settings| settings.notify = Some(Arc::new(notify)))
    }

    fn decide<B>(&mut self, request: &Request<B>, retryable: Retryable) -> RetryAction {
        let timed =
            matches!(retryable.delay, ServerDelay::Exact(_)) && retryable.cause == RetryCause::RateLimited;
        let retries_left = match request.extensions().get::<RetryHint>().and_then(|hint| hint.max_retries) {
            Some(max) => self.call.attempts <= max,
            None if timed => self.call.rate_limited < self.settings.max_rate_limit_retries(),
            None => self.call.failures < self.settings.max_retries,
        };
        if !retries_left {
            return RetryAction::Stop(StopReason::Attempts);
        }
        let backoff = self.settings.backoff.delay(self.call.failures);
        let after = match retryable.delay {
            ServerDelay::Unspecified => backoff,
            ServerDelay::AtLeast(wait) => backoff.max(wait),
            // The window has ended already, so a clock or a header is wrong: back off.
            ServerDelay::Exact(wait) if wait.is_zero() => self.settings.backoff.delay(self.call.attempts),
            // `Date` and `X-Rate-Limit-Reset` are whole seconds, so the window may end up to a second later.
            // The jitter also spreads the clients that wait for the same window.
            ServerDelay::Exact(wait) => wait.saturating_add(random_up_to(Duration::from_secs(1))),
            ServerDelay::TooLong => return RetryAction::Stop(StopReason::Wait),
        };
        if let Some(deadline) = request.extensions().get::<Deadline>()
            && deadline.remaining(Instant::now().into_std()) <= after
        {
            return RetryAction::Stop(StopReason::Deadline);
        }
        let cost = match retryable.cause {
            RetryCause::RateLimited if timed => 0,
            RetryCause::RateLimited | RetryCause::Concurrency | RetryCause::Conflict(_) => {
                RetryBudget::REJECTION
            }
            _ => RetryBudget::FAILURE,
        };
        if !self.settings.budget.withdraw(cost) {
            return RetryAction::Stop(StopReason::Budget);
        }
        self.call.spent = self.call.spent.saturating_add(cost);
        if timed {
            self.call.rate_limited += 1;
        } else {
            self.call.failures += 1;
        }
        RetryAction::Retry { after }
    }

    fn report<B>(&self, request: &Request<B>, cause: RetryCause, action: RetryAction) {
        let event = RetryEvent {
            operation: Operation::from_request(request),
            method: request.method(),
            attempt: self.call.attempts,
            cause,
            action,
        };
        event::log(&event);
        #[cfg(feature = "metrics")]
        crate::metrics::record_retry(&event);
        if let Some(notify) = &self.settings.notify {
            notify.notify(&event);
        }
    }

    /// Sets the attempt number and the retry headers of the next attempt.
    fn set_retry_headers<B>(&mut self, request: &mut Request<B>, request_id: Option<&HeaderValue>) {
        if self.call.request_id.is_none() {
            self.call.request_id = request_id.cloned().map(Box::new);
        }
        request.extensions_mut().insert(Attempt(self.call.attempts + 1));
        request.headers_mut().insert(RETRY_COUNT, HeaderValue::from(self.call.attempts));
        if let Some(id) = &self.call.request_id {
            request.headers_mut().insert(RETRY_FOR, HeaderValue::clone(id));
        }
    }
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self::new()
    }
}

impl<ReqB, ResB> Policy<Request<ReqB>, Response<ResB>, BoxError> for RetryPolicy
where
    ReqB: 'static,
    ResB: Body,
{
    type Future = RetryDelay<ResB>;

    fn retry(
        &mut self,
        request: &mut Request<ReqB>,
        result: &mut Result<Response<ResB>, BoxError>,
    ) -> Option<RetryDelay<ResB>> {
        self.call.attempts = self.call.attempts.saturating_add(1);
        if let Some(stats) = CallStats::from_extensions(request.extensions()) {
            stats.set_attempts(self.call.attempts);
        }
        let retryable = match result {
            Ok(response) => classify_response(request, response, &self.settings),
            Err(error) => classify_error(request, error.as_ref()),
        };
        if retryable.is_some()
            && let Some(deadline) = self.call.deadline.take()
        {
            request.extensions_mut().insert(deadline);
        }
        let decision = retryable.map(|retryable| (retryable.cause, self.decide(request, retryable)));
        if let Some((cause, action)) = decision {
            self.report(request, cause, action);
            if let RetryAction::Retry { after } = action {
                self.call.possibly_delivered |=
                    !matches!(cause, RetryCause::RateLimited | RetryCause::Concurrency | RetryCause::NotSent);
                let response = result.as_ref().ok();
                self.set_retry_headers(
                    request,
                    response.and_then(|response| response.headers().get(REQUEST_ID)),
                );
                let timer = WaitTimer::start(WaitReason::Backoff, Instant::now(), request.extensions());
                return Some(RetryDelay::new(after, take_body(result), timer));
            }
        } else if result.is_ok() {
            self.settings.budget.deposit(self.call.spent.max(RetryBudget::REWARD));
        }
        match result {
            Ok(response) if self.call.attempts > 1 => {
                response.extensions_mut().insert(Attempts(self.call.attempts));
            }
            Ok(_) => {}
            Err(error) if self.call.possibly_delivered => mark_possibly_delivered(error),
            Err(_) => {}
        }
        None
    }

    fn clone_request(&mut self, request: &Request<ReqB>) -> Option<Request<ReqB>> {
        let extensions = request.extensions();
        let deadline = extensions.get::<Deadline>().filter(|_| extensions.len() == 1);
        self.call.deadline = deadline.copied();
        let copy = match deadline {
            Some(_) => CloneKnown.clone_body(request.body()).map(|body| clone_head(request, body)),
            None => try_clone_request(request, &CloneKnown),
        };
        #[cfg(feature = "trace")]
        if copy.is_none() {
            tracing::debug!(
                operation = Operation::from_request(request).map_or("", |meta| meta.id),
                "not retrying request: body cannot be cloned"
            );
        }
        copy
    }
}

/// Wraps an error which alone would mean that no request was sent.
fn mark_possibly_delivered(error: &mut BoxError) {
    if is_not_sent(error.as_ref()) {
        let last = std::mem::replace(error, Box::new(Placeholder));
        *error = Box::new(PossiblyDelivered::new(last));
    }
}

/// Takes the body of a response that is not returned.
fn take_body<B>(result: &mut Result<Response<B>, BoxError>) -> Option<B> {
    let taken = std::mem::replace(result, Err(Box::new(Placeholder)));
    taken.ok().map(Response::into_body)
}

/// Replaces a retried result during the delay; tower drops it.
#[derive(Debug)]
struct Placeholder;

impl fmt::Display for Placeholder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("retry in progress")
    }
}

impl std::error::Error for Placeholder {}
