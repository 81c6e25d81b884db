//! The state of a window, and the parsing of numbers and dates.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use http::{HeaderMap, HeaderValue, header::DATE};

use crate::clock::unix_seconds;

/// The window that a response reports. A [`Dialect`](super::Dialect) reads it from the headers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct RateLimitSnapshot {
    /// The number of requests per window.
    pub limit: Option<u64>,
    /// The number of requests left in the window.
    pub remaining: Option<u64>,
    /// The end of the window, in seconds since the Unix epoch on the server's clock.
    pub reset: Option<u64>,
    /// The server's clock at the time of the response, from `Date`.
    pub date: Option<SystemTime>,
    /// Whether `reset` was computed from a number of seconds, so that it varies by rounding.
    pub(crate) relative: bool,
    /// Identifies the policy among several of one bucket; zero if there is only one.
    pub(crate) policy: u64,
}

impl RateLimitSnapshot {
    /// Sets the end of the window, in seconds from the response, which has the date `now`.
    pub fn set_reset_after(&mut self, seconds: u64, now: SystemTime) {
        self.reset = Some(unix_seconds(now).saturating_add(seconds));
        self.relative = true;
    }

    /// Returns the time from the response to the end of the window, both on the server's clock; zero if the
    /// window has ended. `None` without `reset` or `date`.
    #[must_use]
    pub fn until_reset(&self) -> Option<Duration> {
        self.date.and_then(|date| self.until_reset_from(date))
    }

    /// Returns the time from `now` to the end of the window. Use it with the local clock if the response has no
    /// `Date`.
    #[must_use]
    pub fn until_reset_from(&self, now: SystemTime) -> Option<Duration> {
        let now = Duration::from_secs(unix_seconds(now));
        self.reset.map(|reset| Duration::from_secs(reset).saturating_sub(now))
    }

    /// Returns the end of the window on the server's clock.
    #[must_use]
    pub fn reset_at(&self) -> Option<SystemTime> {
        self.reset.and_then(|reset| UNIX_EPOCH.checked_add(Duration::from_secs(reset)))
    }
}

/// Returns `Retry-After` as a wait, from seconds or an HTTP date
/// ([RFC 9110 §10.2.3](https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3)).
///
/// A date is relative to the response's `Date`, or to `now` without one. A date in the past is a wait of zero;
/// invalid values are `None`. Of several values the longest is used. The result is at most 100 years, so it can
/// be added to any instant.
#[must_use]
pub fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    retry_after_from(headers, || now)
}

/// [`retry_after`] with a clock that is read only if needed.
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
        .map(|wait| wait.min(MAX_RETRY_AFTER))
}

const MAX_RETRY_AFTER: Duration = Duration::from_secs(100 * 365 * 86_400);

/// The server's clock, from `Date`.
pub(crate) fn date(headers: &HeaderMap) -> Option<SystemTime> {
    headers.get(DATE).and_then(parse_date)
}

pub(super) fn parse_date(value: &HeaderValue) -> Option<SystemTime> {
    httpdate::parse_http_date(value.to_str().ok()?.trim()).ok()
}

/// Returns the smallest number of a header value, which may be a list.
#[inline]
pub(super) fn smallest_value(value: &HeaderValue) -> Option<u64> {
    short_number(value.as_bytes()).or_else(|| smallest_of_list(value))
}

#[cold]
fn smallest_of_list(value: &HeaderValue) -> Option<u64> {
    value.to_str().ok()?.split(',').filter_map(number).min()
}

/// Parses up to 18 digits, which cannot overflow.
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

/// Parses a number: fractions are truncated, negative numbers are zero, overflow is `u64::MAX`.
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

    use http::HeaderName;

    use super::*;
    use crate::rate_limit::{LimitHeaders, ResetFormat};

    const HEADERS: LimitHeaders = LimitHeaders::new(
        HeaderName::from_static("x-rate-limit-limit"),
        HeaderName::from_static("x-rate-limit-remaining"),
        HeaderName::from_static("x-rate-limit-reset"),
        ResetFormat::UnixSeconds,
    );

    fn headers(fields: &[(&'static str, &str)]) -> HeaderMap {
        fields
            .iter()
            .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()))
            .collect::<HeaderMap>()
    }

    fn append(fields: &[(&'static str, &str)]) -> HeaderMap {
        let mut map = HeaderMap::new();
        for (name, value) in fields {
            map.append(*name, value.parse().unwrap());
        }
        map
    }

    #[test]
    fn smallest_of_several_values_is_used() {
        let map = append(&[
            ("x-rate-limit-reset", "1700000060"),
            ("x-rate-limit-reset", "1700000030"),
            ("x-rate-limit-limit", "600, 100"),
            ("x-rate-limit-remaining", "7"),
        ]);
        let seen = HEADERS.snapshot(&map).unwrap();
        assert_eq!((seen.limit, seen.remaining, seen.reset), (Some(100), Some(7), Some(1_700_000_030)));
        assert_eq!(seen.until_reset(), None, "no Date");
        let now = UNIX_EPOCH + Duration::from_secs(1_700_000_000);
        assert_eq!(seen.until_reset_from(now), Some(Duration::from_secs(30)));
    }

    #[test]
    fn invalid_values_are_absent_or_clamped() {
        let map = headers(&[("x-rate-limit-limit", "many"), ("x-rate-limit-remaining", "-3")]);
        let seen = HEADERS.snapshot(&map).unwrap();
        assert_eq!((seen.limit, seen.remaining), (None, Some(0)));
        let map = headers(&[("x-rate-limit-reset", "99999999999999999999999999")]);
        let seen = HEADERS.snapshot(&map).unwrap();
        assert_eq!(seen.reset, Some(u64::MAX));
        assert_eq!(seen.reset_at(), None);
        assert_eq!(HEADERS.snapshot(&headers(&[("x-rate-limit-limit", "")])), None);
    }

    #[test]
    fn past_reset_is_zero_wait() {
        let map = headers(&[("x-rate-limit-reset", "1"), ("date", "Tue, 14 Nov 2023 22:13:20 GMT")]);
        assert_eq!(HEADERS.snapshot(&map).unwrap().until_reset(), Some(Duration::ZERO));
    }

    #[test]
    fn retry_after_accepts_seconds_and_dates() {
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
        let clamped = retry_after(&headers(&[("retry-after", "99999999999999999999")]), now).unwrap();
        assert!(tokio::time::Instant::now().checked_add(clamped).is_some());
    }

    proptest! {
        #[test]
        fn prop_short_number_agrees_with_number(text in "[0-9]{0,20}|[0-9+., -]{0,6}") {
            if let Some(short) = short_number(text.as_bytes()) {
                prop_assert_eq!(number(&text), Some(short));
            }
        }

        #[test]
        fn prop_any_bytes_are_parsed_without_panic(
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
            if let Some(seen) = HEADERS.snapshot(&map) {
                let _ = (seen.until_reset(), seen.reset_at());
                if let (Some(reset), Some(wait)) = (seen.reset, seen.until_reset_from(now)) {
                    prop_assert_eq!(wait.as_secs(), reset.saturating_sub(seconds));
                }
            }
            let _ = retry_after(&map, now);
        }

        #[test]
        fn prop_numbers_round_trip(value in any::<u64>()) {
            prop_assert_eq!(number(&value.to_string()), Some(value));
        }
    }
}
