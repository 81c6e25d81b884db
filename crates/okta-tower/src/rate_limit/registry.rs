//! The rate limits of one org, shared by everything that calls it.

use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant, SystemTime},
};

use http::{Extensions, HeaderMap, StatusCode};

use super::{
    RateLimitSnapshot, RateLimitStore,
    date_memo::DateMemo,
    headers,
    machine::{Answer, Core, Grant, LimitsSnapshot, Outcome, Rules},
    route::Route,
    store::{Observed, Turnstiles},
};
use crate::{
    clock::{SharedClock, SystemClock, unix_seconds},
    meta::CallStats,
};

/// What is known of an org's rate limits, and who waits for them.
///
/// One value stands for one org as one credential sees it. Clones share it: give every client of that org,
/// and every layer, a clone. It works per process; [`RateLimitsBuilder::store`] makes several processes share
/// one budget.
#[derive(Clone)]
pub struct RateLimits(pub(super) Arc<Shared>);

pub(super) struct Shared {
    core: Mutex<Core>,
    clock: SharedClock,
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
    fn core(&self) -> MutexGuard<'_, Core> {
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
    fn read(&self, status: StatusCode, answer: &HeaderMap) -> (Outcome, Observed) {
        let snapshot = RateLimitSnapshot::read(answer, |value| self.dates.parse(value));
        let seen = snapshot.unwrap_or_default();
        let throttled = status == StatusCode::TOO_MANY_REQUESTS;
        let told = if throttled { headers::retry_after_from(answer, || self.clock.now()) } else { None };
        let concurrency = throttled && seen.is_concurrency();
        // With requests left, it was refused for something else, such as too many text messages.
        let refused = throttled && !concurrency && seen.remaining.unwrap_or(0) == 0;
        let date = seen.date.or_else(|| headers::date(answer)).unwrap_or_else(|| self.clock.now());
        let observed = Observed { snapshot, refused, concurrency, date, retry_after: told };
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

/// The right to send one request. Dropping it gives it back.
#[derive(Debug)]
pub(super) struct Permit {
    shared: Arc<Shared>,
    grant: Option<Grant>,
    sent: bool,
    /// Boxed, as all calls carry it and most have none.
    wait: Option<Box<Wait>>,
}

/// What is known of a request that did not go at once.
#[derive(Debug, Default)]
struct Wait {
    took: Duration,
    /// The bucket's name, when other processes count with us and have been asked.
    reserved: Option<String>,
}

impl Permit {
    /// For a request that goes at once.
    fn at_once(shared: Arc<Shared>, grant: Grant) -> Self {
        Self { shared, grant: Some(grant), sent: false, wait: None }
    }

    /// For a request that stood in line.
    pub(super) fn after(shared: Arc<Shared>, grant: Grant, took: Duration) -> Self {
        let wait = Some(Box::new(Wait { took, reserved: None }));
        Self { shared, grant: Some(grant), sent: false, wait }
    }

    /// How long the request waited.
    pub(super) fn waited(&self) -> Duration {
        self.wait.as_ref().map_or(Duration::ZERO, |wait| wait.took)
    }

    /// A store was asked, which took some time, and has a reservation in `bucket`.
    pub(super) fn reserve(&mut self, bucket: String, took: Duration) {
        let wait = self.wait.get_or_insert_default();
        wait.took += took;
        wait.reserved = Some(bucket);
    }

    /// The store that was asked, and the bucket that it was asked about.
    pub(super) fn take_reservation(&mut self) -> Option<(String, Arc<dyn RateLimitStore>)> {
        self.wait.as_mut()?.reserved.take().zip(self.shared.store.clone())
    }

    /// The bucket that the request waits in.
    pub(super) fn bucket(&self) -> String {
        let name = |grant: &Grant| self.shared.core().name(grant);
        self.grant.as_ref().map(name).unwrap_or_default()
    }

    /// The request goes to the server now: from here on it may have been counted there.
    pub(super) fn send(&mut self) {
        self.sent = true;
        // A request that goes at once was granted just now.
        if let (Some(grant), Some(_)) = (&mut self.grant, &self.wait) {
            grant.sent = now();
        }
    }

    /// The request was answered.
    pub(super) fn answered(mut self, status: StatusCode, headers: &HeaderMap) -> Observed {
        let (outcome, observed) = self.shared.read(status, headers);
        self.finish(outcome);
        observed
    }

    /// The request got no answer.
    pub(super) fn failed(mut self) -> Observed {
        self.finish(Outcome::Lost);
        let date = self.shared.clock.now();
        Observed { snapshot: None, refused: false, concurrency: false, date, retry_after: None }
    }

    fn finish(&mut self, outcome: Outcome) {
        if let Some(grant) = self.grant.take() {
            let now = now();
            self.shared.with_core(|core| core.finish(grant, outcome, now));
        }
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        self.finish(if self.sent { Outcome::Lost } else { Outcome::Unsent });
    }
}

impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shared").finish_non_exhaustive()
    }
}

/// A permit for a request that need not wait in this process.
pub(super) fn at_once(shared: &Arc<Shared>, route: &Route) -> Option<Permit> {
    let grant = shared.with_core(|core| core.try_go(route, now()))?;
    Some(Permit::at_once(Arc::clone(shared), grant))
}

/// Waits for the right to send a request: in this process, where it is not `admitted` yet, and of the store.
pub(super) async fn acquire(
    shared: &Arc<Shared>,
    admitted: Option<Permit>,
    route: Route,
    extensions: &Extensions,
) -> Result<Permit, super::Throttled> {
    let mut permit = match admitted {
        Some(permit) => permit,
        None => super::acquire::local(shared, route, extensions).await?,
    };
    if let Some(store) = &shared.store {
        super::store::reserve(shared, store.as_ref(), &mut permit, extensions).await?;
    }
    if let Some(stats) = CallStats::of(extensions) {
        stats.set_bucket(permit.bucket());
    }
    Ok(permit)
}
