//! The options of `serve`.

use std::{path::PathBuf, str::FromStr, time::Duration};

use clap::{Args, ValueEnum};
use okta_testkit::{Edition, Feature};

/// Serves an org to programs in any language, until it is stopped or while a command runs.
///
/// The variables of Okta's SDKs are set for the command, or printed for a shell when there is none. Requests are logged to
/// standard error; at the end, those that the org does not support are listed.
#[derive(Args, Debug)]
#[command(after_help = "Exit status: that of the command; 0 when stopped by SIGINT or SIGTERM; \
                        127 if the command does not exist; 1 for other errors; 2 for invalid arguments.")]
pub(crate) struct Arguments {
    /// Port to listen on at 127.0.0.1 [default: a free port]
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    pub(super) port: u16,

    /// Number of users, the administrator included [default: 250]
    #[arg(long, value_name = "N")]
    pub(super) users: Option<usize>,

    /// Starts without default policies, brands and the other objects that every org has
    #[arg(long)]
    pub(super) bare: bool,

    /// Month whose members responses have, such as 2025-03 [default: those that most recorded orgs have]
    #[arg(long, value_name = "YEAR-MONTH")]
    pub(super) edition: Option<Edition>,

    /// Starts without a feature, such as realms; repeatable
    #[arg(long, value_name = "FEATURE")]
    pub(super) without: Vec<Feature>,

    /// Loads the org from this file if it exists, and saves it there at the end
    #[arg(long, value_name = "FILE")]
    pub(super) state: Option<PathBuf>,

    /// Sets rate limits similar to Okta's
    #[arg(long)]
    pub(super) limits: bool,

    /// Admits a number of requests per seconds, such as `users=100/60` or `GET /api/v1/users/{id}=10/1`; repeatable
    #[arg(long, value_name = "PATTERN=N/SECONDS")]
    pub(super) limit: Vec<RateLimit>,

    /// Reads faults from this file, one JSON object per line
    #[arg(long, value_name = "FILE")]
    pub(super) faults: Option<PathBuf>,

    /// Ignores parameters that the org does not carry out
    #[arg(long)]
    pub(super) lenient: bool,

    /// Serves HTTPS, and writes the certificate authority to this file
    #[arg(long, value_name = "FILE")]
    pub(super) tls: Option<PathBuf>,

    /// Registers a service app, writes its private key to this file, and configures it instead of a token
    #[arg(long, value_name = "FILE")]
    pub(super) app: Option<PathBuf>,

    /// Kind of the service app's key; Okta's SDKs for Python and Node.js need RSA, which takes longer to generate
    #[arg(long, value_name = "KIND", requires = "app", value_enum, default_value_t = KeyType::P256)]
    pub(super) key: KeyType,

    /// Grants the service app this scope; repeatable [default: users, groups and apps to manage, logs to read]
    #[arg(long, value_name = "SCOPE", requires = "app")]
    pub(super) scope: Vec<String>,

    /// Requires DPoP of the service app
    #[arg(long, requires = "app")]
    pub(super) dpop: bool,

    /// Creates a service user of this Privileged Access team, and sets the id and the secret of its key
    #[arg(long, value_name = "NAME")]
    pub(super) team: Option<String>,

    /// Logs only requests that the org does not support
    #[arg(long)]
    pub(super) quiet: bool,

    /// Command to run with the org in its environment
    #[arg(last = true, value_name = "COMMAND")]
    pub(super) command: Vec<String>,
}

/// The kind of a generated key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum KeyType {
    P256,
    Rsa,
}

/// A rate limit: `PATTERN=N/SECONDS`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RateLimit {
    pub(super) pattern: String,
    pub(super) requests: u64,
    pub(super) window: Duration,
}

impl FromStr for RateLimit {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parse = || {
            let (pattern, limit) = text.rsplit_once('=')?;
            let (requests, seconds) = limit.split_once('/')?;
            let window = Duration::from_secs(seconds.parse().ok()?);
            let limit = Self { pattern: pattern.to_owned(), requests: requests.parse().ok()?, window };
            (!pattern.is_empty() && !window.is_zero()).then_some(limit)
        };
        parse().ok_or("expected PATTERN=N/SECONDS, such as users=100/60")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_have_pattern_number_and_seconds() {
        let limit: RateLimit = "GET /api/v1/users/{id}=10/2".parse().unwrap();
        assert_eq!((limit.pattern.as_str(), limit.requests), ("GET /api/v1/users/{id}", 10));
        assert_eq!(limit.window, Duration::from_secs(2));
        for invalid in ["users", "users=1", "users=1/0", "users=x/1", "=1/1", "users=1/-1"] {
            assert!(invalid.parse::<RateLimit>().is_err(), "{invalid}");
        }
    }
}
