//! The authorization servers of an org, for the sign-in of users.

use http::Uri;
use okta_tower::{
    auth::{
        AuthError, AuthorizationCode, BackchannelAuthentication, ClientAuthentication, DeviceAuthorization,
        TokenEndpoint,
    },
    body::Body,
};

use super::{Client, credential::invalid_credentials};
use crate::{Error, HttpService, call::path};

/// An authorization server of the org: what obtains tokens from it, over the transport of the client that it was created
/// with ([Okta: authorization servers](https://developer.okta.com/docs/concepts/auth-servers/)).
///
/// Tokens for Okta's APIs come from the org authorization server, and tokens for other APIs from custom ones. For those of
/// a service, [`Client::token_endpoint`] suffices.
///
/// ```no_run
/// use okta_client::{Client, okta_tower::auth::{ClientAuthentication, FileTokenStore, UserTokens, oauth}};
///
/// # async fn run() -> Result<(), Box<dyn std::error::Error>> {
/// let okta = Client::builder().org_url("https://example.okta.com").without_credentials().build()?;
/// let server = okta.authorization_server();
/// let app = server.token_endpoint("0oa1example", ClientAuthentication::none())?;
/// let user = oauth(UserTokens::new(app.clone())).store(FileTokenStore::new("/home/me/.okta-tokens")).build();
///
/// if user.prepare().await.is_err() {
///     let scopes = ["openid", "offline_access", "okta.users.read.self"];
///     let started = server.device_authorization(app)?.scopes(scopes)?.start().await?;
///     println!("open {} and enter {}", started.verification_uri(), started.user_code());
///     user.sign_in(&started).await?;
/// }
/// let okta = okta.to_builder()?.credential(user).build()?;
/// # let _ = okta; Ok(()) }
/// ```
#[derive(Clone, Debug)]
pub struct AuthorizationServer {
    client: Client,
    /// The id of a custom server.
    id: Option<String>,
}

#[cfg_attr(docsrs, doc(cfg(feature = "sign-in")))]
impl Client {
    /// Returns the org authorization server.
    #[must_use]
    pub fn authorization_server(&self) -> AuthorizationServer {
        AuthorizationServer { client: self.clone(), id: None }
    }

    /// Returns a custom authorization server, such as `default`.
    #[must_use]
    pub fn custom_authorization_server(&self, id: impl Into<String>) -> AuthorizationServer {
        AuthorizationServer { client: self.clone(), id: Some(id.into()) }
    }
}

impl AuthorizationServer {
    /// Returns the token endpoint, for a client of this server.
    ///
    /// It is the first argument of [`ClientCredentials`](okta_tower::auth::ClientCredentials),
    /// [`UserTokens`](okta_tower::auth::UserTokens), [`TokenExchange`](okta_tower::auth::TokenExchange) and
    /// [`JwtBearer`](okta_tower::auth::JwtBearer).
    ///
    /// ID tokens are validated with the [issuer](TokenEndpoint::issuer) of this server: the org's URL, with `/oauth2/` and
    /// the id of a custom server. Set another one if a custom server is configured for a domain other than the one that
    /// this client uses.
    ///
    /// # Errors
    ///
    /// Fails if the client id is empty, or the client of this server was created by
    /// [`from_service`](Client::from_service).
    pub fn token_endpoint(
        &self,
        client_id: &str,
        authentication: impl Into<ClientAuthentication>,
    ) -> Result<TokenEndpoint<HttpService, Body>, Error> {
        let url = self.url("token")?.to_string();
        let end = if self.id.is_some() { "/v1/token" } else { "/oauth2/v1/token" };
        let endpoint = self.client.token_endpoint(&url, client_id, authentication)?;
        Ok(endpoint.issuer(url.trim_end_matches(end)))
    }

    /// Returns the sign-in of users in a browser, which ends with a redirect to `redirect_uri`, one that is registered
    /// for the app.
    ///
    /// # Errors
    ///
    /// Fails if the client id or the redirect URI is empty.
    pub fn authorization_code(
        &self,
        client_id: &str,
        redirect_uri: impl Into<String>,
    ) -> Result<AuthorizationCode, Error> {
        credential(AuthorizationCode::new(self.url("authorize")?, client_id, redirect_uri))
    }

    /// Returns the URL to which the parameters of an [`AuthorizationCode`] can be pushed
    /// ([`AuthorizationCode::push`]).
    ///
    /// # Errors
    ///
    /// Fails if the id of the server is not valid.
    pub fn pushed_authorization_url(&self) -> Result<Uri, Error> {
        self.url("par")
    }

    /// Returns the sign-in of users on another device, for the client of `endpoint`.
    ///
    /// # Errors
    ///
    /// Fails if the id of the server is not valid.
    pub fn device_authorization(
        &self,
        endpoint: TokenEndpoint<HttpService, Body>,
    ) -> Result<DeviceAuthorization<HttpService, Body>, Error> {
        Ok(DeviceAuthorization::new(endpoint, self.url("device/authorize")?))
    }

    /// Returns the sign-in of users on their device without a browser (CIBA), for the client of `endpoint`, which must not
    /// be a public one ([Okta: transactional verification](https://developer.okta.com/docs/guides/configure-ciba/main/)).
    ///
    /// # Errors
    ///
    /// Fails if the id of the server is not valid.
    pub fn backchannel_authentication(
        &self,
        endpoint: TokenEndpoint<HttpService, Body>,
    ) -> Result<BackchannelAuthentication<HttpService, Body>, Error> {
        Ok(BackchannelAuthentication::new(endpoint, self.url("bc/authorize")?))
    }

    fn url(&self, name: &str) -> Result<Uri, Error> {
        let path = match &self.id {
            None => Ok(format!("/oauth2/v1/{name}")),
            Some(id) => path::fill("/oauth2/{authorizationServerId}/v1/", &[id]).map(|path| path + name),
        };
        self.client.base().join(path.map_err(Error::invalid_request)?)
    }
}

fn credential<T>(result: Result<T, AuthError>) -> Result<T, Error> {
    result.map_err(invalid_credentials)
}
