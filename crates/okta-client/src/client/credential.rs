//! The credential that the configuration asks for.

use std::time::Duration;

use http::{HeaderValue, Uri};
use okta_tower::auth::{
    AuthError, Bearer, ClientCredentials, DpopMode, DpopOptions, OAuth, OAuthBuilder, PlainHttp, PrivateKey,
    PrivateKeyJwt, SharedCredential, SharedTokenStore, Ssws,
};
use secrecy::ExposeSecret;

use crate::{
    Error, HttpService,
    config::{self, BaseUrl, Config, Credentials, PrivateKeyConfig},
};

/// The path of an org's own authorization server, the only one that gives tokens for its management.
const TOKEN_PATH: &str = "/oauth2/v1/token";

/// The longest that one request for a token may take.
const TOKEN_TIMEOUT: Duration = Duration::from_secs(15);

/// A credential, and its handle on tokens if it has any.
#[derive(Clone, Debug)]
pub(crate) struct Made {
    pub(crate) shared: SharedCredential,
    pub(crate) oauth: Option<OAuth>,
}

/// Makes the credential. `service` sends token requests, `store` keeps tokens for several processes.
pub(crate) fn make(
    config: &Config,
    base: &BaseUrl,
    user_agent: &str,
    service: HttpService,
    store: Option<SharedTokenStore>,
) -> Result<Made, Error> {
    match &config.credentials {
        Credentials::Ssws(token) => fixed(Ssws::new(token.expose_secret()).map(SharedCredential::new)),
        Credentials::Bearer(token) => fixed(Bearer::new(token.expose_secret()).map(SharedCredential::new)),
        Credentials::PrivateKey(app) => {
            let endpoint = base.join(TOKEN_PATH.to_owned())?;
            let builder = service_app(app, endpoint, config, user_agent, service);
            let builder = builder.map_err(unusable)?;
            let oauth = match store {
                Some(store) => builder.store(store).build(),
                None => builder.build(),
            };
            Ok(Made { shared: SharedCredential::new(oauth.clone()), oauth: Some(oauth) })
        }
        Credentials::External => {
            Err(Error::config("credentials of this kind need a credential of the caller's own", None))
        }
    }
}

/// Where credentials may travel unencrypted.
pub(crate) const fn plain_http(config: &Config) -> PlainHttp {
    if config.testing.disable_https_check { PlainHttp::AnyHostForTesting } else { PlainHttp::Never }
}

fn fixed(shared: Result<SharedCredential, AuthError>) -> Result<Made, Error> {
    shared.map(|shared| Made { shared, oauth: None }).map_err(unusable)
}

fn unusable(error: AuthError) -> Error {
    Error::config("the credentials cannot be used", Some(error.into()))
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
    let mut tokens =
        ClientCredentials::new(endpoint, app.client_id.as_str(), PrivateKeyJwt::new(key), service)?
            .scopes(&app.scopes)?
            .plain_http(plain_http(config));
    // Every call waits for the token, so it must not be waited for longer than for an answer.
    if let Some(limit) = config.attempt_timeout {
        tokens = tokens.attempt_timeout(limit.min(TOKEN_TIMEOUT));
    }
    if let Ok(value) = HeaderValue::try_from(user_agent) {
        tokens = tokens.user_agent(value);
    }
    let dpop = DpopOptions::new(match app.dpop {
        config::DpopMode::Off => DpopMode::Off,
        config::DpopMode::Auto => DpopMode::Auto,
        config::DpopMode::Always => DpopMode::Always,
    });
    Ok(OAuth::builder(tokens).dpop(dpop.rotation(app.dpop_key_rotation)).renewal_offset(app.renewal_offset))
}
