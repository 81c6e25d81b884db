//! Writes: invalidate, send, invalidate again.

use std::{
    collections::HashMap,
    sync::Arc,
    task::{Context, Poll, Waker},
    time::Duration,
};

use bytes::Bytes;
use http::{Request, Response};
use http_body::Body as HttpBody;
use tower_service::Service;

use super::{
    CacheStore, Tag,
    names::Names,
    rules::CacheRules,
    service::CacheState,
    tag::{Path, TagScope},
};
use crate::{
    BoxError,
    collect::{self, CollectedBody},
    meta::{BodyMode, Operation},
};

/// How long resources stay uncached after a write of unknown outcome, which the server may still be
/// processing.
const UNKNOWN_OUTCOME: Duration = Duration::from_secs(30);

impl CacheState {
    pub(super) async fn write<S, ReqBody, ResBody>(
        self: Arc<Self>,
        mut ready: S,
        request: Request<ReqBody>,
    ) -> Result<Response<CollectedBody<ResBody>>, BoxError>
    where
        S: Service<Request<ReqBody>, Response = Response<ResBody>>,
        S::Error: Into<BoxError>,
        ResBody: HttpBody<Data = Bytes>,
        ResBody::Error: Into<BoxError>,
    {
        let uri = request.uri().clone();
        let scope = TagScope::from_uri(&uri);
        let path = Path::new(&uri, Operation::from_request(&request));
        let streamed = matches!(request.extensions().get(), Some(BodyMode::Stream));
        let mut known_aliases = HashMap::new();
        for alias in path.aliases() {
            let key = CacheRules::alias_key(&self.rules.principal(&request), &uri, alias);
            let found = self.store.get(&key).await.ok().and_then(|lookup| lookup.found);
            if let Some(id) = found.filter(|found| found.fresh).map(|found| found.value) {
                known_aliases.insert(alias.to_owned(), scope.name(&String::from_utf8_lossy(&id)));
            }
        }
        let tags = path.invalidated_tags(scope, |alias| known_aliases.get(alias).copied());
        let store = Arc::clone(&self.store);
        let mut invalidation = Invalidation { store, tags, settle: Some(UNKNOWN_OUTCOME) };
        // A store that fails records by itself what it must not serve any more.
        let _ = invalidation.store.invalidate(&invalidation.tags, Duration::ZERO).await;

        let response = match ready.call(request).await.map_err(Into::<BoxError>::into) {
            Ok(response) => response,
            Err(error) => {
                invalidation.run().await;
                return Err(error);
            }
        };
        if !response.status().is_server_error() {
            invalidation.settle = Some(self.rules.settling);
        }
        let length =
            (response.status().is_success() && !streamed).then(|| self.rules.length(response.body()));
        let response = match length.flatten() {
            Some(length) => {
                let (parts, body) = response.into_parts();
                let bytes = collect::ReadBody::new(body, length, parts.status).await?;
                invalidation.tags.extend(resource_tags(&bytes, scope));
                Response::from_parts(parts, CollectedBody::buffered(bytes))
            }
            None => response.map(CollectedBody::stream),
        };
        invalidation.run().await;
        Ok(response)
    }
}

/// Returns the tags of the resource in a response body.
fn resource_tags(body: &[u8], scope: TagScope<'_>) -> impl Iterator<Item = Tag> {
    let names = Names::from_body(body, scope).unwrap_or_default();
    [names.id, names.login].into_iter().flatten().map(move |name| scope.name(&name))
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
