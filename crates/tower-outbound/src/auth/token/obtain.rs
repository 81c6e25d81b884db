//! Obtaining a token: from the store, or from the source under a lease of the store.

use std::{future::Future, pin::pin, sync::Arc, time::Duration};

use tokio::time::{sleep, timeout};

use super::{
    super::{AuthError, AuthErrorKind, DpopMode},
    CachedToken, DynTokenStore, TokenRequest,
    manager::ManagerInner,
};

/// How long a lease is valid. It is extended while a token is obtained, and ends if its process does.
pub(super) const LEASE: Duration = Duration::from_secs(15);
/// The first and the longest pause between two looks into the store while another process has the lease.
pub(super) const PAUSE: (Duration, Duration) = (Duration::from_millis(50), Duration::from_millis(500));

/// A process's turn to obtain a token.
enum Turn {
    /// The store has a token.
    Stored(Arc<CachedToken>),
    /// This process has the lease.
    Leased,
    /// The store failed and is treated as empty.
    WithoutStore,
}

impl ManagerInner {
    /// Obtains a token. A token that was cleared meanwhile is not saved.
    pub(super) async fn obtain(&self, epoch: u64) -> Result<Arc<CachedToken>, AuthError> {
        #[cfg(feature = "sign-in")]
        if let Some(session) = &self.session {
            return self.obtain_in_session(session).await;
        }
        let Some(store) = self.config.store.as_deref() else { return self.request_token().await };
        let identity = self.source.identity_dyn();
        let turn = self.wait_for_turn(store, &identity).await;
        let result = match &turn {
            Turn::Stored(cached) => return Ok(Arc::clone(cached)),
            Turn::Leased => self.hold_lease(store, &identity, self.request_token()).await,
            Turn::WithoutStore => self.request_token().await,
        };
        if let Ok(cached) = &result
            && epoch == self.epoch()
        {
            self.save(store, &identity, cached).await;
        }
        if let Turn::Leased = turn {
            self.count(store.release_boxed(&identity, &self.holder).await);
        }
        result
    }

    /// Obtains a token from the source.
    async fn request_token(&self) -> Result<Arc<CachedToken>, AuthError> {
        self.request_token_with(TokenRequest::new(Arc::clone(&self.context))).await
    }

    pub(super) async fn request_token_with(
        &self,
        request: TokenRequest,
    ) -> Result<Arc<CachedToken>, AuthError> {
        let token = self.source.token_boxed(&request).await?;
        let keys = &self.context.keys;
        if token.key.is_some() {
            keys.require_proofs();
        } else if keys.configured_mode() == DpopMode::Always {
            return Err(AuthError::new(
                AuthErrorKind::Response,
                "token is not bound to the proof key, but DPoP is set to always",
            )
            .with_hint("set DPoP to auto, or enable it at the authorization server"));
        }
        let cached = self.prepare(token)?;
        self.context.counters.tokens.increment();
        Ok(cached)
    }

    /// Waits until the store has a new token, or this process may obtain one.
    async fn wait_for_turn(&self, store: &dyn DynTokenStore, identity: &str) -> Turn {
        let mut pause = PAUSE.0;
        loop {
            match self.load(store, identity).await {
                Ok(Some(cached)) => return Turn::Stored(cached),
                Ok(None) => {}
                Err(()) => return Turn::WithoutStore,
            }
            match self.count(store.acquire_boxed(identity, &self.holder, LEASE).await) {
                Some(false) => {
                    sleep(pause.mul_f64(0.5 + fastrand::f64() / 2.0)).await;
                    pause = (pause * 2).min(PAUSE.1);
                }
                Some(true) => break,
                None => return Turn::WithoutStore,
            }
        }
        // Another process may have saved a token before it released the lease.
        match self.load(store, identity).await {
            Ok(Some(cached)) => {
                self.count(store.release_boxed(identity, &self.holder).await);
                Turn::Stored(cached)
            }
            Ok(None) | Err(()) => Turn::Leased,
        }
    }

    /// Runs `work` and extends the lease meanwhile.
    pub(super) async fn hold_lease<T>(
        &self,
        store: &dyn DynTokenStore,
        identity: &str,
        work: impl Future<Output = T>,
    ) -> T {
        let mut work = pin!(work);
        loop {
            if let Ok(result) = timeout(LEASE / 3, work.as_mut()).await {
                return result;
            }
            self.count(store.acquire_boxed(identity, &self.holder, LEASE).await);
        }
    }

    async fn load(&self, store: &dyn DynTokenStore, identity: &str) -> Result<Option<Arc<CachedToken>>, ()> {
        match self.count(store.load_boxed(identity).await) {
            Some(stored) => Ok(stored.and_then(|stored| self.accept_stored(&stored))),
            None => Err(()),
        }
    }

    async fn save(&self, store: &dyn DynTokenStore, identity: &str, cached: &CachedToken) {
        self.count(match cached.to_stored() {
            Ok(stored) => store.save_boxed(identity, &stored).await,
            Err(error) => Err(error),
        });
    }

    /// Counts a failure of the store.
    pub(super) fn count<T>(&self, result: Result<T, AuthError>) -> Option<T> {
        result.inspect_err(|_| self.context.counters.store_failures.increment()).ok()
    }
}
