//! What the token machinery has done so far.

use std::sync::atomic::{AtomicU64, Ordering};

/// Counts since the credential was made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct TokenStats {
    /// Requests sent to the token endpoint.
    pub requests: u64,
    /// Tokens obtained, those of a token store not counted.
    pub tokens: u64,
    /// Token requests answered with a demand for a proof, or for a nonce in it.
    pub challenges: u64,
    /// API requests answered with a demand for a nonce.
    pub api_challenges: u64,
    /// API requests whose token was rejected as invalid or expired.
    pub rejected: u64,
    /// Times that the token store failed; it is then treated as empty.
    pub store_failures: u64,
}

#[derive(Debug, Default)]
pub(crate) struct Counters {
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
    pub(crate) fn add(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

impl Counters {
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
