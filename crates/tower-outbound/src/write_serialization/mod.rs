//! Middleware that serializes concurrent writes to the same document.
//!
//! Some of Okta's writes overwrite each other or fail with a conflict if they run concurrently, since the
//! server rewrites one document for all of them: the rules of a policy, the attributes of a schema, the
//! settings of an application. [`WriteSerializationLayer`] runs requests with the same key one at a time, in
//! order of arrival; requests without a key are not delayed.
//!
//! # Position
//!
//! Per call, outside retry, so a write keeps its lock across retries.
//!
//! # Extensions
//!
//! None.
//!
//! # Cancel safety
//!
//! Cancel safe: dropping a call's future releases its lock, or its place in the queue for it.
//!
//! # Cost
//!
//! One boxed future per call; for a request with a key also the key and, while it is in use, a lock.
//!
//! # Examples
//!
//! ```
//! use http::{Request, Response};
//! use tower_outbound::{BoxError, write_serialization::WriteSerializationLayer};
//! use tower::{Layer, ServiceExt, service_fn};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), BoxError> {
//! let server = service_fn(|_: Request<()>| async { Ok::<_, BoxError>(Response::new(())) });
//! let service = WriteSerializationLayer::okta().layer(server);
//! let rule = || Request::post("/api/v1/policies/00p1/rules").body(());
//! let (one, other) = tokio::join!(service.clone().oneshot(rule()?), service.clone().oneshot(rule()?));
//! one?;
//! other?;
//!
//! // Custom keys: one write at a time per first path segment.
//! let custom = WriteSerializationLayer::new(|head| {
//!     (!head.method.is_safe()).then(|| head.uri.path().split('/').nth(1).unwrap_or_default().to_owned())
//! });
//! # let _ = custom.layer(service);
//! # Ok(())
//! # }
//! ```

mod key;
mod locks;
#[cfg(test)]
mod tests;

use std::{
    fmt,
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use http::{Request, Response, request::Parts};
use tower_layer::Layer;
use tower_service::Service;

pub use key::okta_key;

use crate::BoxError;
use locks::KeyedLocks;

type KeyFn = Arc<dyn Fn(&Parts) -> Option<String> + Send + Sync>;

/// Layer that applies [`WriteSerialization`]. See the [module documentation](self). Clones share their locks.
#[derive(Clone)]
#[must_use = "layers do nothing until they wrap a service"]
pub struct WriteSerializationLayer {
    key: KeyFn,
    locks: KeyedLocks,
}

impl WriteSerializationLayer {
    /// Creates a layer that serializes the writes listed at [`okta_key`].
    pub fn okta() -> Self {
        Self::new(|head| okta_key(&head.method, head.uri.path()))
    }

    /// Creates a layer that serializes requests for which `key` returns the same.
    pub fn new(key: impl Fn(&Parts) -> Option<String> + Send + Sync + 'static) -> Self {
        Self { key: Arc::new(key), locks: KeyedLocks::default() }
    }
}

impl fmt::Debug for WriteSerializationLayer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WriteSerializationLayer").field("locked", &self.locks.len()).finish_non_exhaustive()
    }
}

impl<S> Layer<S> for WriteSerializationLayer {
    type Service = WriteSerialization<S>;

    fn layer(&self, inner: S) -> WriteSerialization<S> {
        WriteSerialization { inner, layer: self.clone() }
    }
}

/// Service that runs requests with the same key one at a time. See the [module documentation](self).
#[derive(Clone, Debug)]
pub struct WriteSerialization<S> {
    inner: S,
    layer: WriteSerializationLayer,
}

impl<S> WriteSerialization<S> {
    inner_service_accessors!();
}

impl<S, ReqBody, ResBody> Service<Request<ReqBody>> for WriteSerialization<S>
where
    S: Service<Request<ReqBody>, Response = Response<ResBody>> + Clone + Send + 'static,
    S::Future: Send,
    S::Error: Into<BoxError>,
    ReqBody: Send + 'static,
    ResBody: Send + 'static,
{
    type Response = Response<ResBody>;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, BoxError>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.inner.poll_ready(cx).map_err(Into::into)
    }

    fn call(&mut self, request: Request<ReqBody>) -> Self::Future {
        let clone = self.inner.clone();
        let mut ready = std::mem::replace(&mut self.inner, clone);
        let (head, body) = request.into_parts();
        let key = (self.layer.key)(&head);
        let request = Request::from_parts(head, body);
        let locks = self.layer.locks.clone();
        Box::pin(async move {
            let _guard = match key {
                Some(key) => Some(locks.lock(key).await),
                None => None,
            };
            ready.call(request).await.map_err(Into::into)
        })
    }
}
