//! Which requests a rule is about.

use http::Method;
use percent_encoding::percent_decode_str;

/// A method (or any) and a path pattern.
///
/// Written as `GET /api/v1/users/{id}`, `/api/v1/groups/*` or `users`. `{…}`, or a `*` between others, stands for
/// one segment, a final `*` for any number of further segments, none included. A pattern without a leading slash is a family:
/// `users` means `/api/v1/users/*`. `*` alone is every request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Pattern {
    text: String,
    method: Option<String>,
    segments: Vec<Segment>,
    open: bool,
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
        let mut given = segments(path);
        let open = given.pop_if(|last| last == "*").is_some();
        let segments = given
            .into_iter()
            .map(|segment| {
                let placeholder = segment == "*" || (segment.starts_with('{') && segment.ends_with('}'));
                if placeholder { Segment::Any } else { Segment::Literal(segment) }
            })
            .collect();
        Self { text: trimmed.to_owned(), method: method.filter(|method| method != "*"), segments, open }
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    pub(crate) fn matches(&self, method: &Method, path: &[String]) -> bool {
        self.method.as_deref().is_none_or(|own| own == method.as_str())
            && (path.len() == self.segments.len() || (self.open && path.len() > self.segments.len()))
            && self.segments.iter().zip(path).all(|(own, given)| match own {
                Segment::Literal(text) => text == given,
                Segment::Any => true,
            })
    }

    /// How narrow the pattern is: exact paths before prefixes, longer before shorter, with a method before without.
    pub(crate) fn specificity(&self) -> (bool, usize, usize, bool) {
        let literals = self.segments.iter().filter(|segment| **segment != Segment::Any).count();
        (!self.open, self.segments.len(), literals, self.method.is_some())
    }
}

/// The segments of a path, each percent-decoded once; bytes that are not UTF-8 are replaced.
pub(crate) fn segments(path: &str) -> Vec<String> {
    path.trim_start_matches('/')
        .split('/')
        .map(|segment| percent_decode_str(segment).decode_utf8_lossy().into_owned())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hits(pattern: &str, method: &Method, path: &str) -> bool {
        Pattern::parse(pattern).matches(method, &segments(path))
    }

    #[test]
    fn patterns_match_segments_not_text() {
        assert!(hits("GET /api/v1/users/{id}", &Method::GET, "/api/v1/users/a%2Fb"));
        assert!(!hits("GET /api/v1/users/{id}", &Method::GET, "/api/v1/users/a/b"));
        assert!(!hits("GET /api/v1/users/{id}", &Method::POST, "/api/v1/users/a"));
        assert!(hits("users", &Method::POST, "/api/v1/users"));
        assert!(hits("users", &Method::POST, "/api/v1/users/a/lifecycle/suspend"));
        assert!(!hits("users", &Method::GET, "/api/v1/groups"));
        assert!(hits("*", &Method::PUT, "/anything/at/all"));
        assert!(hits("* /api/*", &Method::PUT, "/api"));
        assert!(hits("post users", &Method::POST, "/api/v1/users"));
        assert!(hits("POST /api/v1/users/*/factors", &Method::POST, "/api/v1/users/00u1/factors"));
        assert!(!hits("POST /api/v1/users/*/factors", &Method::POST, "/api/v1/users/00u1/sub/factors"));
        assert!(hits("users/*/factors", &Method::POST, "/api/v1/users/00u1/factors/sms1/verify"));
    }

    #[test]
    fn exact_patterns_are_narrower_than_families() {
        let exact = Pattern::parse("/api/v1/users/{id}");
        let family = Pattern::parse("users");
        assert!(exact.specificity() > family.specificity());
        assert!(Pattern::parse("GET users").specificity() > family.specificity());
    }
}
