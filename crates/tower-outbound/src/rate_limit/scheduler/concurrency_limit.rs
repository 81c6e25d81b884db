//! The limit on requests in flight.

use std::time::{Duration, Instant};

/// After this long without a rejection the limit grows fast.
const FAST_RECOVERY: Duration = Duration::from_millis(500);
/// After this long without a rejection the limit is dropped.
const EXPIRY: Duration = Duration::from_secs(60);

/// An adaptive concurrency limit: additive increase, multiplicative decrease.
///
/// Some APIs limit concurrent requests separately from their rate. The number is unknown and shared with other
/// clients, so it is estimated as TCP does: halved by each rejection, raised by responses, and raised faster after
/// half a second without a rejection.
#[derive(Clone, Debug, Default)]
pub(super) struct ConcurrencyLimit {
    /// The configured maximum.
    max: Option<u32>,
    estimate: Option<Estimate>,
    in_flight: u32,
}

#[derive(Clone, Copy, Debug)]
struct Estimate {
    limit: f64,
    lowered_at: Instant,
}

impl ConcurrencyLimit {
    pub(super) fn new(max: Option<u32>) -> Self {
        Self { max: max.map(|max| max.max(1)), ..Self::default() }
    }

    /// The current limit; `None` when there is none.
    pub(super) fn limit(&self) -> Option<u32> {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "casts saturate")]
        let estimate = self.estimate.map(|estimate| (estimate.limit as u32).max(1));
        match (estimate, self.max) {
            (Some(estimate), Some(max)) => Some(estimate.min(max)),
            (estimate, max) => estimate.or(max),
        }
    }

    pub(super) fn in_flight(&self) -> u32 {
        self.in_flight
    }

    pub(super) fn has_capacity(&self) -> bool {
        self.limit().is_none_or(|limit| self.in_flight < limit)
    }

    pub(super) fn acquire(&mut self) {
        self.in_flight = self.in_flight.saturating_add(1);
    }

    pub(super) fn release(&mut self) {
        self.in_flight = self.in_flight.saturating_sub(1);
    }

    /// Lowers the limit after a concurrency rejection. Call it before [`release`](Self::release).
    pub(super) fn on_rejection(&mut self, sent: Instant, now: Instant) {
        if self.estimate.is_some_and(|estimate| sent < estimate.lowered_at) {
            // The request predates the current limit.
            return;
        }
        let limit = (f64::from(self.in_flight) / 2.0).max(1.0);
        self.estimate = Some(Estimate { limit, lowered_at: now });
    }

    /// Raises the limit after a response. Call it before [`release`](Self::release).
    pub(super) fn on_response(&mut self, now: Instant) {
        let in_flight = f64::from(self.in_flight);
        let Some(estimate) = &mut self.estimate else { return };
        let elapsed = now.saturating_duration_since(estimate.lowered_at);
        if elapsed >= EXPIRY {
            self.estimate = None;
        } else if in_flight >= estimate.limit / 2.0 {
            estimate.limit += if elapsed >= FAST_RECOVERY { 1.0 } else { 1.0 / estimate.limit };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rejection_burst_halves_limit_once() {
        let start = tokio::time::Instant::now().into_std();
        let at = |ms: u64| start + Duration::from_millis(ms);
        let mut limit = ConcurrencyLimit::default();
        for _ in 0..20 {
            assert!(limit.has_capacity());
            limit.acquire();
        }
        for _ in 0..15 {
            limit.on_rejection(at(0), at(10));
            limit.release();
        }
        assert_eq!(limit.limit(), Some(10));
        limit.on_rejection(at(11), at(12));
        assert_eq!(limit.limit(), Some(2), "5 were in flight");
        for _ in 0..30 {
            limit.on_response(at(600));
        }
        assert!(limit.limit() >= Some(10), "{:?}", limit.limit());
        limit.on_response(at(61_000));
        assert_eq!(limit.limit(), None);
    }

    #[test]
    fn limit_is_at_least_one_and_respects_maximum() {
        let now = tokio::time::Instant::now().into_std();
        let mut limit = ConcurrencyLimit::new(Some(0));
        limit.on_rejection(now, now);
        assert_eq!(limit.limit(), Some(1));
        assert!(limit.has_capacity());
        let limit = ConcurrencyLimit::new(Some(7));
        assert_eq!(limit.limit(), Some(7));
    }
}
