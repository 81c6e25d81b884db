//! A token with its authorization header and schedule.

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::SystemTime,
};

use http::HeaderValue;
use secrecy::SecretString;

use super::{
    super::{AuthError, dpop::ProofKey},
    StoredKey, StoredToken,
};

/// A token, with its key if it is bound. Token and key are always replaced together.
pub(crate) struct CachedToken {
    pub(super) token: SecretString,
    pub(crate) authorization: HeaderValue,
    pub(crate) binding: Option<TokenBinding>,
    pub(crate) scope: Option<String>,
    pub(super) issued: SystemTime,
    pub(super) expires: SystemTime,
    pub(super) refresh_at: SystemTime,
    /// The number of consecutive tokens that were rejected before this one.
    pub(super) rejected_before: u32,
    pub(super) accepted: AtomicBool,
}

/// The key that a token is bound to.
pub(crate) struct TokenBinding {
    pub(crate) key: Arc<ProofKey>,
    /// The hash of the token.
    pub(crate) ath: String,
}

impl CachedToken {
    /// Records that a server accepted the token.
    pub(crate) fn mark_accepted(&self) {
        if !self.accepted.load(Ordering::Relaxed) {
            self.accepted.store(true, Ordering::Relaxed);
        }
    }

    /// Returns the number of consecutive rejections if this token is rejected now.
    pub(super) fn consecutive_rejections(&self) -> u32 {
        if self.accepted.load(Ordering::Relaxed) { 1 } else { self.rejected_before.saturating_add(1) }
    }

    pub(super) fn to_stored(&self) -> Result<StoredToken, AuthError> {
        let proof_key = match &self.binding {
            Some(binding) => Some(StoredKey::from_proof_key(&binding.key)?),
            None => None,
        };
        Ok(StoredToken {
            access_token: self.token.clone(),
            issued: self.issued,
            expires: self.expires,
            scope: self.scope.clone(),
            proof_key,
        })
    }
}

impl fmt::Debug for CachedToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CachedToken")
            .field("expires", &self.expires)
            .field("scope", &self.scope)
            .finish_non_exhaustive()
    }
}
