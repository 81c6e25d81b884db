//! Reads: look up, send, store.

use std::{future::poll_fn, sync::Arc, time::Duration};

use bytes::Bytes;
use http::{HeaderValue, Request, Response, StatusCode, header, response};
use http_body::Body as HttpBody;
use tokio::time::Instant;
use tower_service::Service;

use super::{
    CacheDialect, CacheKey, CacheStatus, CacheStore, NewEntry, Stamp, Storage, Stored, Tag,
    entry::{CachedResponse, unix_millis},
    freshness::Freshness,
    headers::{self, vary, vary_matches},
    rules::{CacheRules, CacheableRequest},
};
use crate::{
    BoxError,
    clock::SharedClock,
    collect::{self, CollectedBody},
    meta::{CacheMode, ErrorBody},
};

/// State shared by all services of a layer.
#[derive(Clone, Debug)]
pub(super) struct CacheState {
    pub(super) store: Arc<dyn CacheStore>,
    pub(super) dialect: Arc<dyn CacheDialect>,
    pub(super) rules: CacheRules,
    pub(super) clock: SharedClock,
    pub(super) chosen: ChosenOptions,
}

/// The options that were set, rather than left at their defaults.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct ChosenOptions {
    pub(super) dialect: bool,
    pub(super) directives: bool,
    pub(super) ttl: bool,
}

/// The result of a lookup.
enum LookupResult {
    /// A response to serve, and its age.
    Hit(CachedResponse, Duration),
    Miss {
        /// A response to revalidate.
        stale: Option<CachedResponse>,
        /// Where to store the new response; `None` if the store failed.
        slot: Option<Slot>,
    },
}

/// The place of an entry to be stored.
struct Slot {
    key: CacheKey,
    stamp: Stamp,
}

impl CacheState {
    pub(super) async fn read<S, ReqBody, ResBody>(
        self: Arc<Self>,
        mut inner: S,
        mut request: Request<ReqBody>,
        read: CacheableRequest,
    ) -> Result<Response<CollectedBody<ResBody>>, BoxError>
    where
        S: Service<Request<ReqBody>, Response = Response<ResBody>>,
        S::Error: Into<BoxError>,
        ResBody: HttpBody<Data = Bytes>,
        ResBody::Error: Into<BoxError>,
    {
        let (stale, slot) = match self.look_up(&read).await {
            LookupResult::Hit(entry, age) => return Ok(hit(entry, age)),
            LookupResult::Miss { .. } if read.directives.only_if_cached => return Ok(gateway_timeout()),
            LookupResult::Miss { stale, slot } => (stale, slot),
        };
        if let Some(entry) = &stale {
            // Both, as RFC 9110 §13.1.3 recommends.
            for (validator, condition) in
                [(header::ETAG, header::IF_NONE_MATCH), (header::LAST_MODIFIED, header::IF_MODIFIED_SINCE)]
            {
                if let Some(value) = entry.headers.get(validator) {
                    request.headers_mut().insert(condition, value.clone());
                }
            }
        }
        poll_fn(|cx| inner.poll_ready(cx)).await.map_err(Into::into)?;
        let sent = Instant::now();
        let response = inner.call(request).await.map_err(Into::into)?;
        let delay = sent.elapsed();
        if let Some(entry) = stale.filter(|_| response.status() == StatusCode::NOT_MODIFIED) {
            let (parts, _) = response.into_parts();
            return Ok(self.revalidated(entry, parts, &read, slot, delay).await);
        }
        let (mut response, accepted) = self.rules.filter.accepts_response(response);
        response.extensions_mut().insert(CacheStatus::Miss);
        let length = self.rules.length(response.body()).filter(|_| accepted);
        let (Some(slot), Some(length)) = (slot, length) else {
            return Ok(response.map(CollectedBody::stream));
        };
        let (mut parts, body) = response.into_parts();
        let Some(freshness) = Freshness::of_response(&self.rules, &parts, delay, self.clock.now()) else {
            return Ok(Response::from_parts(parts, CollectedBody::stream(body)));
        };
        if self.rules.lifetime(&freshness, &parts.headers).is_none() {
            return Ok(Response::from_parts(parts, CollectedBody::stream(body)));
        }
        let received = unix_millis(self.clock.now());
        let buffered = collect::ReadBody::new(body, length, parts.status).await?;
        // Trailers are not stored, so neither is a response that has some.
        if buffered.bytes.len() == length
            && buffered.trailers.is_none()
            && let Some(vary) = vary(&parts.headers, &read.headers)
        {
            let entry = CachedResponse {
                on_demand: false,
                status: parts.status,
                received,
                freshness,
                headers: headers::stored(&parts.headers, &self.rules.omitted),
                vary,
                body: buffered.bytes.clone(),
            };
            self.store(entry, &read, slot, &mut parts).await;
        }
        Ok(Response::from_parts(parts, buffered.into()))
    }

    async fn look_up(&self, read: &CacheableRequest) -> LookupResult {
        let mut key = read.key.clone();
        let Ok(lookup) = self.store.get(&key).await else {
            return LookupResult::Miss { stale: None, slot: None };
        };
        let stamp = lookup.stamp;
        let decode = |found: Option<super::Found>, key: &CacheKey| {
            let found = found?;
            Some((CachedResponse::decode(found.value, key)?, found.fresh, found.age))
        };
        let mut found = decode(lookup.found, &key);
        if let Some((other, ..)) = &found
            && !vary_matches(&other.vary, &read.headers)
        {
            let names = other.vary.iter().map(|(name, _)| name);
            key = CacheRules::variant_key(&key, names, &read.headers);
            let variant = self.store.get(&key).await.ok().and_then(|lookup| lookup.found);
            found = decode(variant, &key).filter(|(entry, ..)| vary_matches(&entry.vary, &read.headers));
        }
        let usable = found.filter(|(entry, ..)| {
            read.mode != CacheMode::Refresh && (!entry.on_demand || read.mode == CacheMode::Force)
        });
        let slot = Some(Slot { key, stamp });
        let Some((entry, fresh, stored)) = usable else {
            return LookupResult::Miss { stale: None, slot };
        };
        let age = entry.age(self.clock.now(), stored);
        if may_serve(&entry, fresh, age, read) {
            LookupResult::Hit(entry, age)
        } else {
            LookupResult::Miss { stale: Some(entry), slot }
        }
    }

    /// Updates an entry by the headers of a `304`, stores it, and returns it as the response
    /// ([RFC 9111 §4.3.4](https://www.rfc-editor.org/rfc/rfc9111#section-4.3.4)).
    async fn revalidated<B>(
        &self,
        mut entry: CachedResponse,
        mut parts: response::Parts,
        read: &CacheableRequest,
        slot: Option<Slot>,
        delay: Duration,
    ) -> Response<CollectedBody<B>> {
        let same = same_representation(&entry, &parts);
        if same {
            headers::update(&mut entry.headers, &parts.headers, &self.rules.omitted);
        }
        let age = parts.headers.get(header::AGE).cloned();
        headers::complete(&mut parts.headers, &entry.headers);
        parts.status = entry.status;
        parts.extensions.remove::<ErrorBody>();
        parts.extensions.insert(CacheStatus::Revalidated);
        let body = entry.body.clone();
        // By the updated headers, and the age of the `304`.
        let mut head = Response::new(()).into_parts().0;
        (head.status, head.headers) = (entry.status, entry.headers.clone());
        head.headers.extend(age.map(|age| (header::AGE, age)));
        let freshness = Freshness::of_response(&self.rules, &head, delay, self.clock.now());
        if let (Some(freshness), Some(slot), true) = (freshness, slot, same) {
            (entry.freshness, entry.received) = (freshness, unix_millis(self.clock.now()));
            self.store(entry, read, slot, &mut parts).await;
        }
        Response::from_parts(parts, CollectedBody::buffered(body))
    }

    /// Stores a response if the rules allow it, and the aliases that it reveals.
    async fn store(
        &self,
        mut entry: CachedResponse,
        read: &CacheableRequest,
        slot: Slot,
        parts: &mut response::Parts,
    ) {
        let Some(lifetime) = self.rules.lifetime(&entry.freshness, &entry.headers) else { return };
        let target = read.target();
        let inspection = self.dialect.inspect(&target, parts, &entry.body);
        entry.on_demand = match inspection.storage {
            Storage::Always => false,
            Storage::OnDemand => true,
            Storage::Never => return,
        };
        if entry.on_demand && read.mode != CacheMode::Force {
            return;
        }
        let Some(value) = entry.encode(&slot.key) else { return };
        let mut tags = inspection.tags;
        tags.extend([Tag::all(), target.path_tag(read.uri.path())]);
        tags.sort_unstable();
        tags.dedup();
        let stamp = slot.stamp;
        let mut entries = vec![NewEntry { key: slot.key, value, tags, stamp, lifetime }];
        entries.extend(inspection.aliases.into_iter().map(|alias| NewEntry {
            key: CacheRules::alias_key(&read.principal, &read.uri, &alias.name),
            value: Bytes::copy_from_slice(&alias.resource.0.to_be_bytes()),
            tags: alias.tags,
            stamp,
            lifetime,
        }));
        // A store that fails has logged it; the response does not depend on it.
        if self.store.put(entries).await.is_ok() {
            parts.extensions.insert(Stored);
        }
    }
}

/// Whether a stored response satisfies a request without validation
/// ([RFC 9111 §4](https://www.rfc-editor.org/rfc/rfc9111#section-4)). `fresh` is the opinion of the store.
fn may_serve(entry: &CachedResponse, fresh: bool, age: Duration, read: &CacheableRequest) -> bool {
    let (directives, lifetime) = (&read.directives, entry.freshness.lifetime);
    if directives.no_cache || directives.max_age.is_some_and(|max_age| age > max_age) {
        return false;
    }
    let left = lifetime.saturating_sub(age);
    if fresh && !left.is_zero() && directives.min_fresh.is_none_or(|min_fresh| left >= min_fresh) {
        return true;
    }
    !entry.freshness.must_revalidate
        && directives.max_stale.is_some_and(|max_stale| age.saturating_sub(lifetime) <= max_stale)
}

/// Whether a `304` is about the stored response: if both have a strong entity tag, it is the same
/// ([RFC 9111 §4.3.4](https://www.rfc-editor.org/rfc/rfc9111#section-4.3.4)).
fn same_representation(entry: &CachedResponse, not_modified: &response::Parts) -> bool {
    let strong = |value: &&HeaderValue| !value.as_bytes().starts_with(b"W/");
    let stored = entry.headers.get(header::ETAG).filter(strong);
    let confirmed = not_modified.headers.get(header::ETAG).filter(strong);
    stored.zip(confirmed).is_none_or(|(stored, confirmed)| stored == confirmed)
}

fn hit<B>(entry: CachedResponse, age: Duration) -> Response<CollectedBody<B>> {
    let age = Duration::from_secs(age.as_secs());
    let mut response = entry.into_response().map(CollectedBody::buffered);
    response.headers_mut().insert(header::AGE, HeaderValue::from(age.as_secs()));
    response.extensions_mut().insert(CacheStatus::Hit { age });
    response
}

/// The response to a request with `only-if-cached` that the cache cannot satisfy
/// ([RFC 9111 §5.2.1.7](https://www.rfc-editor.org/rfc/rfc9111#section-5.2.1.7)).
pub(super) fn gateway_timeout<B>() -> Response<CollectedBody<B>> {
    let mut response = Response::new(CollectedBody::buffered(Bytes::new()));
    *response.status_mut() = StatusCode::GATEWAY_TIMEOUT;
    response
}
