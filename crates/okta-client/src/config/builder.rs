//! What the program sets, and the way to a [`Config`].

use std::{collections::BTreeSet, time::Duration};

use secrecy::SecretString;

use super::{
    AuthorizationMode, Config, ConfigError, ConfigErrors, ConfigSource, DpopMode, ProxyConfig, Sources, env,
    keys::{self, Key},
    merge::{Data, Layers},
    resolve, yaml,
};

/// Collects what the program sets; it wins over every other source. The last value of a key counts.
///
/// Nothing is checked before [`ConfigBuilder::build`].
#[derive(Clone, Debug, Default)]
#[must_use = "a builder does nothing until `build` is called"]
pub struct ConfigBuilder {
    sources: Sources,
    values: Vec<(Key, Data)>,
    unknown: Vec<String>,
    profile: Option<String>,
    proxy: Option<ProxyConfig>,
    external_credentials: bool,
}

impl ConfigBuilder {
    /// Starts with the files and the environment of the process.
    pub fn new() -> Self {
        Self::default()
    }

    /// Replaces the outside world; [`Sources::none`] leaves only what the program sets.
    pub fn sources(mut self, sources: Sources) -> Self {
        self.sources = sources;
        self
    }

    /// Chooses a named profile of the files, in place of `OKTA_PROFILE`.
    pub fn profile(mut self, name: impl Into<String>) -> Self {
        self.profile = Some(name.into());
        self
    }

    /// Sets a key by its name, such as `rateLimit.maxRetries`, from text as a file would hold it.
    ///
    /// A name that no key has is an error when the configuration is built.
    pub fn set(mut self, name: &str, value: impl Into<String>) -> Self {
        match keys::find(name) {
            Some(key) => self.put(key, Data::text(value)),
            None => {
                self.unknown.push(name.to_owned());
                self
            }
        }
    }

    fn put(mut self, key: Key, data: Data) -> Self {
        self.values.push((key, data));
        self
    }

    /// The address of the org (`orgUrl`).
    pub fn org_url(self, url: impl Into<String>) -> Self {
        self.put(keys::ORG_URL, Data::text(url))
    }

    /// How requests are authorized (`authorizationMode`).
    pub fn authorization_mode(self, mode: AuthorizationMode) -> Self {
        self.put(keys::AUTHORIZATION_MODE, Data::text(mode.as_str()))
    }

    /// The API token or, in mode `Bearer`, the access token (`token`).
    pub fn token(self, token: impl Into<SecretString>) -> Self {
        self.put(keys::TOKEN, Data::Text(token.into()))
    }

    /// The program brings its own credential: neither token nor key is looked for.
    pub fn external_credentials(mut self) -> Self {
        self.external_credentials = true;
        self
    }

    /// The service app's client id (`clientId`).
    pub fn client_id(self, id: impl Into<String>) -> Self {
        self.put(keys::CLIENT_ID, Data::text(id))
    }

    /// The scopes to ask for (`scopes`).
    pub fn scopes<S: Into<String>>(self, scopes: impl IntoIterator<Item = S>) -> Self {
        self.put(keys::SCOPES, Data::List(scopes.into_iter().map(Into::into).collect()))
    }

    /// The service app's private key (`privateKey`): PEM text, a JWK as JSON text, or the path of a file
    /// with either.
    pub fn private_key(self, key: impl Into<SecretString>) -> Self {
        self.put(keys::PRIVATE_KEY, Data::Text(key.into()))
    }

    /// The id of the private key (`kid`).
    pub fn key_id(self, kid: impl Into<String>) -> Self {
        self.put(keys::KID, Data::text(kid))
    }

    /// How long before its expiry a token is renewed (`oauthTokenRenewalOffset`).
    pub fn token_renewal_offset(self, offset: Duration) -> Self {
        self.put(keys::RENEWAL_OFFSET, Data::Duration(offset))
    }

    /// Whether tokens are bound to a key (`dpop`).
    pub fn dpop(self, mode: DpopMode) -> Self {
        self.put(keys::DPOP, Data::text(mode.as_str()))
    }

    /// How long one proof key is used (`dpopKeyRotationInterval`).
    pub fn dpop_key_rotation(self, interval: Duration) -> Self {
        self.put(keys::DPOP_KEY_ROTATION, Data::Duration(interval))
    }

    /// Text appended to the client's own `User-Agent` (`userAgent`).
    pub fn user_agent(self, text: impl Into<String>) -> Self {
        self.put(keys::USER_AGENT, Data::text(text))
    }

    /// The longest that setting up a connection may take; zero means no limit (`connectionTimeout`).
    pub fn connection_timeout(self, limit: Duration) -> Self {
        self.put(keys::CONNECTION_TIMEOUT, Data::Duration(limit))
    }

    /// The longest that a call may take with all its retries; zero means no limit (`requestTimeout`).
    pub fn request_timeout(self, limit: Duration) -> Self {
        self.put(keys::REQUEST_TIMEOUT, Data::Duration(limit))
    }

    /// The longest that one sending may take; zero means no limit (`attemptTimeout`).
    pub fn attempt_timeout(self, limit: Duration) -> Self {
        self.put(keys::ATTEMPT_TIMEOUT, Data::Duration(limit))
    }

    /// How often a call may be sent again (`rateLimit.maxRetries`).
    pub fn max_retries(self, retries: u32) -> Self {
        self.put(keys::MAX_RETRIES, Data::Integer(retries.into()))
    }

    /// The longest single wait between two sendings (`rateLimit.maxBackoff`).
    pub fn max_backoff(self, limit: Duration) -> Self {
        self.put(keys::MAX_BACKOFF, Data::Duration(limit))
    }

    /// The part of each rate limit that this client may use up, 1–100 percent (`rateLimit.maxCapacity`).
    pub fn max_capacity(self, percent: u8) -> Self {
        self.put(keys::MAX_CAPACITY, Data::Integer(percent.into()))
    }

    /// Whether responses are cached (`cache.enabled`).
    pub fn cache(self, enabled: bool) -> Self {
        self.put(keys::CACHE_ENABLED, Data::Bool(enabled))
    }

    /// How long a cached response lives at most (`cache.defaultTtl`).
    pub fn cache_ttl(self, ttl: Duration) -> Self {
        self.put(keys::CACHE_TTL, Data::Duration(ttl))
    }

    /// How long a cached response lives unread (`cache.defaultTti`).
    pub fn cache_tti(self, tti: Duration) -> Self {
        self.put(keys::CACHE_TTI, Data::Duration(tti))
    }

    /// The proxies to use, in place of `proxy.*` and the proxy variables; [`ProxyConfig::none`] turns all
    /// of them off.
    pub fn proxy(mut self, proxy: ProxyConfig) -> Self {
        self.proxy = Some(proxy);
        self
    }

    /// Whether request and response are traced in detail (`logging.enabled`).
    pub fn logging(self, enabled: bool) -> Self {
        self.put(keys::LOGGING_ENABLED, Data::Bool(enabled))
    }

    /// The level of detailed events (`logging.logLevel`).
    pub fn log_level(self, level: tracing::Level) -> Self {
        self.put(keys::LOGGING_LEVEL, Data::text(level.as_str()))
    }

    /// Allows a plain `http` org URL, for test servers (`testing.testingDisableHttpsCheck`).
    pub fn disable_https_check(self, disabled: bool) -> Self {
        self.put(keys::DISABLE_HTTPS_CHECK, Data::Bool(disabled))
    }

    /// Reads the sources, merges and checks. Opens the configuration files and, where `privateKey` is a
    /// path, the key file; connects to nothing.
    ///
    /// # Errors
    ///
    /// All mistakes found, not only the first one.
    pub fn build(self) -> Result<Config, ConfigErrors> {
        let mut layers = Layers::default();
        let chosen = self.profile.map(|name| (name, ConfigSource::Program)).or_else(|| {
            let name = self.sources.variable(keys::PROFILE_VARIABLE)?;
            Some((name.trim().to_owned(), ConfigSource::Variable(keys::PROFILE_VARIABLE.to_owned())))
        });
        let profile = chosen.as_ref().map(|(name, _)| name.as_str());
        let known = yaml::read(&self.sources, profile, &mut layers);
        if let Some((name, origin)) = &chosen
            && !known.contains(name)
        {
            layers.errors.push(ConfigError::new("profile", origin.clone(), unknown_profile(name, &known)));
        }
        env::read(&self.sources, &mut layers);
        for (key, data) in self.values {
            layers.put(key, data, ConfigSource::Program);
        }
        for name in self.unknown {
            let problem = match keys::nearest(&name) {
                Some(key) => format!("is not a known key; did you mean {}?", key.name()),
                None => "is not a known key".to_owned(),
            };
            layers.errors.push(ConfigError::new(name, ConfigSource::Program, problem));
        }
        let demands = resolve::Demands {
            proxy: self.proxy,
            external_credentials: self.external_credentials,
            profile: chosen.map(|(name, _)| name),
        };
        resolve::resolve(layers, &self.sources, demands)
    }
}

fn unknown_profile(name: &str, known: &BTreeSet<String>) -> String {
    if known.is_empty() {
        return format!("asks for {name:?}, but no file has profiles; put it below okta.profiles");
    }
    let known: Vec<&str> = known.iter().map(String::as_str).collect();
    format!("asks for {name:?}, which no file has; there are {}", known.join(", "))
}
