//! Middleware that serializes concurrent writes to the same document.
//!
//! Some APIs rewrite one document for several writes: the rules of a policy, the attributes of a schema, the settings
//! of an application. Such writes overwrite each other or fail with a conflict if they run concurrently.
//! [`WriteSerializationLayer`] runs requests with the same key one at a time, in order of arrival; requests without a
//! key are not delayed.
//!
//! # Position
//!
//! Per call, outside retry, so a write keeps its lock across retries, and anywhere relative to layers that limit
//! concurrency: the service is always ready, and a call awaits the readiness of a fresh clone of the inner service in
//! its future, once it has its lock. A waiting call therefore reserves no permit or connection below. It also means
//! that the inner service applies no backpressure through this layer: a `LoadShed` above it never sheds, and a
//! `Balance` over such services always finds them ready. Place both inside this layer.
//!
//! # Extensions
//!
//! None.
//!
//! # Cancel safety
//!
//! Cancel safe: dropping a call's future releases its lock, or its place in the queue for it. A call enters the queue
//! when its future is first polled. A future that is kept without being polled keeps its place, and its lock once it
//! has it.
//!
//! # Cost
//!
//! One clone of the inner service per call; for a request with a key also the key, one box and, while the key is in
//! use, a lock.
//!
//! # Examples
//!
//! One write at a time per collection, the first segment of the path:
//!
//! ```
//! use http::{Request, Response};
//! use tower_outbound::{BoxError, write_serialization::WriteSerializationLayer};
//! use tower::{Layer, ServiceExt, service_fn};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), BoxError> {
//! let server = service_fn(|_: Request<()>| async { Ok::<_, BoxError>(Response::new(())) });
//! let layer = WriteSerializationLayer::new(|head| {
//!     (!head.method.is_safe()).then(|| head.uri.path().split('/').nth(1).unwrap_or_default().to_owned())
//! });
//! let service = layer.layer(server);
//! let rule = |id: &str| Request::put(format!("/rules/{id}")).body(());
//! let (one, other) = tokio::join!(service.clone().oneshot(rule("1")?), service.clone().oneshot(rule("2")?));
//! one?;
//! other?;
//! # Ok(())
//! # }
//! ```

mod future;
mod locks;
#[cfg(test)]
mod tests;

use std::{
    fmt,
    sync::Arc,
    task::{Context, Poll},
};

use http::{Request, request::Parts};
use tower_layer::Layer;
use tower_service::Service;

pub use self::future::ResponseFuture;
use self::locks::KeyedLocks;

type KeyFn = Arc<dyn Fn(&Parts) -> Option<String> + Send + Sync>;

/// Layer that applies [`WriteSerialization`]. See the [module documentation](self). Clones share their locks.
#[derive(Clone)]
#[must_use = "layers do nothing until they wrap a service"]
pub struct WriteSerializationLayer {
    key: KeyFn,
    locks: KeyedLocks,
}

impl WriteSerializationLayer {
    /// Creates a layer that serializes requests for which `key` returns the same. A request without a key is not
    /// delayed.
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

impl<S, ReqBody> Service<Request<ReqBody>> for WriteSerialization<S>
where
    S: Service<Request<ReqBody>> + Clone,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = ResponseFuture<S, ReqBody>;

    /// Always ready: a call that waits for its lock must not reserve the inner service.
    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<ReqBody>) -> Self::Future {
        let (head, body) = request.into_parts();
        let lock = (self.layer.key)(&head).map(|key| {
            let locks = self.layer.locks.clone();
            Box::pin(async move { locks.lock(key).await }) as _
        });
        ResponseFuture::new(self.inner.clone(), Request::from_parts(head, body), lock)
    }
}
