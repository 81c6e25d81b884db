//! Bounds on the server's clock, for rate-limit windows.

use std::time::{Duration, Instant};

/// Bounds on the difference between the server's clock and the local monotonic clock.
///
/// `Date` is in whole seconds. A response with date `D`, to a request sent at `sent` and received at `now`, means
/// that the server's clock was between `D` and `D + 1` at some time between the two. Each response narrows the bounds;
/// responses around a change of second narrow them to the round-trip time.
#[derive(Clone, Debug, Default)]
pub(crate) struct ServerTimeBounds {
    anchor: Option<Anchor>,
    /// Added to the end of every window once the server ended one late.
    slack: Duration,
    changes: u64,
}

#[derive(Clone, Copy, Debug)]
struct Anchor {
    base: Instant,
    /// Lower and upper bound of the server's seconds at `base`.
    low: f64,
    high: f64,
}

impl ServerTimeBounds {
    /// Updates the bounds by a response's `Date`, in seconds since the Unix epoch.
    pub(crate) fn observe(&mut self, date: u64, sent: Instant, now: Instant) {
        let sent = sent.min(now);
        let base = self.anchor.map_or(sent, |anchor| anchor.base);
        #[expect(clippy::cast_precision_loss, reason = "seconds since 1970 fit the mantissa for ages")]
        let date = date as f64;
        let low = date - since(base, now);
        let high = date + 1.0 - since(base, sent);
        let last = self.anchor;
        let anchor = match last {
            // A response that contradicts the bounds means that a clock was set.
            Some(old) if low <= old.high && high >= old.low => {
                Anchor { base, low: low.max(old.low), high: high.min(old.high) }
            }
            _ => Anchor { base, low, high },
        };
        self.anchor = Some(anchor);
        if last.is_none_or(|last| last.low.total_cmp(&anchor.low).is_ne()) {
            self.changes += 1;
        }
    }

    /// Returns how long after `now` the server's clock has certainly reached `seconds`; zero if it already has.
    pub(crate) fn until(&self, seconds: u64, now: Instant) -> Option<Duration> {
        let anchor = self.anchor?;
        #[expect(clippy::cast_precision_loss, reason = "seconds since 1970 fit the mantissa for ages")]
        let wait = seconds as f64 - (anchor.low + since(anchor.base, now));
        let wait = Duration::try_from_secs_f64(wait.max(0.0)).unwrap_or(Duration::MAX);
        Some(wait.saturating_add(self.slack))
    }

    /// Records that the server ended a window later than announced.
    pub(crate) fn ended_late(&mut self) {
        self.slack = Duration::from_secs(1);
        self.changes += 1;
    }

    /// Returns a number that changes when the moment that [`until`](Self::until) computes does.
    pub(crate) fn changes(&self) -> u64 {
        self.changes
    }
}

/// Returns the seconds from `base` to `at`; negative if `at` is earlier.
fn since(base: Instant, at: Instant) -> f64 {
    match at.checked_duration_since(base) {
        Some(after) => after.as_secs_f64(),
        None => -base.saturating_duration_since(at).as_secs_f64(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn instant() -> Instant {
        tokio::time::Instant::now().into_std()
    }

    #[test]
    fn responses_around_a_second_narrow_the_bounds() {
        let (mut clock, start) = (ServerTimeBounds::default(), instant());
        let at = |ms: u64| start + Duration::from_millis(ms);
        assert_eq!(clock.until(100, start), None);
        // The server's clock is 50.7 at `start`.
        clock.observe(50, at(0), at(10));
        assert!(clock.until(52, at(10)).unwrap() >= Duration::from_millis(1290));
        clock.observe(51, at(300), at(310));
        let wait = clock.until(52, at(310)).unwrap();
        assert!((Duration::from_millis(990)..=Duration::from_millis(1001)).contains(&wait), "{wait:?}");
        clock.observe(51, at(1200), at(1290));
        assert_eq!(clock.until(52, at(1320)).unwrap(), Duration::ZERO);
    }

    #[test]
    fn bounds_follow_a_clock_change() {
        let (mut clock, start) = (ServerTimeBounds::default(), instant());
        clock.observe(1000, start, start);
        clock.observe(5000, start, start);
        assert!(clock.until(5060, start).unwrap() <= Duration::from_secs(60));
        clock.observe(10, start, start);
        assert!(clock.until(20, start).unwrap() <= Duration::from_secs(10));
        assert_eq!(
            clock.until(u64::MAX, start).unwrap(),
            Duration::try_from_secs_f64(u64::MAX as f64 - 10.0).unwrap_or(Duration::MAX)
        );
    }
}
