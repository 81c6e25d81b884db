//! A write: invalidate, send, invalidate again.

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
    rules::Rules,
    service::Shared,
    tag::{Path, Scope},
};
use crate::{
    BoxError,
    collect::{self, CollectedBody},
    meta::{BodyMode, Operation},
};

/// How long what a write of unknown outcome has touched stays uncached: the server may still be at it.
const UNKNOWN: Duration = Duration::from_secs(30);

impl Shared {
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
        let scope = Scope::of(&uri);
        let path = Path::of(&uri, Operation::from_request(&request));
        let streamed = matches!(request.extensions().get(), Some(BodyMode::Stream));
        let mut known = HashMap::new();
        for alias in path.aliases() {
            let key = Rules::alias_key(&self.rules.principal(&request), &uri, alias);
            let found = self.store.get(&key).await.ok().and_then(|looked| looked.found);
            if let Some(id) = found.filter(|found| found.fresh).map(|found| found.value) {
                known.insert(alias.to_owned(), scope.name(&String::from_utf8_lossy(&id)));
            }
        }
        let tags = path.touched(scope, |alias| known.get(alias).copied());
        let mut touched = Touched { store: Arc::clone(&self.store), tags, settle: Some(UNKNOWN) };
        // A store that fails has noted for itself what it may no longer give.
        let _ = touched.store.invalidate(&touched.tags, Duration::ZERO).await;

        let answer = ready.call(request).await.map_err(Into::<BoxError>::into);
        let response = match answer {
            Ok(response) => response,
            Err(error) => {
                touched.invalidate().await;
                return Err(error);
            }
        };
        if !response.status().is_server_error() {
            touched.settle = Some(self.rules.settling);
        }
        let length =
            (response.status().is_success() && !streamed).then(|| self.rules.length(response.body()));
        let response = match length.flatten() {
            Some(length) => {
                let (parts, body) = response.into_parts();
                let bytes = collect::Read::new(body, length, parts.status).await?;
                touched.tags.extend(own_names(&bytes, scope));
                Response::from_parts(parts, CollectedBody::buffered(bytes))
            }
            None => response.map(CollectedBody::stream),
        };
        touched.invalidate().await;
        Ok(response)
    }
}

/// The tags of the resource that an answer describes.
fn own_names(body: &[u8], scope: Scope<'_>) -> impl Iterator<Item = Tag> {
    let names = Names::of(body, scope).unwrap_or_default();
    [names.id, names.login].into_iter().flatten().map(move |name| scope.name(&name))
}

/// What a write has touched; invalidated when the write ends, however it ends.
struct Touched {
    store: Arc<dyn CacheStore>,
    tags: Vec<Tag>,
    /// How long it takes to settle; `None` once it is invalidated.
    settle: Option<Duration>,
}

impl Touched {
    async fn invalidate(mut self) {
        if let Some(settle) = self.settle {
            let _ = self.store.invalidate(&self.tags, settle).await;
        }
        self.settle = None;
    }
}

impl Drop for Touched {
    fn drop(&mut self) {
        let Some(settle) = self.settle else { return };
        let (store, tags) = (Arc::clone(&self.store), std::mem::take(&mut self.tags));
        let mut invalidation = Box::pin(async move { store.invalidate(&tags, settle).await });
        // A store in memory is done at once; another one needs a task.
        let done = invalidation.as_mut().poll(&mut Context::from_waker(Waker::noop()));
        if let (Poll::Pending, Ok(runtime)) = (done, tokio::runtime::Handle::try_current()) {
            runtime.spawn(invalidation);
        }
    }
}
