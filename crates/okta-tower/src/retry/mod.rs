//! Retries as Okta's API needs them: [`tower_outbound::retry`] with a [`policy`] of Okta's error codes and headers.
//!
//! In addition to the outcomes of [`tower_outbound::retry`]:
//!
//! | Outcome | Retried |
//! |---|---|
//! | `429` | always, as Okta rejects before it processes a request. The delay is `X-Rate-Limit-Reset` minus the response's `Date`, or `Retry-After`. Quotas of hours or days are not retried |
//! | `429` with a limit of 0 (concurrency) | always, after a backoff |
//! | `409` and `423` with an error code that asks to try again | if idempotent |
//! | `503` in read-only mode | reads only |
//!
//! Retries carry `X-Okta-Retry-Count` and `X-Okta-Retry-For`. Okta ignores `Idempotency-Key`, and so does the policy.
//!
//! # Examples
//!
//! ```
//! use okta_tower::retry::{self, RetryLayer};
//!
//! let layer = RetryLayer::new(retry::policy().max_retries(5));
//! # let _ = layer;
//! ```

pub(crate) mod code;
#[cfg(test)]
mod tests;

use http::{HeaderName, StatusCode};
pub use tower_outbound::retry::*;

use self::code::{error_code, is_message_quota, is_read_only, is_transient_conflict, message_delay};
use crate::rate_limit::{self, retry_after};

/// The request id of the first retried response.
const RETRY_FOR: HeaderName = HeaderName::from_static("x-okta-retry-for");
/// The number of this retry, counted from 1.
const RETRY_COUNT: HeaderName = HeaderName::from_static("x-okta-retry-count");
const REQUEST_ID: HeaderName = HeaderName::from_static("x-okta-request-id");

/// Creates the retry policy for Okta, with the defaults of [`RetryPolicy::new`]. See the [module docs](self).
///
/// The end of a rate-limit window is clamped to 70 s, as Okta's windows last a minute. If that, or `Retry-After`, exceeds
/// [`RetryPolicy::max_wait`], the `429` is returned.
#[must_use]
pub fn policy() -> RetryPolicy {
    RetryPolicy::new()
        .classify_response(classify)
        .count_header(RETRY_COUNT)
        .request_id_header(REQUEST_ID, RETRY_FOR)
        .idempotency_header(None)
}

/// Classifies an error response of Okta's.
#[must_use]
pub fn classify(response: &ResponseHead<'_>) -> Classification {
    let status = response.status;
    let code = response.error_body.and_then(|body| error_code(body)).unwrap_or_default();
    match status {
        StatusCode::TOO_MANY_REQUESTS if is_message_quota(&code) => Classification::Final,
        StatusCode::TOO_MANY_REQUESTS => Classification::Retryable(rate_limited(response, &code)),
        StatusCode::SERVICE_UNAVAILABLE if is_read_only(&code) && !response.method.is_safe() => {
            Classification::Final
        }
        StatusCode::CONFLICT | StatusCode::LOCKED if is_transient_conflict(&code) => {
            let delay = retry_after(response.headers, response.now);
            let delay = delay.map_or(ServerDelay::Unspecified, ServerDelay::AtLeast);
            Classification::Retryable(Retryable::new(RetryCause::Conflict(status)).delay(delay))
        }
        _ => Classification::Default,
    }
}

/// Classifies a `429`. Okta rejects before it processes a request, so any call can be retried.
fn rate_limited(response: &ResponseHead<'_>, code: &str) -> Retryable {
    let snapshot = rate_limit::snapshot(response.headers).unwrap_or_default();
    if rate_limit::is_concurrency(&snapshot) {
        return Retryable::new(RetryCause::Concurrency).unprocessed();
    }
    let required = retry_after(response.headers, response.now);
    let window = snapshot.until_reset_from(snapshot.date.unwrap_or(response.now));
    let window = window.map(|wait| wait.min(rate_limit::MAX_WAIT));
    let delay = required.max(window).max(message_delay(code));
    Retryable::new(RetryCause::RateLimited)
        .delay(delay.map_or(ServerDelay::Unspecified, ServerDelay::Exact))
        .unprocessed()
}
