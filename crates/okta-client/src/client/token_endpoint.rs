//! Token endpoints over the transport of a client.

use http::Uri;
use okta_tower::{
    auth::{ClientAuthentication, TokenEndpoint},
    body::Body,
};

use super::{Client, parts::BuilderState};
use crate::{Error, HttpService};

impl Client {
    /// Returns the token endpoint at any URL, for a client of its server, over the transport of this client: of an
    /// Access Gateway, for example.
    ///
    /// # Errors
    ///
    /// Fails if the URL is not absolute, the client id is empty, or this client was created by
    /// [`from_service`](Self::from_service).
    pub fn token_endpoint(
        &self,
        url: &str,
        client_id: &str,
        authentication: impl Into<ClientAuthentication>,
    ) -> Result<TokenEndpoint<HttpService, Body>, Error> {
        let url: Uri =
            url.parse().map_err(|_| Error::config("builder error: invalid token endpoint URL", None))?;
        let state: &BuilderState = self.state()?;
        let config = state
            .config
            .clone()
            .build()
            .map_err(|errors| Error::config("builder error", Some(errors.into())))?;
        state.token_endpoint(&config, url, client_id, authentication.into())
    }
}

/// Access tokens of an Access Gateway, which issues them itself, for an app of its API
/// ([Okta: issue a token](https://developer.okta.com/docs/api/openapi/oag/oag/tag/AccessTokens/#tag/AccessTokens/operation/createAccessToken)).
///
/// [`OAuth`](okta_tower::auth::OAuth) makes a credential of them: see [`ServiceUserKey`](crate::ServiceUserKey) for
/// what that does. Tokens are requested from `url` over the transport of `client`.
///
/// ```no_run
/// use okta_client::{Client, gateway_tokens, okta_tower::auth::{OAuth, PrivateKey, PrivateKeyJwt}};
///
/// # async fn run(okta: Client) -> Result<(), Box<dyn std::error::Error>> {
/// let url = "https://gateway.example.com";
/// let key = PrivateKeyJwt::new(PrivateKey::from_file("/run/secrets/gateway.pem")?);
/// let tokens = gateway_tokens(&okta, url, "client-id", key)?.scopes(["okta.oag.app.read"])?;
/// let gateway = okta.access_gateway(url, OAuth::new(tokens))?;
/// # let _ = gateway; Ok(()) }
/// ```
///
/// # Errors
///
/// The same as [`Client::token_endpoint`].
#[cfg(feature = "access-gateway")]
#[cfg_attr(docsrs, doc(cfg(feature = "access-gateway")))]
pub fn gateway_tokens(
    client: &Client,
    url: &str,
    client_id: &str,
    authentication: impl Into<ClientAuthentication>,
) -> Result<okta_tower::auth::ClientCredentials<HttpService, Body>, Error> {
    let url = format!("{}/api/v2/oauth/token", url.trim_end_matches('/'));
    let endpoint = client.token_endpoint(&url, client_id, authentication)?;
    Ok(okta_tower::auth::ClientCredentials::from_endpoint(endpoint))
}
