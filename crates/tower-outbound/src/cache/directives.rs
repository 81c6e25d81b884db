//! `Cache-Control`, of requests and of responses.

use std::time::Duration;

use http::{HeaderMap, header};

/// How the caching directives of responses are handled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Directives {
    /// Obeyed, as [RFC 9111](https://www.rfc-editor.org/rfc/rfc9111) requires of a private cache.
    #[default]
    Obey,
    /// As [`Obey`](Self::Obey), but a response with exactly these `Cache-Control` directives, in any order, counts as
    /// one without `Cache-Control` and `Expires`: some servers send a pair such as `no-cache, no-store` with every
    /// response as a default, for browsers and proxies. Any other combination is obeyed.
    ObeyExcept(&'static str),
    /// Ignored: only the times and rules of the layer apply.
    Ignore,
}

/// The directives of a response that apply to a private cache
/// ([RFC 9111 §5.2.2](https://www.rfc-editor.org/rfc/rfc9111#section-5.2.2)).
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct ResponseDirectives {
    pub(super) no_store: bool,
    /// With or without names of fields, which RFC 9111 §5.2.2.4 permits to treat alike.
    pub(super) no_cache: bool,
    pub(super) must_revalidate: bool,
    pub(super) public: bool,
    pub(super) max_age: Option<Duration>,
}

/// The directives of a request ([RFC 9111 §5.2.1](https://www.rfc-editor.org/rfc/rfc9111#section-5.2.1)).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct RequestDirectives {
    pub(super) no_store: bool,
    pub(super) no_cache: bool,
    pub(super) only_if_cached: bool,
    pub(super) max_age: Option<Duration>,
    pub(super) min_fresh: Option<Duration>,
    pub(super) max_stale: Option<Duration>,
}

impl ResponseDirectives {
    pub(super) fn from_headers(headers: &HeaderMap) -> Self {
        let mut directives = Self::default();
        for_each_directive(headers, |name, value| match name {
            "no-store" => directives.no_store = true,
            "no-cache" => directives.no_cache = true,
            "must-revalidate" => directives.must_revalidate = true,
            "public" => directives.public = true,
            // The first counts, and an invalid one is treated as stale (RFC 9111 §4.2.1).
            "max-age" => _ = directives.max_age.get_or_insert(seconds(value).unwrap_or_default()),
            _ => {}
        });
        directives
    }
}

impl RequestDirectives {
    pub(super) fn from_headers(headers: &HeaderMap) -> Self {
        let mut directives = Self::default();
        for_each_directive(headers, |name, value| match name {
            "no-store" => directives.no_store = true,
            "no-cache" => directives.no_cache = true,
            "only-if-cached" => directives.only_if_cached = true,
            "max-age" => directives.max_age = Some(seconds(value).unwrap_or_default()),
            "min-fresh" => directives.min_fresh = seconds(value),
            "max-stale" => {
                directives.max_stale = if value.is_empty() { Some(Duration::MAX) } else { seconds(value) };
            }
            _ => {}
        });
        directives
    }
}

impl Directives {
    /// Returns the directives of a response that count; `None` if they and `Expires` count as absent.
    pub(super) fn of_response(self, headers: &HeaderMap) -> Option<ResponseDirectives> {
        let absent = match self {
            Self::Obey => false,
            Self::ObeyExcept(default) => is_exactly(headers, default),
            Self::Ignore => true,
        };
        (!absent).then(|| ResponseDirectives::from_headers(headers))
    }
}

/// Whether a response has exactly these directives.
fn is_exactly(headers: &HeaderMap, expected: &str) -> bool {
    let sorted = |texts: Vec<String>| {
        let mut all: Vec<String> = texts.iter().flat_map(|text| elements(text)).map(normalize).collect();
        all.sort_unstable();
        all.dedup();
        all
    };
    sorted(lines(headers)) == sorted(vec![expected.to_owned()])
}

fn normalize(element: &str) -> String {
    element.to_ascii_lowercase()
}

fn lines(headers: &HeaderMap) -> Vec<String> {
    let values = headers.get_all(header::CACHE_CONTROL).iter();
    values.map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned()).collect()
}

/// Calls `visit` with the name, in lower case, and the value of each directive.
fn for_each_directive(headers: &HeaderMap, mut visit: impl FnMut(&str, &str)) {
    for value in headers.get_all(header::CACHE_CONTROL) {
        for element in elements(&String::from_utf8_lossy(value.as_bytes())) {
            let (name, value) = element.split_once('=').unwrap_or((element, ""));
            let quoted = value.strip_prefix('"').and_then(|value| value.strip_suffix('"'));
            visit(&name.to_ascii_lowercase(), quoted.unwrap_or(value));
        }
    }
}

/// Returns the elements of a list, without the white space around them. Commas in quoted strings do not separate.
pub(super) fn elements(text: &str) -> impl Iterator<Item = &str> {
    let (mut quoted, mut escaped) = (false, false);
    let elements = text.split(move |c: char| {
        let separates = c == ',' && !quoted;
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            _ => {}
        }
        separates
    });
    elements.map(|element| element.trim_matches([' ', '\t'])).filter(|element| !element.is_empty())
}

/// Parses a number of seconds; one too large to represent is the largest
/// ([RFC 9111 §1.2.2](https://www.rfc-editor.org/rfc/rfc9111#section-1.2.2)).
pub(super) fn seconds(text: &str) -> Option<Duration> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    // RFC 9111 §1.2.2 asks for at least 2^31.
    digits.then(|| Duration::from_secs(text.parse().unwrap_or(u64::from(u32::MAX)).min(u64::from(u32::MAX))))
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn headers(values: &[&'static str]) -> HeaderMap {
        values.iter().map(|value| (header::CACHE_CONTROL, HeaderValue::from_static(value))).collect()
    }

    fn response(values: &[&'static str]) -> ResponseDirectives {
        ResponseDirectives::from_headers(&headers(values))
    }

    #[test]
    fn directives_are_case_insensitive_in_all_headers() {
        assert!(response(&["private", "No-Cache, NO-STORE"]).no_store);
        assert!(response(&["no-cache=\"set-cookie, x\""]).no_cache);
        assert_eq!(response(&["max-age=60, max-age=\"30\""]).max_age, Some(Duration::from_secs(60)));
        assert_eq!(response(&["max-age=\"30\""]).max_age, Some(Duration::from_secs(30)));
        assert_eq!(response(&["max-age=-1"]).max_age, Some(Duration::ZERO));
        assert_eq!(response(&["extension=\"a, no-store, \\\", no-cache\""]), ResponseDirectives::default());
        assert_eq!(response(&["stale-if-error=60", ""]), ResponseDirectives::default());
    }

    #[test]
    fn request_directives_have_optional_values() {
        let parse = |value| RequestDirectives::from_headers(&headers(&[value]));
        assert_eq!(parse("max-stale").max_stale, Some(Duration::MAX));
        assert_eq!(parse("max-stale=5").max_stale, Some(Duration::from_secs(5)));
        assert_eq!(parse("max-stale=x").max_stale, None);
        assert_eq!(parse("min-fresh=5, max-age=7").min_fresh, Some(Duration::from_secs(5)));
        assert!(parse("only-if-cached").only_if_cached);
    }

    #[test]
    fn only_exact_default_counts_as_absent() {
        let directives = Directives::ObeyExcept("no-cache, no-store");
        for absent in [&["no-cache, no-store"][..], &["No-Store,no-cache"], &["no-cache", "no-store"]] {
            assert_eq!(directives.of_response(&headers(absent)), None, "{absent:?}");
        }
        for counts in [&[][..], &["no-store"], &["no-cache, no-store, max-age=0"], &["private"]] {
            assert!(directives.of_response(&headers(counts)).is_some(), "{counts:?}");
        }
    }
}
