//! What is looked up, what is stored, under which key and for how long.

use std::{fmt, time::Duration};

use bytes::{BufMut, Bytes};
use http::{HeaderMap, HeaderName, Method, Request, StatusCode, Uri, header, response};
use http_body::Body as HttpBody;

use super::{CacheKey, Lifetime, tag::Path};
use crate::{
    meta::{BodyMode, CacheMode, Operation, Principal},
    personal::is_personal,
};

/// What the server's `Cache-Control` counts for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Directives {
    /// `no-store` is not stored, `no-cache` is asked again each time, `max-age` shortens the time to live
    /// ([RFC 9111 §5.2.2](https://www.rfc-editor.org/rfc/rfc9111#section-5.2.2)).
    #[default]
    Obey,
    /// As [`Obey`](Self::Obey), but `no-cache` together with `no-store` counts for nothing: Okta writes that
    /// pair on nearly every answer of its management API, for browsers and proxies, so that it says nothing
    /// about the answer it stands on. A `no-store` of its own is obeyed.
    ObeyExceptNoStoreDefault,
    /// Nothing: times and rules of the layer alone decide.
    Ignore,
}

#[derive(Clone)]
pub(super) struct Rules {
    pub(super) principal: Principal,
    key_headers: Vec<HeaderName>,
    pub(super) ttl: Duration,
    pub(super) tti: Duration,
    pub(super) max_entry: usize,
    pub(super) directives: Directives,
    pub(super) settling: Duration,
}

/// A request that is looked up.
pub(super) struct Read {
    pub(super) key: CacheKey,
    pub(super) uri: Uri,
    pub(super) path: Path,
    pub(super) mode: CacheMode,
    pub(super) headers: HeaderMap,
    pub(super) principal: Principal,
}

impl Rules {
    pub(super) fn new(principal: Principal) -> Self {
        let key_headers = vec![
            header::ACCEPT,
            header::ACCEPT_LANGUAGE,
            header::CONTENT_TYPE,
            HeaderName::from_static("prefer"),
        ];
        let minutes = Duration::from_secs(300);
        Self {
            principal,
            key_headers,
            ttl: minutes,
            tti: minutes,
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

    /// How a safe request is looked up; `None` when it is not the cache's business.
    pub(super) fn read<B: HttpBody>(&self, request: &Request<B>) -> Option<Read> {
        let extensions = request.extensions();
        let mode = extensions.get().copied().unwrap_or_default();
        let operation = Operation::from_request(request);
        let concerned = *request.method() == Method::GET
            && request.body().is_end_stream()
            && !self.ttl.is_zero()
            && mode != CacheMode::Bypass
            && !matches!(extensions.get(), Some(BodyMode::Stream))
            && !operation.is_some_and(|operation| operation.secret)
            && !is_personal(request.headers());
        concerned.then(|| {
            let principal = extensions.get().unwrap_or(&self.principal).clone();
            Read {
                key: self.key(&principal, request.uri(), request.headers()),
                uri: request.uri().clone(),
                path: Path::of(request.uri(), operation),
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
        put(&mut key, principal.as_str().as_bytes());
        put(&mut key, uri.scheme_str().unwrap_or_default().to_ascii_lowercase().as_bytes());
        let authority = uri.authority().map_or("", |authority| authority.as_str());
        put(&mut key, authority.to_ascii_lowercase().as_bytes());
        put(&mut key, uri.path_and_query().map_or("", |path| path.as_str()).as_bytes());
        for name in &self.key_headers {
            put(&mut key, name.as_str().as_bytes());
            put(&mut key, &lines(headers, name));
        }
        CacheKey::new(key)
    }

    /// Under which key it is kept what an alias stands for.
    pub(super) fn alias_key(principal: &Principal, uri: &Uri, alias: &str) -> CacheKey {
        let mut key = Vec::with_capacity(128);
        key.push(b'A');
        put(&mut key, principal.as_str().as_bytes());
        let authority = uri.authority().map_or("", |authority| authority.as_str());
        put(&mut key, authority.to_ascii_lowercase().as_bytes());
        put(&mut key, alias.to_lowercase().as_bytes());
        CacheKey::new(key)
    }

    /// How long an answer lives, judged by its head; `None` when it is not stored.
    pub(super) fn lifetime(&self, parts: &response::Parts) -> Option<Lifetime> {
        let usable = matches!(parts.status, StatusCode::OK | StatusCode::NOT_MODIFIED);
        let control = match self.directives {
            Directives::Obey => Control::of(&parts.headers),
            Directives::ObeyExceptNoStoreDefault => Control::of(&parts.headers).unless_blanket(),
            Directives::Ignore => Control::default(),
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

    /// Whether a body is read in order to be stored: its length is known and not too large.
    pub(super) fn length<B: HttpBody>(&self, body: &B) -> Option<usize> {
        let length = usize::try_from(body.size_hint().exact()?).ok()?;
        (length <= self.max_entry).then_some(length)
    }
}

impl fmt::Debug for Rules {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rules")
            .field("ttl", &self.ttl)
            .field("tti", &self.tti)
            .field("max_entry", &self.max_entry)
            .field("directives", &self.directives)
            .field("settling", &self.settling)
            .field("key_headers", &self.key_headers)
            .finish_non_exhaustive()
    }
}

/// Appends a field so that no two sequences of fields look alike.
fn put(key: &mut Vec<u8>, field: &[u8]) {
    key.put_u64(field.len() as u64);
    key.extend_from_slice(field);
}

/// The value of a header: every line, followed by a line feed.
fn lines(headers: &HeaderMap, name: &HeaderName) -> Vec<u8> {
    let mut all = Vec::new();
    for value in headers.get_all(name) {
        all.extend_from_slice(value.as_bytes());
        all.push(b'\n');
    }
    all
}

/// The headers that belong to the body, not to one exchange.
pub(super) fn entity_headers(headers: &HeaderMap) -> HeaderMap {
    let belongs = |name: &HeaderName| {
        let text = name.as_str();
        matches!(*name, header::ETAG | header::LAST_MODIFIED | header::LINK | header::VARY)
            || text == "okta-collection-count"
            || text.starts_with("content-")
                && *name != header::CONTENT_LENGTH
                && !text.starts_with("content-security-policy")
    };
    let pairs = headers.iter().filter(|(name, _)| belongs(name));
    let mut entity = HeaderMap::new();
    for (name, value) in pairs {
        entity.append(name, value.clone());
    }
    entity
}

/// The request headers that an answer varies with, and their values; `None` for `Vary: *`
/// ([RFC 9110 §12.5.5](https://www.rfc-editor.org/rfc/rfc9110#section-12.5.5)).
pub(super) fn vary(answer: &HeaderMap, request: &HeaderMap) -> Option<Vec<(HeaderName, Bytes)>> {
    let mut varied = Vec::new();
    for line in answer.get_all(header::VARY) {
        for name in line.to_str().ok()?.split(',').map(str::trim).filter(|name| !name.is_empty()) {
            if name == "*" {
                return None;
            }
            let name = HeaderName::from_bytes(name.as_bytes()).ok()?;
            let value = lines(request, &name).into();
            varied.push((name, value));
        }
    }
    Some(varied)
}

/// Whether a request has the headers that a stored answer varies with.
pub(super) fn suits(vary: &[(HeaderName, Bytes)], request: &HeaderMap) -> bool {
    vary.iter().all(|(name, value)| *value == lines(request, name))
}

/// What a `Cache-Control` says that a private cache must know.
#[derive(Debug, Default, PartialEq, Eq)]
struct Control {
    no_store: bool,
    no_cache: bool,
    max_age: Option<Duration>,
}

impl Control {
    fn of(headers: &HeaderMap) -> Self {
        let mut control = Self::default();
        for line in headers.get_all(header::CACHE_CONTROL) {
            for directive in String::from_utf8_lossy(line.as_bytes()).split(',') {
                let (name, value) = directive.split_once('=').unwrap_or((directive, ""));
                match name.trim().to_ascii_lowercase().as_str() {
                    "no-store" => control.no_store = true,
                    "no-cache" => control.no_cache = true,
                    "max-age" => {
                        // What cannot be read counts as stale (RFC 9111 §4.2.1).
                        let seconds = value.trim().trim_matches('"').parse().unwrap_or(0);
                        let given = Duration::from_secs(seconds);
                        control.max_age = Some(control.max_age.map_or(given, |other| other.min(given)));
                    }
                    _ => {}
                }
            }
        }
        control
    }

    /// Nothing, where all that is said is Okta's blanket pair.
    fn unless_blanket(self) -> Self {
        let blanket = Self { no_store: true, no_cache: true, max_age: None };
        if self == blanket { Self::default() } else { self }
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn control(lines: &[&'static str]) -> Control {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(header::CACHE_CONTROL, HeaderValue::from_static(line));
        }
        Control::of(&headers)
    }

    #[test]
    fn directives_are_read_from_all_lines_in_any_case() {
        assert!(control(&["private", "No-Cache, NO-STORE"]).no_store);
        assert!(control(&["no-cache=\"set-cookie\""]).no_cache);
        assert_eq!(control(&["max-age=60, max-age=\"30\""]).max_age, Some(Duration::from_secs(30)));
        assert_eq!(control(&["max-age=-1"]).max_age, Some(Duration::ZERO));
        assert_eq!(control(&["public, stale-if-error=60", ""]), Control::default());
    }

    #[test]
    fn only_the_blanket_pair_counts_for_nothing() {
        assert_eq!(control(&["no-cache, no-store"]).unless_blanket(), Control::default());
        assert!(control(&["no-store"]).unless_blanket().no_store);
        assert!(control(&["no-cache, no-store, max-age=0"]).unless_blanket().no_store);
    }

    #[test]
    fn fields_of_a_key_cannot_run_into_each_other() {
        let rules = Rules::new(Principal::new("p"));
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
