//! Layers that respond without the service, and ask it for readiness all the same.

use std::{
    marker::PhantomData,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll},
};

use http::{Request, Response, StatusCode};
use tokio::sync::watch;
use tower::{Layer, Service};
use tower_contract::BoxError;

use super::BoxFuture;

/// The one response, stored or on its way.
pub(crate) type Slot = Arc<Mutex<Option<watch::Receiver<Option<StatusCode>>>>>;

/// Keeps what is in the slot.
#[derive(Clone, Debug)]
pub(crate) struct Stores;
/// Empties the slot when the response is there.
#[derive(Clone, Debug)]
pub(crate) struct Joins;

/// What happens to the slot.
pub(crate) trait Mode: Clone + Send + 'static {
    const STORES: bool;
}

impl Mode for Stores {
    const STORES: bool = true;
}

impl Mode for Joins {
    const STORES: bool = false;
}

/// Shares the response of equal requests.
#[derive(Clone, Debug)]
pub(crate) struct Share<M>(Slot, PhantomData<M>);

impl<M> Default for Share<M> {
    fn default() -> Self {
        Self(Slot::default(), PhantomData)
    }
}

/// A cache that asks for readiness although it may have the response.
pub(crate) type Cache = Share<Stores>;
/// A layer that asks for readiness although a request may join another.
pub(crate) type Coalesce = Share<Joins>;

#[derive(Clone, Debug)]
pub(crate) struct Shared<S, M> {
    inner: S,
    layer: Share<M>,
}

impl<S, M: Clone> Layer<S> for Share<M> {
    type Service = Shared<S, M>;

    fn layer(&self, inner: S) -> Self::Service {
        Shared { inner, layer: self.clone() }
    }
}

impl<S, M, B, R> Service<Request<B>> for Shared<S, M>
where
    S: Service<Request<B>, Response = Response<R>, Error: Into<BoxError>, Future: Send>
        + Clone
        + Send
        + 'static,
    M: Mode,
    B: Send + 'static,
    R: Send + 'static,
{
    type Response = Response<String>;
    type Error = BoxError;
    type Future = BoxFuture<Result<Response<String>, BoxError>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.inner.poll_ready(cx).map_err(Into::into)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let clone = self.inner.clone();
        let mut inner = std::mem::replace(&mut self.inner, clone);
        let slot = Arc::clone(&self.layer.0);
        Box::pin(async move {
            let mut status = {
                let mut shared = slot.lock().unwrap_or_else(PoisonError::into_inner);
                match shared.as_ref() {
                    Some(status) => {
                        drop(inner);
                        status.clone()
                    }
                    None => {
                        let (send, receive) = watch::channel(None);
                        let response = inner.call(request);
                        let slot = Arc::clone(&slot);
                        tokio::spawn(async move {
                            let status = response.await.map(|response| response.status());
                            if !M::STORES || status.is_err() {
                                *slot.lock().unwrap_or_else(PoisonError::into_inner) = None;
                            }
                            send.send_replace(status.ok());
                        });
                        shared.insert(receive).clone()
                    }
                }
            };
            let status = status.wait_for(Option::is_some).await.ok().and_then(|status| *status);
            let mut response = Response::new(String::new());
            *response.status_mut() = status.ok_or("the request failed")?;
            Ok(response)
        })
    }
}
