//! Builds a client: keeps the ingredients, derives the stack.

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use http::{Request, Response};
use okta_tower::{
    BoxError,
    auth::{Credential, SharedCredential, SharedTokenStore, TokenStore},
    body::Body,
    rate_limit::RateLimits,
    retry::RetryPolicy,
    trace::{Propagate, Redaction},
};
#[cfg(feature = "cache")]
use okta_tower::{cache::CacheLayer, coalesce::CoalesceLayer};
use secrecy::SecretString;
use tower::Service;

use super::parts::{Ingredients, Made};
use crate::{
    Client, Error,
    config::{AuthorizationMode, BaseUrl, DpopMode, ProxyConfig, Sources},
    stack::{self, HttpLayer, UserLayer},
    transport::{HttpVersion, TlsOptions},
};

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
    /// Okta writes on nearly every answer ([`Directives::ObeyExceptNoStoreDefault`](okta_tower::cache::Directives::ObeyExceptNoStoreDefault)).
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

    /// Sends nothing again: a call is sent once, unless it asks for more itself.
    pub fn disable_retry(mut self) -> Self {
        self.ingredients.no_retry = true;
        self
    }

    /// Keeps the service app's tokens in a store that other processes use too, such as one on a Redis server.
    pub fn token_store(mut self, store: impl TokenStore) -> Self {
        self.ingredients.made.credential = None;
        self.ingredients.token_store = Some(SharedTokenStore::new(store));
        self
    }

    /// Keeps answers to reads in this cache, whatever the configuration says.
    ///
    /// Its principal must be another for each credential that shares its store. A client derived from this
    /// one with another credential uses the same store as a principal of its own.
    ///
    /// A layer that obeys every `no-store` keeps next to nothing of a real org's: see
    /// [`Directives::ObeyExceptNoStoreDefault`](okta_tower::cache::Directives::ObeyExceptNoStoreDefault).
    #[cfg(feature = "cache")]
    #[cfg_attr(docsrs, doc(cfg(feature = "cache")))]
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

    /// Keeps to no rate limit: calls go at once, and may be refused.
    pub fn disable_rate_limit(mut self) -> Self {
        self.ingredients.no_rate_limit = true;
        self
    }

    /// Sends equal reads that are under way at the same time only once. A client with a cache does so unasked.
    #[cfg(feature = "cache")]
    #[cfg_attr(docsrs, doc(cfg(feature = "cache")))]
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
        self.ingredients.telemetry.redaction = redaction;
        self
    }

    /// Counts neither calls nor requests for the `metrics` facade, whatever feature another crate of the program
    /// has turned on.
    pub fn disable_metrics(mut self) -> Self {
        self.ingredients.telemetry.no_metrics = true;
        self
    }

    /// Hands the trace on to the org: `propagator` writes headers such as `traceparent` onto each physical
    /// request, token requests too, from the request's own span. Off by default; requests to other servers than
    /// the org never carry them.
    ///
    /// Any closure will do ([`Propagate`]). With the feature `otel` there is
    /// `okta_tower::trace::OtelPropagator`, which asks OpenTelemetry's global propagator.
    pub fn propagate_trace(mut self, propagator: impl Propagate) -> Self {
        self.ingredients.telemetry.propagator = Some(Arc::new(propagator));
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
    pub fn layer_per_call(mut self, layer: impl HttpLayer) -> Self {
        self.ingredients.per_call.push(UserLayer::new(layer));
        self
    }

    /// Adds a layer that sees each attempt, before the request has credentials: safe to log.
    pub fn layer_per_attempt(mut self, layer: impl HttpLayer) -> Self {
        self.ingredients.per_attempt.push(UserLayer::new(layer));
        self
    }

    /// Adds a layer that sees each physical request as it goes out, credentials included, token requests
    /// too.
    pub fn layer_wire(mut self, layer: impl HttpLayer) -> Self {
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
