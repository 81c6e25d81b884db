//! The response future.

use std::{
    fmt,
    future::Future,
    pin::Pin,
    task::{Context, Poll, ready},
};

use http::Request;
use pin_project_lite::pin_project;
use tower_service::Service;

use super::locks::KeyGuard;

pin_project! {
    /// Response future of [`WriteSerialization`](super::WriteSerialization).
    #[must_use = "futures do nothing unless polled"]
    pub struct ResponseFuture<S, ReqBody>
    where
        S: Service<Request<ReqBody>>,
    {
        #[pin]
        state: State<S, S::Future, ReqBody>,
        // Held until the response, or until the future is dropped.
        guard: Option<KeyGuard>,
    }
}

type LockFuture = Pin<Box<dyn Future<Output = KeyGuard> + Send>>;

pin_project! {
    #[project = StateProj]
    enum State<S, F, ReqBody> {
        /// Waits for the lock of a key, then for the inner service.
        Waiting { lock: Option<LockFuture>, service: S, request: Option<Request<ReqBody>> },
        Called { #[pin] future: F },
    }
}

impl<S, ReqBody> ResponseFuture<S, ReqBody>
where
    S: Service<Request<ReqBody>>,
{
    pub(super) fn new(service: S, request: Request<ReqBody>, lock: Option<LockFuture>) -> Self {
        Self { state: State::Waiting { lock, service, request: Some(request) }, guard: None }
    }
}

impl<S, ReqBody> fmt::Debug for ResponseFuture<S, ReqBody>
where
    S: Service<Request<ReqBody>>,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseFuture").field("locked", &self.guard.is_some()).finish_non_exhaustive()
    }
}

impl<S, ReqBody> Future for ResponseFuture<S, ReqBody>
where
    S: Service<Request<ReqBody>>,
{
    type Output = Result<S::Response, S::Error>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let mut this = self.project();
        loop {
            match this.state.as_mut().project() {
                StateProj::Waiting { lock, service, request } => {
                    if let Some(waiting) = lock {
                        *this.guard = Some(ready!(waiting.as_mut().poll(cx)));
                        *lock = None;
                    }
                    // Only now, so that nobody who waits for a lock has reserved the inner service.
                    ready!(service.poll_ready(cx))?;
                    let Some(request) = request.take() else { return Poll::Pending };
                    let future = service.call(request);
                    this.state.set(State::Called { future });
                }
                StateProj::Called { future } => {
                    let result = ready!(future.poll(cx));
                    *this.guard = None;
                    return Poll::Ready(result);
                }
            }
        }
    }
}
