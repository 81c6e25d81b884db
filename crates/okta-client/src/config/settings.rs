//! The resolved settings: [`Config`].

use std::time::Duration;

use super::{
    ConfigBuilder, ConfigErrors, ConfigReport, ConfigWarning, Credentials, OrgUrl, ProxyConfig, keys,
};

/// The settings of a client, merged from all sources and checked.
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
    /// The URL of the org (`orgUrl`).
    pub org_url: OrgUrl,
    /// How requests are authorized (`authorizationMode` and the keys that it requires).
    pub credentials: Credentials,
    /// Text appended to the `User-Agent` header (`userAgent`).
    pub user_agent: Option<String>,
    /// The time limit for setting up a connection (`connectionTimeout`); `None` means no limit.
    pub connection_timeout: Option<Duration>,
    /// The time limit for a call with all its attempts and waits (`requestTimeout`); `None` means no limit.
    pub request_timeout: Option<Duration>,
    /// The time limit for one attempt of a call (`attemptTimeout`); `None` means no limit.
    pub attempt_timeout: Option<Duration>,
    /// Retries and rate limits (`rateLimit.*`).
    pub rate_limit: RateLimitConfig,
    /// The response cache (`cache.*`).
    pub cache: CacheConfig,
    /// The proxies that connections go through (`proxy.*`, or the usual proxy variables).
    pub proxy: ProxyConfig,
    /// A PEM file with the certificates to trust in place of the system's (the variable `SSL_CERT_FILE`, as
    /// OpenSSL and most programs read it). Read when a transport is built.
    pub root_file: Option<std::path::PathBuf>,
    /// Detailed logging (`logging.*`).
    pub logging: LoggingConfig,
    /// Switches for tests (`okta.testing`).
    pub testing: TestingConfig,
    pub(super) warnings: Vec<ConfigWarning>,
    pub(super) report: ConfigReport,
}

/// Retries and rate limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RateLimitConfig {
    /// The maximum number of retries of a call (`rateLimit.maxRetries`).
    pub max_retries: u32,
    /// The longest delay before a retry (`rateLimit.maxBackoff`). Waits for quota are not part of it.
    pub max_backoff: Duration,
    /// The share of each rate limit that this client may use, in percent (`rateLimit.maxCapacity`).
    pub max_capacity: u8,
}

impl Default for RateLimitConfig {
    fn default() -> Self {
        Self {
            max_retries: keys::MAX_RETRIES.default_integer(),
            max_backoff: keys::MAX_BACKOFF.default_duration(),
            max_capacity: keys::MAX_CAPACITY.default_integer(),
        }
    }
}

/// The response cache.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CacheConfig {
    /// Whether responses are cached (`cache.enabled`).
    pub enabled: bool,
    /// How long a response is cached after it was stored (`cache.defaultTtl`).
    pub ttl: Duration,
    /// How long a response is cached after it was last read (`cache.defaultTti`).
    pub tti: Duration,
}

impl Default for CacheConfig {
    fn default() -> Self {
        Self {
            enabled: false,
            ttl: keys::CACHE_TTL.default_duration(),
            tti: keys::CACHE_TTI.default_duration(),
        }
    }
}

/// Detailed logging.
///
/// The client installs no subscriber: events go to the one that the program has installed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LoggingConfig {
    /// Whether requests and responses are logged in detail, without secrets (`logging.enabled`).
    pub enabled: bool,
    /// The level of these log events (`logging.logLevel`).
    pub level: tracing::Level,
    /// Whether bodies are logged as well (`logging.bodies`). Passwords, tokens and keys in JSON are left out,
    /// personal data is not ([`BodyLogLayer`](okta_tower::trace::BodyLogLayer)).
    pub bodies: bool,
    /// The number of bytes of a body that are logged (`logging.bodyLimit`).
    pub body_limit: usize,
}

impl Default for LoggingConfig {
    fn default() -> Self {
        Self {
            enabled: false,
            level: tracing::Level::INFO,
            bodies: false,
            body_limit: keys::LOGGING_BODY_LIMIT.default_integer(),
        }
    }
}

/// Switches for tests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct TestingConfig {
    /// Whether `orgUrl` may be plain `http` (`testing.testingDisableHttpsCheck`). TLS certificates are checked all
    /// the same.
    pub disable_https_check: bool,
}

impl Config {
    /// Reads the files and the environment of the process.
    ///
    /// # Errors
    ///
    /// Fails with all errors of all sources, not only the first.
    pub fn load() -> Result<Self, ConfigErrors> {
        Self::builder().build()
    }

    /// Creates a builder, whose settings override the files and the environment of the process.
    pub fn builder() -> ConfigBuilder {
        ConfigBuilder::new()
    }

    /// The warnings, such as unknown keys in a file. Each was logged as well.
    #[must_use]
    pub fn warnings(&self) -> &[ConfigWarning] {
        &self.warnings
    }

    /// The report of every setting with its value and source; secrets are masked.
    #[must_use]
    pub fn explain(&self) -> &ConfigReport {
        &self.report
    }
}
