//! Tags: what entries depend on and writes invalidate.

use http::Uri;

use super::fnv::fnv_64;
use crate::meta::OperationMeta;

/// A dependency of entries, which writes invalidate, as a 64-bit hash (FNV-1a).
///
/// A hash collision causes a needless invalidation, never a stale response. [`CacheTarget`] creates tags.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tag(pub u64);

impl Tag {
    /// The tag of all entries; invalidated on demand only.
    pub(super) fn all() -> Self {
        Self(fnv_64(*b"*"))
    }
}

/// The target of a request, from which a [`CacheDialect`](super::CacheDialect) creates tags.
#[derive(Clone, Copy, Debug)]
pub struct CacheTarget<'a> {
    uri: &'a Uri,
    operation: Option<&'static OperationMeta>,
}

impl<'a> CacheTarget<'a> {
    /// Creates a target from a URI, and the operation if the request has one.
    #[must_use]
    pub const fn new(uri: &'a Uri, operation: Option<&'static OperationMeta>) -> Self {
        Self { uri, operation }
    }

    /// Returns the URI.
    #[must_use]
    pub const fn uri(&self) -> &'a Uri {
        self.uri
    }

    /// Returns the operation, if the request has one.
    #[must_use]
    pub const fn operation(&self) -> Option<&'static OperationMeta> {
        self.operation
    }

    /// Creates a tag of this origin: host and effective port. Tags of another kind, text or origin differ; letter case
    /// does not matter.
    #[must_use]
    pub fn tag(&self, kind: &str, text: &str) -> Tag {
        let (host, port) = host_and_port(self.uri);
        let origin = host.bytes().chain(port.to_be_bytes());
        let bytes = kind.bytes().chain([0]).chain(origin).chain([0]).chain(text.bytes());
        Tag(fnv_64(bytes.map(|byte| byte.to_ascii_lowercase())))
    }

    /// Creates the tag of a path, whatever its query. Each response depends on the path of its URI, and each write
    /// invalidates its own ([RFC 9111 §4.4](https://www.rfc-editor.org/rfc/rfc9111#section-4.4)).
    #[must_use]
    pub fn path_tag(&self, path: &str) -> Tag {
        self.tag("path", path)
    }
}

/// Returns the host of a URI, and its port or the default port of its scheme
/// ([RFC 9110 §4.2.3](https://www.rfc-editor.org/rfc/rfc9110#section-4.2.3)).
pub(super) fn host_and_port(uri: &Uri) -> (&str, u16) {
    let default = match uri.scheme_str() {
        Some(scheme) if scheme.eq_ignore_ascii_case("https") => 443,
        Some(scheme) if scheme.eq_ignore_ascii_case("http") => 80,
        _ => 0,
    };
    (uri.host().unwrap_or_default(), uri.port_u16().unwrap_or(default))
}

/// Resolves the path of a URI reference against the URI of a request
/// ([RFC 3986 §5.2](https://www.rfc-editor.org/rfc/rfc3986#section-5.2)); `None` if it is of another origin or invalid.
pub(super) fn same_origin_path(base: &Uri, reference: &str) -> Option<String> {
    let reference = reference.split('#').next().unwrap_or_default();
    if reference.starts_with("//") {
        let absolute = format!("{}:{reference}", base.scheme_str()?);
        return same_origin_path(base, &absolute);
    }
    if reference.contains("://") {
        let uri: Uri = reference.parse().ok()?;
        let (host, port) = host_and_port(&uri);
        let (base_host, base_port) = host_and_port(base);
        let same = uri.scheme() == base.scheme() && host.eq_ignore_ascii_case(base_host) && port == base_port;
        return same.then(|| uri.path().to_owned());
    }
    let path = reference.split('?').next().unwrap_or_default();
    if path.starts_with('/') {
        return Some(remove_dot_segments(path));
    }
    if path.is_empty() {
        return Some(base.path().to_owned());
    }
    let directory = base.path().rsplit_once('/').map_or("", |(directory, _)| directory);
    Some(remove_dot_segments(&format!("{directory}/{path}")))
}

fn remove_dot_segments(path: &str) -> String {
    let mut segments: Vec<&str> = Vec::new();
    let mut parts = path.split('/').skip(1).peekable();
    while let Some(segment) = parts.next() {
        match segment {
            "." | ".." => {
                if segment == ".." {
                    segments.pop();
                }
                if parts.peek().is_none() {
                    segments.push("");
                }
            }
            _ => segments.push(segment),
        }
    }
    format!("/{}", segments.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tag(uri: &'static str, kind: &str, text: &str) -> Tag {
        CacheTarget::new(&Uri::from_static(uri), None).tag(kind, text)
    }

    #[test]
    fn tags_depend_on_origin_but_not_case() {
        let one = tag("https://one.example/a", "k", "x");
        assert_ne!(one, tag("https://two.example/a", "k", "x"));
        assert_ne!(one, tag("https://one.example:444/a", "k", "x"));
        assert_ne!(one, tag("https://one.example/a", "l", "x"));
        assert_eq!(one, tag("https://ONE.example:443/b", "K", "X"));
        assert_eq!(tag("http://one.example/", "k", "x"), tag("http://one.example:80/", "k", "x"));
    }

    #[test]
    fn references_resolve_within_the_origin() {
        let base = Uri::from_static("https://a.example/x/y?z=1");
        let cases = [
            ("/b/c?d", Some("/b/c")),
            ("w", Some("/x/w")),
            ("../w/./v", Some("/w/v")),
            ("..", Some("/")),
            ("", Some("/x/y")),
            ("?q", Some("/x/y")),
            ("https://A.example:443/w", Some("/w")),
            ("//a.example/w", Some("/w")),
            ("http://a.example/w", None),
            ("https://b.example/w", None),
            ("//b.example/w", None),
        ];
        for (reference, expected) in cases {
            assert_eq!(same_origin_path(&base, reference).as_deref(), expected, "{reference}");
        }
    }
}
