//! How requests of one bucket ask a shared store.

use std::time::{Duration, Instant};

/// A request that got no response of the store after this time delays no other.
const PATIENCE: Duration = Duration::from_secs(1);

/// Limits the requests that ask a shared store at once: not at all until the store lets one wait, then to one, and to
/// twice as many after each reservation.
#[derive(Clone, Debug)]
pub(super) struct StoreGate {
    /// The store grants nothing before this moment.
    until: Option<Instant>,
    allowed: u64,
    asking: u64,
    asked_at: Option<Instant>,
}

impl Default for StoreGate {
    fn default() -> Self {
        Self { until: None, allowed: u64::MAX, asking: 0, asked_at: None }
    }
}

impl StoreGate {
    /// The moment before which no request is granted.
    pub(super) fn until(&self) -> Option<Instant> {
        self.until
    }

    /// When the next request may ask, if not at `now`.
    pub(super) fn retry_at(&self, now: Instant) -> Option<Instant> {
        let retry_at = self.asked_at.filter(|_| self.asking >= self.allowed)? + PATIENCE;
        (now < retry_at).then_some(retry_at)
    }

    pub(super) fn ask(&mut self, now: Instant) {
        self.asking = self.asking.saturating_add(1);
        self.asked_at = Some(now);
    }

    /// A request asks no longer.
    pub(super) fn end(&mut self) {
        self.asking = self.asking.saturating_sub(1);
    }

    pub(super) fn granted(&mut self) {
        self.allowed = self.allowed.saturating_mul(2);
    }

    pub(super) fn wait_until(&mut self, until: Instant) {
        self.until = Some(until);
        self.allowed = 1;
    }
}
