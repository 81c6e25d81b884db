//! The builder of a client.

use std::{any::Any, sync::Arc, time::Duration};

use bytes::Bytes;
use http::{Request, Response};
use okta_tower::{
    BoxError,
    auth::{
        Bearer, ClientAuthentication, Credential, OAuth, SharedCredential, SharedTokenStore, Ssws, TokenStore,
    },
    body::Body,
    rate_limit::RateLimits,
    retry::RetryPolicy,
    trace::{Propagate, Redaction},
};
#[cfg(feature = "cache")]
use okta_tower::{cache::CacheLayer, coalesce::CoalesceLayer};
use secrecy::SecretString;
use tower::Service;

use super::{
    credential::NoCredential,
    parts::{BuilderState, SharedParts},
};
use crate::{
    Client, Error,
    config::{
        AuthorizationMode, Credentials, DpopMode, ProxyConfig, RawValue, SharedPart, Sources, define_setters,
        keys::{self, Key},
        settings,
    },
    error::CredentialKind,
    stack::{self, HttpLayer, UserLayer},
    transport::{HttpVersion, TlsOptions},
};

/// Builder of a [`Client`].
///
/// Settings that are not set here are read from the environment and from `okta.yaml` (see
/// [`config`](crate::config)); the last value of a setting wins. Layers keep their order: the first layer added to
/// a slot is the outermost.
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
    state: BuilderState,
}

settings! { define_setters, ClientBuilder }

impl ClientBuilder {
    /// The files and environment variables to read; [`Sources::none`] reads none.
    pub fn sources(mut self, sources: Sources) -> Self {
        self.state.shared = SharedParts::default();
        self.state.config = self.state.config.sources(sources);
        self
    }

    /// Selects a named profile of the files, in place of `OKTA_PROFILE`.
    pub fn profile(mut self, name: impl Into<String>) -> Self {
        self.state.shared = SharedParts::default();
        self.state.config = self.state.config.profile(name);
        self
    }

    /// The proxies to use, in place of `proxy.*` and the proxy variables; [`ProxyConfig::none`] disables all of
    /// them.
    pub fn proxy(mut self, proxy: ProxyConfig) -> Self {
        self.state.shared.invalidate(&[SharedPart::Transport]);
        self.state.config = self.state.config.proxy(proxy);
        self
    }
}

impl ClientBuilder {
    /// Creates a builder that reads the environment and `okta.yaml`.
    pub fn new() -> Self {
        Self::default()
    }

    pub(super) const fn from_state(state: BuilderState) -> Self {
        Self { state }
    }

    #[cfg(test)]
    pub(super) fn into_state(self) -> BuilderState {
        self.state
    }

    /// Sets a key by its name, such as `rateLimit.maxRetries`, to a value in the syntax of the files.
    ///
    /// An unknown key is an error of [`build`](Self::build).
    pub fn set(mut self, key: &str, value: impl Into<String>) -> Self {
        match keys::find(key) {
            Some(key) => self.state.shared.invalidate(key.affects()),
            None => self.state.shared = SharedParts::default(),
        }
        self.state.config = self.state.config.set(key, value);
        self
    }

    fn put(mut self, key: Key, value: RawValue) -> Self {
        self.state.shared.invalidate(key.affects());
        self.state.config = self.state.config.put(key, value);
        self
    }

    /// Uses this credential in place of the configured one. A token, client ID, private key or authorization mode that is
    /// set later replaces it.
    pub fn credential(mut self, credential: impl Credential) -> Self {
        self.state.config = self.state.config.external_credentials();
        self.state.shared.invalidate(&[SharedPart::Principal, SharedPart::Limits]);
        self.state.credential_kind = credential_kind(&credential);
        self.state.credential = Some(SharedCredential::new(credential));
        self
    }

    /// Authenticates the OAuth client `client_id` in requests that need it: the token, introspection, revocation, pushed
    /// authorization, device authorization and back-channel requests of `okta.oauth()` and its servers, and other `POST`
    /// requests of a form. The credential of the client stays for all other requests.
    ///
    /// [`ClientAuthentication`] has the methods: `client_secret_basic`, `client_secret_post`, `client_secret_jwt`,
    /// `private_key_jwt`, `none`. An assertion has the URL of the request as its audience. Default: none; such requests
    /// contain what the program puts into them.
    ///
    /// ```no_run
    /// use okta_client::okta_tower::auth::ClientAuthentication;
    ///
    /// # fn run(okta: okta_client::Client, secret: String) -> Result<(), Box<dyn std::error::Error>> {
    /// let method = ClientAuthentication::secret_basic(secret.into())?;
    /// let okta = okta.to_builder()?.client_authentication("0oa1example", method).build()?;
    /// # let _ = okta; Ok(()) }
    /// ```
    pub fn client_authentication(
        mut self,
        client_id: impl Into<String>,
        authentication: impl Into<ClientAuthentication>,
    ) -> Self {
        self.state.client_authentication = Some((client_id.into(), authentication.into()));
        self
    }

    /// Builds a client without credentials, for endpoints that take none. To call such an endpoint with a client that has
    /// credentials, use [`Client::without_credentials`].
    pub fn without_credentials(self) -> Self {
        self.credential(NoCredential)
    }

    /// Sends requests through this service, in place of the built-in transport.
    ///
    /// Its requests have absolute URIs and complete headers.
    pub fn transport<S, B>(mut self, service: S) -> Self
    where
        S: Service<Request<Body>, Response = Response<B>> + Clone + Send + Sync + 'static,
        S::Future: Send + 'static,
        S::Error: Into<BoxError>,
        B: http_body::Body<Data = Bytes> + Send + 'static,
        B::Error: Into<BoxError>,
    {
        self.state.shared.invalidate(&[SharedPart::Credential]);
        self.state.transport = Some(stack::erase(service));
        self
    }

    /// Sets certificate authorities, client certificates or the whole TLS configuration.
    pub fn tls(mut self, options: TlsOptions) -> Self {
        self.state.shared.invalidate(&[SharedPart::Transport]);
        self.state.tls = Some(options);
        self
    }

    /// Uses only this version of HTTP.
    pub fn http_version(mut self, version: HttpVersion) -> Self {
        self.state.shared.invalidate(&[SharedPart::Transport]);
        self.state.http_version = Some(version);
        self
    }

    /// Uses this retry policy in place of the configured one: [`okta_tower::retry::policy`] with other settings.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.state.retry = Some(policy);
        self.state.no_retry = false;
        self
    }

    /// Disables retries, except for calls that set [`with_retry`](crate::RawRequest::with_retry).
    pub fn disable_retry(mut self) -> Self {
        self.state.no_retry = true;
        self
    }

    /// Shares the access tokens of the service app with other processes through this store, such as a Redis server.
    pub fn token_store(mut self, store: impl TokenStore) -> Self {
        self.state.shared.invalidate(&[SharedPart::Credential]);
        self.state.token_store = Some(SharedTokenStore::new(store));
        self
    }

    /// Caches responses to reads in this cache, whether or not the configuration enables caching.
    ///
    /// Credentials that share its store need different principals. A client derived from this one with another
    /// credential uses the same store with a separate principal.
    ///
    /// What the layer does not set of dialect, directives and time to live is Okta's, as for
    /// [`cache`](Self::cache): see [`okta_tower::cache::complete`].
    #[cfg(feature = "cache")]
    #[cfg_attr(docsrs, doc(cfg(feature = "cache")))]
    pub fn cache_layer(mut self, layer: CacheLayer) -> Self {
        self.state.cache = Some(okta_tower::cache::complete(layer));
        self.state.cache_owner = None;
        self
    }

    /// Uses this rate-limit registry. Clients of one org with the same token or app should share one.
    ///
    /// [`okta_tower::rate_limit::limits`] and [`builder`](okta_tower::rate_limit::builder) create one that knows Okta's
    /// headers and buckets.
    pub fn rate_limits(mut self, limits: RateLimits) -> Self {
        self.state.limits = Some(limits);
        self.state.no_rate_limit = false;
        self
    }

    /// Disables proactive rate limiting: calls are sent at once, and the server may reject them.
    pub fn disable_rate_limit(mut self) -> Self {
        self.state.no_rate_limit = true;
        self
    }

    /// Coalesces equal concurrent reads into one request. Enabled with the cache.
    #[cfg(feature = "cache")]
    #[cfg_attr(docsrs, doc(cfg(feature = "cache")))]
    pub fn coalesce(mut self, layer: CoalesceLayer) -> Self {
        self.state.coalesce = Some(layer);
        self
    }

    /// The maximum size of a response body, in bytes.
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.state.body_limit = Some(bytes);
        self
    }

    /// The parts of requests that spans may contain.
    pub fn redaction(mut self, redaction: Redaction) -> Self {
        self.state.shared.invalidate(&[SharedPart::Credential]);
        self.state.telemetry.redaction = redaction;
        self
    }

    /// Disables metrics for this client, even if another crate of the program enables the feature `metrics`.
    pub fn disable_metrics(mut self) -> Self {
        self.state.shared.invalidate(&[SharedPart::Credential]);
        self.state.telemetry.no_metrics = true;
        self
    }

    /// Propagates the trace to the org: `propagator` adds headers such as `traceparent` to each physical request,
    /// token requests included, from the span of the request. Off by default; requests to other origins never have
    /// these headers.
    ///
    /// Any closure is a propagator ([`Propagate`]). The feature `otel` provides
    /// `okta_tower::trace::OtelPropagator`, which uses OpenTelemetry's global propagator.
    pub fn propagate_trace(mut self, propagator: impl Propagate) -> Self {
        self.state.shared.invalidate(&[SharedPart::Credential]);
        self.state.telemetry.propagator = Some(Arc::new(propagator));
        self
    }

    /// Adds a header to every request that does not set it. The last value of a name wins.
    ///
    /// The headers that the client sets (`Accept`, `User-Agent`, `Content-Type`, `Authorization`, …), in any letter
    /// case, are an error of [`build`](Self::build); [`user_agent`](Self::user_agent) extends `User-Agent`.
    pub fn default_header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.state.headers.push((name.into(), value.into()));
        self
    }

    /// Returns the names and values set with [`default_header`](Self::default_header), in their order.
    pub fn custom_headers(&self) -> impl Iterator<Item = (&str, &str)> {
        self.state.headers.iter().map(|(name, value)| (&**name, &**value))
    }

    /// Removes all headers set with [`default_header`](Self::default_header), those of the client that this builder was
    /// derived from included.
    pub fn clear_custom_headers(mut self) -> Self {
        self.state.headers.clear();
        self
    }

    /// Adds a layer that sees each call once, above default headers, cache and retries.
    pub fn layer_per_call(mut self, layer: impl HttpLayer) -> Self {
        self.state.per_call.push(UserLayer::new(layer));
        self
    }

    /// Adds a layer that sees each attempt before credentials are attached: its requests are safe to log.
    pub fn layer_per_attempt(mut self, layer: impl HttpLayer) -> Self {
        self.state.per_attempt.push(UserLayer::new(layer));
        self
    }

    /// Adds a layer that sees each physical request with its credentials, token requests included: a derived client
    /// with another wire layer obtains a separate token.
    pub fn layer_wire(mut self, layer: impl HttpLayer) -> Self {
        self.state.shared.invalidate(&[SharedPart::Credential]);
        self.state.wire.push(UserLayer::new(layer));
        self
    }

    /// Builds the client. Opens no connection and needs no runtime.
    ///
    /// # Errors
    ///
    /// Fails if the configuration is incomplete or invalid; the error lists all problems with their sources.
    pub fn build(self) -> Result<Client, Error> {
        let mut state = self.state;
        state.custom_headers()?;
        let config = state
            .config
            .clone()
            .build()
            .map_err(|errors| Error::config("builder error", Some(errors.into())))?;
        let base = config.org_url.base();
        state.complete(&config, base)?;
        let stack = stack::assemble(&state.layers(&config, base)?);
        let credential = match (&state.credential, &config.credentials) {
            (Some(_), _) => state.credential_kind,
            (None, Credentials::Ssws(_)) => CredentialKind::ApiToken,
            (None, Credentials::Bearer(_) | Credentials::PrivateKey(_)) => CredentialKind::OAuth,
            (None, Credentials::External) => CredentialKind::Unknown,
        };
        let default_headers = state.default_headers(&config)?;
        Ok(Client::assemble(stack, base.clone(), Some(state), credential, default_headers))
    }
}

/// The kind of a user-provided credential, as far as its type shows it.
fn credential_kind(credential: &dyn Any) -> CredentialKind {
    if credential.is::<Ssws>() {
        CredentialKind::ApiToken
    } else if credential.is::<Bearer>() || credential.is::<OAuth>() {
        CredentialKind::OAuth
    } else {
        CredentialKind::Unknown
    }
}
