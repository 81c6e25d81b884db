//! Where a client's settings come from, and what they are once checked.
//!
//! Five sources are merged key by key; a later one wins:
//!
//! 1. defaults,
//! 2. `~/.okta/okta.yaml`,
//! 3. `./okta.yaml` in the working directory,
//! 4. environment variables `OKTA_CLIENT_…` and `OKTA_TESTING_…`,
//! 5. what the program sets through [`ConfigBuilder`].
//!
//! The YAML file is the one that Okta's own SDKs read: the keys below `okta.client` and `okta.testing` have
//! the same names and units. Every key has an environment variable: its path in upper case, dots turned
//! into underscores, so that `rateLimit.maxRetries` is `OKTA_CLIENT_RATELIMIT_MAXRETRIES`. [`keys`] lists
//! them all. An empty value or a YAML `null` counts as not set.
//!
//! Durations written as plain numbers have the unit of Okta's SDKs (seconds; minutes for
//! `oauthTokenRenewalOffset`); `250ms`, `30s`, `5m`, `2h` and `1d` are understood everywhere. `0` means "no
//! limit" for a timeout.
//!
//! A file may hold named profiles. `okta.profiles.staging` is merged over `okta.client` of the same file
//! when the environment variable `OKTA_PROFILE` or [`ConfigBuilder::profile`] asks for `staging`:
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
//! All mistakes are reported at once, as [`ConfigErrors`], each with the place it comes from. A key that
//! does not exist is an error where the program sets it, and a [`ConfigWarning`] in files and environment,
//! because other SDKs with other keys read the same file; both name the nearest key that exists.
//!
//! Nothing here connects to anything. Secrets are held as [`secrecy::SecretString`] and appear in no error,
//! warning, [`Explanation`] or `Debug` output.

mod builder;
mod credentials;
mod env;
mod error;
mod explain;
pub mod keys;
mod merge;
mod okta_domain;
mod org_url;
mod parse;
mod proxy;
mod resolve;
mod settings;
mod source;
mod yaml;

#[cfg(test)]
mod tests;

pub use builder::ConfigBuilder;
pub use credentials::{AuthorizationMode, Credentials, DpopMode, PrivateKeyConfig};
pub use error::{ConfigError, ConfigErrors, ConfigWarning};
pub use explain::{Explained, Explanation};
pub(crate) use org_url::BaseUrl;
pub use org_url::{OrgUrl, OrgUrlError};
pub use proxy::{ProxyConfig, ProxyScheme, ProxyServer, ProxyServerError};
pub use settings::{CacheConfig, Config, LoggingConfig, RateLimitConfig, TestingConfig};
pub use source::{ConfigSource, Sources};
