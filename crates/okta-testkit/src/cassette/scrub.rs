//! What must not get into a cassette, and what is put in its place.

use std::{borrow::Cow, fmt, sync::Arc};

use http::{HeaderMap, HeaderName};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use super::json::Json;

/// What stands in a cassette in place of a secret. It is a token in the sense of HTTP, so that a client can be given
/// it in place of a real one.
pub(super) const REDACTED: &str = "REDACTED";

/// What is encoded in a segment of a path: all but the unreserved characters.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Headers that are kept; all others may carry a secret or only tell about a connection.
const KEPT_HEADERS: [&str; 22] = [
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

/// Members and parameters that hold a secret, without regard to case, `_` and `-`.
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

/// As [`SECRET_NAMES`], for parameters of URLs and forms alone: an authorization code, a session.
const SECRET_PARAMETERS: [&str; 2] = ["code", "sid"];

/// As [`SECRET_NAMES`], for the ends of names: `newPassword`, `client_secret`, `recoveryToken`.
const SECRET_ENDINGS: [&str; 7] =
    ["assertion", "passcode", "passphrase", "password", "privatekey", "secret", "token"];

/// Members that hold no secret though they stand in one called `password`: the settings of password policies.
const HARMLESS_NAMES: [&str; 4] = ["age", "complexity", "lockout", "delegation"];

/// The private members of a JSON Web Key ([RFC 7518 §6](https://www.rfc-editor.org/rfc/rfc7518#section-6)).
const PRIVATE_JWK: [&str; 8] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

/// Path segments after which an identifier is itself a credential.
const SECRET_AFTER: [&str; 4] = ["qr", "reset_password", "sessions", "welcome"];

/// What is taken out of a recording.
///
/// Without further rules:
///
/// - Headers are left out, but for a list of those that tell something and carry no credential
///   ([`keep_header`](Self::keep_header) adds to it).
/// - Members of JSON bodies, form fields and query parameters whose names say that they hold a secret become
///   `REDACTED`: passwords, pass codes, tokens, client secrets and assertions, private keys, answers to recovery
///   questions, links for activation and reset ([`secret_name`](Self::secret_name) adds to them).
/// - So does, wherever it stands, what looks like a JSON Web Token, an API token, an authorization header's value or a
///   PEM private key, and each text given to [`secret`](Self::secret).
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
/// A replay applies the same rules to the requests that it gets, so give it the same ones.
#[derive(Clone, Default)]
#[must_use = "rules do nothing until they are given to a recorder or a replay"]
pub struct Scrub {
    headers: Vec<HeaderName>,
    names: Vec<String>,
    secrets: Vec<String>,
    replacements: Vec<(String, String)>,
    rules: Vec<Rule>,
}

type Rule = Arc<dyn Fn(&str) -> Option<String> + Send + Sync>;

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
    /// The rules that always hold.
    pub fn new() -> Self {
        Self::default()
    }

    /// Keeps a header that is left out otherwise.
    ///
    /// # Panics
    ///
    /// If the name is not valid in HTTP, or it is one that carries credentials.
    #[track_caller]
    pub fn keep_header(mut self, name: &str) -> Self {
        const CREDENTIALS: [&str; 5] =
            ["authorization", "cookie", "dpop", "proxy-authorization", "set-cookie"];
        match HeaderName::try_from(name) {
            Ok(name) if !CREDENTIALS.contains(&name.as_str()) => self.headers.push(name),
            Ok(name) => panic!("{name} carries credentials; it is never recorded"),
            Err(_) => panic!("not a valid header name: {name:?}"),
        }
        self
    }

    /// Takes members, form fields and query parameters of this name for secrets, without regard to case, `_` and `-`.
    pub fn secret_name(mut self, name: &str) -> Self {
        self.names.push(plain(name));
        self
    }

    /// Takes this text for a secret, wherever it stands. An empty one is ignored.
    pub fn secret(mut self, text: impl Into<String>) -> Self {
        self.secrets.extend(Some(text.into()).filter(|text| !text.is_empty()));
        self
    }

    /// Puts one text in place of another in paths, parameters, kept headers and bodies: for hosts and ids that differ
    /// from run to run. An empty one is ignored.
    pub fn replace(mut self, from: impl Into<String>, to: impl Into<String>) -> Self {
        self.replacements.extend(Some((from.into(), to.into())).filter(|(from, _)| !from.is_empty()));
        self
    }

    /// Adds a rule of any kind: it sees each path segment, parameter, kept header and text of a body, and gives what
    /// to put in its place, if anything.
    pub fn rule(mut self, rule: impl Fn(&str) -> Option<String> + Send + Sync + 'static) -> Self {
        self.rules.push(Arc::new(rule));
        self
    }

    /// The headers to keep, as pairs.
    pub(super) fn headers(&self, headers: &HeaderMap) -> Vec<(String, String)> {
        let kept = headers
            .iter()
            .filter(|(name, _)| KEPT_HEADERS.contains(&name.as_str()) || self.headers.contains(name));
        kept.filter_map(|(name, value)| Some((name.as_str().to_owned(), self.text(value.to_str().ok()?))))
            .collect()
    }

    /// Path and query.
    pub(super) fn url(&self, path: &str, query: Option<&str>) -> String {
        let mut url = self.path(path);
        if let Some(query) = query {
            let pairs = self.pairs(form_urlencoded::parse(query.as_bytes()));
            url.push('?');
            url.push_str(&form_urlencoded::Serializer::new(String::new()).extend_pairs(&pairs).finish());
        }
        url
    }

    fn path(&self, path: &str) -> String {
        let mut before = "";
        let segments = path.split('/').map(|segment| {
            if is_credential(std::mem::replace(&mut before, segment), segment) {
                return REDACTED.to_owned();
            }
            let decoded = percent_decode_str(segment).decode_utf8_lossy();
            let text = self.text(&decoded);
            if text == decoded { segment.to_owned() } else { utf8_percent_encode(&text, SEGMENT).to_string() }
        });
        segments.collect::<Vec<_>>().join("/")
    }

    /// The pairs of a query or a form.
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

    /// A JSON body.
    pub(super) fn json(&self, json: &mut Json) {
        self.visit(json, Place::Open);
    }

    fn visit(&self, json: &mut Json, place: Place) {
        match json {
            Json::Plain(raw) => {
                // A pass code may be sent as a number; flags and nulls tell nothing.
                if place == Place::Secret
                    && raw.get().starts_with(|first: char| first == '-' || first.is_ascii_digit())
                {
                    *json = Json::Text(REDACTED.to_owned());
                }
            }
            Json::Text(text) if place == Place::Secret => REDACTED.clone_into(text),
            Json::Text(text) => *text = self.text(text),
            Json::List(items) => items.iter_mut().for_each(|item| self.visit(item, place)),
            Json::Object(members) => {
                let is_key = members.iter().any(|(name, _)| name == "kty");
                let is_scheme = place == Place::Scheme;
                for (name, value) in members {
                    let secret = (is_key && PRIVATE_JWK.contains(&name.as_str()))
                        || (is_scheme && name == "value")
                        || (place != Place::Links && self.is_secret(name));
                    let within = match name.as_str() {
                        _ if secret => Place::Secret,
                        name if HARMLESS_NAMES.contains(&name) => Place::Open,
                        _ if place == Place::Secret => Place::Secret,
                        "_links" => Place::Links,
                        "authScheme" | "headers" => Place::Scheme,
                        _ if is_scheme => Place::Open,
                        _ => place,
                    };
                    self.visit(value, within);
                }
            }
        }
    }

    /// Any text: what looks like a secret goes, and the caller's rules are applied.
    pub(super) fn text(&self, text: &str) -> String {
        let mut text = mask_tokens(text);
        let (path, query) = text.split_once('?').map_or((&*text, None), |(path, query)| (path, Some(query)));
        if path.starts_with("https://") || path.starts_with("http://") {
            let path = mask_path(path);
            text = query.map_or(path.clone(), |query| format!("{path}?{}", self.query_in(query)));
        } else if let Some(query) = query.filter(|query| query.contains('=')) {
            text = format!("{path}?{}", self.query_in(query));
        }
        for secret in &self.secrets {
            text = text.replace(secret, REDACTED);
        }
        for (from, to) in &self.replacements {
            text = text.replace(from, to);
        }
        for rule in &self.rules {
            if let Some(other) = rule(&text) {
                text = other;
            }
        }
        text
    }

    /// The query of a URL inside a text, which may go on after it.
    fn query_in(&self, query: &str) -> String {
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
        let name = plain(name);
        SECRET_NAMES.contains(&name.as_str())
            || SECRET_ENDINGS.iter().any(|ending| name.ends_with(ending))
            || self.names.contains(&name)
    }
}

/// What is known about a value from the members around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Open,
    /// Inside a member that holds a secret.
    Secret,
    /// Inside `_links`, where `resetPassword` is the name of a link.
    Links,
    /// Inside a hook's `authScheme` or `headers`, where `value` is what the hook authenticates with.
    Scheme,
}

fn plain(name: &str) -> String {
    name.chars().filter(|c| !matches!(c, '_' | '-')).flat_map(char::to_lowercase).collect()
}

/// Whether a segment of a path is a credential because of the one before it.
fn is_credential(before: &str, segment: &str) -> bool {
    SECRET_AFTER.contains(&before) && !matches!(segment, "" | "me")
}

/// Replaces the credentials in the path of a URL.
fn mask_path(path: &str) -> String {
    let mut before = "";
    let segments = path.split('/').map(|segment| {
        if is_credential(std::mem::replace(&mut before, segment), segment) { REDACTED } else { segment }
    });
    segments.collect::<Vec<_>>().join("/")
}

/// Replaces JSON Web Tokens, API tokens, values of authorization headers and PEM private keys.
fn mask_tokens(text: &str) -> String {
    if let (Some(begin), Some(_)) = (text.find("-----BEGIN "), text.find("PRIVATE KEY-----")) {
        return format!("{}{REDACTED}", &text[..begin]);
    }
    let mut masked = String::with_capacity(text.len());
    let mut after_scheme = false;
    let separates = |c: char| c.is_whitespace() || "\"'<>,;=&?#/()[]{}".contains(c);
    for word in text.split_inclusive(separates) {
        let core = word.trim_end_matches(separates);
        if is_jwt(core) || is_api_token(core) || after_scheme && is_credential_like(core) {
            masked.push_str(REDACTED);
            masked.push_str(&word[core.len()..]);
        } else {
            masked.push_str(word);
        }
        after_scheme = word.ends_with(' ') && ["SSWS", "Bearer", "DPoP", "Basic"].contains(&core);
    }
    masked
}

/// Whether a word after `Bearer` is a token rather than one of a sentence or a parameter of a challenge.
fn is_credential_like(word: &str) -> bool {
    word.len() >= 8 && word.chars().skip(1).any(|c| c.is_ascii_digit() || c.is_ascii_uppercase())
}

/// An API token of Okta's: 42 characters of base64url, of which the first two are zeros. Ids have 20.
fn is_api_token(word: &str) -> bool {
    word.len() == 42 && word.starts_with("00") && word.bytes().all(is_base64url)
}

/// Three or more parts of base64url with a header that begins like a JSON object's.
fn is_jwt(word: &str) -> bool {
    let is_part = |part: &str| part.bytes().all(is_base64url);
    word.starts_with("eyJ") && word.split('.').count() >= 3 && word.split('.').all(is_part)
}

fn is_base64url(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')
}
