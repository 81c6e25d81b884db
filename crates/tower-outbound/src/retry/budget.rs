//! A retry budget shared by all calls of a client.

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

/// A token bucket that limits retries over all calls of a client.
///
/// The retry count of a call does not protect an overloaded server: a thousand calls with three retries each are
/// four thousand requests. Each retry withdraws tokens, each successful call deposits some, and while the bucket is
/// empty calls are not retried. Clones share the tokens.
///
/// The default capacity is 500 tokens. A retry after a failure (an interrupted connection, `503`) costs 14, after a
/// rejection (`409`, a `429` without a delay) 5, and after a `429` with a delay nothing. A successful call deposits
/// what its retries have cost, at least 1.
#[derive(Clone, Debug)]
pub struct RetryBudget(Option<Arc<Tokens>>);

#[derive(Debug)]
struct Tokens {
    capacity: u32,
    available: AtomicU32,
}

impl RetryBudget {
    pub(super) const FAILURE: u32 = 14;
    pub(super) const REJECTION: u32 = 5;
    pub(super) const REWARD: u32 = 1;

    /// Creates a full bucket of `capacity` tokens.
    #[must_use]
    pub fn new(capacity: u32) -> Self {
        Self(Some(Arc::new(Tokens { capacity, available: AtomicU32::new(capacity) })))
    }

    /// Creates a budget without a limit.
    #[must_use]
    pub const fn unlimited() -> Self {
        Self(None)
    }

    /// Returns the number of available tokens; `None` without a limit.
    #[must_use]
    pub fn available(&self) -> Option<u32> {
        self.0.as_ref().map(|tokens| tokens.available.load(Ordering::Relaxed))
    }

    /// Withdraws tokens, all or none.
    pub(super) fn withdraw(&self, cost: u32) -> bool {
        let Some(tokens) = &self.0 else { return true };
        tokens
            .available
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |available| available.checked_sub(cost))
            .is_ok()
    }

    pub(super) fn deposit(&self, gain: u32) {
        if let Some(tokens) = &self.0 {
            // The closure never returns `None`, so the update cannot fail.
            let _ = tokens.available.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |available| {
                Some(available.saturating_add(gain).min(tokens.capacity))
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
    fn clones_share_tokens_up_to_capacity() {
        let budget = RetryBudget::new(20);
        let other = budget.clone();
        assert!(budget.withdraw(RetryBudget::FAILURE));
        assert!(!other.withdraw(RetryBudget::FAILURE), "6 tokens are available");
        assert!(other.withdraw(RetryBudget::REJECTION));
        assert_eq!(budget.available(), Some(1));
        budget.deposit(100);
        assert_eq!(other.available(), Some(20));
    }

    #[test]
    fn unlimited_budget_always_allows() {
        let budget = RetryBudget::unlimited();
        assert!((0..1000).all(|_| budget.withdraw(RetryBudget::FAILURE)));
        assert_eq!(budget.available(), None);
    }
}
