//! Classification of responses and errors: whether to retry, and after what delay.

use std::{error::Error, time::Duration};

use http::{Request, Response, StatusCode};

use super::{
    Failure, RetryCause,
    code::{error_code, is_message_quota, is_read_only, is_transient_conflict, message_delay},
    settings::RetrySettings,
};
use crate::{
    meta::{ErrorBody, Operation, RetryHint, is_idempotent_method},
    rate_limit::{RateLimitSnapshot, retry_after},
};

/// A retryable response or error.
#[derive(Debug)]
pub(super) struct Retryable {
    pub(super) cause: RetryCause,
    pub(super) delay: ServerDelay,
}

/// The delay that the server requires.
#[derive(Debug)]
pub(super) enum ServerDelay {
    Unspecified,
    AtLeast(Duration),
    Exact(Duration),
    /// Above the maximum delay of the policy.
    TooLong,
}

pub(super) fn classify_response<ReqB, ResB>(
    request: &Request<ReqB>,
    response: &Response<ResB>,
    settings: &RetrySettings,
) -> Option<Retryable> {
    let status = response.status();
    if status.is_success() {
        return None;
    }
    let body = response.extensions().get::<ErrorBody>();
    let code = body.and_then(|body| error_code(&body.0)).unwrap_or_default();
    let delay = match retry_after(response.headers(), settings.clock.now()) {
        Some(wait) if wait > settings.max_wait => ServerDelay::TooLong,
        Some(wait) => ServerDelay::AtLeast(wait),
        None => ServerDelay::Unspecified,
    };
    let hint = request.extensions().get::<RetryHint>();
    if status == StatusCode::TOO_MANY_REQUESTS {
        return (!is_message_quota(&code)).then(|| classify_rate_limited(response, &code, delay, settings));
    }
    if hint.is_some_and(|hint| hint.statuses.contains(&status)) {
        return Some(Retryable { cause: RetryCause::Requested(status), delay });
    }
    if !is_idempotent(request) {
        return None;
    }
    let cause = match status {
        StatusCode::SERVICE_UNAVAILABLE if is_read_only(&code) && !request.method().is_safe() => return None,
        StatusCode::REQUEST_TIMEOUT
        | StatusCode::BAD_GATEWAY
        | StatusCode::SERVICE_UNAVAILABLE
        | StatusCode::GATEWAY_TIMEOUT => RetryCause::Unavailable(status),
        StatusCode::CONFLICT | StatusCode::LOCKED if is_transient_conflict(&code) => {
            RetryCause::Conflict(status)
        }
        _ if settings.statuses.contains(&status) => RetryCause::Requested(status),
        _ => return None,
    };
    Some(Retryable { cause, delay })
}

/// Classifies a `429`. Okta rejects before it processes a request, so any call can be retried.
fn classify_rate_limited<B>(
    response: &Response<B>,
    code: &str,
    delay: ServerDelay,
    settings: &RetrySettings,
) -> Retryable {
    let snapshot = RateLimitSnapshot::from_headers(response.headers()).unwrap_or_default();
    if snapshot.is_concurrency() {
        return Retryable { cause: RetryCause::Concurrency, delay: ServerDelay::Unspecified };
    }
    let window = match snapshot.date {
        Some(date) => snapshot.until_reset_from(date),
        None => snapshot.until_reset_from(settings.clock.now()),
    };
    let window = window.map(|wait| wait.min(settings.max_wait));
    let exact = match (&delay, window.max(message_delay(code))) {
        (ServerDelay::TooLong, _) => return Retryable { cause: RetryCause::RateLimited, delay },
        (ServerDelay::AtLeast(wait), exact) => exact.max(Some(*wait)),
        (_, exact) => exact,
    };
    let delay = exact.map_or(ServerDelay::Unspecified, ServerDelay::Exact);
    Retryable { cause: RetryCause::RateLimited, delay }
}

pub(super) fn classify_error<B>(request: &Request<B>, error: &(dyn Error + 'static)) -> Option<Retryable> {
    let cause = match Failure::from_error(error) {
        Failure::NotSent => RetryCause::NotSent,
        Failure::Interrupted if is_idempotent(request) => RetryCause::Interrupted,
        Failure::AttemptTimeout if is_idempotent(request) => RetryCause::AttemptTimeout,
        _ => return None,
    };
    Some(Retryable { cause, delay: ServerDelay::Unspecified })
}

/// Whether the request is idempotent: by the caller's hint, else by the operation, else by the method.
fn is_idempotent<B>(request: &Request<B>) -> bool {
    let hint = request.extensions().get::<RetryHint>().and_then(|hint| hint.idempotent);
    hint.unwrap_or_else(|| match Operation::from_request(request) {
        Some(meta) => meta.is_idempotent(),
        None => is_idempotent_method(request.method()),
    })
}
