//! The error of a request that cannot go before its deadline.

use std::{
    fmt,
    time::{Duration, Instant, SystemTime},
};

use super::registry::{Shared, now};

/// A request was not sent, because the rate limit leaves no room for it before its deadline.
///
/// It is known before any time is spent waiting, where that is possible.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Throttled {
    bucket: String,
    wait: Duration,
    possible_at: SystemTime,
}

impl Throttled {
    pub(super) fn new(bucket: String, possible: Instant, shared: &Shared) -> Self {
        let wait = possible.saturating_duration_since(now());
        Self { bucket, wait, possible_at: shared.time_of_day(possible) }
    }

    /// The rate-limit bucket.
    #[must_use]
    pub fn bucket(&self) -> &str {
        &self.bucket
    }

    /// The least time after which the request could have been sent, counted from when it was refused.
    #[must_use]
    pub const fn wait(&self) -> Duration {
        self.wait
    }

    /// The earliest time of day at which the request could have been sent.
    #[must_use]
    pub const fn possible_at(&self) -> SystemTime {
        self.possible_at
    }
}

impl fmt::Display for Throttled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the rate limit of {} leaves no room before the deadline; it may after {:?}",
            self.bucket, self.wait
        )
    }
}

impl std::error::Error for Throttled {}
