//! Apps in which users sign in: their methods of authentication, grants and redirects.

use std::{fmt, io, time::Duration};

use serde::{Deserialize, Serialize};

use super::app::{OAuthApp, RegisteredApp, ServiceApp};
use crate::ids::Ids;

/// How a client authenticates to the authorization server.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum ClientMethod {
    /// `none`: a public client.
    #[default]
    None,
    /// `client_secret_basic`.
    SecretBasic,
    /// `client_secret_post`.
    SecretPost,
    /// `client_secret_jwt`.
    SecretJwt,
    /// `private_key_jwt`, with a generated key.
    PrivateKeyJwt,
}

/// The grants of a service app.
pub(super) const SERVICE_GRANTS: [&str; 1] = ["client_credentials"];

pub(super) const DEVICE_CODE: &str = "urn:ietf:params:oauth:grant-type:device_code";
pub(super) const TOKEN_EXCHANGE: &str = "urn:ietf:params:oauth:grant-type:token-exchange";

pub(super) const CIBA: &str = "urn:openid:params:grant-type:ciba";
pub(super) const JWT_BEARER: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";
pub(super) const OTP: &str = "urn:okta:params:oauth:grant-type:otp";
pub(super) const OOB: &str = "urn:okta:params:oauth:grant-type:oob";
pub(super) const MFA_OTP: &str = "http://auth0.com/oauth/grant-type/mfa-otp";
pub(super) const MFA_OOB: &str = "http://auth0.com/oauth/grant-type/mfa-oob";

/// The grants of an app in which users sign in: all that the org has.
pub(super) const GRANTS: [&str; 12] = [
    "client_credentials",
    "authorization_code",
    "refresh_token",
    "password",
    DEVICE_CODE,
    CIBA,
    TOKEN_EXCHANGE,
    JWT_BEARER,
    OTP,
    OOB,
    MFA_OTP,
    MFA_OOB,
];

/// An app in which users sign in, registered with [`Org::register_client`](crate::Org::register_client).
///
/// ```
/// # tokio::runtime::Runtime::new()?.block_on(async {
/// use okta_testkit::{ClientMethod, OidcApp, Org};
///
/// let org = Org::start().await?;
/// let native = org.register_client(OidcApp::new().redirect_uri("http://127.0.0.1/cb"))?;
/// let web = org.register_client(OidcApp::new().method(ClientMethod::SecretBasic))?;
/// assert!(native.client_secret().is_empty() && !web.client_secret().is_empty());
/// # Ok::<_, std::io::Error>(()) })?;
/// # Ok::<_, std::io::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct OidcApp {
    app: ServiceApp,
    method: ClientMethod,
    redirect_uris: Vec<String>,
    rotation: Option<Duration>,
}

impl Default for OidcApp {
    fn default() -> Self {
        let scopes = ["openid", "profile", "email", "offline_access"];
        Self {
            app: ServiceApp::new().scopes(scopes),
            method: ClientMethod::None,
            redirect_uris: Vec::new(),
            rotation: Some(Duration::from_secs(30)),
        }
    }
}

impl OidcApp {
    /// A public client with the scopes of OpenID Connect, whose refresh tokens are replaced with each use.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the client id; the default is a generated one.
    #[must_use]
    pub fn client_id(mut self, id: &str) -> Self {
        self.app = self.app.client_id(id);
        self
    }

    /// Sets how the client authenticates. The default is [`ClientMethod::None`].
    #[must_use]
    pub fn method(mut self, method: ClientMethod) -> Self {
        self.method = method;
        self
    }

    /// Adds a redirect URI. A redirect to any other one is rejected.
    #[must_use]
    pub fn redirect_uri(mut self, uri: &str) -> Self {
        self.redirect_uris.push(uri.to_owned());
        self
    }

    /// Adds granted scopes.
    #[must_use]
    pub fn scopes<I>(mut self, scopes: I) -> Self
    where
        I: IntoIterator,
        I::Item: Into<String>,
    {
        self.app = self.app.scopes(scopes);
        self
    }

    /// Rejects token requests without a DPoP proof. The default is `false`.
    #[must_use]
    pub fn require_dpop(mut self, require: bool) -> Self {
        self.app = self.app.require_dpop(require);
        self
    }

    /// Replaces a refresh token with each use; the previous one stays valid for the grace period, up to 60 seconds with
    /// Okta. Its use after that ends the session. The default is Okta's for single-page apps, 30 seconds.
    #[must_use]
    pub fn rotation(mut self, grace: Duration) -> Self {
        self.rotation = Some(grace);
        self
    }

    /// Keeps a refresh token valid when it is used, the default of Okta for native and web apps.
    #[must_use]
    pub fn persistent_refresh_token(mut self) -> Self {
        self.rotation = None;
        self
    }

    pub(super) fn build(self, ids: &Ids) -> io::Result<(OAuthApp, RegisteredClient)> {
        let (mut app, registered) = self.app.build(ids.object("0oa"))?;
        let has_secret = !matches!(self.method, ClientMethod::None | ClientMethod::PrivateKeyJwt);
        // HS256 needs a secret of 32 bytes.
        let secret = has_secret.then(|| format!("{}{}", ids.request(), ids.request()));
        app.method = self.method;
        app.secret.clone_from(&secret);
        app.grants = GRANTS.map(str::to_owned).to_vec();
        app.redirect_uris = self.redirect_uris;
        app.rotation = self.rotation;
        Ok((app, RegisteredClient { app: registered, secret: secret.unwrap_or_default() }))
    }
}

/// A registered client: its id, and its secret or keys. `Debug` omits them.
#[derive(Clone)]
pub struct RegisteredClient {
    app: RegisteredApp,
    secret: String,
}

impl RegisteredClient {
    /// The client id.
    #[must_use]
    pub fn client_id(&self) -> &str {
        self.app.client_id()
    }

    /// The client secret; empty if the method has none.
    #[must_use]
    pub fn client_secret(&self) -> &str {
        &self.secret
    }

    /// The private key as PKCS#8 PEM, for [`ClientMethod::PrivateKeyJwt`].
    #[must_use]
    pub fn private_key_pem(&self) -> &str {
        self.app.private_key_pem()
    }

    /// The `kid` of that key.
    #[must_use]
    pub fn kid(&self) -> &str {
        self.app.kid()
    }
}

impl fmt::Debug for RegisteredClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RegisteredClient").field("client_id", &self.client_id()).finish_non_exhaustive()
    }
}
