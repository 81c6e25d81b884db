//! A retry budget shared by all calls of a client.

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};

use tower::retry::budget::Budget;

/// A token bucket that limits retries over all calls of a client.
///
/// The retry count of a call does not protect an overloaded server: a thousand calls with three retries each are
/// four thousand requests. Each retry withdraws tokens, each successful call deposits some, and while the bucket is
/// empty calls are not retried. A call that is dropped during a retry gets the tokens of that retry back. Clones share
/// the tokens.
///
/// The default capacity is 500 tokens. A retry after a failure (an interrupted connection, `503`) costs 14, after a
/// rejection (`409`, a `429` without a delay) 5, and after a `429` with a delay, or of a request that was
/// [not sent](super::Failure::NotSent), nothing. A successful call deposits what its retries have cost, at least 1.
///
/// It is a [`Budget`] for other policies, each withdrawal being that of a failure; and [`custom`](Self::custom) accepts
/// any `Budget`, such as tower's `TpsBudget`.
#[derive(Clone)]
pub struct RetryBudget(Kind);

#[derive(Clone)]
enum Kind {
    Unlimited,
    Tokens(Arc<Tokens>),
    Custom(Arc<dyn Budget + Send + Sync>),
}

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
        Self(Kind::Tokens(Arc::new(Tokens { capacity, available: AtomicU32::new(capacity) })))
    }

    /// Creates a budget without a limit.
    #[must_use]
    pub const fn unlimited() -> Self {
        Self(Kind::Unlimited)
    }

    /// Creates a budget from one of tower's kind.
    ///
    /// A retry withdraws once, whatever its cause; a `429` with a delay and a request that was not sent do not. A
    /// successful call deposits once, and so does a call that is dropped during a retry.
    #[must_use]
    pub fn custom(budget: impl Budget + Send + Sync + 'static) -> Self {
        Self(Kind::Custom(Arc::new(budget)))
    }

    /// Returns the number of available tokens; `None` without a limit, or for a [custom](Self::custom) budget.
    #[must_use]
    pub fn available(&self) -> Option<u32> {
        match &self.0 {
            Kind::Tokens(tokens) => Some(tokens.available.load(Ordering::Relaxed)),
            _ => None,
        }
    }

    /// Withdraws tokens, all or none.
    pub(super) fn withdraw_tokens(&self, cost: u32) -> bool {
        match &self.0 {
            Kind::Unlimited => true,
            Kind::Tokens(tokens) => tokens
                .available
                .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |available| available.checked_sub(cost))
                .is_ok(),
            Kind::Custom(budget) => cost == 0 || budget.withdraw(),
        }
    }

    pub(super) fn deposit_tokens(&self, gain: u32) {
        match &self.0 {
            Kind::Unlimited => {}
            Kind::Tokens(tokens) => {
                // A full bucket, the common case, is only read.
                if tokens.available.load(Ordering::Relaxed) >= tokens.capacity {
                    return;
                }
                // The closure never returns `None`, so the update cannot fail.
                let _ = tokens.available.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |available| {
                    Some(available.saturating_add(gain).min(tokens.capacity))
                });
            }
            Kind::Custom(budget) => budget.deposit(),
        }
    }
}

impl Budget for RetryBudget {
    fn deposit(&self) {
        self.deposit_tokens(Self::REWARD);
    }

    fn withdraw(&self) -> bool {
        self.withdraw_tokens(Self::FAILURE)
    }
}

impl Default for RetryBudget {
    fn default() -> Self {
        Self::new(500)
    }
}

impl fmt::Debug for RetryBudget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Kind::Unlimited => f.write_str("RetryBudget(unlimited)"),
            Kind::Tokens(tokens) => f
                .debug_struct("RetryBudget")
                .field("capacity", &tokens.capacity)
                .field("available", &tokens.available)
                .finish(),
            Kind::Custom(_) => f.write_str("RetryBudget(custom)"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clones_share_tokens_up_to_capacity() {
        let budget = RetryBudget::new(20);
        let other = budget.clone();
        assert!(budget.withdraw_tokens(RetryBudget::FAILURE));
        assert!(!other.withdraw(), "6 tokens are available");
        assert!(other.withdraw_tokens(RetryBudget::REJECTION));
        assert_eq!(budget.available(), Some(1));
        budget.deposit_tokens(100);
        assert_eq!(other.available(), Some(20));
    }

    #[test]
    fn unlimited_budget_always_allows() {
        let budget = RetryBudget::unlimited();
        assert!((0..1000).all(|_| budget.withdraw_tokens(RetryBudget::FAILURE)));
        assert_eq!(budget.available(), None);
    }

    #[test]
    fn custom_budget_is_asked_for_each_retry_that_costs() {
        let shared = RetryBudget::new(20);
        let budget = RetryBudget::custom(shared.clone());
        assert!(budget.withdraw_tokens(0) && budget.withdraw_tokens(RetryBudget::REJECTION));
        assert!(!budget.withdraw_tokens(RetryBudget::REJECTION));
        budget.deposit_tokens(5);
        assert_eq!(shared.available(), Some(7));
    }
}
