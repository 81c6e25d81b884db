//! A service that is called through shared references.

use std::{
    future::{Future, ready},
    pin::Pin,
    sync::{Arc, Mutex},
    task::{Context, Poll, Waker},
};

use pin_project_lite::pin_project;
use tower::{Service, ServiceExt, util::Oneshot};

/// A service that one call at a time uses. Calls that find it in use, by another thread or from within a call, use a
/// clone: a clone of the layers costs a reference count each, more than this lock.
#[derive(Debug)]
pub(super) struct Reusable<S> {
    service: Mutex<S>,
    original: S,
}

impl<S: Clone> Reusable<S> {
    pub(super) fn new(service: S) -> Self {
        Self { service: Mutex::new(service.clone()), original: service }
    }

    #[cfg(test)]
    pub(super) const fn get_ref(&self) -> &S {
        &self.original
    }

    /// Passes the service to `call`. Panics of `call` only cost later calls a clone each.
    #[inline]
    pub(super) fn with<T>(&self, call: impl FnOnce(&mut S) -> T) -> T {
        match self.service.try_lock() {
            Ok(mut service) => call(&mut service),
            Err(_) => call(&mut self.original.clone()),
        }
    }

    /// Calls the service if it is ready. Otherwise it belongs to this call, which then may wait in its queues.
    #[inline]
    pub(super) fn call<R, T>(&self, called: impl FnOnce(Ready<'_, S, S::Error>) -> T) -> T
    where
        S: Service<R>,
    {
        self.with(|service| match service.poll_ready(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(Ok(())) => called(Ready::Yes(service)),
            Poll::Pending => called(Ready::NotYet(std::mem::replace(service, self.original.clone()))),
            Poll::Ready(Err(error)) => {
                *service = self.original.clone();
                called(Ready::Failed(error))
            }
        })
    }
}

/// A service that is ready, or not.
pub(super) enum Ready<'a, S, E> {
    Yes(&'a mut S),
    NotYet(S),
    Failed(E),
}

/// Service whose clones share one [`Reusable`] service: a clone of the layers below is one pointer.
///
/// It is always ready: a call awaits the readiness of the service in its future.
#[derive(Debug)]
pub(super) struct Shared<S>(Arc<Reusable<S>>);

impl<S: Clone> Shared<S> {
    pub(super) fn new(service: S) -> Self {
        Self(Arc::new(Reusable::new(service)))
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
        self.0.call::<R, _>(|service| match service {
            Ready::Yes(service) => ResponseFuture::Called { response: service.call(request) },
            Ready::NotYet(service) => {
                ResponseFuture::Waiting { response: Box::pin(service.oneshot(request)) }
            }
            Ready::Failed(error) => ResponseFuture::Failed { error: Some(error) },
        })
    }
}

/// Calls a service once it is ready. The future is built where it is allocated.
pub(super) fn call_boxed<S, R>(service: &Reusable<S>, request: R) -> BoxFuture<S::Response, S::Error>
where
    S: Service<R> + Clone + Send + 'static,
    S::Response: Send + 'static,
    S::Error: Send + 'static,
    S::Future: Send + 'static,
    R: Send + 'static,
{
    service.call::<R, BoxFuture<S::Response, S::Error>>(|service| match service {
        Ready::Yes(service) => Box::pin(service.call(request)),
        Ready::NotYet(service) => Box::pin(service.oneshot(request)),
        Ready::Failed(error) => Box::pin(ready(Err(error))),
    })
}

type BoxFuture<T, E> = Pin<Box<dyn Future<Output = Result<T, E>> + Send>>;

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
    use std::{
        pin::pin,
        sync::atomic::{AtomicUsize, Ordering},
    };

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

    #[test]
    fn service_in_use_is_cloned() {
        #[derive(Debug)]
        struct Counted(Arc<AtomicUsize>);

        impl Clone for Counted {
            fn clone(&self) -> Self {
                self.0.fetch_add(1, Ordering::Relaxed);
                Self(Arc::clone(&self.0))
            }
        }

        let clones = Arc::new(AtomicUsize::new(0));
        let service = Reusable::new(Counted(Arc::clone(&clones)));
        let count = || clones.swap(0, Ordering::Relaxed);
        assert_eq!(count(), 1);
        service.with(|_| ());
        assert_eq!(count(), 0);
        service.with(|_| service.with(|_| ()));
        assert_eq!(count(), 1);
        let panic = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            service.with(|_| panic!("the caller's layer"));
        }));
        assert!(panic.is_err());
        service.with(|_| ());
        assert_eq!(count(), 1);
    }
}
