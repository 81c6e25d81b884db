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

/// The local clock and how far the server's is from it.
///
/// `Date` has whole seconds and answers take time, so each answer only tells a range; the estimate stays
/// where it is while it lies in that range. A clock that agrees with the server's is thus never "corrected".
#[derive(Debug)]
pub(crate) struct ServerClock {
    local: SharedClock,
    /// Server time minus local time, in milliseconds.
    offset: AtomicI64,
}

/// What a server may be behind in writing `Date`, besides the part of a second that `Date` cannot say: many
/// make the text once a second.
const DATE_GRANULARITY_MS: i64 = 2_000;

impl ServerClock {
    pub(crate) const fn new(local: SharedClock) -> Self {
        Self { local, offset: AtomicI64::new(0) }
    }

    /// The time that local deadlines are compared with.
    pub(crate) fn local(&self) -> SystemTime {
        self.local.now()
    }

    /// The time that claims are written with.
    pub(crate) fn server(&self) -> SystemTime {
        shift(self.local(), self.offset_ms())
    }

    pub(crate) fn offset_ms(&self) -> i64 {
        self.offset.load(Ordering::Relaxed)
    }

    /// Learns from an answer to a request that was sent at `sent`, local time. Returns whether the estimate
    /// changed.
    pub(crate) fn learn(&self, headers: &HeaderMap, sent: SystemTime) -> bool {
        let Some(date) = date(headers) else { return false };
        let earliest = difference_ms(date, self.local());
        let latest = difference_ms(date, sent).saturating_add(DATE_GRANULARITY_MS);
        let offset = self.offset_ms();
        if earliest > latest || (earliest..=latest).contains(&offset) {
            return false;
        }
        // Of the range take the end that is never in the server's future.
        self.offset.store(earliest, Ordering::Relaxed);
        true
    }

    /// A moment that the server named, in local time.
    pub(crate) fn to_local(&self, server: SystemTime) -> SystemTime {
        shift(server, self.offset_ms().saturating_neg())
    }
}

/// The answer's `Date`, unless it comes from a cache and is old.
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
    fn equal_clocks_are_left_alone() {
        let local = ManualClock::new(at(0.9));
        let clock = ServerClock::new(Arc::new(local.clone()));
        for (sent, received, date) in [(0.9, 0.95, 0.0), (0.95, 1.1, 1.0), (0.95, 9.0, 5.0), (1.1, 1.1, 0.0)]
        {
            local.set(at(received));
            assert!(!clock.learn(&dated(at(date)), at(sent)));
        }
        assert_eq!(clock.server(), clock.local());
    }

    #[test]
    fn a_wrong_clock_is_corrected_at_once_and_never_into_the_servers_future() {
        for error in [3600.0, -3600.0, 30.0, -30.0] {
            let local = ManualClock::new(at(10.0 + error));
            let clock = ServerClock::new(Arc::new(local));
            assert!(clock.learn(&dated(at(10.0)), at(9.9 + error)));
            assert_eq!(clock.server(), at(10.0), "{error}");
            assert_eq!(clock.to_local(at(70.0)), at(70.0 + error));
        }
    }

    #[test]
    fn answers_without_a_usable_date_teach_nothing() {
        let clock = ServerClock::new(Arc::new(ManualClock::new(at(0.0))));
        let mut cached = dated(at(-5000.0));
        cached.insert(AGE, "5000".parse().unwrap());
        let mut odd = HeaderMap::new();
        odd.insert(DATE, "yesterday".parse().unwrap());
        for headers in [HeaderMap::new(), cached, odd] {
            assert!(!clock.learn(&headers, at(0.0)));
        }
    }
}
