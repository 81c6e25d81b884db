//! Snapshots of the scheduler's state.

use std::{
    borrow::Cow,
    time::{Duration, Instant},
};

use super::{Grant, Scheduler};

/// The state of a [`RateLimits`](crate::rate_limit::RateLimits) at one moment.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct LimitsSnapshot {
    /// The buckets, those of one origin in order of first use.
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
    /// The origin, such as `https://api.example.com`; empty for requests with a relative URI.
    pub origin: String,
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
        let used = self.queues.iter().filter(|queue| !queue.name.is_empty());
        let buckets = used.map(|queue| {
            let window = queue.bucket.open_window(now);
            BucketSnapshot {
                origin: self.origin_name(queue.origin),
                name: queue.name.clone().into_owned(),
                limit: queue.bucket.limit(),
                remaining: window.map(|(remaining, _)| remaining),
                resets_in: window.map(|(_, ends)| ends.saturating_duration_since(now)),
                in_flight: queue.bucket.in_flight,
                waiting: queue.waiters().count(),
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
    pub(in crate::rate_limit) fn bucket_name(&self, grant: &Grant) -> Cow<'static, str> {
        self.queues.get(self.resolve(grant.queue)).map(|queue| queue.name.clone()).unwrap_or_default()
    }

    /// The name of the bucket that a grant counts in, with its origin: unique among servers.
    pub(in crate::rate_limit) fn full_bucket_name(&self, grant: &Grant) -> String {
        let (origin, bucket) = (self.origin_name(grant.key.origin), self.bucket_name(grant));
        if origin.is_empty() { bucket.into_owned() } else { format!("{origin} {bucket}") }
    }

    fn origin_name(&self, origin: usize) -> String {
        self.origins.get(origin).map(|state| state.origin.to_string()).unwrap_or_default()
    }
}
