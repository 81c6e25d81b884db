//! Demonstrating Proof of Possession (DPoP, [RFC 9449](https://www.rfc-editor.org/rfc/rfc9449)).
//!
//! A token is bound to a key of the client, and each request carries a proof: a JWS that is valid for one method, one
//! URL and a short time. The key is generated with the first token request, and again with a refresh after the
//! rotation interval. Token and key are always replaced together.

mod by_origin;
mod nonce;
mod proof;
mod target;

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
pub use target::ProofPath;
pub(super) use target::ProofPaths;

use super::{AuthError, AuthErrorKind, PrivateKey, SigningAlgorithm};

/// The shortest rotation interval: each rotation requests a token.
const MIN_ROTATION: Duration = Duration::from_secs(60);

/// When tokens are bound to a key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum DpopMode {
    /// Never.
    Off,
    /// Once a server requires it: the token endpoint by rejecting a request without a proof, a resource server by
    /// rejecting an unbound token with an error about proofs, or with challenges of the scheme `DPoP` only, whatever
    /// their error is.
    #[default]
    Auto,
    /// Always: the first token request has a proof, and an unbound token is an error.
    Always,
}

/// DPoP settings: mode, algorithm, key rotation.
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
    /// Creates options with ES256 and a key rotation of one day.
    #[must_use]
    pub const fn new(mode: DpopMode) -> Self {
        Self { mode, algorithm: SigningAlgorithm::Es256, rotation: Duration::from_secs(24 * 3600) }
    }

    /// Sets the algorithm. Default: ES256, about 15 µs per proof. RS256 takes about fifteen times as long and is for
    /// servers that accept nothing else.
    #[must_use]
    pub const fn algorithm(mut self, algorithm: SigningAlgorithm) -> Self {
        self.algorithm = algorithm;
        self
    }

    /// Sets how long a key is used, at least one minute. Default: one day. The token is refreshed with the key.
    ///
    /// [`Duration::ZERO`] disables rotation: the key is used as long as the credential exists.
    #[must_use]
    pub const fn rotation(mut self, interval: Duration) -> Self {
        self.rotation = interval;
        self
    }

    /// Returns the mode.
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

/// The key that the next token is bound to.
#[derive(Debug)]
pub(crate) struct KeyRing {
    options: DpopOptions,
    current: Mutex<Option<Arc<ProofKey>>>,
    /// Whether a server required proofs, so that `Auto` means `Always`.
    required: AtomicBool,
}

impl KeyRing {
    pub(super) const fn new(options: DpopOptions) -> Self {
        Self { options, current: Mutex::new(None), required: AtomicBool::new(false) }
    }

    /// Returns the effective mode.
    pub(super) fn mode(&self) -> DpopMode {
        match self.options.mode {
            DpopMode::Auto if self.required.load(Ordering::Relaxed) => DpopMode::Always,
            mode => mode,
        }
    }

    pub(super) const fn configured_mode(&self) -> DpopMode {
        self.options.mode
    }

    /// Changes `Auto` to `Always`.
    pub(super) fn require_proofs(&self) {
        self.required.store(true, Ordering::Relaxed);
    }

    /// Returns whether a key is older than the rotation interval.
    pub(super) fn is_rotation_due(&self, key: &ProofKey, now: SystemTime) -> bool {
        let rotation = self.options.rotation;
        !rotation.is_zero() && key.age(now) >= rotation.max(MIN_ROTATION)
    }

    /// Returns the key for the next token. Generates it if there is none or its rotation is due.
    pub(super) async fn current_or_new(&self, now: SystemTime) -> Result<Arc<ProofKey>, AuthError> {
        if let Some(key) = &*self.lock()
            && !self.is_rotation_due(key, now)
        {
            return Ok(Arc::clone(key));
        }
        let algorithm = self.options.algorithm;
        // Generating an RSA key can take a second.
        let generated =
            tokio::task::spawn_blocking(move || ProofKey::new(PrivateKey::generate(algorithm)?, now));
        let key = match generated.await {
            Ok(key) => Arc::new(key?),
            Err(error) => {
                return Err(
                    AuthError::new(AuthErrorKind::Key, "error generating the proof key").with_source(error)
                );
            }
        };
        *self.lock() = Some(Arc::clone(&key));
        Ok(key)
    }

    /// Sets the key of a stored token as the current one.
    pub(super) fn set_current(&self, key: &Arc<ProofKey>) {
        *self.lock() = Some(Arc::clone(key));
    }

    /// Removes a key that a server rejected.
    pub(super) fn discard(&self, rejected: &Arc<ProofKey>) {
        let mut current = self.lock();
        if current.as_ref().is_some_and(|key| Arc::ptr_eq(key, rejected)) {
            *current = None;
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<Arc<ProofKey>>> {
        self.current.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
