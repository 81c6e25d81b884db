//! The configured credential.

use std::time::Duration;

use http::{HeaderValue, Uri, request::Parts};
use okta_tower::auth::{
    AttachState, AuthError, Bearer, ClientCredentials, Credential, DpopMode, DpopOptions, OAuth,
    OAuthBuilder, OktaDialect, PlainHttp, PrivateKey, PrivateKeyJwt, SharedCredential, SharedTokenStore,
    Ssws, TokenEndpoint, oauth,
};
use okta_tower::body::Body;
use secrecy::ExposeSecret;

use crate::{
    Error, HttpService,
    config::{self, BaseUrl, Config, Credentials, PrivateKeyConfig},
};

/// The token endpoint of the org authorization server, the only one that issues tokens for the Management API.
const TOKEN_PATH: &str = "/oauth2/v1/token";

/// The maximum time limit for one token request.
const TOKEN_TIMEOUT: Duration = Duration::from_secs(15);

/// The configured credential, and its access tokens if it is a service app.
#[derive(Clone, Debug)]
pub(crate) struct ConfiguredCredential {
    pub(crate) shared: SharedCredential,
    pub(crate) oauth: Option<OAuth>,
}

/// Attaches nothing.
#[derive(Clone, Copy, Debug)]
pub(super) struct NoCredential;

impl Credential for NoCredential {
    async fn attach(&self, _: &mut Parts) -> Result<AttachState, AuthError> {
        Ok(AttachState::new())
    }

    fn attach_now(&self, _: &mut Parts) -> Option<Result<AttachState, AuthError>> {
        Some(Ok(AttachState::new()))
    }
}

/// Creates the configured credential. `service` sends token requests, `store` shares tokens among processes.
pub(crate) fn from_config(
    config: &Config,
    base: &BaseUrl,
    user_agent: &str,
    service: HttpService,
    store: Option<SharedTokenStore>,
) -> Result<ConfiguredCredential, Error> {
    match &config.credentials {
        Credentials::Ssws(token) => {
            static_credential(Ssws::new(token.expose_secret()).map(SharedCredential::new))
        }
        Credentials::Bearer(token) => {
            static_credential(Bearer::new(token.expose_secret()).map(SharedCredential::new))
        }
        Credentials::PrivateKey(app) => {
            let endpoint = base.join(TOKEN_PATH.to_owned())?;
            let builder = service_app(app, endpoint, config, user_agent, service);
            let builder = builder.map_err(invalid_credentials)?;
            let oauth = match store {
                Some(store) => builder.store(store).build(),
                None => builder.build(),
            };
            Ok(ConfiguredCredential { shared: SharedCredential::new(oauth.clone()), oauth: Some(oauth) })
        }
        Credentials::External => Err(Error::config("builder error: no credential configured", None)),
    }
}

/// Whether credentials may be sent over plain HTTP.
pub(crate) const fn plain_http(config: &Config) -> PlainHttp {
    if config.testing.disable_https_check { PlainHttp::AnyHostForTesting } else { PlainHttp::Never }
}

fn static_credential(shared: Result<SharedCredential, AuthError>) -> Result<ConfiguredCredential, Error> {
    shared.map(|shared| ConfiguredCredential { shared, oauth: None }).map_err(invalid_credentials)
}

pub(crate) fn invalid_credentials(error: AuthError) -> Error {
    Error::config("builder error: invalid credentials", Some(error.into()))
}

/// Applies the configuration to a token endpoint.
pub(crate) fn configured(
    endpoint: TokenEndpoint<HttpService, Body>,
    config: &Config,
    user_agent: &str,
) -> TokenEndpoint<HttpService, Body> {
    let mut endpoint =
        endpoint.dialect(OktaDialect).max_wait(config.rate_limit.max_backoff).plain_http(plain_http(config));
    // Calls wait for the token, so a token request has no longer than an attempt.
    if let Some(limit) = config.attempt_timeout {
        endpoint = endpoint.attempt_timeout(limit.min(TOKEN_TIMEOUT));
    }
    if let Ok(value) = HeaderValue::try_from(user_agent) {
        endpoint = endpoint.user_agent(value);
    }
    endpoint
}

fn service_app(
    app: &PrivateKeyConfig,
    endpoint: Uri,
    config: &Config,
    user_agent: &str,
    service: HttpService,
) -> Result<OAuthBuilder, AuthError> {
    let mut key = PrivateKey::parse(app.private_key.expose_secret())?;
    if let Some(kid) = &app.key_id {
        key = key.with_kid(kid);
    }
    let endpoint = TokenEndpoint::new(endpoint, app.client_id.as_str(), PrivateKeyJwt::new(key), service)?;
    let endpoint = configured(endpoint, config, user_agent);
    let tokens = ClientCredentials::from_endpoint(endpoint).scopes(&app.scopes)?;
    let dpop = DpopOptions::new(match app.dpop {
        config::DpopMode::Off => DpopMode::Off,
        config::DpopMode::Auto => DpopMode::Auto,
        config::DpopMode::Always => DpopMode::Always,
    });
    Ok(oauth(tokens).dpop(dpop.rotation(app.dpop_key_rotation)).renewal_offset(app.renewal_offset))
}
