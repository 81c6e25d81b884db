//! Rules: which requests are looked up, which responses are stored, under which key and for how long.

use std::{fmt, time::Duration};

use bytes::{BufMut, Bytes};
use http::{HeaderMap, HeaderName, Method, Request, StatusCode, Uri, header, response};
use http_body::Body as HttpBody;

use super::{CacheKey, Lifetime, tag::Path};
use crate::{
    meta::{BodyMode, CacheMode, Operation, Principal},
    personal::is_personal,
};

/// How the server's `Cache-Control` is handled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Directives {
    /// `no-store` is not stored, `no-cache` is revalidated each time, `max-age` shortens the time to live
    /// ([RFC 9111 §5.2.2](https://www.rfc-editor.org/rfc/rfc9111#section-5.2.2)).
    #[default]
    Obey,
    /// As [`Obey`](Self::Obey), but `no-cache` together with `no-store` and without `max-age` is ignored:
    /// some servers send this pair with every response as a default, for browsers and proxies. A `no-store`
    /// alone is obeyed.
    ObeyExceptNoStoreDefault,
    /// Ignored: only the times and rules of the layer apply.
    Ignore,
}

#[derive(Clone)]
pub(super) struct CacheRules {
    pub(super) principal: Principal,
    key_headers: Vec<HeaderName>,
    pub(super) ttl: Duration,
    pub(super) tti: Duration,
    pub(super) max_entry: usize,
    pub(super) directives: Directives,
    pub(super) settling: Duration,
}

/// A request to look up.
pub(super) struct CacheableRequest {
    pub(super) key: CacheKey,
    pub(super) uri: Uri,
    pub(super) path: Path,
    pub(super) mode: CacheMode,
    pub(super) headers: HeaderMap,
    pub(super) principal: Principal,
}

impl CacheRules {
    pub(super) fn new(principal: Principal) -> Self {
        let key_headers = vec![
            header::ACCEPT,
            header::ACCEPT_LANGUAGE,
            header::CONTENT_TYPE,
            HeaderName::from_static("prefer"),
        ];
        let default_time = Duration::from_secs(300);
        Self {
            principal,
            key_headers,
            ttl: default_time,
            tti: default_time,
            max_entry: 1024 * 1024,
            directives: Directives::default(),
            settling: Duration::ZERO,
        }
    }

    pub(super) fn add_key_header(&mut self, name: HeaderName) {
        if !self.key_headers.contains(&name) {
            self.key_headers.push(name);
        }
    }

    /// Returns how to look up a safe request; `None` if it bypasses the cache.
    pub(super) fn cacheable<B: HttpBody>(&self, request: &Request<B>) -> Option<CacheableRequest> {
        let extensions = request.extensions();
        let mode = extensions.get().copied().unwrap_or_default();
        let operation = Operation::from_request(request);
        let cacheable = *request.method() == Method::GET
            && request.body().is_end_stream()
            && !self.ttl.is_zero()
            && mode != CacheMode::Bypass
            && !matches!(extensions.get(), Some(BodyMode::Stream))
            && !operation.is_some_and(|operation| operation.secret)
            && !is_personal(request.headers());
        cacheable.then(|| {
            let principal = extensions.get().unwrap_or(&self.principal).clone();
            CacheableRequest {
                key: self.key(&principal, request.uri(), request.headers()),
                uri: request.uri().clone(),
                path: Path::new(request.uri(), operation),
                mode,
                headers: request.headers().clone(),
                principal,
            }
        })
    }

    pub(super) fn principal<B>(&self, request: &Request<B>) -> Principal {
        request.extensions().get().unwrap_or(&self.principal).clone()
    }

    fn key(&self, principal: &Principal, uri: &Uri, headers: &HeaderMap) -> CacheKey {
        let mut key = Vec::with_capacity(256);
        key.push(b'G');
        put_field(&mut key, principal.as_str().as_bytes());
        put_field(&mut key, uri.scheme_str().unwrap_or_default().to_ascii_lowercase().as_bytes());
        let authority = uri.authority().map_or("", |authority| authority.as_str());
        put_field(&mut key, authority.to_ascii_lowercase().as_bytes());
        put_field(&mut key, uri.path_and_query().map_or("", |path| path.as_str()).as_bytes());
        for name in &self.key_headers {
            put_field(&mut key, name.as_str().as_bytes());
            put_field(&mut key, &header_values(headers, name));
        }
        CacheKey::new(key)
    }

    /// Returns the key under which the id of an alias is stored.
    pub(super) fn alias_key(principal: &Principal, uri: &Uri, alias: &str) -> CacheKey {
        let mut key = Vec::with_capacity(128);
        key.push(b'A');
        put_field(&mut key, principal.as_str().as_bytes());
        let authority = uri.authority().map_or("", |authority| authority.as_str());
        put_field(&mut key, authority.to_ascii_lowercase().as_bytes());
        put_field(&mut key, alias.to_lowercase().as_bytes());
        CacheKey::new(key)
    }

    /// Returns the lifetime of a response; `None` if it is not stored.
    pub(super) fn lifetime(&self, parts: &response::Parts) -> Option<Lifetime> {
        let usable = matches!(parts.status, StatusCode::OK | StatusCode::NOT_MODIFIED);
        let control = match self.directives {
            Directives::Obey => CacheControl::from_headers(&parts.headers),
            Directives::ObeyExceptNoStoreDefault => {
                CacheControl::from_headers(&parts.headers).without_no_store_default()
            }
            Directives::Ignore => CacheControl::default(),
        };
        if !usable || control.no_store {
            return None;
        }
        let ttl =
            if control.no_cache { Duration::ZERO } else { control.max_age.unwrap_or(self.ttl).min(self.ttl) };
        let revalidates = parts.headers.contains_key(header::ETAG);
        let kept = if revalidates { self.ttl.saturating_mul(2) } else { ttl };
        (!kept.is_zero()).then_some(Lifetime { ttl, tti: self.tti, kept })
    }

    /// Returns the length of a body to store; `None` if it is unknown or above the limit.
    pub(super) fn length<B: HttpBody>(&self, body: &B) -> Option<usize> {
        let length = usize::try_from(body.size_hint().exact()?).ok()?;
        (length <= self.max_entry).then_some(length)
    }
}

impl fmt::Debug for CacheRules {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CacheRules")
            .field("ttl", &self.ttl)
            .field("tti", &self.tti)
            .field("max_entry", &self.max_entry)
            .field("directives", &self.directives)
            .field("settling", &self.settling)
            .field("key_headers", &self.key_headers)
            .finish_non_exhaustive()
    }
}

/// Appends a length-prefixed field, so no two sequences of fields are equal.
fn put_field(key: &mut Vec<u8>, field: &[u8]) {
    key.put_u64(field.len() as u64);
    key.extend_from_slice(field);
}

/// Returns all values of a header, each followed by a line feed.
fn header_values(headers: &HeaderMap, name: &HeaderName) -> Vec<u8> {
    let mut all = Vec::new();
    for value in headers.get_all(name) {
        all.extend_from_slice(value.as_bytes());
        all.push(b'\n');
    }
    all
}

/// Returns the headers that describe the body, not one exchange.
pub(super) fn entity_headers(headers: &HeaderMap) -> HeaderMap {
    let describes_body = |name: &HeaderName| {
        let text = name.as_str();
        matches!(*name, header::ETAG | header::LAST_MODIFIED | header::LINK | header::VARY)
            || text == "okta-collection-count"
            || text.starts_with("content-")
                && *name != header::CONTENT_LENGTH
                && !text.starts_with("content-security-policy")
    };
    let pairs = headers.iter().filter(|(name, _)| describes_body(name));
    let mut entity = HeaderMap::new();
    for (name, value) in pairs {
        entity.append(name, value.clone());
    }
    entity
}

/// Returns the request headers that a response varies with, and their values; `None` for `Vary: *`
/// ([RFC 9110 §12.5.5](https://www.rfc-editor.org/rfc/rfc9110#section-12.5.5)).
pub(super) fn vary(response: &HeaderMap, request: &HeaderMap) -> Option<Vec<(HeaderName, Bytes)>> {
    let mut varied = Vec::new();
    for value in response.get_all(header::VARY) {
        for name in value.to_str().ok()?.split(',').map(str::trim).filter(|name| !name.is_empty()) {
            if name == "*" {
                return None;
            }
            let name = HeaderName::from_bytes(name.as_bytes()).ok()?;
            let value = header_values(request, &name).into();
            varied.push((name, value));
        }
    }
    Some(varied)
}

/// Whether a request has the header values that a stored response varies with.
pub(super) fn vary_matches(vary: &[(HeaderName, Bytes)], request: &HeaderMap) -> bool {
    vary.iter().all(|(name, value)| *value == header_values(request, name))
}

/// The `Cache-Control` directives that apply to a private cache.
#[derive(Debug, Default, PartialEq, Eq)]
struct CacheControl {
    no_store: bool,
    no_cache: bool,
    max_age: Option<Duration>,
}

impl CacheControl {
    fn from_headers(headers: &HeaderMap) -> Self {
        let mut control = Self::default();
        for value in headers.get_all(header::CACHE_CONTROL) {
            for directive in String::from_utf8_lossy(value.as_bytes()).split(',') {
                let (name, value) = directive.split_once('=').unwrap_or((directive, ""));
                match name.trim().to_ascii_lowercase().as_str() {
                    "no-store" => control.no_store = true,
                    "no-cache" => control.no_cache = true,
                    "max-age" => {
                        // An invalid value is treated as stale (RFC 9111 §4.2.1).
                        let seconds = value.trim().trim_matches('"').parse().unwrap_or(0);
                        let max_age = Duration::from_secs(seconds);
                        control.max_age = Some(control.max_age.map_or(max_age, |other| other.min(max_age)));
                    }
                    _ => {}
                }
            }
        }
        control
    }

    /// Returns no directives if these are only the default pair `no-cache, no-store`.
    fn without_no_store_default(self) -> Self {
        let no_store_default = Self { no_store: true, no_cache: true, max_age: None };
        if self == no_store_default { Self::default() } else { self }
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn control(values: &[&'static str]) -> CacheControl {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(header::CACHE_CONTROL, HeaderValue::from_static(value));
        }
        CacheControl::from_headers(&headers)
    }

    #[test]
    fn directives_are_case_insensitive_in_all_headers() {
        assert!(control(&["private", "No-Cache, NO-STORE"]).no_store);
        assert!(control(&["no-cache=\"set-cookie\""]).no_cache);
        assert_eq!(control(&["max-age=60, max-age=\"30\""]).max_age, Some(Duration::from_secs(30)));
        assert_eq!(control(&["max-age=-1"]).max_age, Some(Duration::ZERO));
        assert_eq!(control(&["public, stale-if-error=60", ""]), CacheControl::default());
    }

    #[test]
    fn only_default_pair_is_ignored() {
        assert_eq!(control(&["no-cache, no-store"]).without_no_store_default(), CacheControl::default());
        assert!(control(&["no-store"]).without_no_store_default().no_store);
        assert!(control(&["no-cache, no-store, max-age=0"]).without_no_store_default().no_store);
    }

    #[test]
    fn key_fields_do_not_collide() {
        let rules = CacheRules::new(Principal::new("p"));
        let key = |principal: &str, uri: &'static str| {
            rules.key(&Principal::new(principal), &Uri::from_static(uri), &HeaderMap::new())
        };
        assert_ne!(key("p", "https://a/b"), key("ph", "ttps://a/b"));
        assert_ne!(key("p", "https://a/b"), key("p", "http://a/b"));
        assert_eq!(key("p", "https://A/b"), key("p", "HTTPS://a/b"));
        assert_ne!(key("p", "https://a/b"), key("p", "https://a/B"));
        assert_ne!(key("p", "https://a/b?"), key("p", "https://a/b"));
    }
}
