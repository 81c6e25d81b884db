//! What an answer says about its rate-limit bucket.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use http::{HeaderMap, HeaderName, HeaderValue, header::DATE};

use crate::clock::unix_seconds;

/// `X-Rate-Limit-Limit`: how many requests the window allows.
pub const LIMIT: HeaderName = HeaderName::from_static("x-rate-limit-limit");
/// `X-Rate-Limit-Remaining`: how many of them are left.
pub const REMAINING: HeaderName = HeaderName::from_static("x-rate-limit-remaining");
/// `X-Rate-Limit-Reset`: when the window ends, in seconds since the Unix epoch on the server's clock.
pub const RESET: HeaderName = HeaderName::from_static("x-rate-limit-reset");

/// The rate-limit headers of one answer
/// ([Okta: rate limits](https://developer.okta.com/docs/reference/rl-best-practices/)).
///
/// Nothing in them is trusted: a value that is no number is absent, a negative one is zero, one that is too
/// large is the largest there is. Where a header has several values, whether as lines or joined by commas,
/// the smallest counts, as Okta advises for `X-Rate-Limit-Reset`.
///
/// ```
/// use std::time::Duration;
/// use okta_tower::rate_limit::RateLimitSnapshot;
///
/// let response = http::Response::builder()
///     .header("X-Rate-Limit-Limit", "600")
///     .header("X-Rate-Limit-Remaining", "598")
///     .header("X-Rate-Limit-Reset", "1700000060")
///     .header("Date", "Tue, 14 Nov 2023 22:13:20 GMT")
///     .body(())?;
/// let seen = RateLimitSnapshot::from_headers(response.headers()).unwrap_or_default();
/// assert_eq!((seen.limit, seen.remaining), (Some(600), Some(598)));
/// assert_eq!(seen.until_reset(), Some(Duration::from_secs(60)));
/// # Ok::<(), http::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct RateLimitSnapshot {
    /// How many requests a window allows.
    pub limit: Option<u64>,
    /// How many requests are left in this window.
    pub remaining: Option<u64>,
    /// When the window ends, in seconds since the Unix epoch on the server's clock.
    pub reset: Option<u64>,
    /// The server's clock when it answered, from `Date`.
    pub date: Option<SystemTime>,
}

impl RateLimitSnapshot {
    /// Reads the headers of an answer; `None` when it has no rate-limit header at all.
    #[must_use]
    pub fn from_headers(headers: &HeaderMap) -> Option<Self> {
        Self::read(headers, parse_date)
    }

    /// The same with another way to read `Date`.
    pub(super) fn read(
        headers: &HeaderMap,
        parse_date: impl Fn(&HeaderValue) -> Option<SystemTime>,
    ) -> Option<Self> {
        // One walk over the few headers of an answer costs less than a look-up for each name.
        let (mut limit, mut remaining, mut reset, mut date) = (None, None, None, None);
        for (name, value) in headers {
            let least = if *name == LIMIT {
                &mut limit
            } else if *name == REMAINING {
                &mut remaining
            } else if *name == RESET {
                &mut reset
            } else {
                if *name == DATE {
                    date = date.or(Some(value));
                }
                continue;
            };
            *least = match (*least, least_of_line(value)) {
                (Some(one), Some(other)) => Some(u64::min(one, other)),
                (one, other) => one.or(other),
            };
        }
        if limit.is_none() && remaining.is_none() && reset.is_none() {
            return None;
        }
        Some(Self { limit, remaining, reset, date: date.and_then(parse_date) })
    }

    /// The time from the answer to the end of the window, both on the server's clock; zero when the window
    /// has ended. `None` without `X-Rate-Limit-Reset` or `Date`.
    #[must_use]
    pub fn until_reset(&self) -> Option<Duration> {
        self.date.and_then(|date| self.until_reset_from(date))
    }

    /// The time from `now` to the end of the window. Use it with the local clock when the answer has no
    /// `Date`.
    #[must_use]
    pub fn until_reset_from(&self, now: SystemTime) -> Option<Duration> {
        let now = Duration::from_secs(unix_seconds(now));
        self.reset.map(|reset| Duration::from_secs(reset).saturating_sub(now))
    }

    /// Whether the answer is about too many requests *at the same time*: Okta says so by a limit of 0 with
    /// 0 remaining. `X-Rate-Limit-Reset` means nothing then; the refusal ends when another request does.
    #[must_use]
    pub fn is_concurrency(&self) -> bool {
        self.limit == Some(0) && self.remaining == Some(0)
    }

    /// The end of the window as a time of day on the server's clock.
    #[must_use]
    pub fn reset_at(&self) -> Option<SystemTime> {
        self.reset.and_then(|reset| UNIX_EPOCH.checked_add(Duration::from_secs(reset)))
    }
}

/// `Retry-After` as a wait, from seconds or from an HTTP date
/// ([RFC 9110 §10.2.3](https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3)).
///
/// A date is compared with the server's own `Date`, or with `now` when there is none. A date in the past is a
/// wait of zero; anything unreadable is `None`. Of several values the longest counts. More than a century is a
/// century, so that the wait can be added to any time.
#[must_use]
pub fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    retry_after_from(headers, || now)
}

/// The same with a clock that is asked only if it must be.
pub(super) fn retry_after_from(headers: &HeaderMap, now: impl Fn() -> SystemTime) -> Option<Duration> {
    headers
        .get_all(http::header::RETRY_AFTER)
        .iter()
        .filter_map(|value| {
            let text = value.to_str().ok()?.trim();
            match number(text) {
                Some(seconds) => Some(Duration::from_secs(seconds)),
                None => {
                    let until = httpdate::parse_http_date(text).ok()?;
                    let server_now = date(headers).unwrap_or_else(&now);
                    Some(until.duration_since(server_now).unwrap_or_default())
                }
            }
        })
        .max()
        .map(|wait| wait.min(CENTURY))
}

const CENTURY: Duration = Duration::from_secs(100 * 365 * 86_400);

/// The server's clock, from `Date`.
pub(crate) fn date(headers: &HeaderMap) -> Option<SystemTime> {
    headers.get(DATE).and_then(parse_date)
}

pub(super) fn parse_date(value: &HeaderValue) -> Option<SystemTime> {
    httpdate::parse_http_date(value.to_str().ok()?.trim()).ok()
}

fn least_of_line(value: &HeaderValue) -> Option<u64> {
    // Nearly every value of nearly every answer.
    if let Some(number) = short_number(value.as_bytes()) {
        return Some(number);
    }
    value.to_str().ok()?.split(',').filter_map(number).min()
}

/// A number of nothing but digits, and so few that it cannot be too large.
fn short_number(digits: &[u8]) -> Option<u64> {
    if digits.is_empty() || digits.len() > 18 {
        return None;
    }
    let mut number = 0;
    for byte in digits {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        number = number * 10 + u64::from(digit);
    }
    Some(number)
}

/// A whole number out of a header: a fraction is cut off, a negative number is zero, an overlong one is the
/// largest.
fn number(text: &str) -> Option<u64> {
    let text = text.trim();
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let numeric = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !numeric(whole) || !numeric(fraction) {
        return None;
    }
    if negative {
        return Some(0);
    }
    Some(whole.parse().unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn headers(lines: &[(&'static str, &str)]) -> HeaderMap {
        lines
            .iter()
            .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()))
            .collect::<HeaderMap>()
    }

    fn append(lines: &[(&'static str, &str)]) -> HeaderMap {
        let mut map = HeaderMap::new();
        for (name, value) in lines {
            map.append(*name, value.parse().unwrap());
        }
        map
    }

    #[test]
    fn of_several_values_the_smallest_counts_in_lines_and_in_lists() {
        let map = append(&[
            ("x-rate-limit-reset", "1700000060"),
            ("x-rate-limit-reset", "1700000030"),
            ("x-rate-limit-limit", "600, 100"),
            ("x-rate-limit-remaining", "7"),
        ]);
        let seen = RateLimitSnapshot::from_headers(&map).unwrap();
        assert_eq!((seen.limit, seen.remaining, seen.reset), (Some(100), Some(7), Some(1_700_000_030)));
        assert_eq!(seen.until_reset(), None, "there is no Date to count from");
        let now = UNIX_EPOCH + Duration::from_secs(1_700_000_000);
        assert_eq!(seen.until_reset_from(now), Some(Duration::from_secs(30)));
    }

    #[test]
    fn absurd_values_are_absent_or_clamped() {
        let map = headers(&[("x-rate-limit-limit", "many"), ("x-rate-limit-remaining", "-3")]);
        let seen = RateLimitSnapshot::from_headers(&map).unwrap();
        assert_eq!((seen.limit, seen.remaining), (None, Some(0)));
        let map = headers(&[("x-rate-limit-reset", "99999999999999999999999999")]);
        let seen = RateLimitSnapshot::from_headers(&map).unwrap();
        assert_eq!(seen.reset, Some(u64::MAX));
        assert_eq!(seen.reset_at(), None);
        assert_eq!(RateLimitSnapshot::from_headers(&headers(&[("x-rate-limit-limit", "")])), None);
    }

    #[test]
    fn a_window_in_the_past_leaves_no_wait() {
        let map = headers(&[("x-rate-limit-reset", "1"), ("date", "Tue, 14 Nov 2023 22:13:20 GMT")]);
        assert_eq!(RateLimitSnapshot::from_headers(&map).unwrap().until_reset(), Some(Duration::ZERO));
    }

    #[test]
    fn zero_of_zero_is_about_concurrency() {
        let map = headers(&[("x-rate-limit-limit", "0"), ("x-rate-limit-remaining", "0")]);
        assert!(RateLimitSnapshot::from_headers(&map).unwrap().is_concurrency());
        let map = headers(&[("x-rate-limit-limit", "10"), ("x-rate-limit-remaining", "0")]);
        assert!(!RateLimitSnapshot::from_headers(&map).unwrap().is_concurrency());
    }

    #[test]
    fn retry_after_in_seconds_and_as_a_date_of_the_server() {
        let now = UNIX_EPOCH;
        assert_eq!(retry_after(&headers(&[("retry-after", " 12 ")]), now), Some(Duration::from_secs(12)));
        let map = headers(&[
            ("retry-after", "Tue, 14 Nov 2023 22:13:50 GMT"),
            ("date", "Tue, 14 Nov 2023 22:13:20 GMT"),
        ]);
        assert_eq!(retry_after(&map, now), Some(Duration::from_secs(30)));
        let map = headers(&[
            ("retry-after", "Tue, 14 Nov 2023 22:13:00 GMT"),
            ("date", "Tue, 14 Nov 2023 22:13:20 GMT"),
        ]);
        assert_eq!(retry_after(&map, now), Some(Duration::ZERO));
        assert_eq!(retry_after(&headers(&[("retry-after", "soon")]), now), None);
        assert_eq!(retry_after(&headers(&[]), now), None);
        let endless = retry_after(&headers(&[("retry-after", "99999999999999999999")]), now).unwrap();
        assert!(tokio::time::Instant::now().checked_add(endless).is_some());
    }

    proptest! {
        #[test]
        fn the_short_way_reads_what_the_long_way_reads(text in "[0-9]{0,20}|[0-9+., -]{0,6}") {
            if let Some(short) = short_number(text.as_bytes()) {
                prop_assert_eq!(number(&text), Some(short));
            }
        }

        #[test]
        fn any_bytes_are_read_without_a_panic(
            limit in proptest::collection::vec(any::<u8>(), 0..24),
            reset in "[-+0-9., eE]{0,30}",
            after in ".{0,40}",
            seconds in 0u64..=u64::from(u32::MAX),
        ) {
            let mut map = HeaderMap::new();
            for (name, bytes) in [
                ("x-rate-limit-limit", limit.as_slice()),
                ("x-rate-limit-reset", reset.as_bytes()),
                ("retry-after", after.as_bytes()),
                ("date", after.as_bytes()),
            ] {
                if let Ok(value) = HeaderValue::from_bytes(bytes) {
                    map.append(name, value);
                }
            }
            let now = UNIX_EPOCH + Duration::from_secs(seconds);
            if let Some(seen) = RateLimitSnapshot::from_headers(&map) {
                let _ = (seen.until_reset(), seen.reset_at(), seen.is_concurrency());
                if let (Some(reset), Some(wait)) = (seen.reset, seen.until_reset_from(now)) {
                    prop_assert_eq!(wait.as_secs(), reset.saturating_sub(seconds));
                }
            }
            let _ = retry_after(&map, now);
        }

        #[test]
        fn numbers_come_back_as_written(value in any::<u64>()) {
            prop_assert_eq!(number(&value.to_string()), Some(value));
        }
    }
}
