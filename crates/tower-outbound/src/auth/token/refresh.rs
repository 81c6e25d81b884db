//! Token refresh: single flight, in its own task.
//!
//! The task is independent of its waiters: dropping a request does not cancel it. All waiters share the result, a
//! token or an error.

use std::sync::Arc;

use tokio::{runtime::Handle, sync::watch};

use super::{
    super::{AuthError, AuthErrorKind, DpopMode},
    CachedToken, TokenRequest,
    manager::{ManagerInner, RefreshReceiver, TokenManager},
};

impl TokenManager {
    /// Starts a refresh.
    pub(super) fn spawn_refresh(&self) -> Result<RefreshReceiver, AuthError> {
        let runtime = Handle::try_current().map_err(|error| {
            AuthError::new(AuthErrorKind::Source, "obtaining a token requires a tokio runtime")
                .with_source(error)
        })?;
        let (sender, receiver) = watch::channel(None);
        let inner = Arc::clone(&self.0);
        runtime.spawn(async move {
            let result = inner.refresh().await;
            #[cfg(feature = "metrics")]
            crate::metrics::token_renewed(result.as_ref().err());
            inner.complete_refresh(&result);
            // All waiters may have been dropped.
            let _ = sender.send(Some(result));
        });
        Ok(receiver)
    }
}

impl ManagerInner {
    async fn refresh(&self) -> Result<Arc<CachedToken>, AuthError> {
        match tokio::time::timeout(self.config.timeout, self.obtain()).await {
            Ok(result) => result,
            Err(elapsed) => {
                let seconds = self.config.timeout.as_secs_f32();
                let message = format!("obtaining a token timed out after {seconds} s");
                Err(AuthError::new(AuthErrorKind::Unreachable, message).with_source(elapsed))
            }
        }
    }

    async fn obtain(&self) -> Result<Arc<CachedToken>, AuthError> {
        let identity = self.source.identity_dyn();
        if let Some(cached) = self.load(&identity).await {
            return Ok(cached);
        }
        let request = TokenRequest { context: Arc::clone(&self.context) };
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
        self.save(&identity, &cached).await;
        Ok(cached)
    }

    async fn load(&self, identity: &str) -> Option<Arc<CachedToken>> {
        match self.config.store.as_ref()?.load_boxed(identity).await {
            Ok(stored) => self.accept_stored(&stored?),
            Err(_) => {
                self.context.counters.store_failures.increment();
                None
            }
        }
    }

    async fn save(&self, identity: &str, cached: &CachedToken) {
        let Some(store) = &self.config.store else { return };
        let saved = match cached.to_stored() {
            Ok(stored) => store.save_boxed(identity, &stored).await,
            Err(error) => Err(error),
        };
        if saved.is_err() {
            self.context.counters.store_failures.increment();
        }
    }
}
