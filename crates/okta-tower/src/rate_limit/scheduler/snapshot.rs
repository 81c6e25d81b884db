//! What the state machine knows, for people.

use std::time::{Duration, Instant};

use super::{Core, Grant};

/// What a [`RateLimits`](crate::rate_limit::RateLimits) knows at one moment.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct LimitsSnapshot {
    /// The buckets in the order in which they were met.
    pub buckets: Vec<BucketSnapshot>,
    /// How many requests may be under way at the same time, if anything limits that now.
    pub concurrency_limit: Option<u32>,
    /// How many requests are under way.
    pub in_flight: u32,
}

/// What is known of one rate-limit bucket.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct BucketSnapshot {
    /// Its name: the declared one, with an addition where answers showed that there are several.
    pub name: String,
    /// How many requests a window allows; `None` until an answer has said so.
    pub limit: Option<u64>,
    /// How many are left in the window that is open.
    pub remaining: Option<u64>,
    /// The time until that window ends.
    pub resets_in: Option<Duration>,
    /// Requests under way.
    pub in_flight: u64,
    /// Requests that wait.
    pub waiting: usize,
    /// The bucket that the server turned out to count these requests in.
    pub counted_in: Option<String>,
}

impl Core {
    pub(in crate::rate_limit) fn snapshot(&self, now: Instant) -> LimitsSnapshot {
        let buckets = self.lines.iter().map(|line| {
            let window = line.bucket.open_window(now);
            BucketSnapshot {
                name: line.name.clone().into_owned(),
                limit: line.bucket.limit(),
                remaining: window.map(|(remaining, _)| remaining),
                resets_in: window.map(|(_, ends)| ends.saturating_duration_since(now)),
                in_flight: line.bucket.in_flight,
                waiting: line.waiting.len(),
                counted_in: line.merged.and_then(|at| self.lines.get(at)).map(|line| line.name.to_string()),
            }
        });
        LimitsSnapshot {
            buckets: buckets.collect(),
            concurrency_limit: self.gate().limit(),
            in_flight: self.gate().in_flight(),
        }
    }

    /// The name of the bucket that a grant counts in.
    pub(in crate::rate_limit) fn name(&self, grant: &Grant) -> String {
        self.lines.get(self.resolve(grant.line)).map(|line| line.name.to_string()).unwrap_or_default()
    }
}
