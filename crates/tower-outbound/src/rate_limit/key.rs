//! How a request is identified to the scheduler.

use std::{
    borrow::Cow,
    fmt,
    hash::{BuildHasher, Hash, Hasher, RandomState},
};

use http::{Uri, request::Parts};

use super::dialect::BucketFn;
use crate::meta::Operation;

/// The bucket of requests that are not distinguished.
const ANY: &str = "all";

/// Identifies a request to the scheduler: its origin and declared bucket, and the operation, which is reassigned to
/// another bucket if responses contradict the declaration.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct BucketKey {
    /// Index of the origin in the scheduler.
    pub(super) origin: usize,
    pub(super) bucket: Cow<'static, str>,
    pub(super) operation: &'static str,
}

/// Returns the declared bucket of a request, and its operation.
pub(super) fn declared_bucket(
    head: &Parts,
    bucket_by: Option<&BucketFn>,
    precedes_operation: bool,
) -> (Cow<'static, str>, &'static str) {
    let operation = head.extensions.get::<Operation>().map(|operation| operation.0);
    let id = operation.map_or("", |meta| meta.id);
    let declared = operation.map_or("", |meta| meta.bucket);
    let bucket = match bucket_by {
        Some(bucket_by) if precedes_operation || declared.is_empty() => bucket_by(head),
        _ if declared.is_empty() => Cow::Borrowed(ANY),
        _ => Cow::Borrowed(declared),
    };
    (bucket, id)
}

/// The scheme, host and port of a URI, which distinguishes servers. A relative URI has none.
#[derive(Clone, Debug, Default)]
pub(super) struct RequestOrigin {
    scheme: String,
    host: String,
    port: Option<u16>,
    /// Host and port as written in the first request: text that is equal need not be taken apart.
    authority: String,
}

impl RequestOrigin {
    pub(super) fn from_uri(uri: &Uri) -> Self {
        Self {
            scheme: uri.scheme_str().unwrap_or_default().to_ascii_lowercase(),
            host: uri.host().unwrap_or_default().to_ascii_lowercase(),
            port: port(uri),
            authority: uri.authority().map(ToString::to_string).unwrap_or_default(),
        }
    }

    pub(super) fn matches(&self, uri: &Uri) -> bool {
        if uri.scheme_str() == Some(&*self.scheme)
            && uri.authority().is_some_and(|authority| authority.as_str() == self.authority)
        {
            return true;
        }
        self.host.eq_ignore_ascii_case(uri.host().unwrap_or_default())
            && self.port == port(uri)
            && self.scheme.eq_ignore_ascii_case(uri.scheme_str().unwrap_or_default())
    }

    /// A hash of the origin of a URI. Allocates nothing.
    pub(super) fn hash(uri: &Uri, hasher: &RandomState) -> u64 {
        let mut state = hasher.build_hasher();
        for byte in uri.host().unwrap_or_default().bytes() {
            state.write_u8(byte.to_ascii_lowercase());
        }
        port(uri).hash(&mut state);
        state.finish()
    }
}

impl fmt::Display for RequestOrigin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { scheme, host, port, .. } = self;
        match port {
            Some(port) if Some(*port) != default_port(scheme) => write!(f, "{scheme}://{host}:{port}"),
            _ if host.is_empty() => Ok(()),
            _ => write!(f, "{scheme}://{host}"),
        }
    }
}

fn port(uri: &Uri) -> Option<u16> {
    uri.port_u16().or_else(|| default_port(uri.scheme_str()?))
}

fn default_port(scheme: &str) -> Option<u16> {
    if scheme.eq_ignore_ascii_case("https") {
        Some(443)
    } else if scheme.eq_ignore_ascii_case("http") {
        Some(80)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use http::{Method, Request};

    use super::*;
    use crate::{meta::OperationMeta, rate_limit::Dialect};

    #[test]
    fn origins_are_compared_by_effective_port() {
        let origin = RequestOrigin::from_uri(&Uri::from_static("https://API.example.com/a"));
        let hasher = RandomState::new();
        for (uri, same) in [
            ("https://api.example.com:443/b", true),
            ("https://api.example.com:8443/", false),
            ("http://api.example.com/", false),
            ("https://example.com/", false),
            ("/relative", false),
        ] {
            let uri = Uri::from_static(uri);
            assert_eq!(origin.matches(&uri), same, "{uri}");
            let own = RequestOrigin::hash(&Uri::from_static("https://api.example.com/"), &hasher);
            assert_eq!(own == RequestOrigin::hash(&uri, &hasher), same, "{uri}");
        }
        assert_eq!(origin.to_string(), "https://api.example.com");
        assert_eq!(RequestOrigin::from_uri(&Uri::from_static("/")).to_string(), "");
        let port = RequestOrigin::from_uri(&Uri::from_static("http://localhost:8080/"));
        assert_eq!(port.to_string(), "http://localhost:8080");
    }

    #[test]
    fn operation_precedes_dialect_but_not_builder() {
        static META: OperationMeta = OperationMeta::new("odd", Method::GET, "/users").bucket("declared");
        let by_path = Dialect::default().bucket_by(|head| head.uri.path().to_owned()).bucket_fn();
        let request = || Request::get("https://example.com/users").body(()).unwrap();
        let declared = || {
            let mut request = request();
            request.extensions_mut().insert(Operation(&META));
            request
        };
        for (request, bucket_by, precedes, expected) in [
            (request(), None, false, (ANY, "")),
            (request(), by_path.as_ref(), false, ("/users", "")),
            (declared(), None, false, ("declared", "odd")),
            (declared(), by_path.as_ref(), false, ("declared", "odd")),
            (declared(), by_path.as_ref(), true, ("/users", "odd")),
        ] {
            let (head, ()) = request.into_parts();
            let (bucket, operation) = declared_bucket(&head, bucket_by, precedes);
            assert_eq!((bucket.as_ref(), operation), expected);
        }
    }
}
