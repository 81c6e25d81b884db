//! Request patterns of rules.

use http::Method;
use percent_encoding::percent_decode_str;

/// A path pattern with an optional method.
///
/// Examples: `GET /api/v1/users/{id}`, `/api/v1/groups/*`, `users`. `{…}`, or a `*` before the last segment, matches
/// one segment; a final `*` matches zero or more segments. A pattern without a leading slash is a family: `users` means
/// `/api/v1/users/*`. `*` alone matches every request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Pattern {
    text: String,
    method: Option<String>,
    segments: Vec<Segment>,
    is_prefix: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Segment {
    Literal(String),
    Any,
}

impl Pattern {
    pub(crate) fn parse(text: &str) -> Self {
        let trimmed = text.trim();
        let (method, path) = match trimmed.split_once(char::is_whitespace) {
            Some((method, path)) => (Some(method.to_ascii_uppercase()), path.trim()),
            None => (None, trimmed),
        };
        let family;
        let path = if path.starts_with('/') || path == "*" {
            path
        } else {
            family = format!("/api/v1/{path}/*");
            &family
        };
        let mut segments = segments(path);
        let is_prefix = segments.pop_if(|last| last == "*").is_some();
        let segments = segments
            .into_iter()
            .map(|segment| {
                let placeholder = segment == "*" || (segment.starts_with('{') && segment.ends_with('}'));
                if placeholder { Segment::Any } else { Segment::Literal(segment) }
            })
            .collect();
        Self { text: trimmed.to_owned(), method: method.filter(|method| method != "*"), segments, is_prefix }
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    pub(crate) fn matches(&self, method: &Method, path: &[String]) -> bool {
        self.method.as_deref().is_none_or(|expected| expected == method.as_str())
            && (path.len() == self.segments.len() || (self.is_prefix && path.len() > self.segments.len()))
            && self.segments.iter().zip(path).all(|(expected, actual)| match expected {
                Segment::Literal(text) => text == actual,
                Segment::Any => true,
            })
    }

    /// The sort key of precedence: exact paths over prefixes, longer over shorter, with a method over without.
    pub(crate) fn specificity(&self) -> (bool, usize, usize, bool) {
        let literals = self.segments.iter().filter(|segment| **segment != Segment::Any).count();
        (!self.is_prefix, self.segments.len(), literals, self.method.is_some())
    }
}

/// The segments of a path, percent-decoded once; invalid UTF-8 is replaced. As for Okta, one slash at the end adds no
/// segment.
pub(crate) fn segments(path: &str) -> Vec<String> {
    let path = path.trim_start_matches('/');
    path.strip_suffix('/')
        .unwrap_or(path)
        .split('/')
        .map(|segment| percent_decode_str(segment).decode_utf8_lossy().into_owned())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(pattern: &str, method: &Method, path: &str) -> bool {
        Pattern::parse(pattern).matches(method, &segments(path))
    }

    #[test]
    fn patterns_match_by_segment() {
        assert!(matches("GET /api/v1/users/{id}", &Method::GET, "/api/v1/users/a%2Fb"));
        assert!(!matches("GET /api/v1/users/{id}", &Method::GET, "/api/v1/users/a/b"));
        assert!(!matches("GET /api/v1/users/{id}", &Method::POST, "/api/v1/users/a"));
        assert!(matches("users", &Method::POST, "/api/v1/users"));
        assert!(matches("GET /api/v1/users/{id}", &Method::GET, "/api/v1/users/me/"));
        assert!(!matches("GET /api/v1/users/{id}", &Method::GET, "/api/v1/users/"));
        assert!(matches("users", &Method::POST, "/api/v1/users/a/lifecycle/suspend"));
        assert!(!matches("users", &Method::GET, "/api/v1/groups"));
        assert!(matches("*", &Method::PUT, "/anything/at/all"));
        assert!(matches("* /api/*", &Method::PUT, "/api"));
        assert!(matches("post users", &Method::POST, "/api/v1/users"));
        assert!(matches("POST /api/v1/users/*/factors", &Method::POST, "/api/v1/users/00u1/factors"));
        assert!(!matches("POST /api/v1/users/*/factors", &Method::POST, "/api/v1/users/00u1/sub/factors"));
        assert!(matches("users/*/factors", &Method::POST, "/api/v1/users/00u1/factors/sms1/verify"));
    }

    #[test]
    fn exact_patterns_take_precedence_over_families() {
        let exact = Pattern::parse("/api/v1/users/{id}");
        let family = Pattern::parse("users");
        assert!(exact.specificity() > family.specificity());
        assert!(Pattern::parse("GET users").specificity() > family.specificity());
    }
}
