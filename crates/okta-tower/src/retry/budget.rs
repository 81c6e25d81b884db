//! A limit on retries over all calls of a client.

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

/// A token bucket that all calls of a client share.
///
/// A single call's retry count does not protect a server in trouble: a thousand calls with three retries each
/// are four thousand requests. Every retry takes tokens out of the bucket, every answered call puts some back,
/// and once the bucket is empty calls fail at the first refusal until answers come again. Clones share the
/// tokens.
///
/// By default the bucket holds 500 tokens. Sending again after a failure (a broken connection, `503`) takes
/// 14, after a refusal (`409`, a `429` that does not say when to come back) 5, and a `429` that does say takes
/// none, because waiting as told is no load. An answered call puts back what its own retries took, or else 1.
#[derive(Clone, Debug)]
pub struct RetryBudget(Option<Arc<Tokens>>);

#[derive(Debug)]
struct Tokens {
    capacity: u32,
    left: AtomicU32,
}

impl RetryBudget {
    pub(super) const FAILURE: u32 = 14;
    pub(super) const REFUSAL: u32 = 5;
    pub(super) const REWARD: u32 = 1;

    /// A full bucket of `capacity` tokens.
    #[must_use]
    pub fn new(capacity: u32) -> Self {
        Self(Some(Arc::new(Tokens { capacity, left: AtomicU32::new(capacity) })))
    }

    /// A bucket that never empties.
    #[must_use]
    pub const fn unlimited() -> Self {
        Self(None)
    }

    /// How many tokens are left; `None` when there is no limit.
    #[must_use]
    pub fn left(&self) -> Option<u32> {
        self.0.as_ref().map(|tokens| tokens.left.load(Ordering::Relaxed))
    }

    /// Takes tokens, all of them or none.
    pub(super) fn withdraw(&self, cost: u32) -> bool {
        let Some(tokens) = &self.0 else { return true };
        tokens.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(cost)).is_ok()
    }

    pub(super) fn deposit(&self, gain: u32) {
        if let Some(tokens) = &self.0 {
            // The closure never declines, so there is no failure to look at.
            let _ = tokens.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| {
                Some(left.saturating_add(gain).min(tokens.capacity))
            });
        }
    }
}

impl Default for RetryBudget {
    fn default() -> Self {
        Self::new(500)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clones_share_and_deposits_stop_at_the_capacity() {
        let budget = RetryBudget::new(20);
        let other = budget.clone();
        assert!(budget.withdraw(RetryBudget::FAILURE));
        assert!(!other.withdraw(RetryBudget::FAILURE), "6 tokens are left");
        assert!(other.withdraw(RetryBudget::REFUSAL));
        assert_eq!(budget.left(), Some(1));
        budget.deposit(100);
        assert_eq!(other.left(), Some(20));
    }

    #[test]
    fn an_unlimited_budget_never_refuses() {
        let budget = RetryBudget::unlimited();
        assert!((0..1000).all(|_| budget.withdraw(RetryBudget::FAILURE)));
        assert_eq!(budget.left(), None);
    }
}
