//! The state of a builder, the parts that clients share, and the layers of a stack.

use std::{
    fmt,
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use http::{
    HeaderMap, HeaderValue, Uri,
    header::{ACCEPT, USER_AGENT},
};
use okta_tower::{
    auth::{
        AuthLayer, ClientAuthentication, ClientAuthenticationLayer, OAuth, Origin, SharedCredential,
        SharedTokenStore, TokenEndpoint,
    },
    body::Body,
    collect::{CollectLayer, DEFAULT_LIMIT},
    headers::DefaultHeadersLayer,
    meta::Principal,
    rate_limit::{self, RateLimitLayer, RateLimits},
    retry::{self, RetryPolicy},
    timeout::{AttemptTimeoutLayer, DeadlineLayer},
};
use tower::{Layer, util::Either};

use super::credential::{self, ConfiguredCredential};
use crate::{
    Error, HttpService,
    call::headers,
    config::{BaseUrl, Config, ConfigBuilder, Credentials, SharedPart},
    error::CredentialKind,
    stack::{
        self, StackLayers, Transport, UserLayer,
        cache::{self, CacheLayer, CoalesceLayer},
        telemetry::{self, Telemetry},
    },
    transport::{HttpVersion, HyperTransport, TlsOptions},
};

/// Headers that layers below the default headers set; neither default headers nor calls can override them. Those of
/// retries are set above, and the retry layer removes them from first attempts.
const RESERVED: [&str; 3] = ["authorization", "dpop", "host"];

/// The state of a builder. A client keeps it, so that others can be derived from it.
#[derive(Clone, Default)]
pub(crate) struct BuilderState {
    pub(crate) config: ConfigBuilder,
    pub(crate) credential: Option<SharedCredential>,
    /// The authentication of OAuth requests.
    pub(crate) client_authentication: Option<(String, ClientAuthentication)>,
    /// The kind of `credential`.
    pub(crate) credential_kind: CredentialKind,
    pub(crate) transport: Option<HttpService>,
    pub(crate) tls: Option<TlsOptions>,
    pub(crate) http_version: Option<HttpVersion>,
    pub(crate) retry: Option<RetryPolicy>,
    pub(crate) no_retry: bool,
    pub(crate) cache: Option<CacheLayer>,
    pub(crate) token_store: Option<SharedTokenStore>,
    /// The principal of the client that the user-provided cache was first used with.
    pub(crate) cache_owner: Option<Principal>,
    pub(crate) coalesce: Option<CoalesceLayer>,
    pub(crate) limits: Option<RateLimits>,
    pub(crate) no_rate_limit: bool,
    pub(crate) body_limit: Option<usize>,
    pub(crate) telemetry: Telemetry,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) per_call: Vec<UserLayer>,
    pub(crate) per_attempt: Vec<UserLayer>,
    pub(crate) wire: Vec<UserLayer>,
    /// Parts that an earlier build created from the configuration.
    pub(crate) shared: SharedParts,
}

/// The parts that clients derived from each other share.
#[derive(Clone, Default)]
pub(crate) struct SharedParts {
    pub(crate) credential: Option<ConfiguredCredential>,
    pub(crate) transport: Option<HyperTransport>,
    pub(crate) retry: Option<RetryPolicy>,
    /// The identity of the client in its cache; it changes whenever the credential may have changed.
    pub(crate) principal: Option<Principal>,
    pub(crate) cache: Option<CacheLayer>,
    pub(crate) coalesce: Option<CoalesceLayer>,
    pub(crate) limits: Option<RateLimits>,
}

impl SharedParts {
    /// Drops the parts that depend on changed settings; the next build creates them again.
    pub(crate) fn invalidate(&mut self, affected: &[SharedPart]) {
        for part in affected {
            match part {
                SharedPart::Credential => self.credential = None,
                SharedPart::Principal => {
                    self.principal = None;
                    self.invalidate(&[SharedPart::Cache]);
                }
                SharedPart::Cache => {
                    self.cache = None;
                    self.coalesce = None;
                }
                SharedPart::Limits => self.limits = None,
                SharedPart::Transport => {
                    self.transport = None;
                    self.credential = None;
                }
                SharedPart::Retry => self.retry = None,
            }
        }
    }
}

impl fmt::Debug for BuilderState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BuilderState")
            .field("config", &self.config)
            .field("headers", &self.headers.iter().map(|(name, _)| name).collect::<Vec<_>>())
            .field("per_call", &self.per_call.len())
            .field("per_attempt", &self.per_attempt.len())
            .field("wire", &self.wire.len())
            .finish_non_exhaustive()
    }
}

impl BuilderState {
    /// Creates the parts that were neither provided nor inherited.
    pub(crate) fn complete(&mut self, config: &Config, base: &BaseUrl) -> Result<(), Error> {
        // A credential that the configuration describes was set later than one that the program provided.
        if !matches!(config.credentials, Credentials::External) {
            self.credential = None;
        }
        if self.shared.transport.is_none() && self.transport.is_none() {
            let mut transport = HyperTransport::builder().config(config);
            if let Some(options) = &self.tls {
                transport = transport.tls(options.clone());
            }
            if let Some(version) = self.http_version {
                transport = transport.http_version(version);
            }
            let transport = transport.build().map_err(|error| {
                Error::config("builder error: invalid transport settings", Some(error.into()))
            })?;
            self.shared.transport = Some(transport);
        }
        if self.shared.credential.is_none() && self.credential.is_none() {
            let transport = self.transport(config)?;
            let tokens =
                stack::token_stack(&self.wire, &self.telemetry.request_observer(&origin(base)?), transport);
            let agent = user_agent(config.user_agent.as_deref());
            self.shared.credential =
                Some(credential::from_config(config, base, &agent, tokens, self.token_store.clone())?);
        }
        let principal = self.shared.principal.get_or_insert_with(principal).clone();
        if self.cache.is_some() {
            self.cache_owner.get_or_insert_with(|| principal.clone());
        }
        if self.shared.coalesce.is_none() && (config.cache.enabled || self.cache.is_some()) {
            self.shared.coalesce = cache::coalesce();
        }
        if self.shared.cache.is_none() && config.cache.enabled {
            self.shared.cache = Some(cache::cache(principal, &config.cache)?);
        }
        if self.shared.limits.is_none() {
            let limits = rate_limit::builder().max_capacity(u32::from(config.rate_limit.max_capacity));
            self.shared.limits = Some(limits.build());
        }
        if self.shared.retry.is_none() {
            self.shared.retry = Some(
                retry::policy()
                    .max_retries(config.rate_limit.max_retries)
                    .max_wait(config.rate_limit.max_backoff),
            );
        }
        Ok(())
    }

    /// The layers of the stack.
    pub(crate) fn layers(&self, config: &Config, base: &BaseUrl) -> Result<StackLayers, Error> {
        let configured = || self.shared.credential.as_ref().map(|configured| configured.shared.clone());
        let credential = self.credential.clone().or_else(configured);
        let limits = self.limits.clone().or_else(|| self.shared.limits.clone());
        let retry = self.retry.clone().or_else(|| self.shared.retry.clone());
        let origin = origin(base)?;
        let mut auth = AuthLayer::new(origin.clone(), credential.ok_or_else(|| missing_part("credential"))?)
            .plain_http(credential::plain_http(config));
        // Okta's disaster recovery runs on a separate host, below the host of the org.
        if let Ok(Some(sibling)) = base.sibling_host("drapp")
            && let Ok(origin) = Origin::from_uri(&sibling.origin())
        {
            auth = auth.trust(origin);
        }
        let mut per_attempt = self.per_attempt.clone();
        if let Some((client_id, authentication)) = &self.client_authentication {
            let layer = ClientAuthenticationLayer::new(origin.clone(), client_id, authentication.clone());
            let layer = layer.map_err(credential::invalid_credentials)?;
            // Innermost: user layers see requests before they contain credentials.
            per_attempt.push(UserLayer::new(layer.plain_http(credential::plain_http(config))));
        }
        Ok(StackLayers {
            call_observer: self.telemetry.call_observer(),
            deadline: DeadlineLayer::new(config.request_timeout.unwrap_or(Duration::MAX)),
            per_call: self.per_call.clone(),
            headers: headers_layer(&self.default_headers(config)?)?,
            cache: self.cache(),
            coalesce: self.coalesce(),
            retry: retry.filter(|_| !self.no_retry).unwrap_or_else(|| retry::policy().max_retries(0)),
            rate_limit: limits.filter(|_| !self.no_rate_limit).map(RateLimitLayer::new),
            attempt_timeout: AttemptTimeoutLayer::new(config.attempt_timeout.unwrap_or(Duration::MAX)),
            body_log: telemetry::body_log(config.logging),
            collect: self.body_limit.map_or(CollectLayer::new(), |limit| CollectLayer::new().limit(limit)),
            error_body_limit: self.body_limit.unwrap_or(DEFAULT_LIMIT),
            per_attempt,
            auth,
            wire: self.wire.clone(),
            request_observer: self.telemetry.request_observer(&origin),
            transport: self.transport(config)?,
        })
    }

    /// Creates the token endpoint at an URL, for a client of it, over the transport.
    pub(crate) fn token_endpoint(
        &self,
        config: &Config,
        url: Uri,
        client_id: &str,
        authentication: ClientAuthentication,
    ) -> Result<TokenEndpoint<HttpService, Body>, Error> {
        let origin = Origin::from_uri(&url).map_err(|error| {
            Error::config("builder error: invalid token endpoint URL", Some(error.into()))
        })?;
        let observer = self.telemetry.request_observer(&origin);
        let service = stack::token_stack(&self.wire, &observer, self.transport(config)?);
        let endpoint = TokenEndpoint::new(url, client_id, authentication, service);
        let endpoint = endpoint.map_err(credential::invalid_credentials)?;
        Ok(credential::configured(endpoint, config, &user_agent(config.user_agent.as_deref())))
    }

    /// The access tokens of a configured service app.
    pub(crate) fn oauth(&self) -> Option<&OAuth> {
        match self.credential {
            Some(_) => None,
            None => self.shared.credential.as_ref()?.oauth.as_ref(),
        }
    }

    /// The transport, with the log around it if the configuration enables it.
    fn transport(&self, config: &Config) -> Result<Transport, Error> {
        let transport = match (&self.transport, &self.shared.transport) {
            (Some(provided), _) => Either::Right(provided.clone()),
            (None, Some(built_in)) => Either::Left(built_in.clone()),
            (None, None) => return Err(missing_part("transport")),
        };
        Ok(match self.telemetry.log(config.logging) {
            Some(log) => Either::Right(stack::erase(log.layer(transport))),
            None => transport,
        })
    }

    /// The user-provided cache, or the configured one. A credential other than the first is a separate principal.
    fn cache(&self) -> Option<CacheLayer> {
        let principal = self.shared.principal.as_ref().filter(|own| Some(*own) != self.cache_owner.as_ref());
        let provided = self.cache.as_ref().map(|layer| cache::with_principal(layer, principal));
        provided.or_else(|| self.shared.cache.clone())
    }

    fn coalesce(&self) -> Option<CoalesceLayer> {
        let layer = self.coalesce.as_ref().or(self.shared.coalesce.as_ref());
        layer.map(|layer| cache::coalesce_with_principal(layer, self.shared.principal.as_ref()))
    }

    /// The headers of every request that does not set them: the client's own and the custom ones.
    pub(crate) fn default_headers(&self, config: &Config) -> Result<HeaderMap, Error> {
        let mut defaults = HeaderMap::new();
        defaults.insert(ACCEPT, HeaderValue::from_static("application/json"));
        let agent = HeaderValue::try_from(user_agent(config.user_agent.as_deref()))
            .map_err(|error| Error::config("builder error: invalid user agent", Some(error.into())))?;
        defaults.insert(USER_AGENT, agent);
        defaults.extend(self.custom_headers()?);
        Ok(defaults)
    }

    /// The custom headers; of several with one name, the last.
    pub(crate) fn custom_headers(&self) -> Result<HeaderMap, Error> {
        let mut custom = HeaderMap::new();
        for (name, value) in &self.headers {
            let (name, value) = headers::parse(name, value)
                .map_err(|message| Error::config(format!("builder error: {message}"), None))?;
            custom.insert(name, value);
        }
        Ok(custom)
    }
}

fn headers_layer(defaults: &HeaderMap) -> Result<DefaultHeadersLayer, Error> {
    let invalid = |error: okta_tower::headers::InvalidHeader| {
        Error::config("builder error: invalid default header", Some(error.into()))
    };
    let mut layer = DefaultHeadersLayer::new();
    for name in RESERVED {
        layer = layer.reserve(name).map_err(invalid)?;
    }
    for (name, value) in defaults {
        layer = layer.header(name, value).map_err(invalid)?;
    }
    Ok(layer)
}

fn origin(base: &BaseUrl) -> Result<Origin, Error> {
    Origin::from_uri(&base.origin())
        .map_err(|error| Error::config("builder error: invalid org URL", Some(error.into())))
}

fn missing_part(part: &str) -> Error {
    Error::config(format!("builder error: no {part} configured"), None)
}

/// A principal that is unique in this process: each credential gets a separate cache.
fn principal() -> Principal {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    Principal::new(format!("credential-{}", NEXT.fetch_add(1, Ordering::Relaxed)))
}

/// Product and platform, then the configured addition.
fn user_agent(addition: Option<&str>) -> String {
    let own = concat!("okta-client/", env!("CARGO_PKG_VERSION"));
    let mut text = format!("{own} rust {}/{}", std::env::consts::OS, std::env::consts::ARCH);
    if let Some(addition) = addition {
        text.push(' ');
        text.push_str(addition);
    }
    text
}

#[cfg(test)]
mod tests {
    use crate::{Client, ClientBuilder, config::Sources};

    /// The shared parts that survive a change: credential, transport, limits, retry policy.
    fn kept(change: impl FnOnce(ClientBuilder) -> ClientBuilder) -> [bool; 4] {
        let client = Client::builder()
            .sources(Sources::none())
            .org_url("https://example.okta.com")
            .token("00t")
            .build()
            .unwrap();
        let shared = change(client.to_builder().unwrap()).into_state().shared;
        let (credential, transport) = (shared.credential.is_some(), shared.transport.is_some());
        [credential, transport, shared.limits.is_some(), shared.retry.is_some()]
    }

    #[test]
    fn settings_invalidate_the_parts_they_affect() {
        assert_eq!(kept(|builder| builder.request_timeout(std::time::Duration::ZERO)), [true; 4]);
        assert_eq!(kept(|builder| builder.max_retries(1)), [true, true, true, false]);
        assert_eq!(kept(|builder| builder.set("rateLimit.maxRetries", "1")), [true, true, true, false]);
        assert_eq!(kept(|builder| builder.token("00u")), [false, true, false, true]);
        assert_eq!(kept(|builder| builder.set("proxy.host", "p")), [false, false, true, true]);
        assert_eq!(kept(|builder| builder.profile("other")), [false; 4]);
    }
}
