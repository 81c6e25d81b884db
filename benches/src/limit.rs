//! A rate limit of the server.

use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, SystemTime},
};

use http::{HeaderMap, HeaderName, HeaderValue};

/// A limit of requests per window. As at Okta, the end of a window is a whole second; windows start at multiples of
/// their length.
#[derive(Debug)]
pub struct Limit {
    requests: u64,
    /// In seconds.
    window: u64,
    /// The current window and its requests.
    used: Mutex<(u64, u64)>,
}

/// What is left of a window after a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quota {
    /// Whether the request is to be rejected.
    pub exceeded: bool,
    limit: u64,
    remaining: u64,
    /// The end of the window, in seconds since the epoch.
    reset: u64,
}

impl Limit {
    /// Creates a limit of `requests` per `seconds`.
    #[must_use]
    pub const fn new(requests: u64, seconds: u64) -> Self {
        Self { requests, window: seconds, used: Mutex::new((0, 0)) }
    }

    /// Counts a request.
    pub fn take(&self, now: SystemTime) -> Quota {
        let window = since_epoch(now).as_secs() / self.window;
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        if used.0 != window {
            *used = (window, 0);
        }
        let exceeded = used.1 >= self.requests;
        used.1 += u64::from(!exceeded);
        Quota {
            exceeded,
            limit: self.requests,
            remaining: self.requests - used.1,
            reset: (window + 1) * self.window,
        }
    }

    /// Returns the time until the next window.
    #[must_use]
    pub fn until_next_window(&self, now: SystemTime) -> Duration {
        let now = since_epoch(now);
        Duration::from_secs((now.as_secs() / self.window + 1) * self.window).saturating_sub(now)
    }
}

impl Quota {
    /// Writes the three rate-limit headers.
    pub fn write(self, headers: &mut HeaderMap) {
        for (name, value) in [
            ("x-rate-limit-limit", self.limit),
            ("x-rate-limit-remaining", self.remaining),
            ("x-rate-limit-reset", self.reset),
        ] {
            headers.insert(HeaderName::from_static(name), HeaderValue::from(value));
        }
    }
}

fn since_epoch(time: SystemTime) -> Duration {
    time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn window_admits_its_limit() {
        let at = |millis| SystemTime::UNIX_EPOCH + Duration::from_millis(millis);
        let limit = Limit::new(2, 2);
        let taken = [4_500, 5_000, 5_999, 6_000].map(|millis| limit.take(at(millis)));
        assert_eq!(taken.map(|quota| quota.exceeded), [false, false, true, false]);
        assert_eq!(taken.map(|quota| quota.remaining), [1, 0, 0, 1]);
        assert_eq!(taken.map(|quota| quota.reset), [6, 6, 6, 8]);
        assert_eq!(limit.until_next_window(at(4_500)), Duration::from_millis(1_500));
    }
}
