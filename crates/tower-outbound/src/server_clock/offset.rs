//! The offset of the server's clock, for token claims.

use std::{
    sync::atomic::{AtomicI64, Ordering},
    time::{Duration, SystemTime},
};

use http::{
    HeaderMap,
    header::{AGE, DATE},
};

use crate::clock::SharedClock;

/// The local clock and the offset of the server's clock.
///
/// `Date` has whole seconds and responses take time, so each response only gives a range. The estimate changes only if
/// it is outside of that range, so a correct clock is never adjusted.
#[derive(Debug)]
pub(crate) struct ServerClock {
    local: SharedClock,
    /// Server time minus local time, in milliseconds.
    offset: AtomicI64,
}

/// How far `Date` may be behind the server's clock: the truncated fraction, and up to a second for servers that
/// format it once per second.
const DATE_GRANULARITY_MS: i64 = 2_000;

impl ServerClock {
    pub(crate) const fn new(local: SharedClock) -> Self {
        Self { local, offset: AtomicI64::new(0) }
    }

    /// Returns the local time, for comparison with local deadlines.
    pub(crate) fn local(&self) -> SystemTime {
        self.local.now()
    }

    /// Returns the server's time, for claims.
    pub(crate) fn server(&self) -> SystemTime {
        shift(self.local(), self.offset_ms())
    }

    pub(crate) fn offset_ms(&self) -> i64 {
        self.offset.load(Ordering::Relaxed)
    }

    /// Updates the estimate by a response to a request sent at `sent`, local time. Returns whether it changed.
    pub(crate) fn update(&self, headers: &HeaderMap, sent: SystemTime) -> bool {
        let Some(date) = date(headers) else { return false };
        let earliest = difference_ms(date, self.local());
        let latest = difference_ms(date, sent).saturating_add(DATE_GRANULARITY_MS);
        let offset = self.offset_ms();
        if earliest > latest || (earliest..=latest).contains(&offset) {
            return false;
        }
        // The end of the range that is never in the server's future.
        self.offset.store(earliest, Ordering::Relaxed);
        true
    }

    /// Converts the server's time to local time.
    pub(crate) fn to_local(&self, server: SystemTime) -> SystemTime {
        shift(server, self.offset_ms().saturating_neg())
    }
}

/// Returns a response's `Date`, unless the response comes from a cache.
pub(crate) fn date(headers: &HeaderMap) -> Option<SystemTime> {
    if headers.contains_key(AGE) {
        return None;
    }
    httpdate::parse_http_date(headers.get(DATE)?.to_str().ok()?).ok()
}

fn difference_ms(a: SystemTime, b: SystemTime) -> i64 {
    let ms = |span: Duration| i64::try_from(span.as_millis()).unwrap_or(i64::MAX);
    match a.duration_since(b) {
        Ok(ahead) => ms(ahead),
        Err(behind) => ms(behind.duration()).saturating_neg(),
    }
}

fn shift(time: SystemTime, ms: i64) -> SystemTime {
    let span = Duration::from_millis(ms.unsigned_abs());
    let shifted = if ms < 0 { time.checked_sub(span) } else { time.checked_add(span) };
    shifted.unwrap_or(time)
}

#[cfg(test)]
mod tests {
    use std::{sync::Arc, time::UNIX_EPOCH};

    use super::*;
    use crate::clock::ManualClock;

    const NOON: u64 = 1_800_000_000;

    fn at(seconds: f64) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(NOON) + Duration::from_secs_f64(seconds + 10_000.0)
    }

    fn dated(time: SystemTime) -> HeaderMap {
        HeaderMap::from_iter([(DATE, httpdate::fmt_http_date(time).parse().unwrap())])
    }

    #[test]
    fn equal_clocks_are_not_adjusted() {
        let local = ManualClock::new(at(0.9));
        let clock = ServerClock::new(Arc::new(local.clone()));
        for (sent, received, date) in [(0.9, 0.95, 0.0), (0.95, 1.1, 1.0), (0.95, 9.0, 5.0), (1.1, 1.1, 0.0)]
        {
            local.set(at(received));
            assert!(!clock.update(&dated(at(date)), at(sent)));
        }
        assert_eq!(clock.server(), clock.local());
    }

    #[test]
    fn wrong_clock_is_corrected_by_one_response() {
        for error in [3600.0, -3600.0, 30.0, -30.0] {
            let local = ManualClock::new(at(10.0 + error));
            let clock = ServerClock::new(Arc::new(local));
            assert!(clock.update(&dated(at(10.0)), at(9.9 + error)));
            assert_eq!(clock.server(), at(10.0), "{error}");
            assert_eq!(clock.to_local(at(70.0)), at(70.0 + error));
        }
    }

    #[test]
    fn responses_without_valid_date_are_ignored() {
        let clock = ServerClock::new(Arc::new(ManualClock::new(at(0.0))));
        let mut cached = dated(at(-5000.0));
        cached.insert(AGE, "5000".parse().unwrap());
        let mut invalid = HeaderMap::new();
        invalid.insert(DATE, "yesterday".parse().unwrap());
        for headers in [HeaderMap::new(), cached, invalid] {
            assert!(!clock.update(&headers, at(0.0)));
        }
    }
}
