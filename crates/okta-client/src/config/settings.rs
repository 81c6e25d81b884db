//! The checked result: [`Config`].

use std::time::Duration;

use super::{ConfigBuilder, ConfigErrors, ConfigWarning, Credentials, Explanation, OrgUrl, ProxyConfig};

/// A client's settings, merged from all sources and checked.
///
/// ```
/// use okta_client::config::{Config, Sources};
///
/// let config = Config::builder()
///     .sources(Sources::none().with_var("OKTA_CLIENT_TOKEN", "not-a-real-token"))
///     .org_url("https://example.okta.com/")
///     .build()?;
/// assert_eq!(config.org_url.as_str(), "https://example.okta.com");
/// assert_eq!(config.rate_limit.max_retries, 3);
/// println!("{}", config.explain());
/// # Ok::<(), okta_client::config::ConfigErrors>(())
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Config {
    /// The org that is called (`orgUrl`).
    pub org_url: OrgUrl,
    /// How requests are authorized (`authorizationMode` and the keys that it needs).
    pub credentials: Credentials,
    /// Text appended to the client's own `User-Agent` (`userAgent`).
    pub user_agent: Option<String>,
    /// The longest that setting up a connection may take: name lookup, TCP, proxy and TLS together
    /// (`connectionTimeout`, default 10 seconds). `None` means no limit.
    pub connection_timeout: Option<Duration>,
    /// The longest that a call may take, with all its retries and waits (`requestTimeout`, default
    /// 2 minutes: one whole rate-limit window and as much again). `None` means no limit.
    pub request_timeout: Option<Duration>,
    /// The longest that one sending of a call may take (`attemptTimeout`, default 30 seconds). `None` means
    /// no limit.
    pub attempt_timeout: Option<Duration>,
    /// Retries and pacing (`rateLimit.*`).
    pub rate_limit: RateLimitConfig,
    /// The response cache (`cache.*`).
    pub cache: CacheConfig,
    /// The proxies that connections go through (`proxy.*`, or else the usual proxy variables).
    pub proxy: ProxyConfig,
    /// A PEM file with the certificates to trust in place of the system's (the variable `SSL_CERT_FILE`, as
    /// OpenSSL and most programs understand it). Read when a transport is built.
    pub root_file: Option<std::path::PathBuf>,
    /// How much is traced (`logging.*`).
    pub logging: LoggingConfig,
    /// Switches for tests (`okta.testing`).
    pub testing: TestingConfig,
    pub(super) warnings: Vec<ConfigWarning>,
    pub(super) explanation: Explanation,
}

/// Retries and pacing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RateLimitConfig {
    /// How often a call may be sent again (`rateLimit.maxRetries`, default 3). 0 means never.
    pub max_retries: u32,
    /// The longest single wait between two sendings (`rateLimit.maxBackoff`, default 70 seconds, a
    /// rate-limit window with some slack).
    pub max_backoff: Duration,
    /// The part of each rate limit that this client may use up, in percent (`rateLimit.maxCapacity`,
    /// 1–100, default 100).
    pub max_capacity: u8,
}

impl Default for RateLimitConfig {
    fn default() -> Self {
        Self { max_retries: 3, max_backoff: Duration::from_secs(70), max_capacity: 100 }
    }
}

/// The response cache.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CacheConfig {
    /// Whether responses are cached at all (`cache.enabled`, default false).
    pub enabled: bool,
    /// How long after it was stored an entry is dropped (`cache.defaultTtl`, default 5 minutes).
    pub ttl: Duration,
    /// How long after it was last read an entry is dropped (`cache.defaultTti`, default 5 minutes).
    pub tti: Duration,
}

impl Default for CacheConfig {
    fn default() -> Self {
        Self { enabled: false, ttl: Duration::from_secs(300), tti: Duration::from_secs(300) }
    }
}

/// How much is traced.
///
/// The client never installs a subscriber: events go to whatever the program has installed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LoggingConfig {
    /// Whether request and response are traced in detail (`logging.enabled`, default false). Secrets are
    /// left out in any case.
    pub enabled: bool,
    /// The level of the detailed events (`logging.logLevel`, default `INFO`).
    pub level: tracing::Level,
    /// Whether they include bodies (`logging.bodies`, default false). Passwords, tokens and keys in JSON are left
    /// out, personal data is not ([`BodyLogLayer`](okta_tower::trace::BodyLogLayer)).
    pub bodies: bool,
    /// How many bytes of a body are shown (`logging.bodyLimit`, default 4096).
    pub body_limit: usize,
}

impl Default for LoggingConfig {
    fn default() -> Self {
        Self { enabled: false, level: tracing::Level::INFO, bodies: false, body_limit: 4096 }
    }
}

/// Switches for tests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct TestingConfig {
    /// Whether `orgUrl` may be plain `http` (`testing.testingDisableHttpsCheck`, default false). It changes
    /// nothing about how a TLS certificate is checked.
    pub disable_https_check: bool,
}

impl Config {
    /// Reads files and environment of the process, with nothing set by the program.
    ///
    /// # Errors
    ///
    /// All mistakes found, not only the first one.
    pub fn load() -> Result<Self, ConfigErrors> {
        Self::builder().build()
    }

    /// Starts with the files and the environment of the process; what is set on the builder wins over them.
    pub fn builder() -> ConfigBuilder {
        ConfigBuilder::new()
    }

    /// What was odd but harmless, such as unknown keys in a file. Each was also traced as a warning.
    #[must_use]
    pub fn warnings(&self) -> &[ConfigWarning] {
        &self.warnings
    }

    /// Every setting, its value (secrets masked) and where it comes from.
    #[must_use]
    pub fn explain(&self) -> &Explanation {
        &self.explanation
    }
}
