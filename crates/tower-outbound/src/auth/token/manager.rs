//! The cached token and its refresh schedule.

#[cfg(feature = "sign-in")]
mod session;

use std::{
    future::{Future, poll_fn},
    pin::pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::Poll,
    time::{Duration, SystemTime},
};

use secrecy::{ExposeSecret, SecretString};
use tokio::time::Instant;

use super::{
    super::{AuthError, AuthErrorKind, dpop::DpopMode},
    CachedToken, DynTokenSource, DynTokenStore, StoredToken, Token, TokenContext,
    refresh::Refresh,
};

/// Delay between a failed refresh of a still valid token and the next refresh.
const REFRESH_RETRY_DELAY: Duration = Duration::from_secs(5);

/// Minimum age of a token that was rejected before any request succeeded with it, and that itself replaced a
/// rejected token, before it is replaced. Doubles with each such token, up to [`MAX_REJECTION_BACKOFF`].
const REJECTION_BACKOFF: Duration = Duration::from_secs(1);
const MAX_REJECTION_BACKOFF: Duration = Duration::from_secs(60);

/// How often a waiter starts another refresh after one that ended without a result.
const MAX_LOST_REFRESHES: usize = 3;

/// How many rejected tokens are remembered.
const MAX_REJECTED: usize = 4;

pub(crate) struct TokenConfig {
    /// Maximum time between refresh and expiry of a token.
    pub(crate) renewal_offset: Duration,
    /// Maximum duration of a refresh.
    pub(crate) timeout: Duration,
    pub(crate) store: Option<Arc<dyn DynTokenStore>>,
    #[cfg(feature = "metrics")]
    pub(crate) metric_names: crate::metrics::MetricNames,
}

/// Caches a token and refreshes it. Clones share it.
#[derive(Clone)]
pub(crate) struct TokenManager(pub(super) Arc<ManagerInner>);

pub(super) struct ManagerInner {
    pub(super) source: Box<dyn DynTokenSource>,
    pub(super) config: TokenConfig,
    pub(super) context: Arc<TokenContext>,
    /// The name of this process in the leases of a store.
    pub(super) holder: String,
    state: Mutex<ManagerState>,
    /// The session of a user, for a source that keeps refresh tokens.
    #[cfg(feature = "sign-in")]
    pub(super) session: Option<session::SessionLock>,
}

#[derive(Default)]
struct ManagerState {
    cached: Option<Arc<CachedToken>>,
    refresh: Option<Refresh>,
    /// The number of refreshes started, which is the id of the last one.
    refreshes: u64,
    /// Incremented by `clear`: a token is discarded if this changed while it was obtained.
    epoch: u64,
    /// No refresh of a valid token before this time.
    next_refresh: Option<Instant>,
    /// No token request before this time: the server's rate limit is exceeded.
    rate_limited_until: Option<(Instant, AuthError)>,
    /// The last rejected and cleared tokens, so that they are not accepted from a store again.
    rejected: Vec<SecretString>,
    /// The number of consecutive rejections before the next token.
    consecutive_rejections: u32,
}

impl ManagerState {
    fn add_rejected(&mut self, token: SecretString) {
        if self.rejected.len() >= MAX_REJECTED {
            self.rejected.remove(0);
        }
        self.rejected.push(token);
    }

    fn is_current(&self, refresh: u64) -> bool {
        self.refresh.as_ref().is_some_and(|current| current.id == refresh)
    }
}

enum Lookup {
    Cached(Arc<CachedToken>),
    Pending(Refresh),
}

impl TokenManager {
    pub(crate) fn new(
        source: Box<dyn DynTokenSource>,
        config: TokenConfig,
        context: Arc<TokenContext>,
    ) -> Self {
        let holder = format!("{:032x}", fastrand::u128(..));
        Self(Arc::new(ManagerInner {
            #[cfg(feature = "sign-in")]
            session: source.keeps_refresh_tokens_dyn().then(session::SessionLock::default),
            source,
            config,
            context,
            holder,
            state: Mutex::default(),
        }))
    }

    pub(crate) fn context(&self) -> &Arc<TokenContext> {
        &self.0.context
    }

    /// Returns the cached token if it is valid.
    pub(crate) fn cached(&self) -> Option<Arc<CachedToken>> {
        match self.lookup() {
            Ok(Lookup::Cached(cached)) => Some(cached),
            Ok(Lookup::Pending(_)) | Err(_) => None,
        }
    }

    /// Returns a valid token, cached or new. Cancel safe: the refresh continues.
    pub(crate) async fn current(&self, deadline: Option<Instant>) -> Result<Arc<CachedToken>, AuthError> {
        for _ in 0..MAX_LOST_REFRESHES {
            let mut refresh = match self.lookup()? {
                Lookup::Cached(cached) => return Ok(cached),
                Lookup::Pending(refresh) => refresh,
            };
            match self.result_before(&mut refresh, deadline).await {
                Some(result) => return result,
                // The runtime of the refresh was shut down, or nobody drives it.
                None => self.0.abandon(refresh.id),
            }
        }
        Err(AuthError::new(AuthErrorKind::Source, "token refresh task ended without a result"))
    }

    /// Awaits the result of a refresh; or fails once its source waits beyond the deadline.
    async fn result_before(
        &self,
        refresh: &mut Refresh,
        deadline: Option<Instant>,
    ) -> Option<Result<Arc<CachedToken>, AuthError>> {
        let Some(deadline) = deadline else { return refresh.result().await };
        let mut result = pin!(refresh.result());
        let mut paused = pin!(self.context().paused_beyond(deadline));
        poll_fn(|cx| match result.as_mut().poll(cx) {
            Poll::Pending => paused.as_mut().poll(cx).map(|error| Some(Err(error))),
            ready => ready,
        })
        .await
    }

    /// Removes a token that a server rejected, unless it was already replaced. Returns whether a retry may
    /// succeed.
    pub(crate) fn reject(&self, rejected: &Arc<CachedToken>) -> bool {
        let mut state = self.0.lock();
        let Some(cached) = &state.cached else { return true };
        if !Arc::ptr_eq(cached, rejected) {
            return true;
        }
        let rejections = rejected.consecutive_rejections();
        if rejected.schedule.age(Instant::now()) < rejection_backoff(rejections) {
            return false;
        }
        state.add_rejected(rejected.token.clone());
        state.consecutive_rejections = rejections;
        state.cached = None;
        true
    }

    /// Removes the cached token, and discards one that is being obtained; the next request obtains a new one.
    pub(crate) fn clear(&self) {
        let mut state = self.0.lock();
        if let Some(cached) = state.cached.take() {
            state.add_rejected(cached.token.clone());
        }
        state.epoch += 1;
        state.rate_limited_until = None;
        state.next_refresh = None;
    }

    fn lookup(&self) -> Result<Lookup, AuthError> {
        let (now, instant) = (self.0.context.clock.local(), Instant::now());
        let mut state = self.0.lock();
        let valid = state.cached.as_ref().filter(|cached| !cached.schedule.is_expired(now, instant));
        let valid = valid.map(Arc::clone);
        if let Some(cached) = &valid
            && !self.0.is_refresh_due(cached, now, instant)
        {
            return Ok(Lookup::Cached(Arc::clone(cached)));
        }
        if let Some(refresh) = state.refresh.as_ref().filter(|refresh| refresh.is_in_progress()) {
            return Ok(valid.map_or_else(|| Lookup::Pending(refresh.clone()), Lookup::Cached));
        }
        if let Some((until, error)) = &state.rate_limited_until
            && instant < *until
        {
            return valid.map(Lookup::Cached).ok_or_else(|| error.clone());
        }
        if let Some(cached) = &valid
            && state.next_refresh.is_some_and(|until| instant < until)
        {
            return Ok(Lookup::Cached(Arc::clone(cached)));
        }
        state.refreshes += 1;
        let refresh = self.spawn_refresh(state.refreshes)?;
        state.refresh = Some(refresh.clone());
        Ok(valid.map_or(Lookup::Pending(refresh), Lookup::Cached))
    }
}

/// Returns the minimum age of the last of `rejections` consecutively rejected tokens before it is replaced.
fn rejection_backoff(rejections: u32) -> Duration {
    match rejections.checked_sub(2) {
        None => Duration::ZERO,
        Some(doublings) => {
            REJECTION_BACKOFF.saturating_mul(2_u32.saturating_pow(doublings)).min(MAX_REJECTION_BACKOFF)
        }
    }
}

impl ManagerInner {
    fn lock(&self) -> MutexGuard<'_, ManagerState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn epoch(&self) -> u64 {
        self.lock().epoch
    }

    /// Returns the number of consecutive rejections before the next token.
    pub(super) fn consecutive_rejections(&self) -> u32 {
        self.lock().consecutive_rejections
    }

    /// Forgets a refresh, so that the next caller starts another one.
    fn abandon(&self, refresh: u64) {
        let mut state = self.lock();
        if state.is_current(refresh) {
            state.refresh = None;
        }
    }

    fn is_refresh_due(&self, cached: &CachedToken, now: SystemTime, instant: Instant) -> bool {
        let keys = &self.context.keys;
        cached.schedule.is_refresh_due(now, instant)
            || cached.binding.as_ref().is_some_and(|binding| keys.is_rotation_due(&binding.key, now))
            // A server started to require proofs.
            || (cached.binding.is_none()
                && keys.configured_mode() == DpopMode::Auto
                && keys.mode() == DpopMode::Always)
    }

    /// Records the result of a refresh that began in `epoch`. Returns `false` if the result is discarded.
    pub(super) fn complete_refresh(
        &self,
        refresh: u64,
        epoch: u64,
        result: &Result<Arc<CachedToken>, AuthError>,
    ) -> RefreshEnd {
        let mut state = self.lock();
        let is_current = state.is_current(refresh);
        match result {
            Ok(cached) if epoch != state.epoch => {
                state.add_rejected(cached.token.clone());
                return if is_current { RefreshEnd::Repeat } else { RefreshEnd::Discarded };
            }
            // A caller took the refresh over, and may have a newer token.
            _ if !is_current => return RefreshEnd::Completed,
            Ok(cached) => {
                state.cached = Some(Arc::clone(cached));
                state.next_refresh = None;
                state.rate_limited_until = None;
                state.consecutive_rejections = 0;
            }
            Err(error) => {
                state.next_refresh = Instant::now().checked_add(REFRESH_RETRY_DELAY);
                let wait = error.oauth_error().and_then(|response| response.retry_after);
                if let (AuthErrorKind::RateLimited, Some(wait)) = (error.kind(), wait) {
                    state.rate_limited_until =
                        Instant::now().checked_add(wait).map(|until| (until, error.clone()));
                }
            }
        }
        state.refresh = None;
        RefreshEnd::Completed
    }

    /// Returns the stored token if it is valid, not due for refresh and not rejected.
    pub(super) fn accept_stored(&self, stored: &StoredToken) -> Option<Arc<CachedToken>> {
        let now = self.context.clock.local();
        let same = |other: &SecretString| other.expose_secret() == stored.access_token.expose_secret();
        let (rejected, current) = {
            let state = self.lock();
            (state.rejected.iter().any(same), state.cached.as_ref().is_some_and(|cached| same(&cached.token)))
        };
        if rejected || current || now >= stored.expires {
            return None;
        }
        let key = match &stored.proof_key {
            Some(key) => Some(key.to_proof_key().ok()?),
            None => None,
        };
        if key.is_none() && self.context.keys.mode() == DpopMode::Always {
            return None;
        }
        let lifetime = stored.expires.duration_since(stored.issued).unwrap_or_default();
        let token = Token {
            requested: Some(stored.issued),
            expires: Some(stored.expires),
            scope: stored.scope.clone(),
            key,
            refresh_token: stored.refresh_token.clone(),
            ..Token::bearer(stored.access_token.clone(), lifetime).ok()?
        };
        let cached = self.prepare(token).ok();
        let cached = cached.filter(|cached| !self.is_refresh_due(cached, now, Instant::now()))?;
        if let Some(binding) = &cached.binding {
            self.context.keys.require_proofs();
            self.context.keys.set_current(&binding.key);
        }
        Some(cached)
    }
}

/// What a refresh does with its result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RefreshEnd {
    /// Returns it to its waiters.
    Completed,
    /// Obtains another token: `clear` was called meanwhile.
    Repeat,
    /// Nothing: another refresh has replaced this one, and `clear` was called meanwhile.
    Discarded,
}
