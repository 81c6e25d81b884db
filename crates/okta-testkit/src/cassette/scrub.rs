//! Redaction of secrets in recorded exchanges.

use std::{borrow::Cow, fmt, sync::Arc};

use http::{HeaderMap, HeaderName, header::SET_COOKIE};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use super::{
    json::Json,
    mask::{REDACTED, is_api_path, is_beyond_public, is_credential_segment, mask_path, mask_tokens},
};
use crate::journal::{CREDENTIAL_HEADERS, PRIVATE_JWK_MEMBERS};

/// Percent-encodes all but the unreserved characters of RFC 3986.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Headers that are recorded; all others may carry a secret, or concern the connection alone.
const RECORDED_HEADERS: [&str; 22] = [
    "accept",
    "cache-control",
    "content-disposition",
    "content-language",
    "content-type",
    "date",
    "dpop-nonce",
    "etag",
    "if-match",
    "if-none-match",
    "last-modified",
    "link",
    "location",
    "okta-response",
    "retry-after",
    "vary",
    "www-authenticate",
    "x-okta-request-id",
    "x-okta-retry-count",
    "x-rate-limit-limit",
    "x-rate-limit-remaining",
    "x-rate-limit-reset",
];

/// Names of secret members and parameters, compared without case, `_` and `-`.
const SECRET_NAMES: [&str; 9] = [
    "activationurl",
    "answer",
    "apikey",
    "authorization",
    "cookie",
    "resetpasswordurl",
    "salt",
    "secrethash",
    "secretkey",
];

/// Further secret names, for URL and form parameters only: authorization codes, sessions.
const SECRET_PARAMETERS: [&str; 2] = ["code", "sid"];

/// Suffixes of secret names: `newPassword`, `client_secret`, `recoveryToken`.
const SECRET_SUFFIXES: [&str; 7] =
    ["assertion", "passcode", "passphrase", "password", "privatekey", "secret", "token"];

/// Members of a `password` object that are not secret: the settings of password policies.
const POLICY_NAMES: [&str; 4] = ["age", "complexity", "lockout", "delegation"];

/// Redaction rules for recordings.
///
/// The built-in rules:
///
/// - Headers are dropped, except those of an allowlist without credentials
///   ([`keep_header`](Self::keep_header) extends it).
/// - Members of JSON bodies, form fields and query parameters with secret names become `REDACTED`: passwords, pass
///   codes, tokens, client secrets and assertions, private keys, recovery answers, links for activation and reset
///   ([`secret_name`](Self::secret_name) adds names).
/// - JSON Web Tokens, API tokens, values of authorization headers, PEM private keys and each text given to
///   [`secret`](Self::secret) become `REDACTED` anywhere.
///
/// ```
/// use okta_testkit::cassette::{Recorder, Scrub};
///
/// let scrub = Scrub::new()
///     .keep_header("x-okta-now")
///     .secret_name("costCenter")
///     .replace("dev-12345.okta.com", "example.okta.com")
///     .rule(|text| text.starts_with("00u").then(|| "00uUSER".to_owned()));
/// let recorder = Recorder::with_scrub(scrub);
/// # let _ = recorder;
/// ```
///
/// Give a replay the rules of the recording: it applies them to requests before it matches them.
#[derive(Clone, Default)]
#[must_use = "rules have no effect until given to a recorder or a replay"]
pub struct Scrub {
    headers: Vec<HeaderName>,
    names: Vec<String>,
    secrets: Vec<String>,
    replacements: Vec<(String, String)>,
    rules: Vec<ScrubRule>,
}

type ScrubRule = Arc<dyn Fn(&str) -> Option<String> + Send + Sync>;

impl fmt::Debug for Scrub {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scrub")
            .field("headers", &self.headers)
            .field("names", &self.names)
            .field("secrets", &self.secrets.len())
            .field("replacements", &self.replacements.len())
            .field("rules", &self.rules.len())
            .finish()
    }
}

impl Scrub {
    /// The built-in rules.
    pub fn new() -> Self {
        Self::default()
    }

    /// Records a header that is dropped by default.
    ///
    /// # Panics
    ///
    /// If the name is invalid, or that of a header with credentials.
    #[track_caller]
    pub fn keep_header(mut self, name: &str) -> Self {
        let is_credential =
            |name: &HeaderName| CREDENTIAL_HEADERS.contains(&name.as_str()) || name == SET_COOKIE;
        match HeaderName::try_from(name) {
            Ok(name) if !is_credential(&name) => self.headers.push(name),
            Ok(name) => panic!("header {name} carries credentials and cannot be recorded"),
            Err(_) => panic!("invalid header name: {name:?}"),
        }
        self
    }

    /// Redacts members, form fields and query parameters of this name, compared without case, `_` and `-`.
    pub fn secret_name(mut self, name: &str) -> Self {
        self.names.push(normalize_name(name));
        self
    }

    /// Redacts this text anywhere. An empty text is ignored.
    pub fn secret(mut self, text: impl Into<String>) -> Self {
        self.secrets.extend(Some(text.into()).filter(|text| !text.is_empty()));
        self
    }

    /// Replaces a text in paths, parameters, recorded headers and bodies: for hosts and ids that differ from run to
    /// run. An empty `from` is ignored.
    pub fn replace(mut self, from: impl Into<String>, to: impl Into<String>) -> Self {
        self.replacements.extend(Some((from.into(), to.into())).filter(|(from, _)| !from.is_empty()));
        self
    }

    /// Adds a custom rule: called with each path segment, parameter, recorded header and text of a body, it returns
    /// the replacement, or `None` for no change.
    pub fn rule(mut self, rule: impl Fn(&str) -> Option<String> + Send + Sync + 'static) -> Self {
        self.rules.push(Arc::new(rule));
        self
    }

    /// The headers to record, redacted.
    pub(super) fn headers(&self, headers: &HeaderMap) -> Vec<(String, String)> {
        let recorded = headers
            .iter()
            .filter(|(name, _)| RECORDED_HEADERS.contains(&name.as_str()) || self.headers.contains(name));
        recorded
            .filter_map(|(name, value)| Some((name.as_str().to_owned(), self.text(value.to_str().ok()?))))
            .collect()
    }

    /// Path and query, redacted.
    pub(super) fn url(&self, path: &str, query: Option<&str>) -> String {
        let mut url = self.path(path);
        if let Some(query) = query {
            let parameters = query.split('&').filter(|parameter| !parameter.is_empty()).map(|parameter| {
                // A name without a value may be a credential itself.
                if !parameter.contains('=') {
                    return REDACTED.to_owned();
                }
                let pairs = self.pairs(form_urlencoded::parse(parameter.as_bytes()));
                form_urlencoded::Serializer::new(String::new()).extend_pairs(&pairs).finish()
            });
            url.push('?');
            url.push_str(&parameters.collect::<Vec<_>>().join("&"));
        }
        url
    }

    fn path(&self, path: &str) -> String {
        let mut parent = "";
        let is_api = is_api_path(path);
        let segments = path.split('/').enumerate().map(|(index, segment)| {
            let is_credential = is_credential_segment(std::mem::replace(&mut parent, segment), segment);
            if is_credential || (!is_api && !segment.is_empty() && is_beyond_public(index)) {
                return REDACTED.to_owned();
            }
            let decoded = percent_decode_str(segment).decode_utf8_lossy();
            let text = self.text(&decoded);
            if text == decoded { segment.to_owned() } else { utf8_percent_encode(&text, SEGMENT).to_string() }
        });
        segments.collect::<Vec<_>>().join("/")
    }

    /// The pairs of a query or a form, redacted.
    pub(super) fn pairs<'a>(
        &self,
        pairs: impl Iterator<Item = (Cow<'a, str>, Cow<'a, str>)>,
    ) -> Vec<(String, String)> {
        pairs
            .map(|(name, value)| {
                let value =
                    if self.is_secret_parameter(&name) { REDACTED.to_owned() } else { self.text(&value) };
                (name.into_owned(), value)
            })
            .collect()
    }

    /// Redacts a JSON body in place.
    pub(super) fn json(&self, json: &mut Json) {
        self.visit(json, JsonContext::Public);
    }

    fn visit(&self, json: &mut Json, context: JsonContext) {
        match json {
            Json::Scalar(raw) => {
                // A pass code may be a number; booleans and nulls reveal nothing.
                if context == JsonContext::Secret
                    && raw.get().starts_with(|first: char| first == '-' || first.is_ascii_digit())
                {
                    *json = Json::String(REDACTED.to_owned());
                }
            }
            Json::String(text) if context == JsonContext::Secret => REDACTED.clone_into(text),
            Json::String(text) => *text = self.text(text),
            Json::Array(items) => items.iter_mut().for_each(|item| self.visit(item, context)),
            Json::Object(members) => {
                let is_jwk = members.iter().any(|(name, _)| name == "kty");
                let is_scheme = context == JsonContext::AuthScheme;
                for (name, value) in members {
                    let secret = (is_jwk && PRIVATE_JWK_MEMBERS.contains(&name.as_str()))
                        || (is_scheme && name == "value")
                        || (context != JsonContext::Links && self.is_secret(name));
                    let inner = match name.as_str() {
                        _ if secret => JsonContext::Secret,
                        name if POLICY_NAMES.contains(&name) => JsonContext::Public,
                        _ if context == JsonContext::Secret => JsonContext::Secret,
                        "_links" => JsonContext::Links,
                        "authScheme" | "headers" => JsonContext::AuthScheme,
                        _ if is_scheme => JsonContext::Public,
                        _ => context,
                    };
                    self.visit(value, inner);
                }
            }
        }
    }

    /// Redacts a text and applies the custom rules.
    pub(super) fn text(&self, text: &str) -> String {
        let mut text = mask_tokens(text);
        let (path, query) = text.split_once('?').map_or((&*text, None), |(path, query)| (path, Some(query)));
        if path.starts_with("https://") || path.starts_with("http://") {
            let path = mask_path(path);
            text = query.map_or(path.clone(), |query| format!("{path}?{}", self.embedded_query(query)));
        } else if let Some(query) = query.filter(|query| query.contains('=')) {
            text = format!("{path}?{}", self.embedded_query(query));
        }
        for secret in &self.secrets {
            text = text.replace(secret, REDACTED);
        }
        for (from, to) in &self.replacements {
            text = text.replace(from, to);
        }
        for rule in &self.rules {
            if let Some(replacement) = rule(&text) {
                text = replacement;
            }
        }
        text
    }

    /// Redacts the query of a URL within a text, which may continue after it.
    fn embedded_query(&self, query: &str) -> String {
        let part = |part: &str| match part.split_once('=') {
            Some((name, value)) if self.is_secret_parameter(name) => {
                let end =
                    value.find(|c: char| c.is_whitespace() || "#<>\"';,".contains(c)).unwrap_or(value.len());
                format!("{name}={REDACTED}{}", &value[end..])
            }
            _ => part.to_owned(),
        };
        query.split('&').map(part).collect::<Vec<_>>().join("&")
    }

    fn is_secret_parameter(&self, name: &str) -> bool {
        SECRET_PARAMETERS.contains(&name) || self.is_secret(name)
    }

    fn is_secret(&self, name: &str) -> bool {
        let name = normalize_name(name);
        SECRET_NAMES.contains(&name.as_str())
            || SECRET_SUFFIXES.iter().any(|suffix| name.ends_with(suffix))
            || self.names.contains(&name)
    }
}

/// The context of a JSON value, set by the members around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum JsonContext {
    Public,
    /// Inside a secret member.
    Secret,
    /// Inside `_links`, where `resetPassword` is a link relation.
    Links,
    /// Inside a hook's `authScheme` or `headers`, where `value` is a credential.
    AuthScheme,
}

fn normalize_name(name: &str) -> String {
    name.chars().filter(|c| !matches!(c, '_' | '-')).flat_map(char::to_lowercase).collect()
}
