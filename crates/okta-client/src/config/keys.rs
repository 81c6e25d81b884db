//! The names of all settings.
//!
//! A key's name is its path below `okta.client` in the YAML file; keys that start with `testing.` stand
//! below `okta.testing`. [`Key::variable`] is the environment variable that sets the same thing.

/// One setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    name: &'static str,
    kind: &'static str,
    default: &'static str,
    secret: bool,
}

const fn key(name: &'static str, kind: &'static str, default: &'static str) -> Key {
    Key { name, kind, default, secret: false }
}

const fn secret(name: &'static str, kind: &'static str) -> Key {
    Key { name, kind, default: "", secret: true }
}

impl Key {
    /// The path below `okta.client`, such as `rateLimit.maxRetries`; `testing.…` stands below `okta`.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// What the value is, in a few words.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        self.kind
    }

    /// The value that counts when no source sets one; empty when there is none.
    #[must_use]
    pub const fn default_value(&self) -> &'static str {
        self.default
    }

    /// Whether the value is shown nowhere.
    #[must_use]
    pub const fn is_secret(&self) -> bool {
        self.secret
    }

    /// The environment variable, such as `OKTA_CLIENT_RATELIMIT_MAXRETRIES`.
    #[must_use]
    pub fn variable(&self) -> String {
        let path = self.name.to_ascii_uppercase().replace('.', "_");
        if self.name.starts_with(TESTING_PREFIX) {
            format!("OKTA_{path}")
        } else {
            format!("OKTA_CLIENT_{path}")
        }
    }
}

/// How the names of keys below `okta.testing` start.
pub(super) const TESTING_PREFIX: &str = "testing.";
/// The variable that chooses a profile.
pub(super) const PROFILE_VARIABLE: &str = "OKTA_PROFILE";

pub(super) const ORG_URL: Key = key("orgUrl", "URL", "");
pub(super) const AUTHORIZATION_MODE: Key = key("authorizationMode", "SSWS, Bearer or PrivateKey", "SSWS");
pub(super) const TOKEN: Key = secret("token", "API token or access token");
pub(super) const CLIENT_ID: Key = key("clientId", "text", "");
pub(super) const SCOPES: Key = key("scopes", "list, or text split at commas and spaces", "");
pub(super) const PRIVATE_KEY: Key = secret("privateKey", "PEM text, JWK, or path of a file with either");
pub(super) const KID: Key = key("kid", "text", "");
pub(super) const RENEWAL_OFFSET: Key = key("oauthTokenRenewalOffset", "duration, minutes", "5");
pub(super) const DPOP: Key = key("dpop", "off, auto or always", "auto");
pub(super) const DPOP_ENABLED: Key = key("dpopEnabled", "true or false", "");
pub(super) const DPOP_KEY_ROTATION: Key = key("dpopKeyRotationInterval", "duration, seconds", "86400");
pub(super) const USER_AGENT: Key = key("userAgent", "text", "");
pub(super) const CONNECTION_TIMEOUT: Key = key("connectionTimeout", "duration, seconds; 0 is no limit", "10");
pub(super) const REQUEST_TIMEOUT: Key = key("requestTimeout", "duration, seconds; 0 is no limit", "120");
pub(super) const ATTEMPT_TIMEOUT: Key = key("attemptTimeout", "duration, seconds; 0 is no limit", "30");
pub(super) const MAX_RETRIES: Key = key("rateLimit.maxRetries", "number", "3");
pub(super) const MAX_BACKOFF: Key = key("rateLimit.maxBackoff", "duration, seconds", "70");
pub(super) const MAX_CAPACITY: Key = key("rateLimit.maxCapacity", "percent, 1 to 100", "100");
pub(super) const CACHE_ENABLED: Key = key("cache.enabled", "true or false", "false");
pub(super) const CACHE_TTL: Key = key("cache.defaultTtl", "duration, seconds", "300");
pub(super) const CACHE_TTI: Key = key("cache.defaultTti", "duration, seconds", "300");
pub(super) const PROXY_HOST: Key = key("proxy.host", "host, or URL of an http, https or socks5 proxy", "");
pub(super) const PROXY_PORT: Key = key("proxy.port", "number, 1 to 65535", "");
pub(super) const PROXY_USERNAME: Key = key("proxy.username", "text", "");
pub(super) const PROXY_PASSWORD: Key = secret("proxy.password", "text");
pub(super) const PROXY_NO_PROXY: Key =
    key("proxy.noProxy", "hosts, domains and networks, split at commas", "");
pub(super) const LOGGING_ENABLED: Key = key("logging.enabled", "true or false", "false");
pub(super) const LOGGING_LEVEL: Key = key("logging.logLevel", "level name or number", "INFO");
pub(super) const LOGGING_BODIES: Key = key("logging.bodies", "true or false", "false");
pub(super) const LOGGING_BODY_LIMIT: Key = key("logging.bodyLimit", "number of bytes", "4096");
pub(super) const DISABLE_HTTPS_CHECK: Key = key("testing.testingDisableHttpsCheck", "true or false", "false");

static ALL: [Key; 31] = [
    ORG_URL,
    AUTHORIZATION_MODE,
    TOKEN,
    CLIENT_ID,
    SCOPES,
    PRIVATE_KEY,
    KID,
    RENEWAL_OFFSET,
    DPOP,
    DPOP_ENABLED,
    DPOP_KEY_ROTATION,
    USER_AGENT,
    CONNECTION_TIMEOUT,
    REQUEST_TIMEOUT,
    ATTEMPT_TIMEOUT,
    MAX_RETRIES,
    MAX_BACKOFF,
    MAX_CAPACITY,
    CACHE_ENABLED,
    CACHE_TTL,
    CACHE_TTI,
    PROXY_HOST,
    PROXY_PORT,
    PROXY_USERNAME,
    PROXY_PASSWORD,
    PROXY_NO_PROXY,
    LOGGING_ENABLED,
    LOGGING_LEVEL,
    LOGGING_BODIES,
    LOGGING_BODY_LIMIT,
    DISABLE_HTTPS_CHECK,
];

/// Options of Okta's Python SDK that can stand in a shared file and have nothing to do here, and why.
const WITHOUT_EFFECT: [(&str, &str); 5] = [
    ("raiseException", "errors are always returned as values"),
    ("sslContext", "a TLS configuration is given to the client in the program (ClientBuilder::tls)"),
    ("httpClient", "a transport is given to the client in the program (ClientBuilder::transport)"),
    ("requestExecutor", "layers are given to the client in the program (ClientBuilder::layer_per_call)"),
    ("cacheManager", "a cache is given to the client in the program (ClientBuilder::cache_layer)"),
];

/// All keys, in the order in which they are explained.
#[must_use]
pub fn all() -> &'static [Key] {
    &ALL
}

/// The key of that exact name.
#[must_use]
pub fn find(name: &str) -> Option<Key> {
    ALL.iter().copied().find(|key| key.name == name)
}

/// Whether keys stand below this name, as they do below `rateLimit`.
pub(super) fn is_group(name: &str) -> bool {
    ALL.iter().any(|key| key.name.strip_prefix(name).is_some_and(|rest| rest.starts_with('.')))
}

/// Why a name that another SDK knows means nothing here.
pub(super) fn without_effect(name: &str) -> Option<&'static str> {
    WITHOUT_EFFECT.iter().find(|(known, _)| *known == name).map(|(_, why)| *why)
}

/// The key whose name is most like `name`, if one is like it at all.
pub(super) fn nearest(name: &str) -> Option<Key> {
    nearest_by(name, |key| key.name.to_owned())
}

/// The key whose environment variable is most like `variable`, if one is like it at all.
pub(super) fn nearest_variable(variable: &str) -> Option<Key> {
    nearest_by(variable, Key::variable)
}

fn nearest_by(wanted: &str, spelling: impl Fn(&Key) -> String) -> Option<Key> {
    let wanted = wanted.to_lowercase();
    let (distance, best) = ALL
        .iter()
        .map(|key| (distance(&wanted, &spelling(key).to_lowercase()), *key))
        .min_by_key(|(d, _)| *d)?;
    // With more than half of the last word wrong, it is another word.
    let last_part = wanted.rsplit(['.', '_']).next().unwrap_or_default().chars().count();
    (distance <= (last_part / 2).clamp(1, 3)).then_some(best)
}

/// Edit distance where swapping two neighbours counts once (optimal string alignment).
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    let mut previous_a = None;
    for (row, a_char) in a.chars().enumerate() {
        let mut current = Vec::with_capacity(b.len() + 1);
        current.push(row + 1);
        for (column, &b_char) in b.iter().enumerate() {
            let at = |cells: &[usize], index: usize| cells.get(index).copied().unwrap_or(usize::MAX / 2);
            let mut cost = (at(&last, column) + usize::from(a_char != b_char))
                .min(at(&last, column + 1) + 1)
                .min(at(&current, column) + 1);
            if column > 0 && previous_a == Some(b_char) && b.get(column - 1) == Some(&a_char) {
                cost = cost.min(at(&before_last, column - 1) + 1);
            }
            current.push(cost);
        }
        before_last = std::mem::replace(&mut last, current);
        previous_a = Some(a_char);
    }
    last.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_follow_the_names() {
        assert_eq!(MAX_RETRIES.variable(), "OKTA_CLIENT_RATELIMIT_MAXRETRIES");
        assert_eq!(KID.variable(), "OKTA_CLIENT_KID");
        assert_eq!(DISABLE_HTTPS_CHECK.variable(), "OKTA_TESTING_TESTINGDISABLEHTTPSCHECK");
    }

    #[test]
    fn slips_find_their_key_and_strangers_do_not() {
        for (slip, key) in [
            ("reqestTimeout", REQUEST_TIMEOUT),
            ("requesttimeout", REQUEST_TIMEOUT),
            ("orgurl", ORG_URL),
            ("toekn", TOKEN),
            ("rateLimit.maxRetry", MAX_RETRIES),
            ("rateLimits.maxRetries", MAX_RETRIES),
            ("kdi", KID),
        ] {
            assert_eq!(nearest(slip), Some(key), "{slip}");
        }
        assert_eq!(nearest("telemetry"), None);
        assert_eq!(nearest("x"), None);
        assert_eq!(nearest_variable("OKTA_CLIENT_RATE_LIMIT_MAX_RETRIES"), Some(MAX_RETRIES));
    }

    #[test]
    fn distance_counts_edits() {
        for (a, b, expected) in
            [("", "", 0), ("a", "", 1), ("", "ab", 2), ("ab", "ba", 1), ("kitten", "sitting", 3)]
        {
            assert_eq!(distance(a, b), expected, "{a} {b}");
        }
    }
}
