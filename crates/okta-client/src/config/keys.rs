//! The list of settings.
//!
//! Each setting is one entry of `settings!`: key, value type, default, documentation, the shared parts of a client
//! that depend on it, and its setter. Everything else that deals with all settings is derived from this list: the
//! setters of [`ConfigBuilder`](super::ConfigBuilder) and [`ClientBuilder`](crate::ClientBuilder), the environment
//! variables, the defaults, [`Config::explain`](super::Config::explain) and the table of the guide.
//!
//! A key is the path of a setting below `okta.client` in the YAML file; keys that start with `testing.` stand below
//! `okta.testing`. [`Key::variable`] is the environment variable of the same setting.

use std::time::Duration;

use super::parse;

/// One setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    name: &'static str,
    value: ValueType,
    default: &'static str,
    documentation: &'static str,
    affects: &'static [SharedPart],
}

/// The type of a setting's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum ValueType {
    /// Text, described in a few words.
    Text(&'static str),
    /// Text that is never shown.
    Secret(&'static str),
    Bool,
    /// A whole number within bounds.
    Integer {
        min: u64,
        max: u64,
        description: &'static str,
    },
    /// A duration; a number without a unit counts seconds.
    Seconds,
    /// A duration; a number without a unit counts minutes.
    Minutes,
    /// A duration in seconds; zero means no limit.
    Limit,
}

/// A part that clients derived from each other share, as long as no setting that it depends on changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum SharedPart {
    /// Tokens and proof keys.
    Credential,
    /// The principal of the credential, and with it cached responses.
    Principal,
    /// Cached responses.
    Cache,
    /// What is known of rate limits.
    Limits,
    /// Connections; token requests use them too, so the credential goes with them.
    Transport,
    /// The retry policy and its budget.
    Retry,
}

/// Passes the list of settings to a macro: `settings! { define, … }` expands to `define! { … <list> }`.
macro_rules! settings {
    ($callback:ident $(, $argument:ident)*) => {
        $callback! {
            $($argument)*
            /// The URL of the org: `https`, and not the `-admin` host.
            ORG_URL: "orgUrl", Text("URL"), "", [Credential, Principal, Limits, Transport],
                org_url(url: impl Into<String>) => RawValue::text(url);
            /// How requests are authorized: an API token, an access token obtained elsewhere, or a service app.
            /// With a private key and no token, `PrivateKey` is the default.
            AUTHORIZATION_MODE: "authorizationMode", Text("SSWS, Bearer or PrivateKey"), "SSWS",
                [Credential, Principal, Limits],
                authorization_mode(mode: AuthorizationMode) => RawValue::text(mode.as_str());
            /// The API token in mode SSWS, the access token in mode Bearer.
            TOKEN: "token", Secret("API token or access token"), "", [Credential, Principal, Limits],
                token(token: impl Into<SecretString>) => RawValue::Text(token.into());
            /// The client ID of the service app.
            CLIENT_ID: "clientId", Text("text"), "", [Credential, Principal, Limits],
                client_id(id: impl Into<String>) => RawValue::text(id);
            /// The OAuth 2.0 scopes that access tokens are requested with.
            SCOPES: "scopes", Text("list, or text split at commas and spaces"), "", [Credential, Principal],
                scopes(scopes: impl IntoIterator<Item = impl Into<String>>)
                    => RawValue::List(scopes.into_iter().map(Into::into).collect());
            /// The private key of the service app.
            PRIVATE_KEY: "privateKey", Secret("PEM text, JWK, or path of a file with either"), "",
                [Credential, Principal, Limits],
                private_key(key: impl Into<SecretString>) => RawValue::Text(key.into());
            /// The ID of the private key, if the key itself does not contain it.
            KID: "kid", Text("text"), "", [Credential],
                key_id(kid: impl Into<String>) => RawValue::text(kid);
            /// How long before its expiry an access token is refreshed.
            RENEWAL_OFFSET: "oauthTokenRenewalOffset", Minutes, "5", [Credential],
                token_renewal_offset(offset: Duration) => RawValue::Duration(offset);
            /// Whether access tokens are bound to a key by DPoP; `auto` does so when the server requires it.
            DPOP: "dpop", Text("off, auto or always"), "auto", [Credential],
                dpop(mode: DpopMode) => RawValue::text(mode.as_str());
            /// The name that Okta's SDKs use: `true` means `always`, `false` means `off`.
            DPOP_ENABLED: "dpopEnabled", Bool, "", [Credential];
            /// How long one DPoP key is used, from 1 hour to 90 days; its token is replaced with it.
            DPOP_KEY_ROTATION: "dpopKeyRotationInterval", Seconds, "86400", [Credential],
                dpop_key_rotation(interval: Duration) => RawValue::Duration(interval);
            /// Text appended to the `User-Agent` header, such as `my-tool/1.0`.
            USER_AGENT: "userAgent", Text("text"), "", [],
                user_agent(text: impl Into<String>) => RawValue::text(text);
            /// The time limit for setting up a connection: name lookup, TCP, proxy and TLS together.
            CONNECTION_TIMEOUT: "connectionTimeout", Limit, "10", [Transport],
                connection_timeout(limit: Duration) => RawValue::Duration(limit);
            /// The time limit for a call with all its attempts and waits.
            REQUEST_TIMEOUT: "requestTimeout", Limit, "120", [],
                request_timeout(limit: Duration) => RawValue::Duration(limit);
            /// The time limit for one attempt of a call.
            ATTEMPT_TIMEOUT: "attemptTimeout", Limit, "30", [],
                attempt_timeout(limit: Duration) => RawValue::Duration(limit);
            /// The maximum number of retries of a call; 0 disables retries.
            MAX_RETRIES: "rateLimit.maxRetries", Integer { min: 0, max: 1000, description: "number" }, "3", [Retry],
                max_retries(retries: u32) => RawValue::Integer(retries.into());
            /// The longest delay before a retry, by backoff or as the server requires; a response that requires a
            /// longer one is returned. Waits for quota, before any attempt, are bounded by `requestTimeout` only.
            MAX_BACKOFF: "rateLimit.maxBackoff", Seconds, "70", [Retry],
                max_backoff(limit: Duration) => RawValue::Duration(limit);
            /// The share of each rate limit that this client may use.
            MAX_CAPACITY: "rateLimit.maxCapacity",
                Integer { min: 1, max: 100, description: "percent, 1 to 100" }, "100", [Limits],
                max_capacity(percent: u8) => RawValue::Integer(percent.into());
            /// Whether responses to reads are cached; needs the feature `cache`. A `no-store` is honored, except for
            /// the `no-cache, no-store` that Okta sends with nearly every response.
            CACHE_ENABLED: "cache.enabled", Bool, "false", [Cache],
                cache(enabled: bool) => RawValue::Bool(enabled);
            /// How long a response is cached after it was stored.
            CACHE_TTL: "cache.defaultTtl", Seconds, "300", [Cache],
                cache_ttl(ttl: Duration) => RawValue::Duration(ttl);
            /// How long a response is cached after it was last read.
            CACHE_TTI: "cache.defaultTti", Seconds, "300", [Cache],
                cache_tti(tti: Duration) => RawValue::Duration(tti);
            /// The proxy that connections go through.
            PROXY_HOST: "proxy.host", Text("host, or URL of an http, https or socks5 proxy"), "", [Transport];
            /// The port of the proxy, if `proxy.host` does not contain it.
            PROXY_PORT: "proxy.port", Integer { min: 1, max: 65535, description: "number, 1 to 65535" }, "",
                [Transport];
            /// The user name for the proxy.
            PROXY_USERNAME: "proxy.username", Text("text"), "", [Transport];
            /// The password for the proxy, not percent-encoded.
            PROXY_PASSWORD: "proxy.password", Secret("text"), "", [Transport];
            /// The hosts that are connected to directly.
            PROXY_NO_PROXY: "proxy.noProxy", Text("hosts, domains and networks, split at commas or spaces"), "", [Transport];
            /// Whether requests and responses are logged in detail, without secrets.
            LOGGING_ENABLED: "logging.enabled", Bool, "false", [Credential],
                logging(enabled: bool) => RawValue::Bool(enabled);
            /// The level of these log events.
            LOGGING_LEVEL: "logging.logLevel", Text("level name or number"), "INFO", [Credential],
                log_level(level: tracing::Level) => RawValue::text(level.as_str());
            /// Whether bodies are logged as well; passwords, tokens and keys in JSON are left out, personal data is not.
            LOGGING_BODIES: "logging.bodies", Bool, "false", [],
                log_bodies(enabled: bool) => RawValue::Bool(enabled);
            /// The number of bytes of a body that are logged.
            LOGGING_BODY_LIMIT: "logging.bodyLimit",
                Integer { min: 0, max: 1_048_576, description: "number of bytes" }, "4096", [],
                log_body_limit(bytes: u32) => RawValue::Integer(bytes.into());
            /// Whether the org's URL may be plain `http`: for test servers only. TLS certificates are checked all the
            /// same.
            DISABLE_HTTPS_CHECK: "testing.testingDisableHttpsCheck", Bool, "false", [Credential],
                disable_https_check(disabled: bool) => RawValue::Bool(disabled);
        }
    };
}
pub(crate) use settings;

/// Defines the setters of a builder, `settings! { define_setters, Builder }`: each passes a raw value to its `put`.
macro_rules! define_setters {
    ($builder:ident
        $($(#[$doc:meta])+ $key:ident: $name:literal, $value:expr, $default:literal, [$($part:ident),*]
        $(, $setter:ident($argument:ident: $type:ty) => $raw:expr)?;)+) => {
        impl $builder {
            $($crate::config::keys::define_setter! {
                { $(#[$doc])+ } $key $name $($setter($argument: $type) => $raw)?
            })+
        }
    };
}
pub(crate) use define_setters;

macro_rules! define_setter {
    ({ $(#[$doc:meta])+ } $key:ident $name:literal) => {};
    ({ $(#[$doc:meta])+ } $key:ident $name:literal $setter:ident($argument:ident: $type:ty) => $raw:expr) => {
        $(#[$doc])+
        #[doc = ""]
        #[doc = concat!("Key: `", $name, "`.")]
        pub fn $setter(self, $argument: $type) -> Self {
            self.put($crate::config::keys::$key, $raw)
        }
    };
}
pub(crate) use define_setter;

macro_rules! define_keys {
    ($($(#[doc = $doc:literal])+ $key:ident: $name:literal, $value:expr, $default:literal, [$($part:ident),*]
        $(, $setter:ident($argument:ident: $type:ty) => $raw:expr)?;)+) => {
        $(
            $(#[doc = $doc])+
            pub(crate) const $key: Key = Key {
                name: $name,
                value: $value,
                default: $default,
                documentation: concat!($($doc),+),
                affects: &[$(SharedPart::$part),*],
            };
        )+

        static ALL: &[Key] = &[$($key),+];
    };
}

use ValueType::{Bool, Integer, Limit, Minutes, Seconds, Secret, Text};

settings! { define_keys }

impl Key {
    /// The path below `okta.client`, such as `rateLimit.maxRetries`; `testing.…` stands below `okta`.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The expected value, in a few words.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self.value {
            Text(kind) | Secret(kind) | Integer { description: kind, .. } => kind,
            Bool => "true or false",
            Seconds => "duration, seconds",
            Minutes => "duration, minutes",
            Limit => "duration, seconds; 0 is no limit",
        }
    }

    /// The default; empty when there is none.
    #[must_use]
    pub const fn default_value(&self) -> &'static str {
        self.default
    }

    /// What the setting does, in a sentence or two.
    #[must_use]
    pub fn documentation(&self) -> &'static str {
        self.documentation.trim_start()
    }

    /// Whether the value is masked wherever settings are shown.
    #[must_use]
    pub const fn is_secret(&self) -> bool {
        matches!(self.value, Secret(_))
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

    /// The shared parts of a client that depend on the setting.
    pub(crate) const fn affects(&self) -> &'static [SharedPart] {
        self.affects
    }

    /// Whether the value is a time limit, which zero disables.
    pub(super) const fn is_limit(&self) -> bool {
        matches!(self.value, Limit)
    }

    /// The bounds of a whole number.
    pub(super) const fn bounds(&self) -> (u64, u64) {
        match self.value {
            Integer { min, max, .. } => (min, max),
            _ => (0, u64::MAX),
        }
    }

    /// What a number without a unit counts.
    pub(super) const fn unit(&self) -> Duration {
        Duration::from_secs(if matches!(self.value, Minutes) { 60 } else { 1 })
    }

    /// The default of a whole number.
    pub(super) fn default_integer<T: TryFrom<u64> + Default>(&self) -> T {
        self.default.parse::<u64>().ok().and_then(|value| T::try_from(value).ok()).unwrap_or_default()
    }

    /// The default of a duration.
    pub(super) fn default_duration(&self) -> Duration {
        parse::duration(self.default, self.unit()).unwrap_or_default()
    }
}

/// How the names of keys below `okta.testing` start.
pub(super) const TESTING_PREFIX: &str = "testing.";
/// The environment variable that selects a profile.
pub(super) const PROFILE_VARIABLE: &str = "OKTA_PROFILE";

/// Options of Okta's Python SDK that may occur in a shared file and have no effect, and why.
const WITHOUT_EFFECT: [(&str, &str); 5] = [
    ("raiseException", "errors are returned as values"),
    ("sslContext", "set a TLS configuration with ClientBuilder::tls"),
    ("httpClient", "set a transport with ClientBuilder::transport"),
    ("requestExecutor", "add layers with ClientBuilder::layer_per_call"),
    ("cacheManager", "set a cache with ClientBuilder::cache_layer"),
];

/// Keys of other SDKs of Okta, and the keys of the same meaning.
const OTHER_NAMES: [(&str, Key); 5] = [
    ("oktaDomain", ORG_URL),
    ("domain", ORG_URL),
    ("baseUrl", ORG_URL),
    ("apiToken", TOKEN),
    ("maxAttempts", MAX_RETRIES),
];

/// All keys, in the order of the report.
#[must_use]
pub fn all() -> &'static [Key] {
    ALL
}

/// The key with exactly this name.
#[must_use]
pub fn find(name: &str) -> Option<Key> {
    ALL.iter().copied().find(|key| key.name == name)
}

/// Whether this is the prefix of keys, such as `rateLimit`.
pub(super) fn is_group(name: &str) -> bool {
    ALL.iter().any(|key| key.name.strip_prefix(name).is_some_and(|rest| rest.starts_with('.')))
}

/// Why an option of another SDK has no effect.
pub(super) fn without_effect(name: &str) -> Option<&'static str> {
    WITHOUT_EFFECT.iter().find(|(known, _)| *known == name).map(|(_, why)| *why)
}

/// The key that is most similar to `name`, if any is similar.
pub(super) fn nearest(name: &str) -> Option<Key> {
    let other = OTHER_NAMES.iter().find(|(other, _)| other.eq_ignore_ascii_case(name)).map(|(_, key)| *key);
    other.or_else(|| nearest_spelling(name))
}

fn nearest_spelling(name: &str) -> Option<Key> {
    nearest_by(name, |key| key.name.to_owned())
}

/// The key whose environment variable is most similar to `variable`, if any is similar.
pub(super) fn nearest_variable(variable: &str) -> Option<Key> {
    nearest_by(variable, Key::variable)
}

fn nearest_by(wanted: &str, spelling: impl Fn(&Key) -> String) -> Option<Key> {
    let wanted = wanted.to_lowercase();
    let (distance, best) = ALL
        .iter()
        .map(|key| (distance(&wanted, &spelling(key).to_lowercase()), *key))
        .min_by_key(|(d, _)| *d)?;
    // With more than half of the last word different, it is another word.
    let last_part = wanted.rsplit(['.', '_']).next().unwrap_or_default().chars().count();
    (distance <= (last_part / 2).clamp(1, 3)).then_some(best)
}

/// The edit distance with transpositions (optimal string alignment).
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
    fn variables_are_derived_from_names() {
        assert_eq!(MAX_RETRIES.variable(), "OKTA_CLIENT_RATELIMIT_MAXRETRIES");
        assert_eq!(KID.variable(), "OKTA_CLIENT_KID");
        assert_eq!(DISABLE_HTTPS_CHECK.variable(), "OKTA_TESTING_TESTINGDISABLEHTTPSCHECK");
    }

    #[test]
    fn similar_keys_are_found() {
        for (typo, key) in [
            ("reqestTimeout", REQUEST_TIMEOUT),
            ("requesttimeout", REQUEST_TIMEOUT),
            ("orgurl", ORG_URL),
            ("toekn", TOKEN),
            ("rateLimit.maxRetry", MAX_RETRIES),
            ("rateLimits.maxRetries", MAX_RETRIES),
            ("kdi", KID),
        ] {
            assert_eq!(nearest(typo), Some(key), "{typo}");
        }
        assert_eq!(nearest("telemetry"), None);
        assert_eq!(nearest("x"), None);
        assert_eq!(nearest_variable("OKTA_CLIENT_RATE_LIMIT_MAX_RETRIES"), Some(MAX_RETRIES));
    }

    #[test]
    fn edit_distance() {
        for (a, b, expected) in
            [("", "", 0), ("a", "", 1), ("", "ab", 2), ("ab", "ba", 1), ("kitten", "sitting", 3)]
        {
            assert_eq!(distance(a, b), expected, "{a} {b}");
        }
    }
}
