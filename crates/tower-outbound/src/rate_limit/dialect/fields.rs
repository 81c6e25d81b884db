//! Limits in three headers.

use http::{HeaderMap, HeaderName, header::DATE};

use super::LimitedResponse;
use crate::{
    clock::SystemClock,
    rate_limit::{RateLimitSnapshot, date_cache::parse_date_cached, headers::smallest_value},
};

/// What a reset header contains.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ResetFormat {
    /// Seconds since the Unix epoch, on the server's clock.
    UnixSeconds,
    /// Seconds from the response to the end of the window.
    DeltaSeconds,
}

/// The names of three headers: limit, remaining requests, and end of the window.
///
/// Parsing is lenient: a value that does not begin with a number is absent, a negative one is zero, an overflowing one
/// is `u64::MAX`. If a header has several values, repeated or comma-separated, the smallest is used.
///
/// ```
/// use http::{HeaderMap, HeaderName};
/// use tower_outbound::rate_limit::{LimitHeaders, ResetFormat};
///
/// let headers = LimitHeaders::new(
///     HeaderName::from_static("x-ratelimit-limit"),
///     HeaderName::from_static("x-ratelimit-remaining"),
///     HeaderName::from_static("x-ratelimit-reset"),
///     ResetFormat::UnixSeconds,
/// );
/// let response = http::Response::builder()
///     .header("X-RateLimit-Limit", "600")
///     .header("X-RateLimit-Remaining", "598")
///     .body(())?;
/// let seen = headers.snapshot(response.headers()).unwrap_or_default();
/// assert_eq!((seen.limit, seen.remaining), (Some(600), Some(598)));
/// # Ok::<(), http::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct LimitHeaders {
    limit: HeaderName,
    remaining: HeaderName,
    reset: HeaderName,
    format: ResetFormat,
}

impl LimitHeaders {
    /// Creates a reader of three headers.
    #[must_use]
    pub const fn new(
        limit: HeaderName,
        remaining: HeaderName,
        reset: HeaderName,
        format: ResetFormat,
    ) -> Self {
        Self { limit, remaining, reset, format }
    }

    /// Reads the headers of a response. Returns `None` if it has none of the three.
    #[must_use]
    pub fn read(&self, response: &LimitedResponse<'_>) -> Option<RateLimitSnapshot> {
        // One pass over the few headers is cheaper than a lookup per name, and most values are words.
        let (mut limit, mut remaining, mut reset, mut date) = (None, None, None, None);
        for (name, value) in response.headers() {
            if value.as_bytes().first().is_none_or(u8::is_ascii_alphabetic) {
                if *name == DATE {
                    date = date.or(Some(value));
                }
                continue;
            }
            let smallest = if *name == self.limit {
                &mut limit
            } else if *name == self.remaining {
                &mut remaining
            } else if *name == self.reset {
                &mut reset
            } else {
                continue;
            };
            *smallest = match (*smallest, smallest_value(value)) {
                (Some(one), Some(other)) => Some(u64::min(one, other)),
                (one, other) => one.or(other),
            };
        }
        if limit.is_none() && remaining.is_none() && reset.is_none() {
            return None;
        }
        let mut snapshot = RateLimitSnapshot { limit, remaining, ..RateLimitSnapshot::default() };
        snapshot.date = date.and_then(parse_date_cached);
        match (self.format, reset) {
            (ResetFormat::UnixSeconds, reset) => snapshot.reset = reset,
            (ResetFormat::DeltaSeconds, Some(seconds)) => snapshot.set_reset_after(seconds, response.now()),
            (ResetFormat::DeltaSeconds, None) => {}
        }
        Some(snapshot)
    }

    /// [`read`](Self::read) without the response's status, by the system's clock if there is no `Date`.
    #[must_use]
    pub fn snapshot(&self, headers: &HeaderMap) -> Option<RateLimitSnapshot> {
        self.read(&LimitedResponse::new(http::StatusCode::OK, headers, &SystemClock))
    }
}
