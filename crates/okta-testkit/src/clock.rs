//! The org's clock: system time by default, adjustable by tests.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use time::{OffsetDateTime, format_description::well_known::Rfc3339};

/// The clock of an org. Clones share it.
///
/// Rate-limit windows, `Date` headers, timestamps in bodies and token lifetimes follow this clock, so that tests can
/// end a window or expire a token without waiting.
///
/// ```
/// use std::time::Duration;
/// use okta_testkit::Clock;
///
/// let clock = Clock::frozen_at(1_700_000_000);
/// clock.advance(Duration::from_secs(60));
/// assert_eq!(clock.unix_seconds(), 1_700_000_060);
/// ```
#[derive(Clone, Debug)]
pub struct Clock(Arc<Mutex<ClockState>>);

#[derive(Clone, Copy, Debug)]
enum ClockState {
    /// The system time, plus `ahead`, minus `behind`.
    Running {
        ahead: Duration,
        behind: Duration,
    },
    Frozen(SystemTime),
}

impl Default for Clock {
    fn default() -> Self {
        Self::real()
    }
}

impl Clock {
    /// A clock that follows the system time.
    #[must_use]
    pub fn real() -> Self {
        Self(Arc::new(Mutex::new(ClockState::Running { ahead: Duration::ZERO, behind: Duration::ZERO })))
    }

    /// A clock stopped at `seconds` since the Unix epoch.
    #[must_use]
    pub fn frozen_at(seconds: u64) -> Self {
        Self(Arc::new(Mutex::new(ClockState::Frozen(UNIX_EPOCH + Duration::from_secs(seconds)))))
    }

    /// The current time.
    #[must_use]
    pub fn now(&self) -> SystemTime {
        match *self.0.lock().unwrap_or_else(PoisonError::into_inner) {
            ClockState::Running { ahead, behind } => system_now() + ahead - behind,
            ClockState::Frozen(at) => at,
        }
    }

    /// The current time in whole seconds since the Unix epoch.
    #[must_use]
    pub fn unix_seconds(&self) -> u64 {
        unix_seconds(self.now())
    }

    /// Moves the clock forward; a running clock keeps running.
    pub fn advance(&self, by: Duration) {
        match &mut *self.0.lock().unwrap_or_else(PoisonError::into_inner) {
            ClockState::Running { ahead, .. } => *ahead += by,
            ClockState::Frozen(at) => *at += by,
        }
    }

    /// Moves the clock back, for example to simulate clock skew.
    pub fn rewind(&self, by: Duration) {
        match &mut *self.0.lock().unwrap_or_else(PoisonError::into_inner) {
            ClockState::Running { behind, .. } => *behind += by,
            ClockState::Frozen(at) => *at -= by,
        }
    }

    /// Stops the clock at its current time.
    pub fn freeze(&self) {
        let now = self.now();
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = ClockState::Frozen(now);
    }
}

#[expect(clippy::disallowed_methods, reason = "the only reader of the system time")]
fn system_now() -> SystemTime {
    SystemTime::now()
}

/// Whole seconds since the Unix epoch; 0 for a time before it.
pub(crate) fn unix_seconds(time: SystemTime) -> u64 {
    time.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

/// A timestamp in Okta's format: UTC with milliseconds and `Z`.
pub(crate) fn timestamp(time: SystemTime) -> String {
    let t = OffsetDateTime::from(time);
    format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z",
        t.year(),
        u8::from(t.month()),
        t.day(),
        t.hour(),
        t.minute(),
        t.second(),
        t.millisecond()
    )
}

/// Parses an RFC 3339 timestamp.
pub(crate) fn parse_timestamp(text: &str) -> Option<OffsetDateTime> {
    OffsetDateTime::parse(text, &Rfc3339).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timestamps_round_trip_with_milliseconds() {
        let at = UNIX_EPOCH + Duration::from_millis(1_700_000_000_007);
        let text = timestamp(at);
        assert_eq!(text, "2023-11-14T22:13:20.007Z");
        assert_eq!(parse_timestamp(&text).map(SystemTime::from), Some(at));
    }

    #[test]
    fn running_clock_can_be_advanced_and_rewound() {
        let clock = Clock::real();
        let before = clock.now();
        clock.advance(Duration::from_secs(3600));
        assert!(clock.now() >= before + Duration::from_secs(3600));
        clock.rewind(Duration::from_secs(7200));
        assert!(clock.now() < before);
        clock.freeze();
        assert_eq!(clock.now(), clock.now());
    }
}
