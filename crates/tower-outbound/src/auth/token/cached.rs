//! A token with its authorization header and schedule.

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, SystemTime},
};

use http::HeaderValue;
use secrecy::SecretString;
use tokio::time::Instant;

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
    pub(super) refresh_token: Option<SecretString>,
    #[cfg(feature = "sign-in")]
    pub(super) id_token: Option<super::super::IdToken>,
    pub(super) issued: SystemTime,
    pub(super) schedule: TokenSchedule,
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

/// When a token expires, and when it is refreshed.
///
/// Both are checked by two clocks, and whichever reaches them first counts: the wall clock goes on while the machine
/// sleeps, and the monotonic clock while the wall clock is set back.
#[derive(Clone, Copy, Debug)]
pub(super) struct TokenSchedule {
    pub(super) obtained: Instant,
    pub(super) expires: SystemTime,
    refresh_at: SystemTime,
    /// Time from `obtained` to expiry.
    lifetime: Duration,
    /// Time from `obtained` to refresh.
    refresh_after: Duration,
}

impl TokenSchedule {
    /// `now` is the wall-clock time, and `offset` the time between refresh and expiry.
    pub(super) fn new(now: SystemTime, expires: SystemTime, offset: Duration) -> Self {
        let lifetime = expires.duration_since(now).unwrap_or_default();
        Self {
            obtained: Instant::now(),
            expires,
            refresh_at: expires.checked_sub(offset).unwrap_or(now),
            lifetime,
            refresh_after: lifetime.saturating_sub(offset),
        }
    }

    pub(super) fn is_expired(&self, now: SystemTime, instant: Instant) -> bool {
        now >= self.expires || self.age(instant) >= self.lifetime
    }

    pub(super) fn is_refresh_due(&self, now: SystemTime, instant: Instant) -> bool {
        now >= self.refresh_at || self.age(instant) >= self.refresh_after
    }

    /// Returns the time since this process obtained the token.
    pub(super) fn age(&self, instant: Instant) -> Duration {
        instant.saturating_duration_since(self.obtained)
    }
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
            expires: self.schedule.expires,
            scope: self.scope.clone(),
            proof_key,
            refresh_token: self.refresh_token.clone(),
        })
    }
}

impl fmt::Debug for CachedToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CachedToken")
            .field("expires", &self.schedule.expires)
            .field("scope", &self.scope)
            .finish_non_exhaustive()
    }
}
