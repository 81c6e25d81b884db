//! Builds a client: keeps the ingredients, derives the stack.

use std::{fmt, time::Duration};

use bytes::Bytes;
use http::{Request, Response};
use okta_tower::{
    BoxError,
    auth::{AuthLayer, Bearer, Credential, Origin, PlainHttp, SharedCredential, Ssws},
    body::Body,
    collect::CollectLayer,
    headers::DefaultHeadersLayer,
    retry::RetryPolicy,
    timeout::{AttemptTimeoutLayer, DeadlineLayer},
    trace::{AttemptSpanLayer, CallSpanLayer, Redaction},
};
use secrecy::{ExposeSecret, SecretString};
use tower::{Layer, Service};

use crate::{
    Client, Error, HttpService,
    base::BaseUrl,
    config::{AuthorizationMode, Config, ConfigBuilder, Credentials, DpopMode, ProxyConfig, Sources},
    stack::{self, Parts, UserLayer},
    transport::HyperTransport,
};

/// Headers that the stack writes itself; neither a default nor a caller can set them.
const RESERVED: [&str; 5] = ["authorization", "dpop", "host", "x-okta-retry-for", "x-okta-retry-count"];

/// Collects what a [`Client`] is made of.
///
/// Settings that are not given come from the environment and from `okta.yaml` (see [`config`](crate::config));
/// the last value given for a setting counts. Layers are kept in order: within a slot the first one added is
/// the outermost.
///
/// ```
/// use std::time::Duration;
/// use okta_client::{Client, config::Sources};
///
/// let okta = Client::builder()
///     .sources(Sources::none())
///     .org_url("https://example.okta.com")
///     .token("00exampletoken")
///     .request_timeout(Duration::from_secs(30))
///     .build()?;
/// # let _ = okta;
/// # Ok::<(), okta_client::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
#[must_use = "a builder does nothing until `build` is called"]
pub struct ClientBuilder {
    ingredients: Ingredients,
}

/// What a client was made of, so that another can be made from it.
#[derive(Clone, Default)]
pub(crate) struct Ingredients {
    config: ConfigBuilder,
    credential: Option<SharedCredential>,
    transport: Option<HttpService>,
    retry: Option<RetryPolicy>,
    no_retry: bool,
    body_limit: Option<usize>,
    redaction: Redaction,
    headers: Vec<(String, String)>,
    per_call: Vec<UserLayer>,
    per_attempt: Vec<UserLayer>,
    wire: Vec<UserLayer>,
    /// Made from the configuration by an earlier build, and good as long as what it was made from is.
    made: Made,
}

/// Pieces that clients derived from each other share.
#[derive(Clone, Default)]
struct Made {
    credential: Option<SharedCredential>,
    transport: Option<HttpService>,
    retry: Option<RetryPolicy>,
}

impl fmt::Debug for Ingredients {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ingredients")
            .field("config", &self.config)
            .field("headers", &self.headers.iter().map(|(name, _)| name).collect::<Vec<_>>())
            .field("per_call", &self.per_call.len())
            .field("per_attempt", &self.per_attempt.len())
            .field("wire", &self.wire.len())
            .finish_non_exhaustive()
    }
}

/// Setters of [`ConfigBuilder`] under the same names, each with the shared pieces that it makes stale.
macro_rules! settings {
    ($($(#[$doc:meta])* $name:ident($($arg:ident: $type:ty),*) $([$stale:ident])*;)*) => {
        impl ClientBuilder {
            $($(#[$doc])* pub fn $name(mut self $(, $arg: $type)*) -> Self {
                $(self.ingredients.made.$stale = None;)*
                self.ingredients.config = self.ingredients.config.$name($($arg),*);
                self
            })*
        }
    };
}

settings! {
    /// Takes settings that are not given from elsewhere than the process's environment and files;
    /// [`Sources::none`] takes none.
    sources(sources: Sources) [credential] [transport] [retry];
    /// Chooses a named profile of the files.
    profile(name: impl Into<String>) [credential] [transport] [retry];
    /// The address of the org, such as `https://example.okta.com`.
    org_url(url: impl Into<String>) [credential];
    /// How requests are authorized.
    authorization_mode(mode: AuthorizationMode) [credential];
    /// The API token, or the access token in Bearer mode.
    token(token: impl Into<SecretString>) [credential];
    /// The service app's client id.
    client_id(id: impl Into<String>) [credential];
    /// The OAuth 2.0 scopes to ask for.
    scopes(scopes: impl IntoIterator<Item = impl Into<String>>) [credential];
    /// The service app's private key: PEM or JWK text, or the path of a file with it.
    private_key(key: impl Into<SecretString>) [credential];
    /// The key's id, when the key itself does not name it.
    key_id(kid: impl Into<String>) [credential];
    /// How long before its expiry an access token is renewed.
    token_renewal_offset(offset: Duration) [credential];
    /// Whether access tokens are bound to a key by DPoP.
    dpop(mode: DpopMode) [credential];
    /// How often the DPoP key is replaced.
    dpop_key_rotation(interval: Duration) [credential];
    /// What to add to the `User-Agent`, such as `my-tool/1.0`.
    user_agent(text: impl Into<String>);
    /// How long opening a connection may take.
    connection_timeout(limit: Duration) [transport];
    /// How long a call may take, waits and attempts included; zero for no limit.
    request_timeout(limit: Duration);
    /// How long one attempt may take; zero for no limit.
    attempt_timeout(limit: Duration);
    /// How often a call may be sent again.
    max_retries(retries: u32) [retry];
    /// The longest wait before a call is sent again.
    max_backoff(limit: Duration) [retry];
    /// The proxy to go through, or none whatever the environment says.
    proxy(proxy: ProxyConfig) [transport];
    /// Admits an org at a plain `http` address: for tests only.
    disable_https_check(disabled: bool);
}

impl ClientBuilder {
    /// A builder that takes what it is not told from the environment and from `okta.yaml`.
    pub fn new() -> Self {
        Self::default()
    }

    pub(crate) const fn from_ingredients(ingredients: Ingredients) -> Self {
        Self { ingredients }
    }

    /// Sets any key of the configuration by its name, such as `rateLimit.maxRetries`.
    pub fn set(mut self, key: &str, value: impl Into<String>) -> Self {
        self.ingredients.made = Made::default();
        self.ingredients.config = self.ingredients.config.set(key, value);
        self
    }

    /// Uses a credential of the caller's own in place of a configured one.
    pub fn credential(mut self, credential: impl Credential) -> Self {
        self.ingredients.config = self.ingredients.config.external_credentials();
        self.ingredients.credential = Some(SharedCredential::new(credential));
        self
    }

    /// Uses a service of the caller's own to send requests, in place of the built-in transport.
    ///
    /// It gets requests with absolute URIs and complete headers.
    pub fn transport<S, B>(mut self, service: S) -> Self
    where
        S: Service<Request<Body>, Response = Response<B>> + Clone + Send + Sync + 'static,
        S::Future: Send + 'static,
        S::Error: Into<BoxError>,
        B: http_body::Body<Data = Bytes> + Send + 'static,
        B::Error: Into<BoxError>,
    {
        self.ingredients.transport = Some(stack::erase(service));
        self
    }

    /// Uses this retry policy in place of the configured one.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.ingredients.retry = Some(policy);
        self.ingredients.no_retry = false;
        self
    }

    /// Leaves the retry layer out.
    pub fn disable_retry(mut self) -> Self {
        self.ingredients.no_retry = true;
        self
    }

    /// How many bytes the body of an answer may have.
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.ingredients.body_limit = Some(bytes);
        self
    }

    /// What spans may show of requests.
    pub fn redaction(mut self, redaction: Redaction) -> Self {
        self.ingredients.redaction = redaction;
        self
    }

    /// Adds a header that every request carries unless the call sets it itself.
    ///
    /// Those that the stack writes (`Authorization`, `DPoP`, …) are refused by [`build`](Self::build), in any
    /// letter case.
    pub fn default_header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.ingredients.headers.push((name.into(), value.into()));
        self
    }

    /// Adds a layer that sees each call once, before default headers, cache and retries.
    pub fn layer_per_call<L, B>(mut self, layer: L) -> Self
    where
        L: Layer<HttpService> + Send + Sync + 'static,
        L::Service: Service<Request<Body>, Response = Response<B>> + Clone + Send + Sync + 'static,
        <L::Service as Service<Request<Body>>>::Future: Send + 'static,
        <L::Service as Service<Request<Body>>>::Error: Into<BoxError>,
        B: http_body::Body<Data = Bytes> + Send + 'static,
        B::Error: Into<BoxError>,
    {
        self.ingredients.per_call.push(UserLayer::new(layer));
        self
    }

    /// Adds a layer that sees each attempt, before the request has credentials: safe to log.
    pub fn layer_per_attempt<L, B>(mut self, layer: L) -> Self
    where
        L: Layer<HttpService> + Send + Sync + 'static,
        L::Service: Service<Request<Body>, Response = Response<B>> + Clone + Send + Sync + 'static,
        <L::Service as Service<Request<Body>>>::Future: Send + 'static,
        <L::Service as Service<Request<Body>>>::Error: Into<BoxError>,
        B: http_body::Body<Data = Bytes> + Send + 'static,
        B::Error: Into<BoxError>,
    {
        self.ingredients.per_attempt.push(UserLayer::new(layer));
        self
    }

    /// Adds a layer that sees each physical request as it goes out, credentials included, token requests
    /// too.
    pub fn layer_wire<L, B>(mut self, layer: L) -> Self
    where
        L: Layer<HttpService> + Send + Sync + 'static,
        L::Service: Service<Request<Body>, Response = Response<B>> + Clone + Send + Sync + 'static,
        <L::Service as Service<Request<Body>>>::Future: Send + 'static,
        <L::Service as Service<Request<Body>>>::Error: Into<BoxError>,
        B: http_body::Body<Data = Bytes> + Send + 'static,
        B::Error: Into<BoxError>,
    {
        self.ingredients.wire.push(UserLayer::new(layer));
        self
    }

    /// Builds the client. Connects to nothing, and needs no runtime.
    ///
    /// # Errors
    ///
    /// When the configuration is incomplete or wrong; the error lists everything at once, each with its
    /// source.
    pub fn build(self) -> Result<Client, Error> {
        let mut ingredients = self.ingredients;
        let config = ingredients
            .config
            .clone()
            .build()
            .map_err(|errors| Error::config("the configuration cannot be used", Some(errors.into())))?;
        for warning in config.warnings() {
            tracing::warn!("{warning}");
        }
        let base = BaseUrl::parse(config.org_url.as_str())?;
        ingredients.complete(&config)?;
        let parts = ingredients.parts(&config, &base)?;
        Ok(Client::assemble(stack::assemble(&parts), base, Some(ingredients)))
    }
}

impl Ingredients {
    /// Makes the pieces that were neither given nor inherited.
    fn complete(&mut self, config: &Config) -> Result<(), Error> {
        if self.made.credential.is_none() && self.credential.is_none() {
            self.made.credential = Some(credential(&config.credentials)?);
        }
        if self.made.transport.is_none() && self.transport.is_none() {
            let transport = HyperTransport::from_config(config)
                .map_err(|error| Error::config("the transport cannot be set up", Some(error.into())))?;
            self.made.transport = Some(stack::erase(transport));
        }
        if self.made.retry.is_none() {
            self.made.retry = Some(
                RetryPolicy::new()
                    .max_retries(config.rate_limit.max_retries)
                    .max_wait(config.rate_limit.max_backoff),
            );
        }
        Ok(())
    }

    fn parts(&self, config: &Config, base: &BaseUrl) -> Result<Parts, Error> {
        let unfinished = || Error::config("the client was left without a part", None);
        let credential = self.credential.clone().or_else(|| self.made.credential.clone());
        let transport = self.transport.clone().or_else(|| self.made.transport.clone());
        let retry = self.retry.clone().or_else(|| self.made.retry.clone());
        let origin = Origin::of(&base.origin())
            .map_err(|error| Error::config("the org's address has no origin", Some(error.into())))?;
        let plain_http =
            if config.testing.disable_https_check { PlainHttp::AnyHostForTesting } else { PlainHttp::Never };
        Ok(Parts {
            call_span: CallSpanLayer::new().with_redaction(self.redaction.clone()),
            deadline: config.request_timeout.map_or(DeadlineLayer::disabled(), DeadlineLayer::new),
            per_call: self.per_call.clone(),
            headers: self.default_headers(config)?,
            retry: retry.filter(|_| !self.no_retry),
            attempt_timeout: config
                .attempt_timeout
                .map_or(AttemptTimeoutLayer::disabled(), AttemptTimeoutLayer::new),
            collect: self
                .body_limit
                .map_or(CollectLayer::new(), |limit| CollectLayer::new().with_limit(limit)),
            per_attempt: self.per_attempt.clone(),
            auth: AuthLayer::new(origin, credential.ok_or_else(unfinished)?).plain_http(plain_http),
            wire: self.wire.clone(),
            attempt_span: AttemptSpanLayer::new().with_redaction(self.redaction.clone()),
            transport: transport.ok_or_else(unfinished)?,
        })
    }

    fn default_headers(&self, config: &Config) -> Result<DefaultHeadersLayer, Error> {
        let invalid = |error: okta_tower::headers::InvalidHeader| {
            Error::config("a default header cannot be used", Some(error.into()))
        };
        let mut layer = DefaultHeadersLayer::new();
        for name in RESERVED {
            layer = layer.reserve(name).map_err(invalid)?;
        }
        layer = layer
            .header("accept", "application/json")
            .and_then(|layer| layer.header("user-agent", &user_agent(config.user_agent.as_deref())))
            .map_err(invalid)?;
        for (name, value) in &self.headers {
            layer = layer.header(name, value).map_err(invalid)?;
        }
        Ok(layer)
    }
}

/// Product and platform, then what the caller adds.
fn user_agent(addition: Option<&str>) -> String {
    let own = concat!("okta-client/", env!("CARGO_PKG_VERSION"));
    let mut text = format!("{own} rust {}/{}", std::env::consts::OS, std::env::consts::ARCH);
    if let Some(addition) = addition {
        text.push(' ');
        text.push_str(addition);
    }
    text
}

fn credential(credentials: &Credentials) -> Result<SharedCredential, Error> {
    let unusable = |error: okta_tower::auth::AuthError| {
        Error::config("the credentials cannot be used", Some(error.into()))
    };
    match credentials {
        Credentials::Ssws(token) => {
            Ssws::new(token.expose_secret()).map(SharedCredential::new).map_err(unusable)
        }
        Credentials::Bearer(token) => {
            Bearer::new(token.expose_secret()).map(SharedCredential::new).map_err(unusable)
        }
        Credentials::PrivateKey(_) | Credentials::External => {
            Err(Error::config("credentials of this kind need a credential of the caller's own", None))
        }
    }
}
