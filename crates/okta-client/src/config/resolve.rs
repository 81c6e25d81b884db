//! Merged raw values to a checked [`Config`].

use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};

use super::{
    AuthorizationMode, CacheConfig, Config, ConfigError, ConfigErrors, ConfigSource, Credentials, DpopMode,
    Explained, Explanation, LoggingConfig, OrgUrl, PrivateKeyConfig, ProxyConfig, ProxyServer,
    RateLimitConfig, Sources, TestingConfig,
    keys::{self, Key},
    layers::{Data, Layers},
    parse,
    source::ReadError,
};

const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(60 * 60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// The largest key file that is read.
const KEY_FILE_LIMIT: usize = 64 * 1024;
/// How a secret is shown.
const MASK: &str = "********";

/// What the program wants besides values of keys.
pub(super) struct Demands {
    pub(super) proxy: Option<ProxyConfig>,
    pub(super) external_credentials: bool,
    pub(super) profile: Option<String>,
}

pub(super) fn resolve(layers: Layers, sources: &Sources, demands: Demands) -> Result<Config, ConfigErrors> {
    let mut reader = Reader { layers, shown: Vec::new() };
    let testing =
        TestingConfig { disable_https_check: reader.boolean(keys::DISABLE_HTTPS_CHECK).unwrap_or_default() };
    let org_url = reader.org_url(testing.disable_https_check);
    let credentials = reader.credentials(sources, demands.external_credentials);
    let user_agent = reader.checked_text(keys::USER_AGENT, parse::header_text);
    let connection_timeout = reader.limit(keys::CONNECTION_TIMEOUT, 10 * SECOND);
    let request_timeout = reader.limit(keys::REQUEST_TIMEOUT, 120 * SECOND);
    let attempt_timeout = reader.limit(keys::ATTEMPT_TIMEOUT, 30 * SECOND);
    let defaults = RateLimitConfig::default();
    let rate_limit = RateLimitConfig {
        max_retries: reader.integer(keys::MAX_RETRIES, 0, 1000).unwrap_or(defaults.max_retries),
        max_backoff: reader.duration(keys::MAX_BACKOFF, SECOND).unwrap_or(defaults.max_backoff),
        max_capacity: reader.integer(keys::MAX_CAPACITY, 1, 100).unwrap_or(defaults.max_capacity),
    };
    let defaults = CacheConfig::default();
    let cache = CacheConfig {
        enabled: reader.boolean(keys::CACHE_ENABLED).unwrap_or(defaults.enabled),
        ttl: reader.duration(keys::CACHE_TTL, SECOND).unwrap_or(defaults.ttl),
        tti: reader.duration(keys::CACHE_TTI, SECOND).unwrap_or(defaults.tti),
    };
    let proxy = reader.proxy(sources, demands.proxy);
    let defaults = LoggingConfig::default();
    let logging = LoggingConfig {
        enabled: reader.boolean(keys::LOGGING_ENABLED).unwrap_or(defaults.enabled),
        level: reader.parsed(keys::LOGGING_LEVEL, parse::level).unwrap_or(defaults.level),
    };

    let Reader { layers, mut shown } = reader;
    let Layers { errors, warnings, .. } = layers;
    let explanation = explain(&mut shown, demands.profile);
    // Whoever gives back nothing has said why: without values there are errors.
    let (true, Some(org_url), Some(credentials)) = (errors.is_empty(), org_url, credentials) else {
        return Err(ConfigErrors::new(errors));
    };
    for warning in &warnings {
        tracing::warn!(key = %warning.key, origin = %warning.origin, "{}", warning.problem);
    }
    Ok(Config {
        org_url,
        credentials,
        user_agent,
        connection_timeout,
        request_timeout,
        attempt_timeout,
        rate_limit,
        cache,
        proxy,
        logging,
        testing,
        warnings,
        explanation,
    })
}

fn explain(shown: &mut Vec<Explained>, profile: Option<String>) -> Explanation {
    let rows = keys::all()
        .iter()
        .map(|key| match shown.iter().position(|row| row.key == key.name()) {
            Some(index) => shown.swap_remove(index),
            None => Explained {
                key: key.name(),
                value: Some(key.default_value().to_owned()).filter(|value| !value.is_empty()),
                origin: ConfigSource::Default,
            },
        })
        .collect();
    Explanation { profile, rows }
}

/// Takes values out of the layers, collecting mistakes and what to show.
struct Reader {
    layers: Layers,
    shown: Vec<Explained>,
}

impl Reader {
    fn fail(&mut self, key: Key, problem: impl Into<String>) {
        let origin = self.origin(key);
        self.layers.errors.push(ConfigError::new(key.name(), origin, problem));
    }

    fn warn(&mut self, key: Key, problem: impl Into<String>) {
        let origin = self.origin(key);
        self.layers.warn(key.name(), origin, problem);
    }

    fn origin(&self, key: Key) -> ConfigSource {
        self.layers.get(key).map_or(ConfigSource::Default, |value| value.source.clone())
    }

    fn is_set(&self, key: Key) -> bool {
        self.layers.get(key).is_some()
    }

    fn show(&mut self, key: Key, value: impl Into<String>) {
        let origin = self.origin(key);
        let value = if key.is_secret() { MASK.to_owned() } else { value.into() };
        self.shown.push(Explained { key: key.name(), value: Some(value), origin });
    }

    /// The value as text, if there is one and text can be made of it.
    fn raw(&mut self, key: Key) -> Option<SecretString> {
        let text = match &self.layers.get(key)?.data {
            Data::Text(text) => return Some(text.clone()),
            Data::Bool(value) => value.to_string(),
            Data::Integer(value) => value.to_string(),
            Data::Duration(value) => parse::show_duration(*value),
            Data::List(items) => items.join(","),
            Data::Mapping(_) => {
                self.fail(
                    key,
                    "must be a single value, not a mapping; put it in quotes if it starts with '{'",
                );
                return None;
            }
        };
        Some(SecretString::from(text))
    }

    fn parsed<T>(&mut self, key: Key, parse: impl FnOnce(&str) -> Result<T, String>) -> Option<T> {
        let text = self.raw(key)?;
        match parse(text.expose_secret()) {
            Ok(value) => {
                self.show(key, text.expose_secret().trim());
                Some(value)
            }
            Err(problem) => {
                self.fail(key, problem);
                None
            }
        }
    }

    fn boolean(&mut self, key: Key) -> Option<bool> {
        let value = self.parsed(key, parse::boolean)?;
        // Shown as understood, not as spelled.
        self.shown.pop();
        self.show(key, value.to_string());
        Some(value)
    }

    fn integer<T: TryFrom<u64>>(&mut self, key: Key, least: u64, most: u64) -> Option<T> {
        self.parsed(key, |text| parse::integer(text, least, most)).and_then(|value| T::try_from(value).ok())
    }

    fn duration(&mut self, key: Key, unit: Duration) -> Option<Duration> {
        let value = match self.layers.get(key)?.data {
            Data::Duration(value) => match parse::bounded(value) {
                Ok(value) => value,
                Err(problem) => {
                    self.fail(key, problem);
                    return None;
                }
            },
            _ => {
                let value = self.parsed(key, |text| parse::duration(text, unit))?;
                self.shown.pop();
                value
            }
        };
        self.show(key, parse::show_duration(value));
        Some(value)
    }

    /// A duration of which zero means that there is no limit.
    fn limit(&mut self, key: Key, default: Duration) -> Option<Duration> {
        Some(self.duration(key, SECOND).unwrap_or(default)).filter(|limit| !limit.is_zero())
    }

    fn checked_text(&mut self, key: Key, check: fn(&str) -> Result<(), String>) -> Option<String> {
        self.parsed(key, |text| {
            let text = text.trim_matches([' ', '\t']);
            check(text).map(|()| text.to_owned())
        })
    }

    fn org_url(&mut self, allow_http: bool) -> Option<OrgUrl> {
        if !self.is_set(keys::ORG_URL) {
            self.fail(
                keys::ORG_URL,
                "is missing; set it to your org's address, such as https://example.okta.com, \
                 or set the environment variable OKTA_CLIENT_ORGURL",
            );
            return None;
        }
        let url = self.parsed(keys::ORG_URL, |text| {
            OrgUrl::parse(text, allow_http).map_err(|error| error.to_string())
        })?;
        self.shown.pop();
        self.show(keys::ORG_URL, url.as_str());
        if !url.is_https() && !is_loopback(url.authority()) {
            self.warn(keys::ORG_URL, "is plain http to another machine: credentials can be read on the way");
        }
        Some(url)
    }

    fn credentials(&mut self, sources: &Sources, external: bool) -> Option<Credentials> {
        if external {
            return Some(Credentials::External);
        }
        let mode = match self.parsed(keys::AUTHORIZATION_MODE, |text| {
            text.trim().parse::<AuthorizationMode>().map_err(|expected| format!("must be {expected}"))
        }) {
            Some(mode) => mode,
            // A wrong mode is reported; what it would need cannot be known.
            None if self.is_set(keys::AUTHORIZATION_MODE) => return None,
            None if self.is_set(keys::PRIVATE_KEY) && !self.is_set(keys::TOKEN) => {
                AuthorizationMode::PrivateKey
            }
            None => AuthorizationMode::Ssws,
        };
        match mode {
            AuthorizationMode::Ssws => self.token(mode).map(Credentials::Ssws),
            AuthorizationMode::Bearer => self.token(mode).map(Credentials::Bearer),
            AuthorizationMode::PrivateKey => self.service_app(sources).map(Credentials::PrivateKey),
        }
    }

    fn token(&mut self, mode: AuthorizationMode) -> Option<SecretString> {
        if self.is_set(keys::DPOP) || self.is_set(keys::DPOP_ENABLED) {
            let key = if self.is_set(keys::DPOP) { keys::DPOP } else { keys::DPOP_ENABLED };
            self.warn(key, format!("has no effect with authorizationMode {mode}"));
        }
        if !self.is_set(keys::TOKEN) {
            self.fail(
                keys::TOKEN,
                format!(
                    "is missing though authorizationMode is {mode}; set it, for example with the environment \
                     variable OKTA_CLIENT_TOKEN"
                ),
            );
            return None;
        }
        let token = self.raw(keys::TOKEN)?;
        let text = token.expose_secret();
        if is_placeholder(text, "apiToken") {
            self.fail(keys::TOKEN, "still contains a placeholder; put a token there");
            return None;
        }
        if let Err(problem) = parse::visible_ascii(text) {
            self.fail(keys::TOKEN, problem);
            return None;
        }
        self.show(keys::TOKEN, MASK);
        Some(token)
    }

    fn service_app(&mut self, sources: &Sources) -> Option<PrivateKeyConfig> {
        let client_id = self.client_id();
        let scopes = self.scopes();
        let private_key = self.private_key(sources);
        let key_id = self.checked_text(keys::KID, parse::header_text);
        let renewal_offset = self.duration(keys::RENEWAL_OFFSET, MINUTE).unwrap_or(5 * MINUTE);
        let dpop = self.dpop();
        let dpop_key_rotation = self.duration(keys::DPOP_KEY_ROTATION, SECOND).unwrap_or(DAY);
        if !(HOUR..=90 * DAY).contains(&dpop_key_rotation) {
            self.fail(keys::DPOP_KEY_ROTATION, "must be from 1 hour to 90 days");
        } else if dpop_key_rotation > 7 * DAY {
            self.warn(keys::DPOP_KEY_ROTATION, "is longer than a week; a shorter life of the key is safer");
        }
        Some(PrivateKeyConfig {
            client_id: client_id?,
            scopes: scopes?,
            private_key: private_key?,
            key_id,
            renewal_offset,
            dpop,
            dpop_key_rotation,
        })
    }

    fn client_id(&mut self) -> Option<String> {
        if !self.is_set(keys::CLIENT_ID) {
            self.fail(
                keys::CLIENT_ID,
                "is missing though authorizationMode is PrivateKey; set the app's client id",
            );
            return None;
        }
        self.checked_text(keys::CLIENT_ID, |text| {
            if is_placeholder(text, "clientId") {
                return Err("still contains a placeholder; put the app's client id there".to_owned());
            }
            parse::visible_ascii(text)
        })
    }

    fn scopes(&mut self) -> Option<Vec<String>> {
        let text = self.raw(keys::SCOPES);
        let scopes = parse::list(text.as_ref().map(ExposeSecret::expose_secret).unwrap_or_default());
        if scopes.is_empty() {
            if text.is_some() || !self.is_set(keys::SCOPES) {
                self.fail(
                    keys::SCOPES,
                    "is missing though authorizationMode is PrivateKey; list the scopes to ask for, such as \
                     okta.users.read",
                );
            }
            return None;
        }
        // RFC 6749 §3.3: printable ASCII without space, quotation mark and backslash.
        if !scopes.iter().all(|scope| scope.bytes().all(|b| b.is_ascii_graphic() && b != b'"' && b != b'\\'))
        {
            self.fail(keys::SCOPES, "contains a character that no scope can have");
            return None;
        }
        self.show(keys::SCOPES, scopes.join(" "));
        Some(scopes)
    }

    fn dpop(&mut self) -> DpopMode {
        let mode = self.parsed(keys::DPOP, |text| {
            text.trim().parse::<DpopMode>().map_err(|expected| format!("must be {expected}"))
        });
        let enabled = self.boolean(keys::DPOP_ENABLED);
        match (mode, enabled) {
            (Some(mode), Some(enabled)) if enabled != (mode == DpopMode::Always) => {
                self.warn(keys::DPOP_ENABLED, format!("is overruled by dpop: {mode}"));
                mode
            }
            (Some(mode), _) => mode,
            (None, Some(true)) => DpopMode::Always,
            (None, Some(false)) => DpopMode::Off,
            (None, None) => DpopMode::default(),
        }
    }

    fn private_key(&mut self, sources: &Sources) -> Option<SecretString> {
        let text = match self.layers.get(keys::PRIVATE_KEY).map(|value| &value.data) {
            None => {
                self.fail(
                    keys::PRIVATE_KEY,
                    "is missing though authorizationMode is PrivateKey; set it to PEM text, a JWK, or the path \
                     of a file with either",
                );
                return None;
            }
            Some(Data::Mapping(jwk)) => Some(jwk.clone()),
            Some(_) => self.raw(keys::PRIVATE_KEY),
        }?;
        match load_key(text.expose_secret(), sources) {
            Ok(key) => {
                self.show(keys::PRIVATE_KEY, MASK);
                Some(key)
            }
            Err(problem) => {
                self.fail(keys::PRIVATE_KEY, problem);
                None
            }
        }
    }

    fn proxy(&mut self, sources: &Sources, demanded: Option<ProxyConfig>) -> ProxyConfig {
        if let Some(proxy) = demanded {
            self.shown.push(Explained {
                key: keys::PROXY_HOST.name(),
                value: proxy.https.as_ref().or(proxy.http.as_ref()).map(ToString::to_string),
                origin: ConfigSource::Program,
            });
            return proxy;
        }
        let no_proxy = self.checked_text(keys::PROXY_NO_PROXY, parse::header_text);
        let parts = [keys::PROXY_HOST, keys::PROXY_PORT, keys::PROXY_USERNAME, keys::PROXY_PASSWORD];
        if parts.iter().any(|key| self.is_set(*key)) {
            let server = self.proxy_server();
            return ProxyConfig { no_proxy, ..server.map(ProxyConfig::all).unwrap_or_default() };
        }
        match ProxyConfig::from_variables(sources) {
            Ok(proxy) => {
                if let Some(server) = proxy.https.as_ref().or(proxy.http.as_ref()) {
                    self.shown.push(Explained {
                        key: keys::PROXY_HOST.name(),
                        value: Some(server.to_string()),
                        origin: ConfigSource::Variable("…_PROXY".to_owned()),
                    });
                }
                ProxyConfig { no_proxy: no_proxy.or(proxy.no_proxy), ..proxy }
            }
            Err(error) => {
                self.layers.errors.push(error);
                ProxyConfig::none()
            }
        }
    }

    fn proxy_server(&mut self) -> Option<ProxyServer> {
        let server = if self.is_set(keys::PROXY_HOST) {
            self.parsed(keys::PROXY_HOST, |text| {
                text.parse::<ProxyServer>().map_err(|error| error.to_string())
            })
        } else {
            self.fail(keys::PROXY_HOST, "is missing though other proxy options are set");
            None
        };
        if let Some(server) = &server {
            self.shown.pop();
            self.show(keys::PROXY_HOST, server.to_string());
        }
        let port = self.integer(keys::PROXY_PORT, 1, u16::MAX.into());
        let user = self.checked_text(keys::PROXY_USERNAME, |_| Ok(()));
        let password = self.raw(keys::PROXY_PASSWORD);
        if password.is_some() {
            self.show(keys::PROXY_PASSWORD, MASK);
        }
        let server = match port {
            Some(port) => server?.with_port(port),
            None => server?,
        };
        match (user, password) {
            (Some(user), Some(password)) => match server.with_login(user, password) {
                Ok(server) => Some(server),
                Err(error) => {
                    self.fail(keys::PROXY_USERNAME, error.to_string());
                    None
                }
            },
            (Some(_), None) => {
                self.fail(keys::PROXY_PASSWORD, "is missing though proxy.username is set");
                None
            }
            (None, Some(_)) => {
                self.fail(keys::PROXY_USERNAME, "is missing though proxy.password is set");
                None
            }
            (None, None) => Some(server),
        }
    }
}

fn is_placeholder(text: &str, name: &str) -> bool {
    text.contains(&format!("{{{name}}}")) || text.contains(&format!("<{name}>"))
}

fn is_loopback(authority: &str) -> bool {
    let uri = format!("http://{authority}");
    let Ok(url) = url::Url::parse(&uri) else { return false };
    match url.host() {
        Some(url::Host::Domain(host)) => host == "localhost" || host.ends_with(".localhost"),
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// Key text from text or from the file that the text names. Problems never repeat the text: it may be a key
/// whose first line was lost.
fn load_key(text: &str, sources: &Sources) -> Result<SecretString, String> {
    if let Some(key) = key_text(text) {
        return key;
    }
    if text.contains(['\n', '\r', '\0']) {
        return Err("is neither PEM text nor a JWK".to_owned());
    }
    let path = sources.expand(text.trim());
    let content = sources.read(&path, KEY_FILE_LIMIT).map_err(|error| match error {
        ReadError::TooBig => "names a file that is too big to be a key".to_owned(),
        error if error.is_not_found() => {
            "is neither PEM text nor a JWK, nor the path of a file that exists".to_owned()
        }
        ReadError::Io(error) => format!("names a file that cannot be read: {error}"),
    })?;
    let content =
        String::from_utf8(content).map_err(|_| "names a file that is neither PEM nor a JWK".to_owned())?;
    key_text(&content).unwrap_or_else(|| Err("names a file that is neither PEM nor a JWK".to_owned()))
}

/// `None` when the text is not a key at all, and so perhaps a path.
fn key_text(text: &str) -> Option<Result<SecretString, String>> {
    let text = text.trim_start_matches('\u{feff}').trim();
    if text.starts_with('{') {
        return Some(match serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(text) {
            Ok(jwk) if jwk.contains_key("kty") => Ok(SecretString::from(text)),
            Ok(_) => Err("is a JSON object without kty, so not a JWK".to_owned()),
            Err(_) => Err("starts like a JWK and is not valid JSON".to_owned()),
        });
    }
    if !text.starts_with("-----BEGIN ") {
        return None;
    }
    // Variables often carry the two characters \n for a line break, and files indented lines.
    let text = text.replace("\\r", "").replace("\\n", "\n");
    let label = text
        .strip_prefix("-----BEGIN ")
        .and_then(|rest| rest.split_once("-----"))
        .map_or("", |found| found.0);
    Some(match label {
        "PRIVATE KEY" | "RSA PRIVATE KEY" | "EC PRIVATE KEY" => {
            Ok(SecretString::from(text.lines().map(str::trim).collect::<Vec<_>>().join("\n") + "\n"))
        }
        "ENCRYPTED PRIVATE KEY" => Err("is an encrypted private key; decrypt it first".to_owned()),
        "PUBLIC KEY" | "RSA PUBLIC KEY" => Err("is a public key; the private key is needed".to_owned()),
        "CERTIFICATE" => Err("is a certificate; the private key is needed".to_owned()),
        _ => Err("is PEM text of an unknown kind; a private key is needed".to_owned()),
    })
}
