//! The session of a user: tokens by refresh token, of which none is lost and none used twice.
//!
//! A server may replace the refresh token with each use, and treat a second use of one as theft, which ends the session
//! ([RFC 9700 §4.14](https://www.rfc-editor.org/rfc/rfc9700#section-4.14)). So one task of one process at a time uses it,
//! under a lease of the store; it uses the one that the store has then; and it saves the new one before the access token
//! is given out.

use std::{sync::Arc, time::Duration};

use secrecy::{ExposeSecret, SecretString};
use tokio::{
    runtime::Handle,
    sync::Mutex,
    task::JoinHandle,
    time::{Instant, sleep},
};

use super::{
    super::{
        super::{SignedIn, grants::SignInForm},
        TokenRequest,
        obtain::{LEASE, PAUSE},
        refresh_token::SessionGrant,
    },
    AuthError, AuthErrorKind, CachedToken, DynTokenStore, ManagerInner, StoredToken, TokenManager,
};

/// Serializes what uses the refresh token in this process.
pub(in super::super) type SessionLock = Mutex<Session>;

#[derive(Default)]
pub(in super::super) struct Session {
    /// The last refresh token.
    refresh_token: Option<SecretString>,
    /// A token whose refresh token was not saved yet.
    unsaved: Option<Arc<CachedToken>>,
    /// A refresh token that the server rejected (`None`: that of the source), and its error.
    ended: Option<(Option<SecretString>, AuthError)>,
}

impl Session {
    /// Records a new token. Its refresh token is the last one from now on.
    fn record(&mut self, cached: &Arc<CachedToken>) {
        self.refresh_token.clone_from(&cached.refresh_token);
        self.unsaved = Some(Arc::clone(cached));
        self.ended = None;
    }

    fn ended_by(&self, used: Option<&SecretString>) -> Option<AuthError> {
        let (rejected, error) = self.ended.as_ref()?;
        is_same(rejected.as_ref(), used).then(|| error.clone())
    }
}

fn is_same(one: Option<&SecretString>, other: Option<&SecretString>) -> bool {
    one.map(ExposeSecret::expose_secret) == other.map(ExposeSecret::expose_secret)
}

impl CachedToken {
    /// Returns what a sign-in returned beside the token.
    pub(crate) fn signed_in(&self) -> SignedIn {
        SignedIn {
            id_token: self.id_token.clone(),
            scope: self.scope.clone(),
            has_refresh_token: self.refresh_token.is_some(),
        }
    }
}

impl TokenManager {
    /// Exchanges the grant of a user who signed in, in a task: once the request is sent, the tokens are saved even if
    /// nobody waits for them.
    pub(crate) fn spawn_sign_in(
        &self,
        grant: SignInForm,
    ) -> Result<JoinHandle<Result<Arc<CachedToken>, AuthError>>, AuthError> {
        let runtime = Handle::try_current().map_err(|error| {
            AuthError::new(AuthErrorKind::Source, "a sign-in requires a tokio runtime").with_source(error)
        })?;
        let inner = Arc::clone(&self.0);
        Ok(runtime.spawn(async move { inner.sign_in(grant).await }))
    }
}

impl ManagerInner {
    async fn sign_in(&self, grant: SignInForm) -> Result<Arc<CachedToken>, AuthError> {
        let Some(session) = &self.session else {
            return Err(AuthError::new(
                AuthErrorKind::Credential,
                "the token source of the credential takes no sign-in",
            )
            .with_hint("create the credential with UserTokens"));
        };
        let mut session = session.lock().await;
        let exchange = async {
            let cached = self.request_session(None, Some(grant)).await?;
            session.record(&cached);
            self.save_session(&mut session).await?;
            Ok(cached)
        };
        let cached = self.under_lease(exchange).await?;
        self.begin_session(&cached);
        Ok(cached)
    }

    /// Obtains a token from the source.
    async fn request_session(
        &self,
        refresh_token: Option<SecretString>,
        sign_in: Option<SignInForm>,
    ) -> Result<Arc<CachedToken>, AuthError> {
        let session = SessionGrant { refresh_token, sign_in };
        let context = Arc::clone(&self.context);
        self.request_token_with(TokenRequest { session, ..TokenRequest::new(context) }).await
    }

    /// Obtains a token with the refresh token.
    pub(in super::super) async fn obtain_in_session(
        &self,
        session: &SessionLock,
    ) -> Result<Arc<CachedToken>, AuthError> {
        let mut session = session.lock().await;
        // A sign-in may have replaced it meanwhile.
        if let Some(cached) = self.fresh() {
            return Ok(cached);
        }
        self.under_lease(self.refresh_session(&mut session)).await
    }

    async fn refresh_session(&self, session: &mut Session) -> Result<Arc<CachedToken>, AuthError> {
        if let Some(cached) = session.unsaved.clone() {
            self.save_session(session).await?;
            if self.is_usable(&cached) {
                return Ok(cached);
            }
        }
        let mut used = None;
        loop {
            let stored = self.load_session().await?;
            if let Some(stored) = &stored {
                if let Some(cached) = self.accept_stored(stored) {
                    session.refresh_token.clone_from(&stored.refresh_token);
                    return Ok(cached);
                }
                self.use_key_of(stored)?;
                if stored.refresh_token.is_some() {
                    session.refresh_token.clone_from(&stored.refresh_token);
                }
            }
            let current = session.refresh_token.clone();
            if let Some(error) = session.ended_by(current.as_ref()) {
                return Err(error);
            }
            let result = self.request_session(current.clone(), None).await;
            let error = match result {
                Ok(cached) => {
                    let is_new = !is_same(cached.refresh_token.as_ref(), current.as_ref());
                    session.record(&cached);
                    let saved = self.save_session(session).await;
                    // The access token can be obtained again, and a refresh token that was replaced cannot.
                    return if is_new { saved.map(|()| cached) } else { Ok(cached) };
                }
                Err(error) => error,
            };
            if error.kind() != AuthErrorKind::SignInRequired {
                return Err(error);
            }
            session.ended = Some((current.clone(), error.clone()));
            // A store without leases may have the token of another process, which was faster. Once more, with that one.
            if used.is_some() || stored.is_none() {
                return Err(error);
            }
            used = Some(current);
        }
    }

    /// Runs `work` under the lease of the store, if there is a store.
    async fn under_lease<T>(&self, work: impl Future<Output = Result<T, AuthError>>) -> Result<T, AuthError> {
        let Some(store) = self.config.store.as_deref() else { return work.await };
        let identity = self.source.identity_dyn();
        let mut pause: Duration = PAUSE.0;
        while !self.counted(store.acquire_boxed(&identity, &self.holder, LEASE).await)? {
            sleep(pause.mul_f64(0.5 + fastrand::f64() / 2.0)).await;
            pause = (pause * 2).min(PAUSE.1);
        }
        let result = self.hold_lease(store, &identity, work).await;
        self.count(store.release_boxed(&identity, &self.holder).await);
        result
    }

    async fn load_session(&self) -> Result<Option<StoredToken>, AuthError> {
        let Some(store) = self.store() else { return Ok(None) };
        self.counted(store.load_boxed(&self.source.identity_dyn()).await)
    }

    /// Saves a token that is not saved yet.
    async fn save_session(&self, session: &mut Session) -> Result<(), AuthError> {
        if let (Some(store), Some(cached)) = (self.store(), &session.unsaved) {
            let stored = cached.to_stored()?;
            self.counted(store.save_boxed(&self.source.identity_dyn(), &stored).await)?;
        }
        session.unsaved = None;
        Ok(())
    }

    fn store(&self) -> Option<&dyn DynTokenStore> {
        self.config.store.as_deref()
    }

    /// Binds the next token to the key of the stored one, to which its refresh token may be bound.
    fn use_key_of(&self, stored: &StoredToken) -> Result<(), AuthError> {
        if let Some(key) = &stored.proof_key {
            let key = key.to_proof_key()?;
            self.context.keys.require_proofs();
            self.context.keys.set_current(&key);
        }
        Ok(())
    }

    /// Counts a failure of the store, and returns it.
    fn counted<T>(&self, result: Result<T, AuthError>) -> Result<T, AuthError> {
        result.inspect_err(|_| self.context.counters.store_failures.increment())
    }

    /// Returns the cached token, unless it is due for refresh.
    fn fresh(&self) -> Option<Arc<CachedToken>> {
        let cached = self.lock().cached.clone();
        cached.filter(|cached| self.is_usable(cached))
    }

    /// Returns whether a token is valid, not due for refresh and not rejected.
    fn is_usable(&self, cached: &CachedToken) -> bool {
        let (now, instant) = (self.context.clock.local(), Instant::now());
        let same = |other: &SecretString| other.expose_secret() == cached.token.expose_secret();
        !cached.schedule.is_expired(now, instant)
            && !self.is_refresh_due(cached, now, instant)
            && !self.lock().rejected.iter().any(same)
    }

    /// Replaces the cached token by that of a new session, and discards one that is being obtained.
    fn begin_session(&self, cached: &Arc<CachedToken>) {
        let mut state = self.lock();
        state.cached = Some(Arc::clone(cached));
        state.epoch += 1;
        state.next_refresh = None;
        state.rate_limited_until = None;
        state.consecutive_rejections = 0;
    }
}
