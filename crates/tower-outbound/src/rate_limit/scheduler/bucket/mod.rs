//! One rate-limit bucket: the state of its window, and admission of requests.

mod observe;

use std::time::{Duration, Instant};

use super::{
    store_gate::StoreGate,
    types::{Admission, SchedulerConfig},
};

/// The assumed length of a window whose end is unknown, and of a pause without `Retry-After`.
pub(super) const FALLBACK_WINDOW: Duration = Duration::from_secs(1);
/// The number of probes doubles after each interval without a response.
const PROBE_INTERVAL: Duration = Duration::from_secs(1);
/// The timer delay up to which pacing keeps its schedule.
const MAX_TIMER_DELAY: Duration = Duration::from_millis(250);
/// The end of a window and `Date` are whole numbers of seconds.
const ROUNDING: Duration = Duration::from_secs(2);
/// The fraction of the window over which requests are paced.
const PACED_FRACTION: f64 = 0.9;

#[derive(Clone, Copy, Debug)]
struct Window {
    /// The end on the server's clock, which identifies the window.
    reset: u64,
    /// The policy that it belongs to.
    policy: u64,
    /// The end on the local monotonic clock.
    ends: Instant,
    /// What the server's clock was when `ends` was computed.
    clock_changes: u64,
    /// The lowest `remaining` of any response in this window.
    remaining: u64,
    /// Requests admitted since the window became known.
    admitted: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Knowledge {
    /// No response yet, or none with rate-limit headers.
    Unknown,
    /// The API sends no rate-limit headers.
    Unmetered,
    Metered {
        limit: u64,
        /// The API reports the remaining requests, but no limit.
        estimated: bool,
    },
}

#[derive(Clone, Debug)]
pub(super) struct Bucket {
    knowledge: Knowledge,
    window: Option<Window>,
    /// No request is admitted before this moment.
    not_before: Option<Instant>,
    /// Demand exceeded the last known window, so the next window starts with one probe.
    contended: bool,
    pub(super) in_flight: u64,
    probes: u64,
    probing_since: Option<Instant>,
    /// The number of probes allowed initially.
    max_probes: u64,
    /// Requests that ended without a response; the server may have counted them.
    unknown: u64,
    last_unknown: Option<Instant>,
    next_slot: Option<Instant>,
    /// The longest observed window: a lower bound on its length.
    length: Duration,
    pub(super) store: StoreGate,
}

impl Bucket {
    pub(super) fn new() -> Self {
        Self {
            knowledge: Knowledge::Unknown,
            window: None,
            not_before: None,
            contended: false,
            in_flight: 0,
            probes: 0,
            probing_since: None,
            max_probes: 1,
            unknown: 0,
            last_unknown: None,
            next_slot: None,
            length: Duration::ZERO,
            store: StoreGate::default(),
        }
    }

    pub(super) fn limit(&self) -> Option<u64> {
        match self.knowledge {
            Knowledge::Metered { limit, estimated: false } => Some(limit),
            _ => None,
        }
    }

    /// The remaining requests and the end of the window open at `now`.
    pub(super) fn open_window(&self, now: Instant) -> Option<(u64, Instant)> {
        self.window.filter(|window| now < window.ends).map(|window| (window.remaining, window.ends))
    }

    /// Identifies the window open at `now` by its end on the server's clock.
    pub(super) fn window_id(&self, now: Instant) -> Option<u64> {
        self.window.filter(|window| now < window.ends).map(|window| window.reset)
    }

    /// The share of a window that this client may use.
    fn usable(&self, limit: u64, config: SchedulerConfig) -> u64 {
        (limit.saturating_mul(u64::from(config.share)) / 100).max(1)
    }

    /// The usable requests of a window; `None` if no response reported any.
    pub(super) fn window_size(&self, config: SchedulerConfig) -> Option<u64> {
        match self.knowledge {
            Knowledge::Metered { limit, .. } => Some(self.usable(limit, config)),
            _ => None,
        }
    }

    /// How many requests may be sent before a later window, and when that starts at the latest; `None` if no response
    /// reported a limit.
    pub(super) fn outlook(&self, now: Instant, config: SchedulerConfig) -> Option<(u64, Instant)> {
        let Knowledge::Metered { limit, .. } = self.knowledge else { return None };
        let usable = self.usable(limit, config);
        Some(match self.window.filter(|window| now < window.ends) {
            Some(window) => {
                let left = window.remaining.saturating_sub(limit.saturating_sub(usable));
                (left.saturating_sub(self.in_flight.saturating_add(self.unknown)), window.ends)
            }
            None => (1, now + self.length),
        })
    }

    /// The moment before which no request is sent.
    fn paused_until(&self) -> Option<Instant> {
        self.not_before.max(self.store.until())
    }

    /// Decides whether the next of `queued` waiting requests may be sent, the earliest of whose deadlines is `deadline`.
    /// `jitter`, from 0 to 1, spreads the clients that wait for the same window.
    pub(super) fn try_admit(
        &mut self,
        now: Instant,
        config: SchedulerConfig,
        queued: u64,
        deadline: Option<Instant>,
        jitter: f64,
    ) -> Admission {
        if let Some(until) = self.paused_until().filter(|until| now < *until) {
            return Admission::NotBefore(until);
        }
        self.not_before = None;
        if let Some(retry_at) = self.store.retry_at(now) {
            return Admission::RetryAt(retry_at);
        }
        let limit = match self.knowledge {
            Knowledge::Unmetered if self.contended => return self.probe(now, 1),
            Knowledge::Unmetered => return Admission::Grant { probe: false },
            Knowledge::Unknown => return self.probe(now, self.max_probes),
            Knowledge::Metered { limit, .. } => limit,
        };
        let usable = self.usable(limit, config);
        let Some(window) = self.window.filter(|window| now < window.ends) else {
            // Without contention in the last window the next one most likely has room as well.
            return self.probe(now, if self.contended { 1 } else { (usable / 4).max(1) });
        };
        let left = window.remaining.saturating_sub(limit.saturating_sub(usable));
        if left == 0 {
            self.contended = true;
            let spread = (self.length / 50).min(Duration::from_millis(500)).mul_f64(jitter.clamp(0.0, 1.0));
            let until = window.ends + spread;
            self.not_before = Some(until);
            return Admission::NotBefore(until);
        }
        let available = left.saturating_sub(self.in_flight.saturating_add(self.unknown));
        self.contended |= queued > available;
        if available == 0 {
            return if self.in_flight == 0 {
                Admission::Grant { probe: false }
            } else {
                Admission::RetryAt(window.ends)
            };
        }
        match self.next_slot {
            // Pacing must not delay a request beyond its deadline.
            Some(slot)
                if config.pacing
                    && queued > available
                    && now < slot
                    && deadline.is_none_or(|deadline| slot < deadline) =>
            {
                Admission::RetryAt(slot)
            }
            _ => Admission::Grant { probe: false },
        }
    }

    fn probe(&self, now: Instant, max_probes: u64) -> Admission {
        let Some(since) = self.probing_since else { return Admission::Grant { probe: true } };
        let steps = now.saturating_duration_since(since).as_secs() / PROBE_INTERVAL.as_secs();
        let steps = u32::try_from(steps).unwrap_or(u32::MAX).min(32);
        if self.probes < max_probes.saturating_mul(1 << steps) {
            Admission::Grant { probe: true }
        } else {
            Admission::RetryAt(since + PROBE_INTERVAL * (steps + 1))
        }
    }

    /// Counts a request sent at `now`. `queued` is the number of waiters behind it, `deadline` the earliest of
    /// their deadlines.
    pub(super) fn acquire(
        &mut self,
        now: Instant,
        config: SchedulerConfig,
        probe: bool,
        queued: u64,
        deadline: Option<Instant>,
    ) {
        self.in_flight = self.in_flight.saturating_add(1);
        if probe {
            self.probes = self.probes.saturating_add(1);
            self.probing_since.get_or_insert(now);
        }
        if config.store {
            self.store.ask(now);
        }
        let slot = self.next_slot.take();
        let Knowledge::Metered { limit, .. } = self.knowledge else { return };
        let usable = self.usable(limit, config);
        let Some(window) = self.window.as_mut().filter(|window| now < window.ends) else { return };
        window.admitted = window.admitted.saturating_add(1);
        if queued == 0 || !config.pacing {
            return;
        }
        let left = window.remaining.saturating_sub(limit.saturating_sub(usable));
        let left = left.min(usable.saturating_sub(window.admitted)).max(1);
        // The end is rounded: requests sent later may miss the window.
        let span = window.ends.saturating_duration_since(now);
        let mut interval = paced_interval(span.saturating_sub(ROUNDING), left);
        if let Some(deadline) = deadline.filter(|deadline| *deadline < window.ends) {
            // Pacing must not delay a request beyond its deadline.
            interval =
                interval.min(paced_interval(deadline.saturating_duration_since(now), left.min(queued)));
        }
        // A timer that fired late does not shift later slots.
        let due = slot.filter(|slot| *slot <= now && now.saturating_duration_since(*slot) < MAX_TIMER_DELAY);
        self.next_slot = Some(due.unwrap_or(now) + interval);
    }

    /// Releases a request that ended. [`observe`](Self::observe) reads its response.
    pub(super) fn release(&mut self, probe: bool) {
        self.in_flight = self.in_flight.saturating_sub(1);
        if probe {
            self.probes = self.probes.saturating_sub(1);
            if self.probes == 0 {
                self.probing_since = None;
            }
        }
    }

    /// Records a request that ended without a response; the server may have counted it.
    pub(super) fn record_unknown(&mut self, now: Instant) {
        self.unknown = self.unknown.saturating_add(1);
        self.last_unknown = Some(now);
        self.record_inconclusive();
    }

    /// Allows more probes after one without a result.
    fn record_inconclusive(&mut self) {
        if self.knowledge == Knowledge::Unknown {
            self.max_probes = self.max_probes.saturating_mul(2).min(64);
        }
    }

    /// A lower bound on when a request with `ahead` others before it can be sent.
    pub(super) fn earliest(&self, now: Instant, config: SchedulerConfig, ahead: u64) -> Instant {
        let start = self.paused_until().map_or(now, |until| until.max(now));
        let Knowledge::Metered { limit, .. } = self.knowledge else { return start };
        let usable = self.usable(limit, config);
        let Some(window) = self.window.filter(|window| now < window.ends) else { return start };
        let left = window.remaining.saturating_sub(limit.saturating_sub(usable));
        if ahead < left {
            return start;
        }
        let windows = u32::try_from((ahead - left) / usable).unwrap_or(u32::MAX);
        let later = self.length.saturating_mul(windows).min(Duration::from_secs(86_400));
        start.max(window.ends + later)
    }

    /// The remaining requests of the last known window.
    pub(super) fn remaining(&self) -> Option<u64> {
        self.window.map(|window| window.remaining)
    }

    /// Lowers `remaining` to that of another bucket with the same counter.
    pub(super) fn cap_remaining(&mut self, remaining: Option<u64>) {
        if let (Some(window), Some(remaining)) = (&mut self.window, remaining) {
            window.remaining = window.remaining.min(remaining);
        }
    }

    /// Resets all state except requests in flight.
    pub(super) fn reset(&mut self) {
        let (in_flight, probes, probing_since) = (self.in_flight, self.probes, self.probing_since);
        let store = self.store.clone();
        *self = Self { in_flight, probes, probing_since, store, ..Self::new() };
    }
}

fn paced_interval(span: Duration, parts: u64) -> Duration {
    #[expect(clippy::cast_precision_loss, reason = "the delay needs no more digits")]
    span.mul_f64(PACED_FRACTION / parts.max(1) as f64)
}
