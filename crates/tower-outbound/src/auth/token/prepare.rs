//! From an obtained token to a cached one: header, proof hash, schedule.

use std::{
    sync::{Arc, atomic::AtomicBool},
    time::Duration,
};

use secrecy::ExposeSecret;

use super::{
    super::{AuthError, dpop::token_hash},
    CachedToken, Token, TokenBinding,
    cached::TokenSchedule,
    manager::ManagerInner,
};

impl ManagerInner {
    /// Computes header, proof hash and schedule of a token.
    pub(super) fn prepare(&self, token: Token) -> Result<Arc<CachedToken>, AuthError> {
        let authorization = token.authorization()?;
        let now = self.context.clock.local();
        let issued = token.requested.unwrap_or(now);
        let by_lifetime = issued.checked_add(token.lifetime).unwrap_or(issued);
        let expires = token.expires.map_or(by_lifetime, |expires| expires.min(by_lifetime));
        let bind = |key| TokenBinding { key, ath: token_hash(token.secret.expose_secret()) };
        let binding = token.key.map(bind);
        Ok(Arc::new(CachedToken {
            rejected_before: self.consecutive_rejections(),
            token: token.secret,
            authorization,
            binding,
            scope: token.scope,
            refresh_token: token.refresh_token,
            #[cfg(feature = "sign-in")]
            id_token: token.id_token,
            issued,
            schedule: TokenSchedule::new(now, expires, self.renewal_offset(token.lifetime)),
            accepted: AtomicBool::new(false),
        }))
    }

    /// Returns the configured offset, but at most a tenth of the lifetime in whole seconds, so that a token with a
    /// lifetime of a few seconds is used until it expires. Up to a fifth is left out at random: processes that
    /// share a token do not refresh it at the same time.
    fn renewal_offset(&self, lifetime: Duration) -> Duration {
        let offset = self.config.renewal_offset.min(Duration::from_secs(lifetime.as_secs() / 10));
        offset.mul_f64(1.0 - fastrand::f64() / 5.0)
    }
}
