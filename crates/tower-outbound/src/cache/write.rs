//! Writes: invalidate, send, invalidate again.

use std::{
    collections::HashMap,
    sync::Arc,
    task::{Context, Poll, Waker},
    time::Duration,
};

use bytes::Bytes;
use http::{Request, Response, header};
use http_body::Body as HttpBody;
use tower_service::Service;

use super::{CacheStore, CacheTarget, Tag, rules::CacheRules, service::CacheState, tag::same_origin_path};
use crate::{
    BoxError,
    collect::{self, CollectedBody, call_when_ready},
    meta::{BodyMode, Operation},
};

/// How long resources stay uncached after a write of unknown outcome, which the server may still be
/// processing.
const UNKNOWN_OUTCOME: Duration = Duration::from_secs(30);

impl CacheState {
    pub(super) async fn write<S, ReqBody, ResBody>(
        self: Arc<Self>,
        inner: S,
        request: Request<ReqBody>,
    ) -> Result<Response<CollectedBody<ResBody>>, BoxError>
    where
        S: Service<Request<ReqBody>, Response = Response<ResBody>>,
        S::Error: Into<BoxError>,
        ResBody: HttpBody<Data = Bytes>,
        ResBody::Error: Into<BoxError>,
    {
        let uri = request.uri().clone();
        let target = CacheTarget::new(&uri, Operation::from_request(&request));
        let streamed = matches!(request.extensions().get(), Some(BodyMode::Stream));
        let mut resources = HashMap::new();
        if let Some(principal) = self.rules.principal(&request) {
            for alias in self.dialect.aliases(&target) {
                let key = CacheRules::alias_key(principal, &uri, &alias);
                let found = self.store.get(&key).await.ok().and_then(|lookup| lookup.found);
                let value =
                    found.filter(|found| found.fresh).and_then(|found| (*found.value).try_into().ok());
                resources.extend(value.map(|tag| (alias, Tag(u64::from_be_bytes(tag)))));
            }
        }
        let mut tags = self.dialect.invalidated(&target, &|alias| resources.get(alias).copied());
        tags.push(target.path_tag(uri.path()));
        let store = Arc::clone(&self.store);
        let mut invalidation = Invalidation { store, tags, settle: Some(UNKNOWN_OUTCOME) };
        // A store that fails records by itself what it must not serve any more.
        let _ = invalidation.store.invalidate(&invalidation.tags, Duration::ZERO).await;

        let response = match call_when_ready(inner, request).await {
            Ok(response) => response,
            Err(error) => {
                invalidation.run().await;
                return Err(error);
            }
        };
        if !response.status().is_server_error() {
            invalidation.settle = Some(self.rules.settling);
        }
        if !response.status().is_client_error() && !response.status().is_server_error() {
            // RFC 9111 §4.4 permits it for resources of the same origin.
            for name in [header::LOCATION, header::CONTENT_LOCATION] {
                let reference = response.headers().get(name).and_then(|value| value.to_str().ok());
                let path = reference.and_then(|reference| same_origin_path(&uri, reference));
                invalidation.tags.extend(path.map(|path| target.path_tag(&path)));
            }
        }
        let (response, accepted) = self.rules.filter.accepts_response(response);
        let inspected =
            accepted && !streamed && response.status().is_success() && self.dialect.inspects_writes();
        let response = match self.rules.length(response.body()).filter(|_| inspected) {
            Some(length) => {
                let (parts, body) = response.into_parts();
                let buffered = collect::ReadBody::new(body, length, parts.status).await?;
                invalidation.tags.extend(self.dialect.invalidated_by_response(&target, &buffered.bytes));
                Response::from_parts(parts, buffered.into())
            }
            None => response.map(CollectedBody::stream),
        };
        invalidation.run().await;
        Ok(response)
    }
}

/// Invalidates the tags of a write when it ends, also by being dropped.
struct Invalidation {
    store: Arc<dyn CacheStore>,
    tags: Vec<Tag>,
    /// How long the resources stay uncached; `None` once they are invalidated.
    settle: Option<Duration>,
}

impl Invalidation {
    async fn run(mut self) {
        if let Some(settle) = self.settle {
            let _ = self.store.invalidate(&self.tags, settle).await;
        }
        self.settle = None;
    }
}

impl Drop for Invalidation {
    fn drop(&mut self) {
        let Some(settle) = self.settle else { return };
        let (store, tags) = (Arc::clone(&self.store), std::mem::take(&mut self.tags));
        let mut invalidation = Box::pin(async move { store.invalidate(&tags, settle).await });
        // A memory store completes on the first poll; others need a task.
        let poll = invalidation.as_mut().poll(&mut Context::from_waker(Waker::noop()));
        if let (Poll::Pending, Ok(runtime)) = (poll, tokio::runtime::Handle::try_current()) {
            runtime.spawn(invalidation);
        }
    }
}
