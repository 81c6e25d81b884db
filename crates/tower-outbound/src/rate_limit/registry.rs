//! The known rate limits, shared by all clients in a process.

use std::{
    borrow::Cow,
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Instant, SystemTime},
};

use http::{HeaderMap, StatusCode, request};

use super::{
    Dialect, ExceededLimit, RateLimitStore,
    dialect::{BucketFn, LimitedResponse},
    scheduler::{Completion, LimitsSnapshot, Reading, Scheduler, SchedulerConfig},
    store::ObservedResponse,
};
use crate::clock::{Clock, SharedClock, SystemClock, unix_seconds};

/// The known rate limits and the requests that wait for them.
///
/// One value represents the servers as seen by one credential. Clones share state: pass a clone to every client and
/// every layer with that credential. Each origin (scheme, host and port) has its own buckets, clock and pauses.
/// State is per process; [`RateLimitsBuilder::store`] shares one budget among several. It is bounded: 512 buckets an
/// origin, and 256 origins, of which the least recently used make room for others.
#[derive(Clone)]
pub struct RateLimits(pub(super) Arc<RateLimitsInner>);

pub(super) struct RateLimitsInner {
    scheduler: Mutex<Scheduler>,
    pub(super) clock: SharedClock,
    pub(super) store: Option<Arc<dyn RateLimitStore>>,
    pub(super) dialect: Dialect,
    pub(super) bucket_by: Option<BucketFn>,
    /// Whether `bucket_by` takes precedence over the bucket of the operation.
    pub(super) bucket_precedes: bool,
    pub(super) share: u32,
    /// Tells the tickets of registries apart.
    pub(super) id: u64,
}

/// Builder of a [`RateLimits`].
#[derive(Clone)]
#[must_use = "builders do nothing until `build` is called"]
pub struct RateLimitsBuilder {
    dialect: Dialect,
    bucket_by: Option<BucketFn>,
    share: u32,
    pacing: bool,
    max_in_flight: Option<u32>,
    clock: SharedClock,
    store: Option<Arc<dyn RateLimitStore>>,
}

impl RateLimitsBuilder {
    /// Sets how requests are assigned to buckets, by path or by an extension for instance. The function takes
    /// precedence over the buckets of operations ([`OperationMeta::bucket`](crate::meta::OperationMeta::bucket)) and
    /// of the dialect. The origin is always part of the bucket. Default: by operation, else by dialect.
    ///
    /// ```
    /// use tower_outbound::rate_limit::{Dialect, RateLimits};
    ///
    /// let limits = RateLimits::builder(Dialect::auth0())
    ///     .bucket_by(|head| if head.uri.path().starts_with("/api/v2/users") { "users" } else { "other" })
    ///     .build();
    /// ```
    pub fn bucket_by<F, R>(mut self, bucket: F) -> Self
    where
        F: Fn(&request::Parts) -> R + Send + Sync + 'static,
        R: Into<Cow<'static, str>>,
    {
        self.bucket_by = Some(Arc::new(move |head| bucket(head).into()));
        self
    }

    /// Sets the share of each window that may be used, in percent from 1 to 100. The share includes the
    /// requests of all clients, as responses report them. Default: 100.
    pub fn max_capacity(mut self, percent: u32) -> Self {
        self.share = percent.clamp(1, 100);
        self
    }

    /// Sets whether requests are spread over the rest of a window when more wait than fit into it. Without
    /// pacing they are sent as fast as possible until the window is exhausted. Default: `true`.
    pub fn pacing(mut self, on: bool) -> Self {
        self.pacing = on;
        self
    }

    /// Sets the maximum number of requests in flight, over all buckets and origins. A request is in flight until its
    /// response head arrives, or until its body is read if [`collect`](crate::collect) stands inside of this layer.
    /// Default: `None`, which leaves only the limit learned from [`ExceededLimit::Concurrency`].
    pub fn max_in_flight(mut self, max: Option<u32>) -> Self {
        self.max_in_flight = max;
        self
    }

    /// Sets the clock used for responses without `Date`. Default: the system clock.
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// Sets a store that shares the budget with other processes. Default: none.
    pub fn store(mut self, store: impl RateLimitStore) -> Self {
        self.store = Some(Arc::new(store));
        self
    }

    /// Builds the registry.
    #[must_use]
    pub fn build(self) -> RateLimits {
        let config = SchedulerConfig {
            share: self.share,
            pacing: self.pacing,
            max_wait: self.dialect.longest_wait(),
            store: self.store.is_some(),
        };
        RateLimits(Arc::new(RateLimitsInner {
            scheduler: Mutex::new(Scheduler::new(config, self.max_in_flight, fastrand::Rng::new())),
            clock: self.clock,
            store: self.store,
            bucket_precedes: self.bucket_by.is_some(),
            bucket_by: self.bucket_by.or_else(|| self.dialect.bucket_fn()),
            dialect: self.dialect,
            share: self.share,
            id: fastrand::u64(..),
        }))
    }
}

impl fmt::Debug for RateLimitsBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RateLimitsBuilder")
            .field("dialect", &self.dialect)
            .field("max_capacity", &self.share)
            .field("pacing", &self.pacing)
            .field("max_in_flight", &self.max_in_flight)
            .field("store", &self.store)
            .finish_non_exhaustive()
    }
}

impl RateLimits {
    /// Creates a registry with the default settings: the whole capacity, paced, for this process.
    ///
    /// The dialect says how the API reports its limits. Limits that are reported otherwise are not seen, so there is no
    /// default; [`Dialect::ietf`] is the standard.
    #[must_use]
    pub fn new(dialect: Dialect) -> Self {
        Self::builder(dialect).build()
    }

    /// Returns a builder. See [`new`](Self::new) about the dialect.
    pub fn builder(dialect: Dialect) -> RateLimitsBuilder {
        RateLimitsBuilder {
            dialect,
            bucket_by: None,
            share: 100,
            pacing: true,
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

impl fmt::Debug for RateLimits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RateLimits")
            .field("dialect", &self.0.dialect)
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
        let response = LimitedResponse::new(status, headers, self.clock.as_ref());
        let report = self.dialect.report(&response);
        let values = report.snapshot.unwrap_or_default();
        let date = values.date.unwrap_or_else(|| response.now());
        let observed = ObservedResponse {
            snapshot: report.snapshot,
            exceeded: report.exceeded,
            date,
            retry_after: report.retry_after,
        };
        if report.exceeded == Some(ExceededLimit::Concurrency) {
            return (Completion::ConcurrencyLimited, observed);
        }
        let reading = Reading {
            limit: values.limit,
            remaining: values.remaining,
            reset: values.reset,
            relative: values.relative,
            policy: values.policy,
            date: Some(unix_seconds(date)),
            retry_after: report.retry_after,
            exceeded: report.exceeded,
            from_api: status.is_success() || status == StatusCode::NOT_MODIFIED,
            bucket: report.bucket,
        };
        (Completion::Response(reading), observed)
    }
}

impl fmt::Debug for RateLimitsInner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RateLimitsInner").finish_non_exhaustive()
    }
}
