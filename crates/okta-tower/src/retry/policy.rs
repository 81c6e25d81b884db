//! The policy: settings shared by all calls, and the state of one call.

use std::{fmt, sync::Arc, time::Duration};

use http::{HeaderValue, Request, Response, StatusCode};
use http_body::Body;
use tokio::time::Instant;
use tower::retry::Policy;

use super::{
    Backoff, Notify, PossiblyDelivered, RetryAction, RetryBudget, RetryCause, RetryDelay, RetryEvent,
    StopReason,
    classify::{Pause, Refusal, of_error, of_response},
    event,
    failure::says_unsent,
    settings::Settings,
};
use crate::{
    BoxError,
    body::{TryCloneBody, try_clone_request, try_clone_without_extensions},
    clock::{SharedClock, SystemClock},
    meta::{Attempt, Attempts, CallStats, Deadline, Operation, RetryHint},
    wait_timer::{Reason, Waiting},
};

/// `X-Okta-Retry-For`: the request id of the answer that started the retries.
const RETRY_FOR: &str = "x-okta-retry-for";
/// `X-Okta-Retry-Count`: the number of this retry, counted from 1.
const RETRY_COUNT: &str = "x-okta-retry-count";
const REQUEST_ID: &str = "x-okta-request-id";

/// When to send a request again, for [`tower::retry::RetryLayer`]. See the [module docs](super).
///
/// A value is the policy of a client: cloning it shares the budget. tower clones it once more for each call;
/// that clone counts the call's attempts.
#[derive(Clone, Debug)]
pub struct RetryPolicy {
    settings: Arc<Settings>,
    call: Call,
}

/// What has happened to one call so far.
#[derive(Clone, Debug, Default)]
struct Call {
    sent: u32,
    failures: u32,
    rate_limited: u32,
    /// Budget tokens that this call's retries took.
    spent: u32,
    /// Whether a sending that was repeated may have been acted on.
    may_have_arrived: bool,
    /// Of the answer that started the retries. Boxed, as few calls have one and all calls carry this.
    request_id: Option<Box<HeaderValue>>,
    /// The request's deadline, where it is the only extension: the copy of the request goes without it, as a map of
    /// one costs three allocations, until the copy is sent.
    deadline: Option<Deadline>,
}

impl RetryPolicy {
    /// Up to 3 retries of failures, up to 10 of rate-limit refusals, waits of up to 70 s, the default
    /// [`Backoff`] and the default [`RetryBudget`].
    #[must_use]
    pub fn new() -> Self {
        let settings = Settings {
            max_retries: 3,
            max_rate_limited: None,
            max_wait: Duration::from_secs(70),
            statuses: Vec::new(),
            backoff: Backoff::default(),
            budget: RetryBudget::default(),
            clock: SystemClock::shared(),
            notify: None,
        };
        Self { settings: Arc::new(settings), call: Call::default() }
    }

    /// A policy that never sends again. Attempts are counted all the same.
    #[must_use]
    pub fn none() -> Self {
        Self::new().max_retries(0)
    }

    fn set(mut self, change: impl FnOnce(&mut Settings)) -> Self {
        change(Arc::make_mut(&mut self.settings));
        self
    }

    /// How often a call is sent again after failures: broken connections, `503`, conflicts, concurrency
    /// refusals. 0 means that nothing is sent again, rate-limited calls included.
    /// [`RetryHint::max_retries`] overrides it for one call.
    #[must_use]
    pub fn max_retries(self, retries: u32) -> Self {
        self.set(|settings| settings.max_retries = retries)
    }

    /// How often a call is sent again after a `429` that says when the window ends. Such a refusal is not a
    /// failure, so it has a number of its own; the call's deadline is the better bound. Unless set, it is 10 or
    /// [`max_retries`](Self::max_retries), whichever is more, and 0 when that is 0.
    #[must_use]
    pub fn max_rate_limited(self, retries: u32) -> Self {
        self.set(|settings| settings.max_rate_limited = Some(retries))
    }

    /// The longest wait. A rate-limit window that claims to end later is taken to end then (Okta's windows
    /// last a minute); a longer `Retry-After` is believed, and the answer is returned.
    #[must_use]
    pub fn max_wait(self, wait: Duration) -> Self {
        self.set(|settings| settings.max_wait = wait)
    }

    /// How long to wait when the server does not say.
    #[must_use]
    pub fn backoff(self, backoff: Backoff) -> Self {
        self.set(|settings| settings.backoff = backoff)
    }

    /// The budget that limits retries over all calls. Give several clients clones of one budget to limit them
    /// together.
    #[must_use]
    pub fn budget(self, budget: RetryBudget) -> Self {
        self.set(|settings| settings.budget = budget)
    }

    /// Retries one more status on every call that may be sent twice, such as `500`.
    #[must_use]
    pub fn status(self, status: StatusCode) -> Self {
        self.set(|settings| settings.statuses.push(status))
    }

    /// The clock for headers that name a time while the answer has no `Date`.
    #[must_use]
    pub fn clock(self, clock: SharedClock) -> Self {
        self.set(|settings| settings.clock = clock)
    }

    /// Tells `notify` of every decision.
    #[must_use]
    pub fn notify(self, notify: impl Notify) -> Self {
        self.set(|settings| settings.notify = Some(Arc::new(notify)))
    }

    fn decide<B>(&mut self, request: &Request<B>, refusal: Refusal) -> RetryAction {
        let timed = matches!(refusal.pause, Pause::Told { .. }) && refusal.cause == RetryCause::RateLimited;
        let retries = match request.extensions().get::<RetryHint>().and_then(|hint| hint.max_retries) {
            Some(most) => self.call.sent <= most,
            None if timed => self.call.rate_limited < self.settings.rate_limited_retries(),
            None => self.call.failures < self.settings.max_retries,
        };
        if !retries {
            return RetryAction::Stop(StopReason::Attempts);
        }
        let drawn = self.settings.backoff.draw(self.call.failures);
        let after = match refusal.pause {
            Pause::Backoff => drawn,
            Pause::AtLeast(wait) => drawn.max(wait),
            // A window that has ended says that clocks or headers are off: slow down all the same.
            Pause::Told { wait } if wait.is_zero() => self.settings.backoff.draw(self.call.sent),
            // `Date` and `X-Rate-Limit-Reset` are whole seconds, so the window may end up to a second later;
            // the same random second keeps those who wait for one window from coming back together.
            Pause::Told { wait } => wait.saturating_add(super::backoff::up_to(Duration::from_secs(1))),
            Pause::TooLong => return RetryAction::Stop(StopReason::Wait),
        };
        if let Some(deadline) = request.extensions().get::<Deadline>()
            && deadline.remaining(Instant::now().into_std()) <= after
        {
            return RetryAction::Stop(StopReason::Deadline);
        }
        let cost = match refusal.cause {
            RetryCause::RateLimited if timed => 0,
            RetryCause::RateLimited | RetryCause::Concurrency | RetryCause::Conflict(_) => {
                RetryBudget::REFUSAL
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

    fn report<B>(&self, request: &Request<B>, cause: RetryCause, decision: RetryAction) {
        let event = RetryEvent {
            operation: Operation::from_request(request),
            method: request.method(),
            attempt: self.call.sent,
            cause,
            action: decision,
        };
        event::trace(&event);
        #[cfg(feature = "metrics")]
        crate::metrics::decided(&event);
        if let Some(notify) = &self.settings.notify {
            notify.notify(&event);
        }
    }

    /// Marks the copy that is sent next.
    fn stamp<B>(&mut self, request: &mut Request<B>, answer: Option<&HeaderValue>) {
        if self.call.request_id.is_none() {
            self.call.request_id = answer.cloned().map(Box::new);
        }
        request.extensions_mut().insert(Attempt(self.call.sent + 1));
        request.headers_mut().insert(RETRY_COUNT, HeaderValue::from(self.call.sent));
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
    ReqB: TryCloneBody,
    ResB: Body,
{
    type Future = RetryDelay<ResB>;

    fn retry(
        &mut self,
        request: &mut Request<ReqB>,
        result: &mut Result<Response<ResB>, BoxError>,
    ) -> Option<RetryDelay<ResB>> {
        self.call.sent = self.call.sent.saturating_add(1);
        if let Some(stats) = CallStats::from_extensions(request.extensions()) {
            stats.set_attempts(self.call.sent);
        }
        let refusal = match result {
            Ok(response) => of_response(request, response, &self.settings),
            Err(error) => of_error(request, error.as_ref()),
        };
        if refusal.is_some()
            && let Some(deadline) = self.call.deadline.take()
        {
            request.extensions_mut().insert(deadline);
        }
        let decision = refusal.map(|refusal| (refusal.cause, self.decide(request, refusal)));
        if let Some((cause, decision)) = decision {
            self.report(request, cause, decision);
            if let RetryAction::Retry { after } = decision {
                self.call.may_have_arrived |=
                    !matches!(cause, RetryCause::RateLimited | RetryCause::Concurrency | RetryCause::NotSent);
                self.stamp(request, result.as_ref().ok().and_then(|answer| answer.headers().get(REQUEST_ID)));
                let waiting = Waiting::begin(Reason::Backoff, Instant::now(), request.extensions());
                return Some(RetryDelay::new(after, take_body(result), waiting));
            }
        } else if result.is_ok() {
            self.settings.budget.deposit(self.call.spent.max(RetryBudget::REWARD));
        }
        match result {
            Ok(response) if self.call.sent > 1 => {
                response.extensions_mut().insert(Attempts(self.call.sent));
            }
            Ok(_) => {}
            Err(error) if self.call.may_have_arrived => admit(error),
            Err(_) => {}
        }
        None
    }

    fn clone_request(&mut self, request: &Request<ReqB>) -> Option<Request<ReqB>> {
        let extensions = request.extensions();
        let deadline = extensions.get::<Deadline>().filter(|_| extensions.len() == 1);
        self.call.deadline = deadline.copied();
        let copy = match deadline {
            Some(_) => try_clone_without_extensions(request),
            None => try_clone_request(request),
        };
        #[cfg(feature = "trace")]
        if copy.is_none() {
            tracing::debug!(
                operation = Operation::from_request(request).map_or("", |meta| meta.id),
                "the request body cannot be sent twice: no retry"
            );
        }
        copy
    }
}

/// Does not let an error say that nothing was sent, when something was.
fn admit(error: &mut BoxError) {
    if says_unsent(error.as_ref()) {
        let last = std::mem::replace(error, Box::new(Superseded));
        *error = Box::new(PossiblyDelivered::new(last));
    }
}

/// Takes the body out of an answer that nobody will see.
fn take_body<B>(result: &mut Result<Response<B>, BoxError>) -> Option<B> {
    let taken = std::mem::replace(result, Err(Box::new(Superseded)));
    taken.ok().map(Response::into_body)
}

/// Stands in for an answer while the wait for the next one runs; tower drops it unseen.
#[derive(Debug)]
struct Superseded;

impl fmt::Display for Superseded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("another attempt is under way")
    }
}

impl std::error::Error for Superseded {}
