//! How many requests may be under way at the same time.

use std::time::{Duration, Instant};

/// Undisturbed for this long, the gate opens fast.
const CALM: Duration = Duration::from_millis(500);
/// Undisturbed for this long, the gate is taken away.
const FORGET: Duration = Duration::from_secs(60);

/// A concurrency limit learnt from refusals: halved by each, raised by answers.
///
/// Okta limits the transactions of an org that run at the same time, apart from its rate limits, and says so
/// with a `429` whose limit is 0. Nobody says how many are allowed, and others take part in it, so the number
/// has to be found: additive increase, multiplicative decrease, as TCP does, and faster once half a second
/// has passed without a refusal.
#[derive(Clone, Debug, Default)]
pub(super) struct Gate {
    /// Set by the user: never above this.
    most: Option<u32>,
    learnt: Option<Learnt>,
    in_flight: u32,
}

#[derive(Clone, Copy, Debug)]
struct Learnt {
    limit: f64,
    cut: Instant,
}

impl Gate {
    pub(super) fn new(most: Option<u32>) -> Self {
        Self { most: most.map(|most| most.max(1)), ..Self::default() }
    }

    /// How many may be under way now; `None` when there is no limit.
    pub(super) fn limit(&self) -> Option<u32> {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "casts saturate")]
        let learnt = self.learnt.map(|learnt| (learnt.limit as u32).max(1));
        match (learnt, self.most) {
            (Some(learnt), Some(most)) => Some(learnt.min(most)),
            (learnt, most) => learnt.or(most),
        }
    }

    pub(super) fn in_flight(&self) -> u32 {
        self.in_flight
    }

    pub(super) fn has_room(&self) -> bool {
        self.limit().is_none_or(|limit| self.in_flight < limit)
    }

    pub(super) fn enter(&mut self) {
        self.in_flight = self.in_flight.saturating_add(1);
    }

    pub(super) fn leave(&mut self) {
        self.in_flight = self.in_flight.saturating_sub(1);
    }

    /// A request was refused because too many were under way. Call it before [`leave`](Self::leave).
    pub(super) fn refused(&mut self, sent: Instant, now: Instant) {
        if self.learnt.is_some_and(|learnt| sent < learnt.cut) {
            // Sent before the last cut: it says nothing new.
            return;
        }
        let limit = (f64::from(self.in_flight) / 2.0).max(1.0);
        self.learnt = Some(Learnt { limit, cut: now });
    }

    /// A request was answered. Call it before [`leave`](Self::leave).
    pub(super) fn answered(&mut self, now: Instant) {
        let in_flight = f64::from(self.in_flight);
        let Some(learnt) = &mut self.learnt else { return };
        let calm = now.saturating_duration_since(learnt.cut);
        if calm >= FORGET {
            self.learnt = None;
        } else if in_flight >= learnt.limit / 2.0 {
            learnt.limit += if calm >= CALM { 1.0 } else { 1.0 / learnt.limit };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_of_refusals_cuts_once_and_answers_open_again() {
        let start = tokio::time::Instant::now().into_std();
        let at = |ms: u64| start + Duration::from_millis(ms);
        let mut gate = Gate::default();
        for _ in 0..20 {
            assert!(gate.has_room());
            gate.enter();
        }
        for _ in 0..15 {
            gate.refused(at(0), at(10));
            gate.leave();
        }
        assert_eq!(gate.limit(), Some(10));
        gate.refused(at(11), at(12));
        assert_eq!(gate.limit(), Some(2), "5 were under way");
        for _ in 0..30 {
            gate.answered(at(600));
        }
        assert!(gate.limit() >= Some(10), "{:?}", gate.limit());
        gate.answered(at(61_000));
        assert_eq!(gate.limit(), None);
    }

    #[test]
    fn at_least_one_always_passes_and_the_users_number_holds() {
        let now = tokio::time::Instant::now().into_std();
        let mut gate = Gate::new(Some(0));
        gate.refused(now, now);
        assert_eq!(gate.limit(), Some(1));
        assert!(gate.has_room());
        let gate = Gate::new(Some(7));
        assert_eq!(gate.limit(), Some(7));
    }
}
