//! Which answers and errors are worth another sending, and after what wait.

use std::{error::Error, time::Duration};

use http::{Request, Response, StatusCode};

use super::{
    Failure, RetryCause,
    code::{error_code, is_passing_conflict, is_quota, is_read_only, message_pause},
    settings::Settings,
};
use crate::{
    meta::{ErrorBody, Operation, RetryHint, is_idempotent_method},
    rate_limit::{RateLimitSnapshot, retry_after},
};

/// An outcome that is worth another sending.
#[derive(Debug)]
pub(super) struct Refusal {
    pub(super) cause: RetryCause,
    pub(super) pause: Pause,
}

/// What the server said about coming back.
#[derive(Debug)]
pub(super) enum Pause {
    /// Nothing.
    Backoff,
    /// Not before this.
    AtLeast(Duration),
    /// Then it will work.
    Told { wait: Duration },
    /// Later than anyone wants to wait.
    TooLong,
}

pub(super) fn of_response<ReqB, ResB>(
    request: &Request<ReqB>,
    response: &Response<ResB>,
    settings: &Settings,
) -> Option<Refusal> {
    let status = response.status();
    if status.is_success() {
        return None;
    }
    let body = response.extensions().get::<ErrorBody>();
    let code = body.and_then(|body| error_code(&body.0)).unwrap_or_default();
    let told = retry_after(response.headers(), settings.clock.now());
    let pause = match told {
        Some(wait) if wait > settings.max_wait => Pause::TooLong,
        Some(wait) => Pause::AtLeast(wait),
        None => Pause::Backoff,
    };
    let hint = request.extensions().get::<RetryHint>();
    if status == StatusCode::TOO_MANY_REQUESTS {
        return (!is_quota(&code)).then(|| rate_limited(response, &code, pause, settings));
    }
    if hint.is_some_and(|hint| hint.statuses.contains(&status)) {
        return Some(Refusal { cause: RetryCause::Requested(status), pause });
    }
    if !may_repeat(request) {
        return None;
    }
    let cause = match status {
        StatusCode::SERVICE_UNAVAILABLE if is_read_only(&code) && !request.method().is_safe() => return None,
        StatusCode::REQUEST_TIMEOUT
        | StatusCode::BAD_GATEWAY
        | StatusCode::SERVICE_UNAVAILABLE
        | StatusCode::GATEWAY_TIMEOUT => RetryCause::Unavailable(status),
        StatusCode::CONFLICT | StatusCode::LOCKED if is_passing_conflict(&code) => {
            RetryCause::Conflict(status)
        }
        _ if settings.statuses.contains(&status) => RetryCause::Requested(status),
        _ => return None,
    };
    Some(Refusal { cause, pause })
}

/// A `429` was refused before anything was done, so any call can be sent again.
fn rate_limited<B>(response: &Response<B>, code: &str, pause: Pause, settings: &Settings) -> Refusal {
    let snapshot = RateLimitSnapshot::from_headers(response.headers()).unwrap_or_default();
    if snapshot.is_concurrency() {
        return Refusal { cause: RetryCause::Concurrency, pause: Pause::Backoff };
    }
    let window = match snapshot.date {
        Some(date) => snapshot.until_reset_from(date),
        None => snapshot.until_reset_from(settings.clock.now()),
    };
    let window = window.map(|wait| wait.min(settings.max_wait));
    let named = match (&pause, window.max(message_pause(code))) {
        (Pause::TooLong, _) => return Refusal { cause: RetryCause::RateLimited, pause },
        (Pause::AtLeast(wait), named) => named.max(Some(*wait)),
        (_, named) => named,
    };
    let pause = named.map_or(Pause::Backoff, |wait| Pause::Told { wait });
    Refusal { cause: RetryCause::RateLimited, pause }
}

pub(super) fn of_error<B>(request: &Request<B>, error: &(dyn Error + 'static)) -> Option<Refusal> {
    let cause = match Failure::from_error(error) {
        Failure::NotSent => RetryCause::NotSent,
        Failure::Interrupted if may_repeat(request) => RetryCause::Interrupted,
        Failure::AttemptTimeout if may_repeat(request) => RetryCause::AttemptTimeout,
        _ => return None,
    };
    Some(Refusal { cause, pause: Pause::Backoff })
}

/// Whether sending the request twice has the effect of once: the caller knows best, then the operation, then
/// the method.
fn may_repeat<B>(request: &Request<B>) -> bool {
    let hint = request.extensions().get::<RetryHint>().and_then(|hint| hint.idempotent);
    hint.unwrap_or_else(|| match Operation::from_request(request) {
        Some(meta) => meta.is_idempotent(),
        None => is_idempotent_method(request.method()),
    })
}
