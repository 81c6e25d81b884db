//! Reads: look up, send, store.

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use http::{Extensions, HeaderMap, HeaderValue, Request, Response, StatusCode, header, response};
use http_body::Body as HttpBody;
use tower_service::Service;

use super::{
    CacheStatus, CacheStore, Lifetime, NewEntry, Stamp, Stored,
    entry::CachedResponse,
    names::Names,
    rules::{CacheRules, CacheableRequest, entity_headers, vary, vary_matches},
    tag::TagScope,
};
use crate::{
    BoxError,
    clock::{SharedClock, unix_seconds},
    collect::{self, CollectedBody},
    meta::{CacheMode, ErrorBody},
};

/// State shared by all services of a layer.
#[derive(Clone, Debug)]
pub(super) struct CacheState {
    pub(super) store: Arc<dyn CacheStore>,
    pub(super) rules: CacheRules,
    pub(super) clock: SharedClock,
}

/// The result of a lookup.
enum LookupResult {
    Hit(CachedResponse),
    /// No entry, or a stale one to revalidate; and the stamp for the entry to be stored.
    Miss(Option<CachedResponse>, Stamp),
    /// The store failed.
    Unavailable,
}

impl CacheState {
    pub(super) async fn read<S, ReqBody, ResBody>(
        self: Arc<Self>,
        mut ready: S,
        mut request: Request<ReqBody>,
        read: CacheableRequest,
    ) -> Result<Response<CollectedBody<ResBody>>, BoxError>
    where
        S: Service<Request<ReqBody>, Response = Response<ResBody>>,
        S::Error: Into<BoxError>,
        ResBody: HttpBody<Data = Bytes>,
        ResBody::Error: Into<BoxError>,
    {
        let (stale, stamp) = match self.look_up(&read).await {
            LookupResult::Hit(entry) => return Ok(self.hit(entry)),
            LookupResult::Miss(stale, stamp) => (stale, Some(stamp)),
            LookupResult::Unavailable => (None, None),
        };
        if let Some(etag) = stale.as_ref().and_then(|entry| entry.headers.get(header::ETAG)) {
            request.headers_mut().insert(header::IF_NONE_MATCH, etag.clone());
        }
        let mut response = ready.call(request).await.map_err(Into::into)?;
        if let Some(entry) = stale.filter(|_| response.status() == StatusCode::NOT_MODIFIED) {
            let (parts, _) = response.into_parts();
            return Ok(self.revalidated(entry, parts, &read, stamp).await);
        }
        response.extensions_mut().insert(CacheStatus::Miss);
        let fill = stamp.zip((response.status() == StatusCode::OK).then_some(()));
        let (Some((stamp, ())), Some(length)) = (fill, self.rules.length(response.body())) else {
            return Ok(response.map(CollectedBody::stream));
        };
        let (mut parts, body) = response.into_parts();
        let Some(lifetime) = self.rules.lifetime(&parts) else {
            return Ok(Response::from_parts(parts, CollectedBody::stream(body)));
        };
        let bytes = collect::ReadBody::new(body, length, parts.status).await?;
        if bytes.len() == length
            && let Some(vary) = vary(&parts.headers, &read.headers)
        {
            let headers = entity_headers(&parts.headers);
            let entry =
                CachedResponse { forced: false, stored: self.now(), headers, vary, body: bytes.clone() };
            self.store(entry, &read, stamp, lifetime, &mut parts.extensions).await;
        }
        Ok(Response::from_parts(parts, CollectedBody::buffered(bytes)))
    }

    fn now(&self) -> u64 {
        unix_seconds(self.clock.now())
    }

    async fn look_up(&self, read: &CacheableRequest) -> LookupResult {
        let Ok(lookup) = self.store.get(&read.key).await else {
            return LookupResult::Unavailable;
        };
        let found = lookup.found.filter(|_| read.mode != CacheMode::Refresh).and_then(|found| {
            let entry = CachedResponse::decode(found.value, &read.key)?;
            let usable = !entry.forced || read.mode == CacheMode::Force;
            (usable && vary_matches(&entry.vary, &read.headers)).then_some((entry, found.fresh))
        });
        match found {
            Some((entry, true)) => LookupResult::Hit(entry),
            Some((entry, false)) => LookupResult::Miss(Some(entry), lookup.stamp),
            None => LookupResult::Miss(None, lookup.stamp),
        }
    }

    fn hit<B>(&self, entry: CachedResponse) -> Response<CollectedBody<B>> {
        let age = self.now().saturating_sub(entry.stored);
        let mut response = entry.into_response().map(CollectedBody::buffered);
        response.headers_mut().insert(header::AGE, HeaderValue::from(age));
        response.extensions_mut().insert(CacheStatus::Hit { age: Duration::from_secs(age) });
        response
    }

    /// Refreshes an entry with the headers of a `304`, stores it, and returns it as the response
    /// ([RFC 9111 §4.3.4](https://www.rfc-editor.org/rfc/rfc9111#section-4.3.4)).
    async fn revalidated<B>(
        &self,
        mut entry: CachedResponse,
        mut parts: response::Parts,
        read: &CacheableRequest,
        stamp: Option<Stamp>,
    ) -> Response<CollectedBody<B>> {
        replace_headers(&mut entry.headers, &entity_headers(&parts.headers));
        entry.stored = self.now();
        parts.headers.remove(header::CONTENT_LENGTH);
        replace_headers(&mut parts.headers, &entry.headers);
        parts.status = StatusCode::OK;
        parts.extensions.remove::<ErrorBody>();
        parts.extensions.insert(CacheStatus::Revalidated);
        let body = entry.body.clone();
        if let Some((stamp, lifetime)) = stamp.zip(self.rules.lifetime(&parts)) {
            self.store(entry, read, stamp, lifetime, &mut parts.extensions).await;
        }
        Response::from_parts(parts, CollectedBody::buffered(body))
    }

    /// Stores a response if the rules allow it, and the aliases that it reveals.
    async fn store(
        &self,
        mut entry: CachedResponse,
        read: &CacheableRequest,
        stamp: Stamp,
        lifetime: Lifetime,
        extensions: &mut Extensions,
    ) {
        let scope = TagScope::from_uri(&read.uri);
        let names = Names::from_body(&entry.body, scope);
        entry.forced = !names.as_ref().is_some_and(|names| names.object && !names.paged);
        let secret = names.as_ref().is_some_and(|names| names.secret);
        if secret || (entry.forced && read.mode != CacheMode::Force) {
            return;
        }
        let Some(value) = entry.encode(&read.key) else { return };
        let id = names.as_ref().and_then(|names| names.id.as_deref()).filter(|_| !entry.forced);
        let mut tags = read.path.dependencies(scope, id.is_some());
        match &names {
            Some(names) => tags.extend_from_slice(&names.tags),
            None => tags.push(scope.any()),
        }
        tags.sort_unstable();
        tags.dedup();
        let mut entries = vec![NewEntry { key: read.key.clone(), value, tags, stamp, lifetime }];
        if let Some(id) = id {
            let login = names.as_ref().and_then(|names| names.login.as_deref());
            for alias in read.path.final_alias().into_iter().chain(login).filter(|alias| *alias != id) {
                entries.push(NewEntry {
                    key: CacheRules::alias_key(&read.principal, &read.uri, alias),
                    value: Bytes::copy_from_slice(id.as_bytes()),
                    tags: vec![scope.name(id), scope.name(alias)],
                    stamp,
                    lifetime,
                });
            }
        }
        // A store that fails has logged it; the response does not depend on it.
        if self.store.put(entries).await.is_ok() {
            extensions.insert(Stored);
        }
    }
}

/// Replaces headers by those of the same names in `new`.
fn replace_headers(headers: &mut HeaderMap, new: &HeaderMap) {
    for name in new.keys() {
        headers.remove(name);
    }
    for (name, value) in new {
        headers.append(name, value.clone());
    }
}
