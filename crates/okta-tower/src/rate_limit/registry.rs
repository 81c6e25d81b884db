//! The rate limits of one org, shared by everything that calls it.

use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Instant, SystemTime},
};

use http::{HeaderMap, StatusCode};

use super::{
    RateLimitSnapshot, RateLimitStore,
    date_cache::DateMemo,
    headers,
    scheduler::{Answer, Core, LimitsSnapshot, Outcome, Rules},
    store::{ObservedResponse, Turnstiles},
};
use crate::clock::{SharedClock, SystemClock, unix_seconds};

/// What is known of an org's rate limits, and who waits for them.
///
/// One value stands for one org as one credential sees it. Clones share it: give every client of that org,
/// and every layer, a clone. It works per process; [`RateLimitsBuilder::store`] makes several processes share
/// one budget.
#[derive(Clone)]
pub struct RateLimits(pub(super) Arc<Shared>);

pub(super) struct Shared {
    core: Mutex<Core>,
    pub(super) clock: SharedClock,
    dates: DateMemo,
    pub(super) store: Option<Arc<dyn RateLimitStore>>,
    pub(super) turnstiles: Turnstiles,
    pub(super) share: u32,
}

/// Settings of a [`RateLimits`].
#[derive(Clone, Debug)]
#[must_use = "settings do nothing until `build`"]
pub struct RateLimitsBuilder {
    rules: Rules,
    most: Option<u32>,
    clock: SharedClock,
    store: Option<Arc<dyn RateLimitStore>>,
}

impl RateLimitsBuilder {
    /// Uses only this share of every window, in percent from 1 to 100, and leaves the rest to others. It
    /// counts what all clients of the org use, as the answers tell it. 100 by default.
    pub fn max_capacity(mut self, percent: u32) -> Self {
        self.rules.share = percent.clamp(1, 100);
        self
    }

    /// Whether to spread the rest of a window over its time once more requests wait than fit into it, in
    /// place of sending all that fit at once and then none. On by default.
    pub fn pacing(mut self, on: bool) -> Self {
        self.rules.pacing = on;
        self
    }

    /// Never has more requests than this under way at the same time, over all buckets. Not limited by
    /// default: the limit of the org is learnt from its refusals.
    pub fn max_in_flight(mut self, most: Option<u32>) -> Self {
        self.most = most;
        self
    }

    /// The clock for answers without `Date`.
    pub fn clock(mut self, clock: SharedClock) -> Self {
        self.clock = clock;
        self
    }

    /// Shares the budget with other processes.
    pub fn store(mut self, store: Arc<dyn RateLimitStore>) -> Self {
        self.store = Some(store);
        self
    }

    /// The registry.
    #[must_use]
    pub fn build(self) -> RateLimits {
        RateLimits(Arc::new(Shared {
            core: Mutex::new(Core::new(self.rules, self.most, fastrand::Rng::new())),
            clock: self.clock,
            dates: DateMemo::default(),
            store: self.store,
            turnstiles: Turnstiles::default(),
            share: self.rules.share,
        }))
    }
}

impl RateLimits {
    /// The whole capacity, paced, for this process.
    #[must_use]
    pub fn new() -> Self {
        Self::builder().build()
    }

    /// Other settings.
    pub fn builder() -> RateLimitsBuilder {
        RateLimitsBuilder {
            rules: Rules { share: 100, pacing: true },
            most: None,
            clock: SystemClock::shared(),
            store: None,
        }
    }

    /// What is known now.
    #[must_use]
    pub fn snapshot(&self) -> LimitsSnapshot {
        let now = now();
        self.0.core().snapshot(now)
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

/// The monotonic clock that waits go by.
pub(super) fn now() -> Instant {
    tokio::time::Instant::now().into_std()
}

impl Shared {
    /// The state machine. A panic while it was locked cannot have left it half changed in a way that matters:
    /// counts saturate.
    pub(super) fn core(&self) -> MutexGuard<'_, Core> {
        self.core.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Works on the state machine, then wakes whom that let go.
    pub(super) fn with_core<T>(&self, work: impl FnOnce(&mut Core) -> T) -> T {
        let mut core = self.core();
        let result = work(&mut core);
        let wakers = core.take_wakers();
        drop(core);
        for waker in wakers {
            waker.wake();
        }
        result
    }

    /// The time of day at a moment that is not far off.
    pub(super) fn time_of_day(&self, at: Instant) -> SystemTime {
        let ahead = at.saturating_duration_since(now());
        self.clock.now().checked_add(ahead).unwrap_or_else(|| self.clock.now())
    }

    /// Reads an answer's status and headers.
    pub(super) fn read(&self, status: StatusCode, answer: &HeaderMap) -> (Outcome, ObservedResponse) {
        let snapshot = RateLimitSnapshot::read(answer, |value| self.dates.parse(value));
        let seen = snapshot.unwrap_or_default();
        let throttled = status == StatusCode::TOO_MANY_REQUESTS;
        let told = if throttled { headers::retry_after_from(answer, || self.clock.now()) } else { None };
        let concurrency = throttled && seen.is_concurrency();
        // With requests left, it was refused for something else, such as too many text messages.
        let refused = throttled && !concurrency && seen.remaining.unwrap_or(0) == 0;
        let date = seen.date.or_else(|| headers::date(answer)).unwrap_or_else(|| self.clock.now());
        let observed = ObservedResponse {
            snapshot,
            rate_limited: refused,
            concurrency_limited: concurrency,
            date,
            retry_after: told,
        };
        if concurrency {
            return (Outcome::TooMany, observed);
        }
        let answer = Answer {
            limit: seen.limit,
            remaining: seen.remaining,
            reset: seen.reset,
            date: Some(unix_seconds(date)),
            retry_after: told,
            refused,
            genuine: status.is_success() || status == StatusCode::NOT_MODIFIED,
        };
        (Outcome::Answered(answer), observed)
    }
}

impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shared").finish_non_exhaustive()
    }
}
