//! Rules: which requests are looked up, under which key, and how long responses are kept.

use std::{fmt, time::Duration};

use bytes::BufMut;
use http::{HeaderMap, HeaderName, Method, Request, Uri, header};
use http_body::Body as HttpBody;

use super::{
    CacheKey, CacheTarget, Directives, Lifetime,
    directives::RequestDirectives,
    freshness::{Freshness, has_validator},
    headers::normalized,
    tag::host_and_port,
};
use crate::{
    collect::BufferFilter,
    meta::{BodyMode, CacheMode, Operation, OperationMeta, Principal},
    personal::is_personal,
};

#[derive(Clone)]
pub(super) struct CacheRules {
    /// The principal of requests without one.
    pub(super) principal: Option<Principal>,
    key_headers: Vec<HeaderName>,
    /// Response headers that are not stored.
    pub(super) omitted: Vec<HeaderName>,
    /// The lifetime of responses without explicit freshness.
    pub(super) ttl: Duration,
    /// The limit on explicit freshness.
    pub(super) max_ttl: Duration,
    pub(super) tti: Duration,
    /// How long an expired response with a validator is kept.
    pub(super) keep_stale: Duration,
    pub(super) max_entry: usize,
    pub(super) directives: Directives,
    pub(super) settling: Duration,
    pub(super) filter: BufferFilter,
}

/// A request to look up.
pub(super) struct CacheableRequest {
    pub(super) key: CacheKey,
    pub(super) uri: Uri,
    pub(super) operation: Option<&'static OperationMeta>,
    pub(super) mode: CacheMode,
    pub(super) directives: RequestDirectives,
    pub(super) headers: HeaderMap,
    pub(super) principal: Principal,
}

/// A safe request that is not looked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NotLookedUp {
    PassThrough,
    /// It asks for a stored response.
    Unsatisfiable,
}

impl CacheableRequest {
    pub(super) fn target(&self) -> CacheTarget<'_> {
        CacheTarget::new(&self.uri, self.operation)
    }
}

impl CacheRules {
    pub(super) fn new(principal: Option<Principal>) -> Self {
        Self {
            principal,
            key_headers: vec![header::ACCEPT, header::ACCEPT_LANGUAGE],
            omitted: Vec::new(),
            ttl: Duration::ZERO,
            max_ttl: Duration::MAX,
            tti: Duration::MAX,
            keep_stale: Duration::from_secs(300),
            max_entry: 1024 * 1024,
            directives: Directives::default(),
            settling: Duration::ZERO,
            filter: BufferFilter::default(),
        }
    }

    pub(super) fn add_key_header(&mut self, name: HeaderName) {
        if !self.key_headers.contains(&name) {
            self.key_headers.push(name);
        }
    }

    /// Returns how to look up a safe request.
    pub(super) fn cacheable<B: HttpBody>(
        &self,
        request: &Request<B>,
        accepted: bool,
    ) -> Result<CacheableRequest, NotLookedUp> {
        let extensions = request.extensions();
        let mode = extensions.get().copied().unwrap_or_default();
        let operation = Operation::from_request(request);
        let directives = RequestDirectives::from_headers(request.headers());
        let stores_anything = !self.ttl.is_zero() || !self.max_ttl.is_zero();
        let userinfo = || request.uri().authority().is_some_and(|authority| authority.as_str().contains('@'));
        let cacheable = *request.method() == Method::GET
            && accepted
            && stores_anything
            && request.body().is_end_stream()
            && mode != CacheMode::Bypass
            && !directives.no_store
            && !matches!(extensions.get(), Some(BodyMode::Stream))
            && !operation.is_some_and(|operation| operation.secret)
            && !is_personal(request.headers())
            && !userinfo();
        let principal = self.principal(request).filter(|_| cacheable);
        match principal {
            Some(principal) => Ok(CacheableRequest {
                key: self.key(principal, request.uri(), request.headers()),
                uri: request.uri().clone(),
                operation,
                mode,
                directives,
                headers: request.headers().clone(),
                principal: principal.clone(),
            }),
            None if directives.only_if_cached && mode != CacheMode::Bypass => Err(NotLookedUp::Unsatisfiable),
            None => Err(NotLookedUp::PassThrough),
        }
    }

    pub(super) fn principal<'a, B>(&'a self, request: &'a Request<B>) -> Option<&'a Principal> {
        request.extensions().get().or(self.principal.as_ref())
    }

    fn key(&self, principal: &Principal, uri: &Uri, headers: &HeaderMap) -> CacheKey {
        let mut key = Vec::with_capacity(256);
        key.push(b'G');
        put_field(&mut key, principal.as_str().as_bytes());
        put_field(&mut key, uri.scheme_str().unwrap_or_default().to_ascii_lowercase().as_bytes());
        put_origin(&mut key, uri);
        if uri.host().is_none() {
            put_field(&mut key, &normalized(headers, &header::HOST));
        }
        put_field(&mut key, uri.path_and_query().map_or("", |path| path.as_str()).as_bytes());
        for name in &self.key_headers {
            put_field(&mut key, name.as_str().as_bytes());
            put_field(&mut key, &normalized(headers, name));
        }
        CacheKey::new(key)
    }

    /// Returns the key of the variant of a response that a request selects, by the headers that another variant varies
    /// with.
    pub(super) fn variant_key<'n>(
        key: &CacheKey,
        names: impl Iterator<Item = &'n HeaderName>,
        request: &HeaderMap,
    ) -> CacheKey {
        let mut variant = Vec::with_capacity(key.as_bytes().len() + 64);
        variant.push(b'V');
        put_field(&mut variant, key.as_bytes());
        for name in names {
            put_field(&mut variant, name.as_str().as_bytes());
            put_field(&mut variant, &normalized(request, name));
        }
        CacheKey::new(variant)
    }

    /// Returns the key under which the resource of an alias is stored.
    pub(super) fn alias_key(principal: &Principal, uri: &Uri, alias: &str) -> CacheKey {
        let mut key = Vec::with_capacity(128);
        key.push(b'A');
        put_field(&mut key, principal.as_str().as_bytes());
        put_origin(&mut key, uri);
        put_field(&mut key, alias.to_lowercase().as_bytes());
        CacheKey::new(key)
    }

    /// Returns how long a response is kept; `None` if it is not stored.
    pub(super) fn lifetime(&self, freshness: &Freshness, headers: &HeaderMap) -> Option<Lifetime> {
        let ttl = freshness.lifetime.saturating_sub(freshness.age);
        let stale = if has_validator(headers) { self.keep_stale } else { Duration::ZERO };
        let kept = ttl.saturating_add(stale);
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
            .field("max_ttl", &self.max_ttl)
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

/// Appends host and effective port.
fn put_origin(key: &mut Vec<u8>, uri: &Uri) {
    let (host, port) = host_and_port(uri);
    put_field(key, host.to_ascii_lowercase().as_bytes());
    key.put_u16(port);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn key_fields_do_not_collide() {
        let rules = CacheRules::new(None);
        let key = |principal: &str, uri: &'static str| {
            rules.key(&Principal::new(principal), &Uri::from_static(uri), &HeaderMap::new())
        };
        assert_ne!(key("p", "https://a/b"), key("ph", "ttps://a/b"));
        assert_ne!(key("p", "https://a/b"), key("p", "http://a/b"));
        assert_ne!(key("p", "https://a/b"), key("p", "https://a:444/b"));
        assert_eq!(key("p", "https://A/b"), key("p", "HTTPS://a:443/b"));
        assert_ne!(key("p", "https://a/b"), key("p", "https://a/B"));
        assert_ne!(key("p", "https://a/b?"), key("p", "https://a/b"));
    }
}
