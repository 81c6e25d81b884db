//! Okta's rate limits: [`tower_outbound::rate_limit`] with a [`dialect`] of Okta's headers and buckets.
//!
//! Every response of Okta's reports the limit of its bucket, the remaining requests, and the end of the window, in
//! `X-Rate-Limit-Limit`, `-Remaining` and `-Reset`
//! ([Okta: rate limits](https://developer.okta.com/docs/reference/rate-limits/)):
//!
//! - **Windows** last a minute; longer values, and a longer `Retry-After`, are shortened to 70 s.
//! - **Buckets** come from the operation or from the path ([`bucket_of`]).
//! - **Concurrency**: a `429` with a limit of 0 reports too many concurrent requests, and says nothing about a window.
//! - A `429` with requests remaining is about another quota, such as text messages, and delays no other request.
//!
//! # Examples
//!
//! ```
//! use okta_tower::rate_limit::{self, RateLimitLayer, RateLimits};
//!
//! let layer = RateLimitLayer::new(rate_limit::limits());
//! let half = rate_limit::builder().max_capacity(50).build();
//! let same = RateLimits::builder(rate_limit::dialect()).max_capacity(50).build();
//! # let _ = (layer, half, same);
//! ```

mod bucket_of;
mod buckets;

use std::time::Duration;

use http::{HeaderMap, HeaderName, StatusCode};
pub use tower_outbound::rate_limit::*;

pub use self::bucket_of::bucket_of;

/// `X-Rate-Limit-Limit`: the number of requests per window.
pub const LIMIT: HeaderName = HeaderName::from_static("x-rate-limit-limit");
/// `X-Rate-Limit-Remaining`: the number of requests left in the window.
pub const REMAINING: HeaderName = HeaderName::from_static("x-rate-limit-remaining");
/// `X-Rate-Limit-Reset`: the end of the window, in seconds since the Unix epoch on the server's clock.
pub const RESET: HeaderName = HeaderName::from_static("x-rate-limit-reset");

const HEADERS: LimitHeaders = LimitHeaders::new(LIMIT, REMAINING, RESET, ResetFormat::UnixSeconds);

/// Okta's windows last a minute at most; the rest is for clocks and rounding.
pub(crate) const MAX_WAIT: Duration = Duration::from_secs(70);

/// Returns the dialect of Okta's APIs. See the [module docs](self).
#[must_use]
pub fn dialect() -> Dialect {
    Dialect::new(read).bucket_by(|head| bucket_of(&head.method, head.uri.path())).max_wait(MAX_WAIT)
}

/// Creates a registry for Okta's APIs: [`dialect`], the whole capacity, paced, for this process.
#[cfg(feature = "rate-limit")]
#[must_use]
pub fn limits() -> RateLimits {
    builder().build()
}

/// Creates a builder of a registry for Okta's APIs, with [`dialect`].
#[cfg(feature = "rate-limit")]
pub fn builder() -> RateLimitsBuilder {
    RateLimits::builder(dialect())
}

/// Reads the window of a response. Returns `None` if it has no rate-limit header.
///
/// ```
/// use std::time::Duration;
/// use okta_tower::rate_limit;
///
/// let response = http::Response::builder()
///     .header("X-Rate-Limit-Limit", "600")
///     .header("X-Rate-Limit-Remaining", "598")
///     .header("X-Rate-Limit-Reset", "1700000060")
///     .header("Date", "Tue, 14 Nov 2023 22:13:20 GMT")
///     .body(())?;
/// let seen = rate_limit::snapshot(response.headers()).unwrap_or_default();
/// assert_eq!((seen.limit, seen.remaining), (Some(600), Some(598)));
/// assert_eq!(seen.until_reset(), Some(Duration::from_secs(60)));
/// # Ok::<(), http::Error>(())
/// ```
#[must_use]
pub fn snapshot(headers: &HeaderMap) -> Option<RateLimitSnapshot> {
    HEADERS.snapshot(headers)
}

/// Whether a response reports too many *concurrent* requests: a limit of 0 with 0 remaining. In that case
/// `X-Rate-Limit-Reset` has no meaning; capacity is freed as other requests complete.
#[must_use]
pub fn is_concurrency(snapshot: &RateLimitSnapshot) -> bool {
    snapshot.limit == Some(0) && snapshot.remaining == Some(0)
}

fn read(response: &LimitedResponse<'_>) -> RateLimitReport {
    let snapshot = HEADERS.read(response);
    let report = RateLimitReport::new().snapshot(snapshot);
    if response.status() != StatusCode::TOO_MANY_REQUESTS {
        return report;
    }
    let exceeded = match snapshot {
        Some(snapshot) if is_concurrency(&snapshot) => Some(ExceededLimit::Concurrency),
        // With requests remaining, a 429 is about another quota.
        Some(snapshot) if snapshot.remaining.unwrap_or(0) > 0 => None,
        _ => Some(ExceededLimit::Window),
    };
    report.exceeded(exceeded).retry_after(response.retry_after())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(status: u16, headers: &[(HeaderName, &str)]) -> RateLimitReport {
        let headers = headers.iter().map(|(name, value)| (name.clone(), value.parse().unwrap()));
        dialect().read(StatusCode::from_u16(status).unwrap(), &headers.collect())
    }

    #[test]
    fn only_an_exhausted_window_or_concurrency_is_exceeded() {
        for (status, headers, expected) in [
            (200, &[(LIMIT, "10"), (REMAINING, "0")] as &[_], None),
            (429, &[(LIMIT, "10"), (REMAINING, "0")], Some(ExceededLimit::Window)),
            (429, &[], Some(ExceededLimit::Window)),
            (429, &[(LIMIT, "10"), (REMAINING, "3")], None),
            (429, &[(LIMIT, "0"), (REMAINING, "0"), (RESET, "9")], Some(ExceededLimit::Concurrency)),
            (503, &[(http::header::RETRY_AFTER, "9")], None),
        ] {
            assert_eq!(read(status, headers).exceeded, expected, "{status} {headers:?}");
        }
    }

    #[test]
    fn wait_is_at_most_a_window() {
        let report = read(429, &[(http::header::RETRY_AFTER, "3600")]);
        assert_eq!(report.retry_after, Some(MAX_WAIT));
    }
}
