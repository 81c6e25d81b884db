//! Builds a client: keeps the ingredients, derives the stack.

use std::{
    fmt,
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use bytes::Bytes;
use http::{Request, Response};
use okta_tower::{
    BoxError,
    auth::{AuthLayer, Credential, OAuth, Origin, SharedCredential},
    body::Body,
    cache::{CacheLayer, Directives},
    coalesce::CoalesceLayer,
    collect::CollectLayer,
    headers::DefaultHeadersLayer,
    meta::Principal,
    rate_limit::{RateLimitLayer, RateLimits},
    retry::RetryPolicy,
    timeout::{AttemptTimeoutLayer, DeadlineLayer},
    trace::{AttemptSpanLayer, CallSpanLayer, LogLayer, Redaction},
};
use secrecy::SecretString;
use tower::{Layer, Service};

use crate::{
    Client, Error, HttpService,
    base::BaseUrl,
    config::{AuthorizationMode, Config, ConfigBuilder, DpopMode, ProxyConfig, Sources},
    credential,
    stack::{self, Parts, UserLayer},
    transport::{HttpVersion, HyperTransport, TlsOptions},
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
    tls: Option<TlsOptions>,
    http_version: Option<HttpVersion>,
    retry: Option<RetryPolicy>,
    no_retry: bool,
    cache: Option<CacheLayer>,
    /// The principal of the client that the caller's cache was first used with.
    cache_owner: Option<Principal>,
    coalesce: Option<CoalesceLayer>,
    limits: Option<RateLimits>,
    no_rate_limit: bool,
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
    credential: Option<credential::Made>,
    transport: Option<HttpService>,
    retry: Option<RetryPolicy>,
    /// Who the client is to its cache; another one as soon as the credential may be another.
    principal: Option<Principal>,
    cache: Option<CacheLayer>,
    coalesce: Option<CoalesceLayer>,
    limits: Option<RateLimits>,
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
    sources(sources: Sources) [credential] [principal] [cache] [coalesce] [limits] [transport] [retry];
    /// Chooses a named profile of the files.
    profile(name: impl Into<String>) [credential] [principal] [cache] [coalesce] [limits] [transport] [retry];
    /// The address of the org, such as `https://example.okta.com`.
    org_url(url: impl Into<String>) [credential] [principal] [cache] [coalesce] [limits] [transport];
    /// How requests are authorized.
    authorization_mode(mode: AuthorizationMode) [credential] [principal] [cache] [coalesce] [limits];
    /// The API token, or the access token in Bearer mode.
    token(token: impl Into<SecretString>) [credential] [principal] [cache] [coalesce] [limits];
    /// The service app's client id.
    client_id(id: impl Into<String>) [credential] [principal] [cache] [coalesce] [limits];
    /// The OAuth 2.0 scopes to ask for.
    scopes(scopes: impl IntoIterator<Item = impl Into<String>>) [credential] [principal] [cache] [coalesce];
    /// The service app's private key: PEM or JWK text, or the path of a file with it.
    private_key(key: impl Into<SecretString>) [credential] [principal] [cache] [coalesce] [limits];
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
    connection_timeout(limit: Duration) [transport] [credential];
    /// How long a call may take, waits and attempts included; zero for no limit.
    request_timeout(limit: Duration);
    /// How long one attempt may take; zero for no limit.
    attempt_timeout(limit: Duration);
    /// How often a call may be sent again.
    max_retries(retries: u32) [retry];
    /// The longest wait before a call is sent again.
    max_backoff(limit: Duration) [retry];
    /// How many percent of each rate limit this client may use, from 1 to 100.
    max_capacity(percent: u8) [limits];
    /// Whether answers to reads are kept. A `no-store` is obeyed, unless it is the `no-cache, no-store` that
    /// Okta writes on nearly every answer ([`Directives::ObeyUnlessBlanket`]).
    cache(enabled: bool) [cache] [coalesce];
    /// How long an answer is kept.
    cache_ttl(ttl: Duration) [cache] [coalesce];
    /// How long an answer is kept without being read.
    cache_tti(tti: Duration) [cache] [coalesce];
    /// The proxy to go through, or none whatever the environment says.
    proxy(proxy: ProxyConfig) [transport] [credential];
    /// Admits an org at a plain `http` address: for tests only.
    disable_https_check(disabled: bool) [credential];
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
        self.ingredients.made.principal = None;
        self.ingredients.made.cache = None;
        self.ingredients.made.coalesce = None;
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
        self.ingredients.made.credential = None;
        self.ingredients.transport = Some(stack::erase(service));
        self
    }

    /// Sets certificate authorities, client certificates or a whole TLS configuration.
    pub fn tls(mut self, options: TlsOptions) -> Self {
        self.ingredients.made.transport = None;
        self.ingredients.made.credential = None;
        self.ingredients.tls = Some(options);
        self
    }

    /// Speaks only this version of HTTP.
    pub fn http_version(mut self, version: HttpVersion) -> Self {
        self.ingredients.made.transport = None;
        self.ingredients.made.credential = None;
        self.ingredients.http_version = Some(version);
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

    /// Keeps answers to reads in this cache, whatever the configuration says.
    ///
    /// Its principal must be another for each credential that shares its store. A client derived from this
    /// one with another credential uses the same store as a principal of its own.
    pub fn cache_layer(mut self, layer: CacheLayer) -> Self {
        self.ingredients.cache = Some(layer);
        self.ingredients.cache_owner = None;
        self
    }

    /// Keeps to rate limits through this registry: give one to all clients of an org that use the same
    /// token or app.
    pub fn rate_limits(mut self, limits: RateLimits) -> Self {
        self.ingredients.limits = Some(limits);
        self.ingredients.no_rate_limit = false;
        self
    }

    /// Leaves the rate-limit layer out: calls go at once, and may be refused.
    pub fn disable_rate_limit(mut self) -> Self {
        self.ingredients.no_rate_limit = true;
        self
    }

    /// Sends equal reads that are under way at the same time only once. A client with a cache does so unasked.
    pub fn coalesce(mut self, layer: CoalesceLayer) -> Self {
        self.ingredients.coalesce = Some(layer);
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
        let base = BaseUrl::parse(config.org_url.as_str())?;
        ingredients.complete(&config, &base)?;
        let parts = ingredients.parts(&config, &base)?;
        Ok(Client::assemble(stack::assemble(&parts), base, Some(ingredients)))
    }
}

impl Ingredients {
    /// Makes the pieces that were neither given nor inherited.
    fn complete(&mut self, config: &Config, base: &BaseUrl) -> Result<(), Error> {
        if self.made.transport.is_none() && self.transport.is_none() {
            let mut transport = HyperTransport::builder().config(config);
            if let Some(options) = &self.tls {
                transport = transport.tls(options.clone());
            }
            if let Some(version) = self.http_version {
                transport = transport.http_version(version);
            }
            let transport = transport
                .build()
                .map_err(|error| Error::config("the transport cannot be set up", Some(error.into())))?;
            self.made.transport = Some(stack::erase(transport));
        }
        if self.made.credential.is_none() && self.credential.is_none() {
            let transport = self.transport(config)?;
            let tokens = stack::tokens(&self.wire, &self.attempt_span(), transport);
            let agent = user_agent(config.user_agent.as_deref());
            self.made.credential = Some(credential::make(config, base, &agent, tokens)?);
        }
        let principal = self.made.principal.get_or_insert_with(principal).clone();
        if self.cache.is_some() {
            self.cache_owner.get_or_insert_with(|| principal.clone());
        }
        if self.made.coalesce.is_none() && (config.cache.enabled || self.cache.is_some()) {
            self.made.coalesce = Some(CoalesceLayer::new());
        }
        if self.made.cache.is_none() && config.cache.enabled {
            let layer = CacheLayer::new(principal)
                .with_directives(Directives::ObeyUnlessBlanket)
                .with_ttl(config.cache.ttl)
                .with_tti(config.cache.tti);
            self.made.cache = Some(layer);
        }
        if self.made.limits.is_none() {
            let limits = RateLimits::builder().max_capacity(u32::from(config.rate_limit.max_capacity));
            self.made.limits = Some(limits.build());
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
        let made = || self.made.credential.as_ref().map(|made| made.shared.clone());
        let credential = self.credential.clone().or_else(made);
        let limits = self.limits.clone().or_else(|| self.made.limits.clone());
        let retry = self.retry.clone().or_else(|| self.made.retry.clone());
        let origin = Origin::of(&base.origin())
            .map_err(|error| Error::config("the org's address has no origin", Some(error.into())))?;
        let mut auth = AuthLayer::new(origin, credential.ok_or_else(unfinished)?)
            .plain_http(credential::plain_http(config));
        // Okta's disaster recovery runs on a host of its own, under the org's name.
        if let Ok(Some(beside)) = base.beside("drapp")
            && let Ok(origin) = beside.parse()
        {
            auth = auth.trust(origin);
        }
        Ok(Parts {
            call_span: CallSpanLayer::new().with_redaction(self.redaction.clone()),
            deadline: config.request_timeout.map_or(DeadlineLayer::disabled(), DeadlineLayer::new),
            per_call: self.per_call.clone(),
            headers: self.default_headers(config)?,
            cache: self.cache(),
            coalesce: self.coalesce(),
            retry: retry.filter(|_| !self.no_retry),
            rate_limit: limits.filter(|_| !self.no_rate_limit).map(RateLimitLayer::new),
            attempt_timeout: config
                .attempt_timeout
                .map_or(AttemptTimeoutLayer::disabled(), AttemptTimeoutLayer::new),
            collect: self
                .body_limit
                .map_or(CollectLayer::new(), |limit| CollectLayer::new().with_limit(limit)),
            per_attempt: self.per_attempt.clone(),
            auth,
            wire: self.wire.clone(),
            attempt_span: self.attempt_span(),
            transport: self.transport(config)?,
        })
    }

    /// The handle on the tokens of a configured service app.
    pub(crate) fn oauth(&self) -> Option<&OAuth> {
        match self.credential {
            Some(_) => None,
            None => self.made.credential.as_ref()?.oauth.as_ref(),
        }
    }

    /// The transport, and above it the log where the configuration turns it on.
    fn transport(&self, config: &Config) -> Result<HttpService, Error> {
        let transport =
            self.transport.clone().or_else(|| self.made.transport.clone()).ok_or_else(unfinished)?;
        Ok(match config.logging.enabled {
            true => stack::erase(
                LogLayer::new(config.logging.level).with_redaction(self.redaction.clone()).layer(transport),
            ),
            false => transport,
        })
    }

    fn attempt_span(&self) -> AttemptSpanLayer {
        AttemptSpanLayer::new().with_redaction(self.redaction.clone())
    }

    /// The caller's cache, or the one made. Another credential than the first is another principal.
    fn cache(&self) -> Option<CacheLayer> {
        let principal = self.made.principal.clone().filter(|own| Some(own) != self.cache_owner.as_ref());
        let given = self.cache.clone().map(|layer| match principal {
            Some(principal) => layer.with_principal(principal),
            None => layer,
        });
        given.or_else(|| self.made.cache.clone())
    }

    fn coalesce(&self) -> Option<CoalesceLayer> {
        let layer = self.coalesce.clone().or_else(|| self.made.coalesce.clone())?;
        Some(match &self.made.principal {
            Some(principal) => layer.with_principal(principal.clone()),
            None => layer,
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

fn unfinished() -> Error {
    Error::config("the client was left without a part", None)
}

/// A principal that no other cache of this process has: each credential gets a cache of its own.
fn principal() -> Principal {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    Principal::new(format!("credential-{}", NEXT.fetch_add(1, Ordering::Relaxed)))
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
