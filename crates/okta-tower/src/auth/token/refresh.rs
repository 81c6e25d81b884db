//! One renewal at a time, in a task of its own.
//!
//! The task belongs to nobody who waits for it: a request that is dropped takes nothing along. Those who
//! wait share the result, an error as well as a token.

use std::sync::Arc;

use tokio::{runtime::Handle, sync::watch};

use super::{
    super::{AuthError, AuthErrorKind, DpopMode},
    TokenRequest,
    manager::{Inner, Live, Outcome, TokenManager},
};

impl TokenManager {
    /// Begins a renewal.
    pub(super) fn spawn(&self) -> Result<Outcome, AuthError> {
        let runtime = Handle::try_current().map_err(|error| {
            AuthError::new(AuthErrorKind::Source, "tokens are obtained on a tokio runtime, and there is none")
                .with_source(error)
        })?;
        let (sender, outcome) = watch::channel(None);
        let inner = Arc::clone(&self.0);
        runtime.spawn(async move {
            let result = inner.renew().await;
            #[cfg(feature = "metrics")]
            crate::metrics::token_renewed(result.as_ref().err());
            inner.land(&result);
            // Nobody may be left to hear it.
            let _ = sender.send(Some(result));
        });
        Ok(outcome)
    }
}

impl Inner {
    async fn renew(&self) -> Result<Arc<Live>, AuthError> {
        match tokio::time::timeout(self.settings.timeout, self.obtain()).await {
            Ok(result) => result,
            Err(elapsed) => {
                let seconds = self.settings.timeout.as_secs_f32();
                Err(AuthError::new(
                    AuthErrorKind::Unreachable,
                    format!("no token was obtained in {seconds} s"),
                )
                .with_source(elapsed))
            }
        }
    }

    async fn obtain(&self) -> Result<Arc<Live>, AuthError> {
        let identity = self.source.identity_dyn();
        if let Some(live) = self.load(&identity).await {
            return Ok(live);
        }
        let request = TokenRequest { shared: Arc::clone(&self.shared) };
        let token = self.source.token_boxed(&request).await?;
        let keys = &self.shared.keys;
        if token.key.is_some() {
            keys.adopt();
        } else if keys.configured_mode() == DpopMode::Always {
            return Err(AuthError::new(
                AuthErrorKind::Response,
                "the token is not bound to the proof key, although DPoP is always to be used",
            )
            .with_hint("turn DPoP to auto, or enable it at the authorization server"));
        }
        let live = self.live(token)?;
        self.shared.counters.tokens.add();
        self.save(&identity, &live).await;
        Ok(live)
    }

    async fn load(&self, identity: &str) -> Option<Arc<Live>> {
        match self.settings.store.as_ref()?.load_boxed(identity).await {
            Ok(stored) => self.adopt(&stored?),
            Err(_) => {
                self.shared.counters.store_failures.add();
                None
            }
        }
    }

    async fn save(&self, identity: &str, live: &Live) {
        let Some(store) = &self.settings.store else { return };
        let saved = match live.stored() {
            Ok(stored) => store.save_boxed(identity, &stored).await,
            Err(error) => Err(error),
        };
        if saved.is_err() {
            self.shared.counters.store_failures.add();
        }
    }
}
