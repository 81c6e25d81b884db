//! The configuration of a client: its sources and the resolved settings.
//!
//! Five sources are merged key by key; a later source overrides earlier ones:
//!
//! 1. defaults,
//! 2. `~/.okta/okta.yaml`,
//! 3. `./okta.yaml` in the working directory,
//! 4. environment variables `OKTA_CLIENT_…` and `OKTA_TESTING_…`,
//! 5. the settings of the program ([`ConfigBuilder`]).
//!
//! The YAML file is that of Okta's SDKs: the keys below `okta.client` and `okta.testing` have the same names and
//! units. Every key has an environment variable: its path in upper case with underscores for dots, such as
//! `OKTA_CLIENT_RATELIMIT_MAXRETRIES` for `rateLimit.maxRetries`. [`keys`] lists all of them. An empty value or a YAML
//! `null` counts as not set.
//!
//! A duration without a unit has the unit of Okta's SDKs (seconds; minutes for `oauthTokenRenewalOffset`); `250ms`,
//! `30s`, `5m`, `2h` and `1d` have their own. `0` disables a time limit.
//!
//! A file may define named profiles. `okta.profiles.staging` overrides `okta.client` of the same file if the
//! environment variable `OKTA_PROFILE` or [`ConfigBuilder::profile`] selects `staging`:
//!
//! ```yaml
//! okta:
//!   client:
//!     orgUrl: "https://example.okta.com"
//!     requestTimeout: 90
//!   profiles:
//!     staging:
//!       orgUrl: "https://example.oktapreview.com"
//! ```
//!
//! All errors are reported together, as [`ConfigErrors`], each with its source. An unknown key is an error if the
//! program sets it, and a [`ConfigWarning`] in files and environment variables, which SDKs with other keys read too;
//! both name the most similar key.
//!
//! Loading a configuration opens no connection. Secrets are [`secrecy::SecretString`]s and appear in no error, warning,
//! [`ConfigReport`] or `Debug` output.

mod builder;
mod credentials;
mod env;
mod error;
mod explain;
mod file;
pub mod keys;
mod merge;
mod no_proxy;
mod okta_domain;
mod org_url;
mod parse;
mod proxy;
mod resolve;
mod settings;
mod sorted;
mod source;
mod yaml;

#[cfg(test)]
mod tests;

pub use builder::ConfigBuilder;
pub use credentials::{AuthorizationMode, Credentials, DpopMode, PrivateKeyConfig};
pub use error::{ConfigError, ConfigErrors, ConfigWarning};
pub use explain::{ConfigReport, ConfigReportEntry};
pub(crate) use file::read_file;
pub(crate) use keys::{SharedPart, define_setters, settings};
pub(crate) use merge::RawValue;
pub(crate) use no_proxy::NoProxy;
pub(crate) use org_url::BaseUrl;
pub use org_url::{OrgUrl, OrgUrlError};
pub use proxy::{ProxyConfig, ProxyScheme, ProxyServer, ProxyServerError};
pub use settings::{CacheConfig, Config, LoggingConfig, RateLimitConfig, TestingConfig};
pub use source::{ConfigSource, Sources};
