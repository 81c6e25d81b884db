//! What the handle of an org and its connections share.

use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::{
    auth::Tokens,
    clock::Clock,
    faults::Faults,
    journal::Journal,
    lag::Lag,
    limits::Limits,
    server::{Connections, tls::Tls},
    state::State,
};

/// The org behind its sockets.
pub(crate) struct Shared {
    pub(crate) url: String,
    pub(crate) clock: Clock,
    pub(crate) state: Mutex<State>,
    pub(crate) tokens: Mutex<Tokens>,
    pub(crate) journal: Journal,
    pub(crate) faults: Faults,
    pub(crate) limits: Limits,
    pub(crate) lag: Lag,
    pub(crate) connections: Connections,
    #[cfg(feature = "oauth")]
    pub(crate) oauth: crate::oauth::OAuth,
    pub(crate) tls: Option<Tls>,
    /// Whether JSON answers name their character set, as a quarter of Okta's do.
    pub(crate) charset: bool,
    /// Whether answers are compressed for callers that ask for it.
    pub(crate) gzip: bool,
}

impl Shared {
    pub(crate) fn scheme(&self) -> &'static str {
        if self.tls.is_some() { "https" } else { "http" }
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn tokens(&self) -> MutexGuard<'_, Tokens> {
        self.tokens.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for Shared {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Shared")
            .field("url", &self.url)
            .field("connections", &self.connections)
            .finish_non_exhaustive()
    }
}
