//! Settings and counters of the authorization server.

use std::{io, time::Duration};

use super::{Org, OrgBuilder};
use crate::oauth::{BackchannelRequest, OAuthCounters, OidcApp, RegisteredApp, RegisteredClient, ServiceApp};

impl OrgBuilder {
    /// Sets the lifetime of access tokens, by the org's clock. The default is Okta's, one hour.
    #[must_use]
    pub fn token_lifetime(mut self, lifetime: Duration) -> Self {
        self.oauth.lifetime = lifetime;
        self
    }

    /// Whether the token endpoint requires a nonce in DPoP proofs. The default is `true`, as with Okta.
    #[must_use]
    pub fn token_nonce(mut self, required: bool) -> Self {
        self.oauth.token_nonce = required;
        self
    }

    /// Whether API resources require a nonce in DPoP proofs. The default is `false`, as with Okta.
    #[must_use]
    pub fn resource_nonce(mut self, required: bool) -> Self {
        self.oauth.resource_nonce = required;
        self
    }

    /// Rotates the nonce at this interval, by the org's clock; the previous one stays valid for one more interval. By
    /// default, nonces are not rotated.
    #[must_use]
    pub fn nonce_lifetime(mut self, lifetime: Duration) -> Self {
        self.oauth.nonce_lifetime = Some(lifetime);
        self
    }

    /// Rejects access tokens with `WWW-Authenticate` alone, without a JSON body. The default is `false`.
    #[must_use]
    pub fn token_errors_without_body(mut self, without_body: bool) -> Self {
        self.oauth.errors_without_body = without_body;
        self
    }
}

impl Org {
    /// The URL of the token endpoint, the audience of client assertions.
    #[must_use]
    pub fn token_url(&self) -> String {
        format!("{}/oauth2/v1/token", self.url())
    }

    /// Registers a service app, replacing one with the same client id.
    ///
    /// # Errors
    ///
    /// If a key cannot be generated, or a user-provided one is not a public key of a kind that Okta accepts.
    pub fn register_app(&self, app: ServiceApp) -> io::Result<RegisteredApp> {
        let registered = self.shared.oauth.register(app)?;
        self.shared.state().clients.insert(registered.client_id().to_owned());
        Ok(registered)
    }

    /// The registered service apps with their generated private keys, by client id; also those of a snapshot that the org
    /// started with.
    #[must_use]
    pub fn service_apps(&self) -> Vec<RegisteredApp> {
        self.shared.oauth.registered()
    }

    /// Registers an app in which users sign in, replacing one with the same client id.
    ///
    /// A user signs in at `/oauth2/v1/authorize` without a page or a password: the parameter `login_hint` names the user.
    ///
    /// # Errors
    ///
    /// If a key cannot be generated.
    pub fn register_client(&self, app: OidcApp) -> io::Result<RegisteredClient> {
        let registered = self.shared.oauth.register_client(app)?;
        self.shared.state().clients.insert(registered.client_id().to_owned());
        Ok(registered)
    }

    /// Signs a user, by id or login, in on the device that shows `user_code`. Returns whether code and user are known.
    pub fn approve_device(&self, user_code: &str, user: &str) -> bool {
        let user = self.shared.state().users.resolve(user);
        user.is_some_and(|user| self.shared.oauth.decide_device(user_code, Some(user)))
    }

    /// Denies access to the device that shows `user_code`. Returns whether the code is known.
    pub fn deny_device(&self, user_code: &str) -> bool {
        self.shared.oauth.decide_device(user_code, None)
    }

    /// Returns the backchannel authentication requests that their users have not decided yet, oldest first.
    #[must_use]
    pub fn backchannel_requests(&self) -> Vec<BackchannelRequest> {
        self.shared.oauth.backchannel_requests(self.shared.clock.now())
    }

    /// Lets a user, by id or login, approve all backchannel authentication requests that wait for it. Returns their number.
    pub fn approve_backchannel(&self, user: &str) -> usize {
        self.decide_backchannel(user, true)
    }

    /// Lets a user, by id or login, deny all backchannel authentication requests that wait for it. Returns their number.
    pub fn deny_backchannel(&self, user: &str) -> usize {
        self.decide_backchannel(user, false)
    }

    fn decide_backchannel(&self, user: &str, approve: bool) -> usize {
        let user = self.shared.state().users.resolve(user);
        user.map_or(0, |user| self.shared.oauth.decide_backchannel(&user, approve, self.shared.clock.now()))
    }

    /// Sets the time between two polls of a sign-in, in whole seconds, by the org's clock: of a device, through the
    /// backchannel, or of a push factor. A client that polls earlier gets `slow_down`. The default is Okta's, five seconds.
    pub fn set_poll_interval(&self, interval: Duration) {
        let interval = Duration::from_secs(interval.as_secs());
        self.shared.oauth.configure(|settings| settings.poll_interval = interval);
    }

    /// Returns the counters of the authorization server: issued tokens, challenges, errors.
    #[must_use]
    pub fn oauth_counters(&self) -> OAuthCounters {
        self.shared.oauth.counters()
    }

    /// Revokes all access tokens issued so far: API resources reject them with 401 `invalid_token`.
    pub fn revoke_access_tokens(&self) {
        self.shared.oauth.revoke_all();
    }

    /// Rotates the nonce. Clients that use the previous one are challenged.
    pub fn rotate_nonce(&self) {
        self.shared.oauth.rotate_nonce(self.shared.clock.now(), false);
    }

    /// Rotates the nonce and sends it with responses; the previous one stays valid.
    pub fn announce_nonce(&self) {
        self.shared.oauth.rotate_nonce(self.shared.clock.now(), true);
    }

    /// Sets the lifetime of tokens issued from now on.
    pub fn set_token_lifetime(&self, lifetime: Duration) {
        self.shared.oauth.configure(|settings| settings.lifetime = lifetime);
    }

    /// Sets whether the token endpoint requires a nonce.
    pub fn set_token_nonce(&self, required: bool) {
        self.shared.oauth.configure(|settings| settings.token_nonce = required);
    }

    /// Sets whether API resources require a nonce.
    pub fn set_resource_nonce(&self, required: bool) {
        self.shared.oauth.configure(|settings| settings.resource_nonce = required);
    }
}
