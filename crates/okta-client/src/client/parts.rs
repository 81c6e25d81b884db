//! What a client is made of, and how the parts of a stack are made from it.

use std::{
    fmt,
    sync::atomic::{AtomicU64, Ordering},
};

use okta_tower::{
    auth::{AuthLayer, OAuth, Origin, SharedCredential, SharedTokenStore},
    collect::CollectLayer,
    headers::DefaultHeadersLayer,
    meta::Principal,
    rate_limit::{RateLimitLayer, RateLimits},
    retry::RetryPolicy,
    timeout::{AttemptTimeoutLayer, DeadlineLayer},
};
use tower::{Layer, util::Either};

use super::credential;
use crate::{
    Error, HttpService,
    config::{BaseUrl, Config, ConfigBuilder},
    stack::{
        self, Parts, Transport, UserLayer,
        cache::{self, CacheLayer, CoalesceLayer},
        telemetry::{self, Telemetry},
    },
    transport::{HttpVersion, HyperTransport, TlsOptions},
};

/// Headers that the stack writes itself; neither a default nor a caller can set them.
const RESERVED: [&str; 5] = ["authorization", "dpop", "host", "x-okta-retry-for", "x-okta-retry-count"];

/// What a client was made of, so that another can be made from it.
#[derive(Clone, Default)]
pub(crate) struct Ingredients {
    pub(crate) config: ConfigBuilder,
    pub(crate) credential: Option<SharedCredential>,
    pub(crate) transport: Option<HttpService>,
    pub(crate) tls: Option<TlsOptions>,
    pub(crate) http_version: Option<HttpVersion>,
    pub(crate) retry: Option<RetryPolicy>,
    pub(crate) no_retry: bool,
    pub(crate) cache: Option<CacheLayer>,
    pub(crate) token_store: Option<SharedTokenStore>,
    /// The principal of the client that the caller's cache was first used with.
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
    /// Made from the configuration by an earlier build, and good as long as what it was made from is.
    pub(crate) made: Made,
}

/// Pieces that clients derived from each other share.
#[derive(Clone, Default)]
pub(crate) struct Made {
    pub(crate) credential: Option<credential::Made>,
    pub(crate) transport: Option<HyperTransport>,
    pub(crate) retry: Option<RetryPolicy>,
    /// Who the client is to its cache; another one as soon as the credential may be another.
    pub(crate) principal: Option<Principal>,
    pub(crate) cache: Option<CacheLayer>,
    pub(crate) coalesce: Option<CoalesceLayer>,
    pub(crate) limits: Option<RateLimits>,
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

impl Ingredients {
    /// Makes the pieces that were neither given nor inherited.
    pub(crate) fn complete(&mut self, config: &Config, base: &BaseUrl) -> Result<(), Error> {
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
            self.made.transport = Some(transport);
        }
        if self.made.credential.is_none() && self.credential.is_none() {
            let transport = self.transport(config)?;
            let tokens = stack::tokens(&self.wire, &self.telemetry.of_requests(&origin(base)?), transport);
            let agent = user_agent(config.user_agent.as_deref());
            self.made.credential =
                Some(credential::make(config, base, &agent, tokens, self.token_store.clone())?);
        }
        let principal = self.made.principal.get_or_insert_with(principal).clone();
        if self.cache.is_some() {
            self.cache_owner.get_or_insert_with(|| principal.clone());
        }
        if self.made.coalesce.is_none() && (config.cache.enabled || self.cache.is_some()) {
            self.made.coalesce = cache::coalesce();
        }
        if self.made.cache.is_none() && config.cache.enabled {
            self.made.cache = Some(cache::cache(principal, &config.cache)?);
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

    pub(crate) fn parts(&self, config: &Config, base: &BaseUrl) -> Result<Parts, Error> {
        let made = || self.made.credential.as_ref().map(|made| made.shared.clone());
        let credential = self.credential.clone().or_else(made);
        let limits = self.limits.clone().or_else(|| self.made.limits.clone());
        let retry = self.retry.clone().or_else(|| self.made.retry.clone());
        let origin = origin(base)?;
        let mut auth = AuthLayer::new(origin.clone(), credential.ok_or_else(unfinished)?)
            .plain_http(credential::plain_http(config));
        // Okta's disaster recovery runs on a host of its own, under the org's name.
        if let Ok(Some(beside)) = base.beside("drapp")
            && let Ok(origin) = beside.parse()
        {
            auth = auth.trust(origin);
        }
        Ok(Parts {
            call_watch: self.telemetry.of_calls(),
            deadline: config.request_timeout.map_or(DeadlineLayer::disabled(), DeadlineLayer::new),
            per_call: self.per_call.clone(),
            headers: self.default_headers(config)?,
            cache: self.cache(),
            coalesce: self.coalesce(),
            retry: retry.filter(|_| !self.no_retry).unwrap_or_else(RetryPolicy::none),
            rate_limit: limits
                .filter(|_| !self.no_rate_limit)
                .map_or(RateLimitLayer::disabled(), RateLimitLayer::new),
            attempt_timeout: config
                .attempt_timeout
                .map_or(AttemptTimeoutLayer::disabled(), AttemptTimeoutLayer::new),
            bodies: telemetry::bodies(config.logging),
            collect: self
                .body_limit
                .map_or(CollectLayer::new(), |limit| CollectLayer::new().with_limit(limit)),
            per_attempt: self.per_attempt.clone(),
            auth,
            wire: self.wire.clone(),
            request_watch: self.telemetry.of_requests(&origin),
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
    fn transport(&self, config: &Config) -> Result<Transport, Error> {
        let transport = match (&self.transport, &self.made.transport) {
            (Some(own), _) => Either::Right(own.clone()),
            (None, Some(made)) => Either::Left(made.clone()),
            (None, None) => return Err(unfinished()),
        };
        Ok(match self.telemetry.log(config.logging) {
            Some(log) => Either::Right(stack::erase(log.layer(transport))),
            None => transport,
        })
    }

    /// The caller's cache, or the one made. Another credential than the first is another principal.
    fn cache(&self) -> Option<CacheLayer> {
        let principal = self.made.principal.as_ref().filter(|own| Some(*own) != self.cache_owner.as_ref());
        let given = self.cache.as_ref().map(|layer| cache::cache_of(layer, principal));
        given.or_else(|| self.made.cache.clone())
    }

    fn coalesce(&self) -> Option<CoalesceLayer> {
        let layer = self.coalesce.as_ref().or(self.made.coalesce.as_ref());
        layer.map(|layer| cache::coalesce_of(layer, self.made.principal.as_ref()))
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

fn origin(base: &BaseUrl) -> Result<Origin, Error> {
    Origin::from_uri(&base.origin())
        .map_err(|error| Error::config("the org's address has no origin", Some(error.into())))
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
