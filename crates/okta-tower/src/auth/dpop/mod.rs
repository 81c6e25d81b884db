//! Demonstrating proof of possession ([RFC 9449](https://www.rfc-editor.org/rfc/rfc9449);
//! [Okta's guide](https://developer.okta.com/docs/guides/dpop/oktaresourceserver/main/)).
//!
//! A token is bound to a key that only the client has, and each request carries a proof: a small JWS, good
//! for one method, one URL and a short time. The key is made when the first token is asked for, and a new
//! one when a token is renewed after the rotation interval; a token and its key are always replaced
//! together.

mod nonce;
mod proof;

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, SystemTime},
};

pub(super) use nonce::Nonces;
pub use proof::DpopProver;
pub(super) use proof::{ProofKey, token_hash};

use super::{AuthError, AuthErrorKind, PrivateKey, SigningAlgorithm};

/// Whether tokens are bound to a key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum DpopMode {
    /// Never.
    Off,
    /// From the moment that a server demands it.
    #[default]
    Auto,
    /// Always: the very first token request has a proof, and a token that is not bound is refused.
    Always,
}

/// How proofs are made.
#[derive(Clone, Copy, Debug)]
pub struct DpopOptions {
    mode: DpopMode,
    algorithm: SigningAlgorithm,
    rotation: Duration,
}

impl Default for DpopOptions {
    fn default() -> Self {
        Self::new(DpopMode::Auto)
    }
}

impl DpopOptions {
    /// ES256, with a new key every day.
    #[must_use]
    pub const fn new(mode: DpopMode) -> Self {
        Self { mode, algorithm: SigningAlgorithm::Es256, rotation: Duration::from_secs(24 * 3600) }
    }

    /// Sets the algorithm. ES256 makes a proof in some 15 µs, RS256 takes fifteen times that; RS256 is
    /// for servers that accept no other.
    #[must_use]
    pub const fn algorithm(mut self, algorithm: SigningAlgorithm) -> Self {
        self.algorithm = algorithm;
        self
    }

    /// Sets how long a key is used: a day by default. The token is renewed with the key.
    #[must_use]
    pub const fn rotation(mut self, interval: Duration) -> Self {
        self.rotation = interval;
        self
    }

    /// Whether tokens are bound.
    #[must_use]
    pub const fn mode(&self) -> DpopMode {
        self.mode
    }
}

impl From<DpopMode> for DpopOptions {
    fn from(mode: DpopMode) -> Self {
        Self::new(mode)
    }
}

/// The key that the next token will be bound to.
#[derive(Debug)]
pub(crate) struct KeyRing {
    options: DpopOptions,
    current: Mutex<Option<Arc<ProofKey>>>,
    /// Whether a server demanded proofs, so that `Auto` means `Always` from now on.
    adopted: AtomicBool,
}

impl KeyRing {
    pub(super) const fn new(options: DpopOptions) -> Self {
        Self { options, current: Mutex::new(None), adopted: AtomicBool::new(false) }
    }

    /// The mode at this moment.
    pub(super) fn mode(&self) -> DpopMode {
        match self.options.mode {
            DpopMode::Auto if self.adopted.load(Ordering::Relaxed) => DpopMode::Always,
            mode => mode,
        }
    }

    pub(super) const fn configured_mode(&self) -> DpopMode {
        self.options.mode
    }

    /// Turns `Auto` into `Always`. Returns whether that changed anything.
    pub(super) fn adopt(&self) -> bool {
        self.options.mode == DpopMode::Auto && !self.adopted.swap(true, Ordering::Relaxed)
    }

    /// Whether a key has been used for as long as it should be.
    pub(super) fn is_due(&self, key: &ProofKey, now: SystemTime) -> bool {
        now.duration_since(key.created()).is_ok_and(|age| age >= self.options.rotation)
    }

    /// The key for the next token, made now if there is none or if it is time for another.
    pub(super) async fn key(&self, now: SystemTime) -> Result<Arc<ProofKey>, AuthError> {
        if let Some(key) = &*self.lock()
            && !self.is_due(key, now)
        {
            return Ok(Arc::clone(key));
        }
        let algorithm = self.options.algorithm;
        // An RSA key can take a second; nothing else is to wait for it.
        let made = tokio::task::spawn_blocking(move || ProofKey::new(PrivateKey::generate(algorithm)?, now));
        let key = match made.await {
            Ok(key) => Arc::new(key?),
            Err(error) => {
                return Err(
                    AuthError::new(AuthErrorKind::Key, "the proof key was not made").with_source(error)
                );
            }
        };
        *self.lock() = Some(Arc::clone(&key));
        Ok(key)
    }

    /// Takes over a key that came with a stored token.
    pub(super) fn restore(&self, key: &Arc<ProofKey>) {
        *self.lock() = Some(Arc::clone(key));
    }

    /// Forgets a key that a server no longer accepts.
    pub(super) fn discard(&self, refused: &Arc<ProofKey>) {
        let mut current = self.lock();
        if current.as_ref().is_some_and(|key| Arc::ptr_eq(key, refused)) {
            *current = None;
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<Arc<ProofKey>>> {
        self.current.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
