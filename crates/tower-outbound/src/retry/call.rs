//! The state of one call.

use std::{fmt, sync::Arc, time::Duration};

use http::{HeaderValue, Request, Response};
use http_body::Body;
use tokio::time::Instant;

use super::{
    PossiblyDelivered, RetryAction, RetryBudget, RetryCause, RetryEvent, Retryable, ServerDelay, StopReason,
    backoff::random_up_to,
    classify::{classify_error, classify_response},
    delay::RetryDelay,
    event,
    failure::is_not_sent,
    grpc,
    kept_extensions::KeptExtensions,
    settings::RetrySettings,
};
use crate::{
    BoxError,
    body::{CloneBody, clone_head},
    meta::{self, Attempts, CallStats, Deadline, Operation, QueuePosition, RetryHint},
    wait_timer::{WaitReason, WaitTimer},
};

/// A call with the settings and what its attempts have cost.
pub(super) struct RetriedCall<C> {
    settings: Arc<RetrySettings>,
    clone_body: C,
    attempts: u32,
    failures: u32,
    rate_limited: u32,
    /// Budget tokens that the retries of this call have cost.
    spent: u32,
    /// Budget tokens of a retry whose outcome is unknown. They are returned if the call is dropped.
    pending: u32,
    /// Whether the server may have processed a retried attempt.
    possibly_delivered: bool,
    /// The request id of the first retried response. Boxed, as every call carries the field and few have one.
    request_id: Option<Box<HeaderValue>>,
    /// The extensions that the copy of the request lacks.
    kept: KeptExtensions,
}

/// A copy of a request. It has no body if that cannot be cloned: such a request is evaluated like any other, and never
/// retried.
pub(super) struct RequestCopy<B> {
    head: Request<()>,
    body: Option<B>,
}

impl<C> Drop for RetriedCall<C> {
    fn drop(&mut self) {
        if self.pending > 0 {
            self.settings.budget.deposit_tokens(self.pending);
        }
    }
}

impl<C> RetriedCall<C> {
    pub(super) fn new(settings: Arc<RetrySettings>, clone_body: C) -> Self {
        Self {
            settings,
            clone_body,
            attempts: 0,
            failures: 0,
            rate_limited: 0,
            spent: 0,
            pending: 0,
            possibly_delivered: false,
            request_id: None,
            kept: KeptExtensions::default(),
        }
    }

    /// Decides on a retryable attempt. `sendable`: whether there is a copy of the request's body.
    fn decide<B>(&mut self, request: &Request<B>, retryable: Retryable, sendable: bool) -> RetryAction {
        let timed =
            matches!(retryable.delay, ServerDelay::Exact(_)) && retryable.cause == RetryCause::RateLimited;
        let retries_left = match request.extensions().get::<RetryHint>().and_then(|hint| hint.max_retries) {
            Some(max) => self.attempts <= max,
            None if timed => self.rate_limited < self.settings.max_rate_limit_retries(),
            None => self.failures < self.settings.max_retries,
        };
        if !retries_left {
            return RetryAction::Stop(StopReason::Attempts);
        }
        let backoff = self.settings.backoff.delay(self.failures);
        let max_wait = self.settings.max_wait;
        let after = match retryable.delay {
            ServerDelay::AtLeast(wait) | ServerDelay::Exact(wait) if wait > max_wait => {
                return RetryAction::Stop(StopReason::Wait);
            }
            // A server that is unavailable for a moment is still so at once.
            ServerDelay::Unspecified if retryable.cause == RetryCause::NotSent => {
                self.settings.backoff.delay_from_half(self.failures)
            }
            ServerDelay::Unspecified => backoff,
            ServerDelay::AtLeast(wait) => backoff.max(wait),
            // The window has ended already, so a clock or a header is wrong: back off.
            ServerDelay::Exact(wait) if wait.is_zero() => self.settings.backoff.delay(self.attempts),
            // Servers give times in whole seconds, so the window may end up to a second later. The jitter also
            // spreads the clients that wait for the same window.
            ServerDelay::Exact(wait) => wait.saturating_add(random_up_to(Duration::from_secs(1))),
        };
        let after = after.min(max_wait);
        if let Some(deadline) = Deadline::of(request.extensions())
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
        self.pending = cost;
        if timed {
            self.rate_limited += 1;
        } else {
            self.failures += 1;
        }
        RetryAction::Retry { after }
    }

    fn report<B>(&self, request: &Request<B>, cause: RetryCause, action: RetryAction) {
        let event = RetryEvent {
            operation: Operation::from_request(request),
            method: request.method(),
            attempt: self.attempts,
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
        request.extensions_mut().insert(meta::Attempt(self.attempts + 1));
        if let Some(position) = response.and_then(|response| response.extensions().get::<QueuePosition>()) {
            request.extensions_mut().insert(*position);
        }
        if let Some(name) = &self.settings.count_header {
            request.headers_mut().insert(name.clone(), HeaderValue::from(self.attempts));
        }
        if let Some(names) = &self.settings.request_id_headers {
            if self.request_id.is_none() {
                let id = response.and_then(|response| response.headers().get(&names.response));
                self.request_id = id.cloned().map(Box::new);
            }
            if let Some(id) = &self.request_id {
                request.headers_mut().insert(names.retry.clone(), HeaderValue::clone(id));
            }
        }
    }

    /// Evaluates an attempt. Returns the delay before the next one, or `None` if the result is to be returned.
    pub(super) fn evaluate<ReqB, ResB: Body>(
        &mut self,
        copy: &mut RequestCopy<ReqB>,
        result: &mut Result<Response<ResB>, BoxError>,
    ) -> Option<RetryDelay<ResB>>
    where
        C: CloneBody<ReqB>,
    {
        self.attempts = self.attempts.saturating_add(1);
        // The retry that led here has reached the server: it has cost what was withdrawn for it.
        self.spent = self.spent.saturating_add(std::mem::take(&mut self.pending));
        let request = &mut copy.head;
        let stats = self.kept.stats.as_ref().or_else(|| CallStats::from_extensions(request.extensions()));
        if let Some(stats) = stats {
            stats.set_attempts(self.attempts);
        }
        // Of a plain success nothing depends on the request's extensions.
        let is_plain_success = result.as_ref().is_ok_and(|response| {
            response.status().is_success() && !grpc::has_status(request.method(), response.headers())
        });
        let retryable = if is_plain_success {
            None
        } else {
            self.kept.restore(request.extensions_mut());
            match result {
                Ok(response) => classify_response(request, response, &self.settings),
                Err(error) => classify_error(request, error.as_ref(), &self.settings),
            }
        };
        let Some(retryable) = retryable else {
            if result.is_ok() {
                self.settings.budget.deposit_tokens(self.spent.max(RetryBudget::REWARD));
            }
            self.finish(result);
            return None;
        };
        let sendable = copy.body.as_ref().is_some_and(|body| self.clone_body.is_sendable(body));
        let action = self.decide(request, retryable, sendable);
        self.report(request, retryable.cause, action);
        let RetryAction::Retry { after } = action else {
            self.finish(result);
            return None;
        };
        self.possibly_delivered |= !retryable.unprocessed;
        self.prepare_retry(request, result.as_ref().ok());
        let timer = WaitTimer::start(WaitReason::Backoff, Instant::now(), request.extensions());
        Some(RetryDelay::new(after, take_body(result), timer))
    }

    /// Copies a request, without a body if that cannot be cloned.
    pub(super) fn copy<B>(&mut self, request: &Request<B>) -> RequestCopy<B>
    where
        C: CloneBody<B>,
    {
        self.copy_parts(request, self.clone_body.clone_body(request.body()))
    }

    /// Takes the request of the next attempt, and copies it.
    pub(super) fn take_request<B>(&mut self, copy: &mut RequestCopy<B>) -> Option<Request<B>>
    where
        C: CloneBody<B>,
    {
        let body = copy.body.take()?;
        let next = self.copy_parts(&copy.head, self.clone_body.clone_body(&body));
        let last = std::mem::replace(copy, next);
        Some(last.head.map(|()| body))
    }

    /// Copies the head of a request, and keeps the extensions that the copy lacks.
    fn copy_parts<A, B>(&mut self, request: &Request<A>, body: Option<B>) -> RequestCopy<B> {
        let mut head = clone_head(request, ());
        match KeptExtensions::of(request.extensions()) {
            Some(kept) => self.kept = kept,
            None => *head.extensions_mut() = request.extensions().clone(),
        }
        RequestCopy { head, body }
    }

    /// Marks the result that is returned.
    fn finish<B>(&self, result: &mut Result<Response<B>, BoxError>) {
        match result {
            Ok(response) if self.attempts > 1 => {
                response.extensions_mut().insert(Attempts(self.attempts));
            }
            Ok(_) => {}
            Err(error) if self.possibly_delivered => mark_possibly_delivered(error),
            Err(_) => {}
        }
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

/// Replaces a retried result until it is dropped.
#[derive(Debug)]
struct Placeholder;

impl fmt::Display for Placeholder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("retry in progress")
    }
}

impl std::error::Error for Placeholder {}
