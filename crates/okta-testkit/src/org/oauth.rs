//! What a test can tell and ask the authorization server.

use std::{io, time::Duration};

use super::{Org, OrgBuilder};
use crate::oauth::{OAuthCounters, RegisteredApp, ServiceApp};

impl OrgBuilder {
    /// How long access tokens live, by the org's clock; an hour, as with Okta, when not given.
    #[must_use]
    pub fn token_lifetime(mut self, lifetime: Duration) -> Self {
        self.oauth.lifetime = lifetime;
        self
    }

    /// Whether the token endpoint demands a nonce in proofs. It does, as Okta's, unless this says no.
    #[must_use]
    pub fn token_nonce(mut self, on: bool) -> Self {
        self.oauth.token_nonce = on;
        self
    }

    /// Whether resources demand a nonce in proofs. They don't, as Okta's, unless this says so.
    #[must_use]
    pub fn resource_nonce(mut self, on: bool) -> Self {
        self.oauth.resource_nonce = on;
        self
    }

    /// Makes a new nonce this often, by the org's clock; the one before stays good for as long again.
    #[must_use]
    pub fn nonce_lifetime(mut self, lifetime: Duration) -> Self {
        self.oauth.nonce_lifetime = Some(lifetime);
        self
    }

    /// Refuses tokens on resources with `WWW-Authenticate` alone, without a body.
    #[must_use]
    pub fn token_errors_without_body(mut self, on: bool) -> Self {
        self.oauth.bare_errors = on;
        self
    }
}

impl Org {
    /// The URL of the token endpoint: what an assertion's audience must be.
    #[must_use]
    pub fn token_url(&self) -> String {
        format!("{}/oauth2/v1/token", self.url())
    }

    /// Registers a service app; one with the same client id is replaced.
    ///
    /// # Errors
    ///
    /// When a key cannot be generated, or a given one is not a public key of a kind that Okta takes.
    pub fn register_app(&self, app: ServiceApp) -> io::Result<RegisteredApp> {
        self.shared.oauth.register(app)
    }

    /// What the authorization server has issued, challenged and refused.
    #[must_use]
    pub fn oauth_counters(&self) -> OAuthCounters {
        self.shared.oauth.counters()
    }

    /// Revokes every access token issued so far: resources answer 401 `invalid_token`.
    pub fn revoke_access_tokens(&self) {
        self.shared.oauth.revoke_all();
    }

    /// Makes a new nonce now. Clients that use the one before are challenged.
    pub fn rotate_nonce(&self) {
        self.shared.oauth.rotate_nonce(self.shared.clock.now(), false);
    }

    /// Makes a new nonce now and announces it; the one before stays good.
    pub fn announce_nonce(&self) {
        self.shared.oauth.rotate_nonce(self.shared.clock.now(), true);
    }

    /// Sets how long tokens issued from now on live.
    pub fn set_token_lifetime(&self, lifetime: Duration) {
        self.shared.oauth.configure(|settings| settings.lifetime = lifetime);
    }

    /// Sets whether the token endpoint demands a nonce.
    pub fn set_token_nonce(&self, on: bool) {
        self.shared.oauth.configure(|settings| settings.token_nonce = on);
    }

    /// Sets whether resources demand a nonce.
    pub fn set_resource_nonce(&self, on: bool) {
        self.shared.oauth.configure(|settings| settings.resource_nonce = on);
    }
}
