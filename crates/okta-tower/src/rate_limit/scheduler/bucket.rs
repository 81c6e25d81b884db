//! One rate-limit bucket: what is known of its window, and what may be sent.

use std::time::{Duration, Instant};

use super::types::{Answer, Rules, Turn};
use crate::server_clock::ServerTimeBounds;

/// No window of Okta's is longer than a minute; a header that says so is wrong.
const LONGEST_WINDOW: Duration = Duration::from_secs(70);
/// How long a count is believed when the end of its window is not.
const SHORT: Duration = Duration::from_secs(1);
/// The number of probes doubles whenever none has been answered for this long.
const PROBE_STEP: Duration = Duration::from_secs(1);
/// How late a timer may fire without those behind it being late too.
const CATCH_UP: Duration = Duration::from_millis(250);
/// `X-Rate-Limit-Reset` is a whole number of seconds.
const ROUNDING: Duration = Duration::from_secs(1);
/// Pacing aims to be done before the window ends.
const PACE: f64 = 0.9;

#[derive(Clone, Copy, Debug)]
struct Window {
    /// The end on the server's clock, which is the window's name.
    reset: u64,
    /// The end on ours.
    ends: Instant,
    /// The least that any answer in this window said was left.
    remaining: u64,
    /// Requests let through since the window became known.
    admitted: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Knowledge {
    /// No answer yet, or none that tells.
    Unknown,
    /// The API answers without rate-limit headers.
    Unmetered,
    Metered {
        limit: u64,
    },
}

#[derive(Clone, Debug)]
pub(super) struct Bucket {
    knowledge: Knowledge,
    window: Option<Window>,
    /// Nothing is let through before this.
    hold: Option<Instant>,
    /// More was wanted of the last known window than was left, so its successor is entered one at a time.
    contended: bool,
    /// Requests under way.
    pub(super) in_flight: u64,
    probes: u64,
    probing_since: Option<Instant>,
    /// How many probes may be under way at first.
    allowance: u64,
    /// Requests that ended without an answer; the server may have counted them.
    lost: u64,
    last_lost: Option<Instant>,
    next_slot: Option<Instant>,
    /// The longest that a window was seen to last: a lower bound on its length.
    length: Duration,
}

impl Bucket {
    pub(super) fn new() -> Self {
        Self {
            knowledge: Knowledge::Unknown,
            window: None,
            hold: None,
            contended: false,
            in_flight: 0,
            probes: 0,
            probing_since: None,
            allowance: 1,
            lost: 0,
            last_lost: None,
            next_slot: None,
            length: Duration::ZERO,
        }
    }

    pub(super) fn limit(&self) -> Option<u64> {
        match self.knowledge {
            Knowledge::Metered { limit } => Some(limit),
            _ => None,
        }
    }

    /// Remaining requests and end of the window that is open at `now`.
    pub(super) fn open_window(&self, now: Instant) -> Option<(u64, Instant)> {
        self.window.filter(|window| now < window.ends).map(|window| (window.remaining, window.ends))
    }

    /// The name of the window that is open at `now`: its end on the server's clock.
    pub(super) fn window_name(&self, now: Instant) -> Option<u64> {
        self.window.filter(|window| now < window.ends).map(|window| window.reset)
    }

    /// How many requests a window has for us.
    fn usable(&self, limit: u64, rules: Rules) -> u64 {
        (limit.saturating_mul(u64::from(rules.share)) / 100).max(1)
    }

    /// Whether the first of `queued` waiting requests may go. `jitter`, from 0 to 1, spreads those who wait
    /// for the same window.
    pub(super) fn turn(&mut self, now: Instant, rules: Rules, queued: u64, jitter: f64) -> Turn {
        if let Some(until) = self.hold {
            if now < until {
                return Turn::Held(until);
            }
            self.hold = None;
        }
        let limit = match self.knowledge {
            Knowledge::Unmetered => return Turn::Go { probe: false },
            Knowledge::Unknown => return self.probe(now, self.allowance),
            Knowledge::Metered { limit } => limit,
        };
        let usable = self.usable(limit, rules);
        let Some(window) = self.window.filter(|window| now < window.ends) else {
            // After a window that had room for all, the next one is likely to have it too.
            return self.probe(now, if self.contended { 1 } else { (usable / 4).max(1) });
        };
        let left = window.remaining.saturating_sub(limit.saturating_sub(usable));
        if left == 0 {
            self.contended = true;
            let spread = (self.length / 50).min(Duration::from_millis(500)).mul_f64(jitter.clamp(0.0, 1.0));
            let until = window.ends + spread;
            self.hold = Some(until);
            return Turn::Held(until);
        }
        let available = left.saturating_sub(self.in_flight.saturating_add(self.lost));
        self.contended |= queued > available;
        if available == 0 {
            return if self.in_flight == 0 { Turn::Go { probe: false } } else { Turn::Later(window.ends) };
        }
        match self.next_slot {
            Some(slot) if rules.pacing && queued > available && now < slot => Turn::Later(slot),
            _ => Turn::Go { probe: false },
        }
    }

    fn probe(&self, now: Instant, allowance: u64) -> Turn {
        let Some(since) = self.probing_since else { return Turn::Go { probe: true } };
        let steps = now.saturating_duration_since(since).as_secs() / PROBE_STEP.as_secs();
        let steps = u32::try_from(steps).unwrap_or(u32::MAX).min(32);
        if self.probes < allowance.saturating_mul(1 << steps) {
            Turn::Go { probe: true }
        } else {
            Turn::Later(since + PROBE_STEP * (steps + 1))
        }
    }

    /// Counts a request that goes now, `queued` others waiting behind it, the first of whose deadlines is
    /// `deadline`.
    pub(super) fn admit(
        &mut self,
        now: Instant,
        rules: Rules,
        probe: bool,
        queued: u64,
        deadline: Option<Instant>,
    ) {
        self.in_flight = self.in_flight.saturating_add(1);
        if probe {
            self.probes = self.probes.saturating_add(1);
            self.probing_since.get_or_insert(now);
        }
        let slot = self.next_slot.take();
        let Knowledge::Metered { limit } = self.knowledge else { return };
        let usable = self.usable(limit, rules);
        let Some(window) = self.window.as_mut().filter(|window| now < window.ends) else { return };
        window.admitted = window.admitted.saturating_add(1);
        if queued == 0 || !rules.pacing {
            return;
        }
        let left = window.remaining.saturating_sub(limit.saturating_sub(usable));
        let left = left.min(usable.saturating_sub(window.admitted)).max(1);
        // The end is rounded to a second, up or down: what is not sent by then may miss the window.
        let span = window.ends.saturating_duration_since(now);
        let mut pause = divide(span.saturating_sub(ROUNDING.min(span / 2)), left);
        if let Some(deadline) = deadline.filter(|deadline| *deadline < window.ends) {
            // Spreading must not make anyone late who would be in time without it.
            pause = pause.min(divide(deadline.saturating_duration_since(now), left.min(queued)));
        }
        // A timer that fired late does not shift those behind it.
        let due = slot.filter(|slot| *slot <= now && now.saturating_duration_since(*slot) < CATCH_UP);
        self.next_slot = Some(due.unwrap_or(now) + pause);
    }

    /// A request ended, with or without an answer. What the answer says is for [`observe`](Self::observe).
    pub(super) fn settle(&mut self, probe: bool) {
        self.in_flight = self.in_flight.saturating_sub(1);
        if probe {
            self.probes = self.probes.saturating_sub(1);
            if self.probes == 0 {
                self.probing_since = None;
            }
        }
    }

    /// A request ended and nobody knows whether the server counted it.
    pub(super) fn lose(&mut self, now: Instant) {
        self.lost = self.lost.saturating_add(1);
        self.last_lost = Some(now);
        self.no_news();
    }

    /// A probe came back without saying anything: let more of them go next time.
    fn no_news(&mut self) {
        if self.knowledge == Knowledge::Unknown {
            self.allowance = self.allowance.saturating_mul(2).min(64);
        }
    }

    /// Learns from an answer to a request sent at `sent`.
    pub(super) fn observe(
        &mut self,
        answer: &Answer,
        clock: &mut ServerTimeBounds,
        sent: Instant,
        now: Instant,
    ) {
        if self.last_lost.is_none_or(|lost| lost <= sent) {
            self.lost = 0;
            self.last_lost = None;
        }
        match answer.limit {
            Some(limit) if limit > 0 => self.knowledge = Knowledge::Metered { limit },
            _ if answer.remaining.is_none() && !answer.refused => {
                if answer.genuine && self.knowledge == Knowledge::Unknown {
                    self.knowledge = Knowledge::Unmetered;
                }
                self.no_news();
                return;
            }
            _ => self.no_news(),
        }
        let remaining = if answer.refused { Some(0) } else { answer.remaining };
        match (remaining, answer.reset) {
            (Some(remaining), Some(reset)) => self.count(reset, remaining, answer.refused, clock, sent, now),
            (Some(remaining), None) => {
                if let Some(window) = self.window.as_mut().filter(|window| now < window.ends) {
                    window.remaining = window.remaining.min(remaining);
                }
            }
            (None, _) => {}
        }
        let told = answer.retry_after.map(|wait| wait.min(LONGEST_WINDOW));
        let blind = (answer.refused && answer.reset.is_none()).then_some(SHORT);
        if let Some(wait) = told.filter(|_| answer.refused).or(blind) {
            self.contended = true;
            self.hold = self.hold.max(Some(now + wait));
        }
    }

    /// Takes in how much is left of the window that ends at `reset` on the server's clock.
    fn count(
        &mut self,
        reset: u64,
        remaining: u64,
        refused: bool,
        clock: &mut ServerTimeBounds,
        sent: Instant,
        now: Instant,
    ) {
        let until = |clock: &ServerTimeBounds| clock.until(reset, now).unwrap_or(SHORT).min(LONGEST_WINDOW);
        let wait = until(clock);
        let known = self.window.filter(|window| now < window.ends || window.reset == reset);
        match known {
            Some(window) if now < window.ends && reset < window.reset => {}
            Some(mut window) if reset == window.reset => {
                if now < window.ends {
                    window.remaining = window.remaining.min(remaining);
                    window.ends = window.ends.min(now + wait);
                } else if refused && sent >= window.ends {
                    // We came when the window was over by the server's own word, and it was not.
                    clock.ended_late();
                    window.ends = now + until(clock).min(SHORT);
                    window.remaining = 0;
                    self.hold = Some(window.ends);
                }
                self.window = Some(window);
            }
            _ => {
                self.length = self.length.max(wait);
                let ends = now + if wait.is_zero() { SHORT } else { wait };
                let admitted = self.in_flight.saturating_add(1);
                self.window = Some(Window { reset, ends, remaining, admitted });
                self.contended = false;
                self.hold = None;
                self.next_slot = None;
            }
        }
    }

    /// The earliest moment at which a request could go that has `ahead` others before it: a lower bound.
    pub(super) fn earliest(&self, now: Instant, rules: Rules, ahead: u64) -> Instant {
        let held = self.hold.map_or(now, |until| until.max(now));
        let Knowledge::Metered { limit } = self.knowledge else { return held };
        let usable = self.usable(limit, rules);
        let Some(window) = self.window.filter(|window| now < window.ends) else { return held };
        let left = window.remaining.saturating_sub(limit.saturating_sub(usable));
        if ahead < left {
            return held;
        }
        let windows = u32::try_from((ahead - left) / usable).unwrap_or(u32::MAX);
        let later = self.length.saturating_mul(windows).min(Duration::from_secs(86_400));
        held.max(window.ends + later)
    }

    /// How much is left of the last known window.
    pub(super) fn left(&self) -> Option<u64> {
        self.window.map(|window| window.remaining)
    }

    /// No more is left than another view of the same window says.
    pub(super) fn at_most(&mut self, left: Option<u64>) {
        if let (Some(window), Some(left)) = (&mut self.window, left) {
            window.remaining = window.remaining.min(left);
        }
    }

    /// Forgets everything but the requests under way.
    pub(super) fn forget(&mut self) {
        let (in_flight, probes, probing_since) = (self.in_flight, self.probes, self.probing_since);
        *self = Self { in_flight, probes, probing_since, ..Self::new() };
    }
}

fn divide(span: Duration, parts: u64) -> Duration {
    #[expect(clippy::cast_precision_loss, reason = "a pause does not need more digits")]
    span.mul_f64(PACE / parts.max(1) as f64)
}
