//! Counters of token requests and rejections.

use std::sync::atomic::{AtomicU64, Ordering};

/// Counts since the credential was created.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct TokenStats {
    /// Requests sent to the token endpoint.
    pub requests: u64,
    /// Tokens obtained, without those of a token store.
    pub tokens: u64,
    /// Token requests rejected because a proof, or a nonce in it, is required.
    pub challenges: u64,
    /// API requests rejected because a nonce is required.
    pub api_challenges: u64,
    /// API requests whose token was rejected as invalid or expired.
    pub rejected: u64,
    /// Failures of the token store, which is then treated as empty.
    pub store_failures: u64,
}

#[derive(Debug, Default)]
pub(crate) struct TokenCounters {
    pub(crate) requests: Counter,
    pub(crate) tokens: Counter,
    pub(crate) challenges: Counter,
    pub(crate) api_challenges: Counter,
    pub(crate) rejected: Counter,
    pub(crate) store_failures: Counter,
}

#[derive(Debug, Default)]
pub(crate) struct Counter(AtomicU64);

impl Counter {
    pub(crate) fn increment(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

impl TokenCounters {
    pub(crate) fn snapshot(&self) -> TokenStats {
        TokenStats {
            requests: self.requests.get(),
            tokens: self.tokens.get(),
            challenges: self.challenges.get(),
            api_challenges: self.api_challenges.get(),
            rejected: self.rejected.get(),
            store_failures: self.store_failures.get(),
        }
    }
}
