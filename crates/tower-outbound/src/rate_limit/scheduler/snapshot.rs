//! Snapshots of the scheduler's state.

use std::time::{Duration, Instant};

use super::{Grant, Scheduler};

/// The state of a [`RateLimits`](crate::rate_limit::RateLimits) at one moment.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct LimitsSnapshot {
    /// The buckets, in order of first use.
    pub buckets: Vec<BucketSnapshot>,
    /// The current limit on requests in flight; `None` when there is none.
    pub concurrency_limit: Option<u32>,
    /// The number of requests in flight.
    pub in_flight: u32,
}

/// The state of one rate-limit bucket.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct BucketSnapshot {
    /// The declared name, with a suffix where responses showed that the server counts separately.
    pub name: String,
    /// The number of requests per window; `None` until a response reports it.
    pub limit: Option<u64>,
    /// The number of requests left in the open window.
    pub remaining: Option<u64>,
    /// The time until the open window ends.
    pub resets_in: Option<Duration>,
    /// The number of requests in flight.
    pub in_flight: u64,
    /// The number of requests that wait.
    pub waiting: usize,
    /// The bucket that counts these requests, where responses showed that the server shares the counter.
    pub merged_into: Option<String>,
}

impl Scheduler {
    pub(in crate::rate_limit) fn snapshot(&self, now: Instant) -> LimitsSnapshot {
        let buckets = self.queues.iter().map(|queue| {
            let window = queue.bucket.open_window(now);
            BucketSnapshot {
                name: queue.name.clone().into_owned(),
                limit: queue.bucket.limit(),
                remaining: window.map(|(remaining, _)| remaining),
                resets_in: window.map(|(_, ends)| ends.saturating_duration_since(now)),
                in_flight: queue.bucket.in_flight,
                waiting: queue.waiters.len(),
                merged_into: queue
                    .merged_into
                    .and_then(|at| self.queues.get(at))
                    .map(|queue| queue.name.to_string()),
            }
        });
        LimitsSnapshot {
            buckets: buckets.collect(),
            concurrency_limit: self.concurrency.limit(),
            in_flight: self.concurrency.in_flight(),
        }
    }

    /// The name of the bucket that a grant counts in.
    pub(in crate::rate_limit) fn bucket_name(&self, grant: &Grant) -> String {
        self.queues.get(self.resolve(grant.queue)).map(|queue| queue.name.to_string()).unwrap_or_default()
    }
}
