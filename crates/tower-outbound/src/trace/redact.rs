//! Redaction of requests in spans, logs and recordings.

use std::{
    borrow::Cow,
    fmt::{self, Write},
    sync::Arc,
};

use http::{HeaderMap, HeaderName, Uri};

use super::{SpanVocabulary, redact_text::redact_urls};

/// The replacement of redacted values.
pub const REDACTED: &str = "[redacted]";

/// The headers shown by default.
pub(super) const HEADERS: [&str; 20] = [
    "accept",
    "accept-language",
    "cache-control",
    "content-encoding",
    "content-length",
    "content-type",
    "date",
    "etag",
    "if-match",
    "if-none-match",
    "prefer",
    "ratelimit",
    "ratelimit-policy",
    "retry-after",
    "traceparent",
    "user-agent",
    "x-ratelimit-limit",
    "x-ratelimit-remaining",
    "x-ratelimit-reset",
    "x-request-id",
];

/// The query parameters shown by default.
pub(super) const QUERY: [&str; 5] = ["limit", "order", "page", "per_page", "sort"];

/// The number of leading segments shown of a path without a template, such as `/api/v1`.
const PATH_SEGMENTS: usize = 2;

/// Segments before a token, in links that servers send by mail, for instance.
const BEFORE_TOKENS: [&str; 12] = [
    "activate",
    "invitation",
    "invite",
    "magic-link",
    "qr",
    "reset",
    "reset-password",
    "reset_password",
    "sessions",
    "token",
    "verify",
    "welcome",
];

/// An allow-list of headers and query parameters whose values are shown.
///
/// Other values are replaced by [`REDACTED`]: identifiers in paths, search expressions in queries, tokens in headers.
/// Header names are case-insensitive, parameter names case-sensitive.
///
/// ```
/// use tower_outbound::trace::Redaction;
///
/// let shown = Redaction::default().url(&"https://api.example.com/v1/users?limit=2&search=x".parse()?, None);
/// assert_eq!(shown, "https://api.example.com/v1/users?limit=2&search=[redacted]");
/// # Ok::<(), http::uri::InvalidUri>(())
/// ```
#[derive(Clone, Debug)]
pub struct Redaction {
    /// The default names; `None` if nothing is shown by default.
    defaults: Option<Defaults>,
    /// Further names, shared, as each call clones this.
    added: Option<Arc<Names>>,
}

#[derive(Clone, Copy, Debug)]
struct Defaults {
    headers: &'static [&'static str],
    query: &'static [&'static str],
}

#[derive(Clone, Debug, Default)]
struct Names {
    headers: Vec<String>,
    query: Vec<String>,
}

impl Default for Redaction {
    /// Allows headers and parameters that contain neither secrets nor personal data. In a layer with a
    /// [dialect](super::SpanDialect), those of the dialect.
    fn default() -> Self {
        Self { defaults: Some(Defaults { headers: &HEADERS, query: &QUERY }), added: None }
    }
}

impl Redaction {
    /// Allows nothing.
    #[must_use]
    pub const fn strict() -> Self {
        Self { defaults: None, added: None }
    }

    /// Allows a header.
    #[must_use]
    pub fn allow_header(self, name: HeaderName) -> Self {
        self.add(|names| names.headers.push(name.as_str().to_owned()))
    }

    /// Allows a query parameter.
    #[must_use]
    pub fn allow_query(self, name: &str) -> Self {
        self.add(|names| names.query.push(name.to_owned()))
    }

    fn add(mut self, change: impl FnOnce(&mut Names)) -> Self {
        change(Arc::make_mut(self.added.get_or_insert_default()));
        self
    }

    /// Replaces the default names, if there are any, by those of a dialect.
    pub(super) fn defaults_of(mut self, names: &SpanVocabulary) -> Self {
        if let Some(defaults) = &mut self.defaults {
            *defaults = Defaults { headers: names.shown_headers, query: names.shown_query };
        }
        self
    }

    /// Whether a header's value is shown.
    #[must_use]
    pub fn shows_header(&self, name: &HeaderName) -> bool {
        self.shows(name.as_str(), |defaults| defaults.headers, |names| &names.headers)
    }

    /// Whether a query parameter's value is shown.
    #[must_use]
    pub fn shows_query(&self, name: &str) -> bool {
        self.shows(name, |defaults| defaults.query, |names| &names.query)
    }

    fn shows(
        &self,
        name: &str,
        defaults: impl Fn(&Defaults) -> &'static [&'static str],
        added: impl Fn(&Names) -> &Vec<String>,
    ) -> bool {
        self.defaults.as_ref().is_some_and(|names| defaults(names).contains(&name))
            || self.added.as_ref().is_some_and(|names| added(names).iter().any(|allowed| allowed == name))
    }

    /// Returns a URL with the path replaced by `template`, or truncated without one, and with the values of query
    /// parameters redacted unless allowed. A parameter without a value is redacted itself.
    ///
    /// Of a path without a template at most two segments are shown, up to the first that is not a plain word, or that
    /// follows a word such as `welcome` or `reset-password`.
    #[must_use]
    pub fn url(&self, uri: &Uri, template: Option<&str>) -> String {
        let mut shown = String::new();
        if let (Some(scheme), Some(host)) = (uri.scheme_str(), uri.host()) {
            // Writing to a string cannot fail.
            _ = write!(shown, "{scheme}://{host}");
            if let Some(port) = uri.port_u16() {
                _ = write!(shown, ":{port}");
            }
        }
        match template {
            Some(template) => shown.push_str(template),
            None => push_path(&mut shown, uri.path()),
        }
        let mut mark = '?';
        for pair in uri.query().unwrap_or_default().split('&').filter(|pair| !pair.is_empty()) {
            shown.push(mark);
            self.push_parameter(&mut shown, pair);
            mark = '&';
        }
        shown
    }

    /// Appends a query parameter, redacted. One without a value may be a token itself.
    pub(super) fn push_parameter(&self, shown: &mut String, parameter: &str) {
        // Writing to a string cannot fail.
        match parameter.split_once('=') {
            Some((name, value)) if self.shows_query(name) => _ = write!(shown, "{name}={value}"),
            Some((name, _)) => _ = write!(shown, "{name}={REDACTED}"),
            None if self.shows_query(parameter) => shown.push_str(parameter),
            None => shown.push_str(REDACTED),
        }
    }

    /// Returns a text with the URLs in it redacted: the text of an error, say.
    ///
    /// User information, fragments, values of query parameters that are not allowed, and paths beyond their first
    /// segments are replaced. Other parts of the text are unchanged.
    ///
    /// ```
    /// use tower_outbound::trace::Redaction;
    ///
    /// let text = "error sending request for url (https://api.example.com/a?api_key=s3cret)";
    /// let shown = "error sending request for url (https://api.example.com/a?api_key=[redacted])";
    /// assert_eq!(Redaction::default().text(text), shown);
    /// ```
    #[must_use]
    pub fn text<'a>(&self, text: &'a str) -> Cow<'a, str> {
        redact_urls(self, text)
    }

    /// Returns a `Debug` view of headers with values redacted unless allowed.
    pub fn headers<'a>(&'a self, headers: &'a HeaderMap) -> impl fmt::Debug + 'a {
        RedactedHeaders { redaction: self, headers }
    }
}

/// Appends the first segments of a path, up to one that may be an identifier or a token.
pub(super) fn push_path(shown: &mut String, path: &str) {
    let mut segments = path.split('/').filter(|segment| !segment.is_empty()).peekable();
    let mut before = "";
    for _ in 0..PATH_SEGMENTS {
        let is_shown = |segment: &&str| is_word(segment) && !BEFORE_TOKENS.contains(&before);
        let Some(segment) = segments.next_if(is_shown) else { break };
        shown.push('/');
        shown.push_str(segment);
        before = segment;
    }
    if segments.next().is_some() {
        shown.push_str("/…");
    }
}

/// Whether a segment is a word or a version, such as `oauth2`, `v1` and `.well-known`, and not a token.
fn is_word(segment: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-._".contains(&byte);
    let digits = segment.bytes().filter(u8::is_ascii_digit).count();
    segment.len() <= 32 && digits <= 2 && segment.bytes().all(allowed)
}

struct RedactedHeaders<'a> {
    redaction: &'a Redaction,
    headers: &'a HeaderMap,
}

impl fmt::Debug for RedactedHeaders<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut map = f.debug_map();
        for (name, value) in self.headers {
            let shown = !value.is_sensitive() && self.redaction.shows_header(name);
            let text = if shown { value.to_str().unwrap_or(REDACTED) } else { REDACTED };
            map.entry(&name.as_str(), &text);
        }
        map.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    #[test]
    fn paths_are_templates_or_truncated() {
        let uri: Uri =
            "https://api.example.com:8443/api/v1/users/jane%40example.com/factors".parse().unwrap();
        let redaction = Redaction::default();
        assert_eq!(redaction.url(&uri, None), "https://api.example.com:8443/api/v1/…");
        assert_eq!(
            redaction.url(&uri, Some("/api/v1/users/{id}/factors")),
            "https://api.example.com:8443/api/v1/users/{id}/factors"
        );
    }

    #[test]
    fn tokens_in_paths_and_queries_are_hidden() {
        for (url, expected) in [
            ("/welcome/s3cret", "/welcome/…"),
            ("/signin/reset-password/s3cret", "/signin/reset-password/…"),
            ("/reset-password/secret-of-words", "/reset-password/…"),
            ("/tokens/Zx9kQ2", "/tokens/…"),
            ("/0123456789", "/…"),
            ("/jane@example.com/x", "/…"),
            ("/.well-known/openid-configuration", "/.well-known/openid-configuration"),
            ("/oauth2/v1/token", "/oauth2/v1/…"),
            ("/", ""),
            ("/a?s3cret", "/a?[redacted]"),
            ("/a?limit&s3cret&q=x", "/a?limit&[redacted]&q=[redacted]"),
        ] {
            assert_eq!(Redaction::default().url(&url.parse().unwrap(), None), expected);
        }
    }

    #[test]
    fn only_allowed_values_are_shown() {
        let mut headers = HeaderMap::new();
        headers.insert("authorization", HeaderValue::from_static("Bearer s3cret"));
        headers.insert("accept", HeaderValue::from_static("application/json"));
        let mut marked = HeaderValue::from_static("s3cret");
        marked.set_sensitive(true);
        headers.insert("etag", marked);
        let shown = format!("{:?}", Redaction::default().headers(&headers));
        assert!(!shown.contains("s3cret") && shown.contains("application/json"), "{shown}");
        let shown = format!("{:?}", Redaction::strict().headers(&headers));
        assert!(!shown.contains("application/json"), "{shown}");
    }

    #[test]
    fn allow_list_is_extensible() {
        let redaction = Redaction::strict().allow_header(HeaderName::from_static("x-note")).allow_query("q");
        assert!(redaction.shows_header(&HeaderName::from_static("x-note")));
        let uri = "/a?q=1&search=2".parse().unwrap();
        assert_eq!(redaction.url(&uri, None), "/a?q=1&search=[redacted]");
    }
}
