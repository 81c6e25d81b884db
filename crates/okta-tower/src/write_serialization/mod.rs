//! One request at a time, where the server cannot take two.
//!
//! Some writes of Okta's lose each other, or answer with a conflict, when they run at the same time, because
//! the server rewrites one document for all of them: the rules of a policy, the attributes of a schema, the
//! settings of an application. [`WriteSerializationLayer`] makes requests with the same key wait for each other, first come
//! first served; requests without a key pass.
//!
//! - **Where it stands**: per call, outside retry, so that a write keeps its turn while it is sent again.
//! - **Reads and writes**: no extensions.
//! - **Cancel safety**: a dropped call gives up its place or its turn.
//! - **Cost**: one boxed future; for a request with a key also the key and, while it is used, a lock.
//!
//! ```
//! use http::{Request, Response};
//! use okta_tower::{BoxError, serial::WriteSerializationLayer};
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
//! // Keys of one's own: one write at a time for each first path segment.
//! let own = WriteSerializationLayer::new(|head| {
//!     (!head.method.is_safe()).then(|| head.uri.path().split('/').nth(1).unwrap_or_default().to_owned())
//! });
//! # let _ = own.layer(service);
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
use locks::Locks;

type KeyOf = Arc<dyn Fn(&Parts) -> Option<String> + Send + Sync>;

/// Layer that applies [`WriteSerialization`], which lets requests with the same key run one after the other. See the
/// [module docs](self). Clones share the turns.
#[derive(Clone)]
#[must_use = "layers do nothing until they wrap a service"]
pub struct WriteSerializationLayer {
    key: KeyOf,
    locks: Locks,
}

impl WriteSerializationLayer {
    /// Serialises the writes that Okta is known not to take at the same time: see [`okta_key`].
    pub fn okta() -> Self {
        Self::new(|head| okta_key(&head.method, head.uri.path()))
    }

    /// Serialises requests for which `key` gives the same.
    pub fn new(key: impl Fn(&Parts) -> Option<String> + Send + Sync + 'static) -> Self {
        Self { key: Arc::new(key), locks: Locks::default() }
    }
}

impl fmt::Debug for WriteSerializationLayer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WriteSerializationLayer").field("busy", &self.locks.len()).finish_non_exhaustive()
    }
}

impl<S> Layer<S> for WriteSerializationLayer {
    type Service = WriteSerialization<S>;

    fn layer(&self, inner: S) -> WriteSerialization<S> {
        WriteSerialization { inner, layer: self.clone() }
    }
}

/// Lets requests with the same key run one after the other. See the [module docs](self).
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
    type Future = Pin<Box<dyn Future<Output = Result<Response<ResBody>, BoxError>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.inner.poll_ready(cx).map_err(Into::into)
    }

    fn call(&mut self, request: Request<ReqBody>) -> Self::Future {
        let fresh = self.inner.clone();
        let mut ready = std::mem::replace(&mut self.inner, fresh);
        let (head, body) = request.into_parts();
        let key = (self.layer.key)(&head);
        let request = Request::from_parts(head, body);
        let locks = self.layer.locks.clone();
        Box::pin(async move {
            let _turn = match key {
                Some(key) => Some(locks.turn(key).await),
                None => None,
            };
            ready.call(request).await.map_err(Into::into)
        })
    }
}
