//! The error of a request that cannot be sent before its deadline.

use std::{
    fmt,
    time::{Duration, Instant, SystemTime},
};

use super::registry::{RateLimitsInner, now};

/// Error: the wait for the rate limit exceeds the deadline. The request was not sent.
///
/// Where possible it is returned before any time is spent waiting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Throttled {
    bucket: String,
    wait: Duration,
    possible_at: SystemTime,
}

impl Throttled {
    pub(super) fn new(bucket: String, available_at: Instant, limits: &RateLimitsInner) -> Self {
        let wait = available_at.saturating_duration_since(now());
        Self { bucket, wait, possible_at: limits.system_time(available_at) }
    }

    /// The rate-limit bucket.
    #[must_use]
    pub fn bucket(&self) -> &str {
        &self.bucket
    }

    /// The minimum wait, counted from the time of the error.
    #[must_use]
    pub const fn wait(&self) -> Duration {
        self.wait
    }

    /// The earliest time at which the request could have been sent.
    #[must_use]
    pub const fn possible_at(&self) -> SystemTime {
        self.possible_at
    }
}

impl fmt::Display for Throttled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "rate limit wait exceeds the deadline (bucket {}, needs {:?})", self.bucket, self.wait)
    }
}

impl std::error::Error for Throttled {}
