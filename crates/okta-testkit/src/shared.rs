//! State shared by the handles of an org and its connections.

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

/// The shared state of an org.
pub(crate) struct OrgShared {
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
    /// Whether the content type of JSON responses has a charset, as in some of Okta's responses.
    pub(crate) charset: bool,
    /// Whether parameters that the org does not carry out are ignored.
    pub(crate) lenient: bool,
    /// Whether responses are compressed for clients that accept gzip.
    pub(crate) gzip: bool,
}

impl OrgShared {
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

impl std::fmt::Debug for OrgShared {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OrgShared")
            .field("url", &self.url)
            .field("connections", &self.connections)
            .finish_non_exhaustive()
    }
}
