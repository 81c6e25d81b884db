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

/// The number of leading segments shown of a path without a template, such as `/api/v1/users`.
const PATH_SEGMENTS: usize = 3;

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
    /// parameters redacted unless allowed.
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
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let value = if self.shows_query(name) { value } else { REDACTED };
            _ = write!(shown, "{mark}{name}={value}");
            mark = '&';
        }
        shown
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

pub(super) fn push_path(shown: &mut String, path: &str) {
    let mut segments = path.split('/').filter(|segment| !segment.is_empty());
    for segment in segments.by_ref().take(PATH_SEGMENTS) {
        shown.push('/');
        shown.push_str(segment);
    }
    if segments.next().is_some() {
        shown.push_str("/…");
    }
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
        assert_eq!(redaction.url(&uri, None), "https://api.example.com:8443/api/v1/users/…");
        assert_eq!(
            redaction.url(&uri, Some("/api/v1/users/{id}/factors")),
            "https://api.example.com:8443/api/v1/users/{id}/factors"
        );
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
