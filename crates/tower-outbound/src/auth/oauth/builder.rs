//! The builder of [`OAuth`].

use std::{fmt, sync::Arc, time::Duration};

use super::{
    super::{
        DpopOptions, OAuthDialect, StandardDialect, TokenStore,
        dpop::KeyRing,
        token::{DynTokenSource, DynTokenStore, TokenConfig, TokenContext, TokenManager, TokenSource},
    },
    OAuth,
};
use crate::{
    clock::{Clock, SharedClock, SystemClock},
    meta::Principal,
    server_clock::ServerClock,
};

/// Builder for [`OAuth`].
#[must_use = "a builder does nothing until it is built"]
pub struct OAuthBuilder {
    source: Box<dyn DynTokenSource>,
    store: Option<Arc<dyn DynTokenStore>>,
    dpop: DpopOptions,
    renewal_offset: Duration,
    timeout: Duration,
    clock: SharedClock,
    dialect: Arc<dyn OAuthDialect>,
    principal: Option<Principal>,
}

impl OAuthBuilder {
    pub(super) fn new(source: impl TokenSource) -> Self {
        Self {
            source: Box::new(source),
            store: None,
            dpop: DpopOptions::default(),
            renewal_offset: Duration::from_secs(300),
            timeout: Duration::from_secs(120),
            clock: SystemClock::shared(),
            dialect: Arc::new(StandardDialect),
            principal: None,
        }
    }

    /// Sets whether and how tokens are bound to a key. Default: [`DpopMode::Auto`](super::super::DpopMode::Auto).
    pub fn dpop(mut self, options: impl Into<DpopOptions>) -> Self {
        self.dpop = options.into();
        self
    }

    /// Sets how long before expiry a token is refreshed, at most a tenth of its lifetime. Default: 5 minutes.
    ///
    /// Up to a fifth less, at random, so that processes do not refresh their tokens at the same time.
    pub fn renewal_offset(mut self, offset: Duration) -> Self {
        self.renewal_offset = offset;
        self
    }

    /// Sets the time limit for obtaining a token, including retries and waits. Default: 2 minutes.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Sets a store that shares tokens between processes. Default: none.
    ///
    /// With a store that has leases, one process at a time obtains a token.
    pub fn store(mut self, store: impl TokenStore) -> Self {
        self.store = Some(Arc::new(store));
        self
    }

    /// Sets the clock. Default: the system clock.
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// Sets the rules for rejections by resource servers. Default: [`StandardDialect`].
    pub fn dialect(mut self, dialect: impl OAuthDialect) -> Self {
        self.dialect = Arc::new(dialect);
        self
    }

    /// Sets the principal of the tokens. Default: the [identity](TokenSource::identity) of the source, if it has one.
    pub fn principal(mut self, principal: Principal) -> Self {
        self.principal = Some(principal);
        self
    }

    /// Builds the credential. Sends nothing and needs no runtime.
    #[must_use]
    pub fn build(self) -> OAuth {
        let dpop = self.dpop;
        // RFC 9449 §5: refresh tokens of public clients are bound to the key as well.
        #[cfg(feature = "sign-in")]
        let dpop = if self.source.keeps_refresh_tokens_dyn() { dpop.rotation(Duration::ZERO) } else { dpop };
        let context = Arc::new(TokenContext::new(KeyRing::new(dpop), ServerClock::new(self.clock)));
        let config = TokenConfig {
            renewal_offset: self.renewal_offset,
            timeout: self.timeout,
            store: self.store,
            #[cfg(feature = "metrics")]
            metric_names: self.dialect.metric_names(),
        };
        let identity = Some(self.source.identity_dyn()).filter(|identity| !identity.is_empty());
        OAuth {
            principal: self.principal.or_else(|| identity.map(Principal::new)),
            manager: TokenManager::new(self.source, config, context),
            nonces: Arc::default(),
            paths: Arc::default(),
            dialect: self.dialect,
        }
    }
}

impl fmt::Debug for OAuthBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OAuthBuilder")
            .field("dpop", &self.dpop)
            .field("renewal_offset", &self.renewal_offset)
            .field("timeout", &self.timeout)
            .field("store", &self.store)
            .finish_non_exhaustive()
    }
}
