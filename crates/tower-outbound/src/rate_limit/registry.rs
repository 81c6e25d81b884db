//! The rate limits of one org, shared by all its clients in a process.

use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Instant, SystemTime},
};

use http::{HeaderMap, StatusCode};

use super::{
    RateLimitSnapshot, RateLimitStore,
    date_cache::DateCache,
    headers,
    scheduler::{Completion, LimitsSnapshot, Reading, Scheduler, SchedulerConfig},
    store::{BucketLocks, ObservedResponse},
};
use crate::clock::{SharedClock, SystemClock, unix_seconds};

/// The known rate limits of an org and the requests that wait for them.
///
/// One value represents one org as seen by one credential. Clones share state: pass a clone to every client and
/// every layer of that org. State is per process; [`RateLimitsBuilder::store`] shares one budget among several.
#[derive(Clone)]
pub struct RateLimits(pub(super) Arc<RateLimitsInner>);

pub(super) struct RateLimitsInner {
    scheduler: Mutex<Scheduler>,
    pub(super) clock: SharedClock,
    dates: DateCache,
    pub(super) store: Option<Arc<dyn RateLimitStore>>,
    pub(super) bucket_locks: BucketLocks,
    pub(super) share: u32,
}

/// Builder of a [`RateLimits`].
#[derive(Clone, Debug)]
#[must_use = "builders do nothing until `build` is called"]
pub struct RateLimitsBuilder {
    config: SchedulerConfig,
    max_in_flight: Option<u32>,
    clock: SharedClock,
    store: Option<Arc<dyn RateLimitStore>>,
}

impl RateLimitsBuilder {
    /// Sets the share of each window that may be used, in percent from 1 to 100. The share includes the
    /// requests of all clients of the org, as responses report them. Default: 100.
    pub fn max_capacity(mut self, percent: u32) -> Self {
        self.config.share = percent.clamp(1, 100);
        self
    }

    /// Sets whether requests are spread over the rest of a window when more wait than fit into it. Without
    /// pacing they are sent as fast as possible until the window is exhausted. Default: `true`.
    pub fn pacing(mut self, on: bool) -> Self {
        self.config.pacing = on;
        self
    }

    /// Sets the maximum number of requests in flight, over all buckets. Default: `None`, which leaves only the
    /// limit learned from the org's concurrency rejections.
    pub fn max_in_flight(mut self, max: Option<u32>) -> Self {
        self.max_in_flight = max;
        self
    }

    /// Sets the clock used for responses without `Date`. Default: the system clock.
    pub fn clock(mut self, clock: SharedClock) -> Self {
        self.clock = clock;
        self
    }

    /// Sets a store that shares the budget with other processes. Default: none.
    pub fn store(mut self, store: Arc<dyn RateLimitStore>) -> Self {
        self.store = Some(store);
        self
    }

    /// Builds the registry.
    #[must_use]
    pub fn build(self) -> RateLimits {
        RateLimits(Arc::new(RateLimitsInner {
            scheduler: Mutex::new(Scheduler::new(self.config, self.max_in_flight, fastrand::Rng::new())),
            clock: self.clock,
            dates: DateCache::default(),
            store: self.store,
            bucket_locks: BucketLocks::default(),
            share: self.config.share,
        }))
    }
}

impl RateLimits {
    /// Creates a registry with the default settings: the whole capacity, paced, for this process.
    #[must_use]
    pub fn new() -> Self {
        Self::builder().build()
    }

    /// Returns a builder.
    pub fn builder() -> RateLimitsBuilder {
        RateLimitsBuilder {
            config: SchedulerConfig { share: 100, pacing: true },
            max_in_flight: None,
            clock: SystemClock::shared(),
            store: None,
        }
    }

    /// Returns the current state.
    #[must_use]
    pub fn snapshot(&self) -> LimitsSnapshot {
        let now = now();
        self.0.scheduler().snapshot(now)
    }
}

impl Default for RateLimits {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for RateLimits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RateLimits")
            .field("max_capacity", &self.0.share)
            .field("store", &self.0.store)
            .finish_non_exhaustive()
    }
}

/// The monotonic clock of the rate limits: tokio's, which tests can pause.
pub(super) fn now() -> Instant {
    tokio::time::Instant::now().into_std()
}

impl RateLimitsInner {
    /// A panic while the lock was held leaves a usable state, as counters saturate.
    pub(super) fn scheduler(&self) -> MutexGuard<'_, Scheduler> {
        self.scheduler.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs `work` on the scheduler, then wakes the waiters that it released.
    pub(super) fn with_scheduler<T>(&self, work: impl FnOnce(&mut Scheduler) -> T) -> T {
        let mut scheduler = self.scheduler();
        let result = work(&mut scheduler);
        let wakers = scheduler.take_wakers();
        drop(scheduler);
        for waker in wakers {
            waker.wake();
        }
        result
    }

    /// Converts a moment to wall-clock time.
    pub(super) fn system_time(&self, at: Instant) -> SystemTime {
        let ahead = at.saturating_duration_since(now());
        self.clock.now().checked_add(ahead).unwrap_or_else(|| self.clock.now())
    }

    /// Reads the status and the headers of a response.
    pub(super) fn read(&self, status: StatusCode, headers: &HeaderMap) -> (Completion, ObservedResponse) {
        let snapshot = RateLimitSnapshot::read(headers, |value| self.dates.parse(value));
        let values = snapshot.unwrap_or_default();
        let throttled = status == StatusCode::TOO_MANY_REQUESTS;
        let retry_after =
            if throttled { headers::retry_after_from(headers, || self.clock.now()) } else { None };
        let concurrency_limited = throttled && values.is_concurrency();
        // With requests remaining, a 429 is about another quota, such as text messages.
        let rate_limited = throttled && !concurrency_limited && values.remaining.unwrap_or(0) == 0;
        let date = values.date.or_else(|| headers::date(headers)).unwrap_or_else(|| self.clock.now());
        let observed = ObservedResponse { snapshot, rate_limited, concurrency_limited, date, retry_after };
        if concurrency_limited {
            return (Completion::ConcurrencyLimited, observed);
        }
        let reading = Reading {
            limit: values.limit,
            remaining: values.remaining,
            reset: values.reset,
            date: Some(unix_seconds(date)),
            retry_after,
            rate_limited,
            from_api: status.is_success() || status == StatusCode::NOT_MODIFIED,
        };
        (Completion::Response(reading), observed)
    }
}

impl fmt::Debug for RateLimitsInner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RateLimitsInner").finish_non_exhaustive()
    }
}
