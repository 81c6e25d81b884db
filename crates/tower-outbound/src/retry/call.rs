//! The state of one call, as a policy of [`tower::retry`].

use std::{fmt, sync::Arc, time::Duration};

use http::{HeaderValue, Request, Response};
use http_body::Body;
use tokio::time::Instant;
use tower::retry::Policy;

use super::{
    PossiblyDelivered, RetryAction, RetryBudget, RetryCause, RetryDelay, RetryEvent, Retryable, ServerDelay,
    StopReason,
    backoff::random_up_to,
    classify::{classify_error, classify_response},
    event,
    failure::is_not_sent,
    grpc,
    kept_extensions::KeptExtensions,
    service::Attempt,
    settings::RetrySettings,
};
use crate::{
    BoxError,
    body::{CloneBody, clone_head},
    meta::{self, Attempts, CallStats, Deadline, Operation, QueuePosition, RetryHint},
    wait_timer::{WaitReason, WaitTimer},
};

/// The settings, and the state of one call: tower clones the policy for each call.
pub(super) struct CallPolicy<C> {
    pub(super) settings: Arc<RetrySettings>,
    pub(super) clone_body: C,
    call: CallState,
}

#[derive(Clone, Debug, Default)]
struct CallState {
    attempts: u32,
    failures: u32,
    rate_limited: u32,
    /// Budget tokens that the retries of this call have cost.
    spent: u32,
    pending: PendingCost,
    /// Whether the server may have processed a retried attempt.
    possibly_delivered: bool,
    /// The request id of the first retried response. Boxed, as every call carries the field and few have one.
    request_id: Option<Box<HeaderValue>>,
    /// The extensions that the copy of the request lacks.
    kept: KeptExtensions,
}

/// Budget tokens of a retry whose outcome is unknown. They are returned if the call is dropped.
#[derive(Debug, Default)]
struct PendingCost(u32);

impl Clone for PendingCost {
    fn clone(&self) -> Self {
        Self(0)
    }
}

impl<C: Clone> Clone for CallPolicy<C> {
    fn clone(&self) -> Self {
        Self {
            settings: Arc::clone(&self.settings),
            clone_body: self.clone_body.clone(),
            call: self.call.clone(),
        }
    }
}

impl<C> Drop for CallPolicy<C> {
    fn drop(&mut self) {
        if self.call.pending.0 > 0 {
            self.settings.budget.deposit_tokens(self.call.pending.0);
        }
    }
}

impl<C> fmt::Debug for CallPolicy<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallPolicy")
            .field("settings", &self.settings)
            .field("call", &self.call)
            .finish_non_exhaustive()
    }
}

impl<C> CallPolicy<C> {
    pub(super) fn new(settings: Arc<RetrySettings>, clone_body: C) -> Self {
        Self { settings, clone_body, call: CallState::default() }
    }

    /// Decides on a retryable attempt. `sendable`: whether there is a copy of the request's body.
    fn decide<B>(&mut self, request: &Request<B>, retryable: Retryable, sendable: bool) -> RetryAction {
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
        let max_wait = self.settings.max_wait;
        let after = match retryable.delay {
            ServerDelay::AtLeast(wait) | ServerDelay::Exact(wait) if wait > max_wait => {
                return RetryAction::Stop(StopReason::Wait);
            }
            // A server that is unavailable for a moment is still so at once.
            ServerDelay::Unspecified if retryable.cause == RetryCause::NotSent => {
                self.settings.backoff.delay_from_half(self.call.failures)
            }
            ServerDelay::Unspecified => backoff,
            ServerDelay::AtLeast(wait) => backoff.max(wait),
            // The window has ended already, so a clock or a header is wrong: back off.
            ServerDelay::Exact(wait) if wait.is_zero() => self.settings.backoff.delay(self.call.attempts),
            // Servers give times in whole seconds, so the window may end up to a second later. The jitter also
            // spreads the clients that wait for the same window.
            ServerDelay::Exact(wait) => wait.saturating_add(random_up_to(Duration::from_secs(1))),
        };
        let after = after.min(max_wait);
        if let Some(deadline) = request.extensions().get::<Deadline>()
            && deadline.remaining(Instant::now().into_std()) <= after
        {
            return RetryAction::Stop(StopReason::Deadline);
        }
        if !sendable {
            self.settings.not_cloned.warn("retry");
            return RetryAction::Stop(StopReason::Body);
        }
        let cost = match retryable.cause {
            RetryCause::RateLimited if timed => 0,
            // It did not reach the server, so it is no load.
            RetryCause::NotSent => 0,
            RetryCause::RateLimited | RetryCause::Concurrency | RetryCause::Conflict(_) => {
                RetryBudget::REJECTION
            }
            _ => RetryBudget::FAILURE,
        };
        if !self.settings.budget.withdraw_tokens(cost) {
            return RetryAction::Stop(StopReason::Budget);
        }
        self.call.pending.0 = cost;
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
        crate::metrics::record_retry(&event, request.extensions());
        if let Some(notify) = &self.settings.notify {
            notify(&event);
        }
    }

    /// Sets the attempt number and the retry headers of the next attempt.
    fn prepare_retry<ReqB, ResB>(&mut self, request: &mut Request<ReqB>, response: Option<&Response<ResB>>) {
        request.extensions_mut().insert(meta::Attempt(self.call.attempts + 1));
        if let Some(position) = response.and_then(|response| response.extensions().get::<QueuePosition>()) {
            request.extensions_mut().insert(*position);
        }
        if let Some(name) = &self.settings.count_header {
            request.headers_mut().insert(name.clone(), HeaderValue::from(self.call.attempts));
        }
        if let Some(names) = &self.settings.request_id_headers {
            if self.call.request_id.is_none() {
                let id = response.and_then(|response| response.headers().get(&names.response));
                self.call.request_id = id.cloned().map(Box::new);
            }
            if let Some(id) = &self.call.request_id {
                request.headers_mut().insert(names.retry.clone(), HeaderValue::clone(id));
            }
        }
    }

    /// Evaluates an attempt. Returns the delay before the next one, or `None` if the result is to be returned.
    fn evaluate<ReqB, ResB: Body>(
        &mut self,
        request: &mut Request<ReqB>,
        result: &mut Result<Response<ResB>, BoxError>,
        sendable: bool,
    ) -> Option<RetryDelay<ResB>> {
        self.call.attempts = self.call.attempts.saturating_add(1);
        // The retry that led here has reached the server: it has cost what was withdrawn for it.
        self.call.spent = self.call.spent.saturating_add(std::mem::take(&mut self.call.pending.0));
        let stats =
            self.call.kept.stats.as_ref().or_else(|| CallStats::from_extensions(request.extensions()));
        if let Some(stats) = stats {
            stats.set_attempts(self.call.attempts);
        }
        // Of a plain success nothing depends on the request's extensions.
        let is_plain_success = result.as_ref().is_ok_and(|response| {
            response.status().is_success() && !grpc::has_status(request.method(), response.headers())
        });
        if !is_plain_success {
            self.call.kept.restore(request.extensions_mut());
        }
        let retryable = match result {
            Ok(response) => classify_response(request, response, &self.settings),
            Err(error) => classify_error(request, error.as_ref(), &self.settings),
        };
        let Some(retryable) = retryable else {
            if result.is_ok() {
                self.settings.budget.deposit_tokens(self.call.spent.max(RetryBudget::REWARD));
            }
            self.finish(result);
            return None;
        };
        let action = self.decide(request, retryable, sendable);
        self.report(request, retryable.cause, action);
        let RetryAction::Retry { after } = action else {
            self.finish(result);
            return None;
        };
        self.call.possibly_delivered |= !retryable.unprocessed;
        self.prepare_retry(request, result.as_ref().ok());
        let timer = WaitTimer::start(WaitReason::Backoff, Instant::now(), request.extensions());
        Some(RetryDelay::new(after, take_body(result), timer))
    }

    /// Copies a request with another body, and keeps the extensions that the copy lacks.
    fn copy<A, B>(&mut self, request: &Request<A>, body: B) -> Request<B> {
        let mut copy = clone_head(request, body);
        match KeptExtensions::of(request.extensions()) {
            Some(kept) => self.call.kept = kept,
            None => *copy.extensions_mut() = request.extensions().clone(),
        }
        copy
    }

    /// Marks the result that is returned.
    fn finish<B>(&self, result: &mut Result<Response<B>, BoxError>) {
        match result {
            Ok(response) if self.call.attempts > 1 => {
                response.extensions_mut().insert(Attempts(self.call.attempts));
            }
            Ok(_) => {}
            Err(error) if self.call.possibly_delivered => mark_possibly_delivered(error),
            Err(_) => {}
        }
    }
}

impl<C, ReqB, ResB> Policy<Attempt<ReqB>, Response<ResB>, BoxError> for CallPolicy<C>
where
    C: CloneBody<ReqB>,
    ResB: Body,
{
    type Future = RetryDelay<ResB>;

    fn retry(
        &mut self,
        attempt: &mut Attempt<ReqB>,
        result: &mut Result<Response<ResB>, BoxError>,
    ) -> Option<RetryDelay<ResB>> {
        match attempt {
            Attempt::Request(request) => {
                let sendable = self.clone_body.is_sendable(request.body());
                self.evaluate(request, result, sendable)
            }
            Attempt::Head(request) => self.evaluate(request, result, false),
        }
    }

    /// Copies the request, without a body if it cannot be cloned.
    fn clone_request(&mut self, attempt: &Attempt<ReqB>) -> Option<Attempt<ReqB>> {
        Some(match attempt {
            Attempt::Request(request) => match self.clone_body.clone_body(request.body()) {
                Some(body) => Attempt::Request(self.copy(request, body)),
                None => Attempt::Head(self.copy(request, ())),
            },
            Attempt::Head(request) => Attempt::Head(self.copy(request, ())),
        })
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
