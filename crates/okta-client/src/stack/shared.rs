//! A service that is cloned per call.

use std::{
    future::{Future, ready},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, Waker},
};

use pin_project_lite::pin_project;
use tower::{Service, ServiceExt, util::Oneshot};

/// Service whose clones share one service, which is cloned for each call. The layers above keep clones that they rarely
/// need, and a clone of the layers below is one of many pointers.
///
/// It is always ready: a call awaits the readiness of its clone in its future.
#[derive(Debug)]
pub(super) struct Shared<S>(Arc<S>);

impl<S> Shared<S> {
    pub(super) fn new(service: S) -> Self {
        Self(Arc::new(service))
    }
}

impl<S> Clone for Shared<S> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<S, R> Service<R> for Shared<S>
where
    S: Service<R> + Clone,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = ResponseFuture<S, R>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        Poll::Ready(Ok(()))
    }

    #[inline]
    fn call(&mut self, request: R) -> Self::Future {
        match ready_clone::<S, R>(&self.0) {
            Ready::Yes(mut service) => ResponseFuture::Called { response: service.call(request) },
            Ready::NotYet(service) => {
                ResponseFuture::Waiting { response: Box::pin(service.oneshot(request)) }
            }
            Ready::Failed(error) => ResponseFuture::Failed { error: Some(error) },
        }
    }
}

/// Calls a clone of a service once it is ready. The future is built where it is allocated.
pub(super) fn call_boxed<S, R>(service: &S, request: R) -> BoxFuture<S::Response, S::Error>
where
    S: Service<R> + Clone + Send + 'static,
    S::Response: Send + 'static,
    S::Error: Send + 'static,
    S::Future: Send + 'static,
    R: Send + 'static,
{
    match ready_clone::<S, R>(service) {
        Ready::Yes(mut service) => Box::pin(service.call(request)),
        Ready::NotYet(service) => Box::pin(service.oneshot(request)),
        Ready::Failed(error) => Box::pin(ready(Err(error))),
    }
}

type BoxFuture<T, E> = Pin<Box<dyn Future<Output = Result<T, E>> + Send>>;

/// A clone that is ready, or not.
enum Ready<S, E> {
    Yes(S),
    NotYet(S),
    Failed(E),
}

/// Clones a service. The layers of the client are always ready, so the request need not be kept until they are.
fn ready_clone<S, R>(service: &S) -> Ready<S, S::Error>
where
    S: Service<R> + Clone,
{
    let mut service = service.clone();
    match service.poll_ready(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(Ok(())) => Ready::Yes(service),
        Poll::Pending => Ready::NotYet(service),
        Poll::Ready(Err(error)) => Ready::Failed(error),
    }
}

pin_project! {
    /// Response future of [`Shared`].
    #[project = ResponseFutureProj]
    pub(super) enum ResponseFuture<S: Service<R>, R> {
        Called { #[pin] response: S::Future },
        Failed { error: Option<S::Error> },
        /// Waiting for the service to be ready.
        Waiting { response: Pin<Box<Oneshot<S, R>>> },
    }
}

impl<S, R> Future for ResponseFuture<S, R>
where
    S: Service<R>,
{
    type Output = Result<S::Response, S::Error>;

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        match self.project() {
            ResponseFutureProj::Called { response } => response.poll(cx),
            ResponseFutureProj::Failed { error } => {
                error.take().map_or(Poll::Pending, |error| Poll::Ready(Err(error)))
            }
            ResponseFutureProj::Waiting { response } => response.as_mut().poll(cx),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::pin::pin;

    use futures_util::FutureExt;
    use tower_test::{assert_request_eq, mock};

    use super::*;

    #[tokio::test]
    async fn call_awaits_readiness_of_its_clone() {
        let (service, mut handle) = mock::pair::<u8, u8>();
        handle.allow(0);
        let mut shared = Shared::new(service);
        let mut call = pin!(shared.call(1));
        assert!(call.as_mut().now_or_never().is_none());
        handle.allow(1);
        assert!(call.as_mut().now_or_never().is_none());
        assert_request_eq!(handle, 1).send_response(2);
        assert_eq!(call.await.unwrap(), 2);
        drop(handle);
        assert!(shared.clone().oneshot(3).await.is_err());
    }
}
