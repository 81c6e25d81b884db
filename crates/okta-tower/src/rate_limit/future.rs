//! One request's way through the gate.

use std::{
    fmt,
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use http::{Request, Response};
use pin_project_lite::pin_project;
use tower_service::Service;

use super::{
    RateLimits, Throttled, Waited,
    registry::{Permit, acquire, at_once},
    route::Route,
    store,
};
use crate::{BoxError, meta::CallStats};

type BoxFuture<T> = Pin<Box<dyn Future<Output = T> + Send>>;

pin_project! {
    /// Future of [`RateLimit`](super::RateLimit).
    ///
    /// A request that need not wait goes without an allocation; one that waits, or that asks a shared store,
    /// has its place in line on the heap. Dropped early it gives its place or its quota back.
    #[must_use = "futures do nothing unless polled"]
    pub struct RateLimitFuture<S, B>
    where
        S: Service<Request<B>>,
    {
        limits: RateLimits,
        #[pin]
        state: State<S, B, S::Future, Result<S::Response, BoxError>>,
    }
}

pin_project! {
    #[project = StateProj]
    #[project_replace = StateOwned]
    enum State<S, B, F, T> {
        Arriving { ready: S, request: Request<B> },
        Waiting { permit: BoxFuture<Result<Permit, Throttled>>, ready: S, request: Request<B> },
        Sent { #[pin] answer: F, permit: Option<Permit> },
        // The store is told; `result` is taken when it knows.
        Settling { settling: BoxFuture<()>, result: Option<T>, waited: Waited },
        Over,
    }
}

impl<S, B> RateLimitFuture<S, B>
where
    S: Service<Request<B>>,
{
    pub(super) const fn new(ready: S, request: Request<B>, limits: RateLimits) -> Self {
        Self { limits, state: State::Arriving { ready, request } }
    }
}

impl<S, B> fmt::Debug for RateLimitFuture<S, B>
where
    S: Service<Request<B>>,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RateLimitFuture").field("limits", &self.limits).finish_non_exhaustive()
    }
}

impl<S, B, ResBody> Future for RateLimitFuture<S, B>
where
    S: Service<Request<B>, Response = Response<ResBody>>,
    S::Error: Into<BoxError>,
{
    type Output = Result<Response<ResBody>, BoxError>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let mut this = self.project();
        let shared = &this.limits.0;
        loop {
            let permit = match this.state.as_mut().project() {
                StateProj::Arriving { request, .. } => {
                    let route = Route::of(request);
                    match at_once(shared, &route) {
                        Some(permit) => {
                            if let Some(stats) = CallStats::of(request.extensions()) {
                                stats.set_bucket(permit.bucket());
                            }
                            permit
                        }
                        None => {
                            let (shared, extensions) = (Arc::clone(shared), request.extensions().clone());
                            let permit = Box::pin(async move { acquire(&shared, route, &extensions).await });
                            if let StateOwned::Arriving { ready, request } =
                                this.state.as_mut().project_replace(State::Over)
                            {
                                this.state.set(State::Waiting { permit, ready, request });
                            }
                            continue;
                        }
                    }
                }
                StateProj::Waiting { permit, .. } => ready!(permit.as_mut().poll(cx))?,
                StateProj::Sent { answer, permit } => {
                    let result = ready!(answer.poll(cx)).map_err(Into::into);
                    let Some(mut permit) = permit.take() else { return Poll::Pending };
                    let waited = Waited(permit.waited);
                    let reserved = permit.reserved.take();
                    let observed = match &result {
                        Ok(response) => permit.answered(response.status(), response.headers()),
                        Err(_) => permit.failed(),
                    };
                    let (Some(bucket), Some(store)) = (reserved, shared.store.clone()) else {
                        return Poll::Ready(marked(result, waited));
                    };
                    let settling =
                        Box::pin(async move { store::settle(store.as_ref(), &bucket, &observed).await });
                    this.state.set(State::Settling { settling, result: Some(result), waited });
                    continue;
                }
                StateProj::Settling { settling, result, waited } => {
                    ready!(settling.as_mut().poll(cx));
                    return result
                        .take()
                        .map_or(Poll::Pending, |result| Poll::Ready(marked(result, *waited)));
                }
                StateProj::Over => return Poll::Pending,
            };
            match this.state.as_mut().project_replace(State::Over) {
                StateOwned::Arriving { mut ready, request }
                | StateOwned::Waiting { mut ready, request, .. } => {
                    let sent = send(&mut ready, request, permit);
                    this.state.set(sent);
                }
                _ => return Poll::Pending,
            }
        }
    }
}

fn send<S, B, T>(ready: &mut S, request: Request<B>, mut permit: Permit) -> State<S, B, S::Future, T>
where
    S: Service<Request<B>>,
{
    #[cfg(feature = "trace")]
    if !permit.waited.is_zero() {
        tracing::debug!(wait_ms = permit.waited.as_secs_f64() * 1e3, "waited for the rate limit");
    }
    permit.send();
    State::Sent { answer: ready.call(request), permit: Some(permit) }
}

fn marked<B>(result: Result<Response<B>, BoxError>, waited: Waited) -> Result<Response<B>, BoxError> {
    let mut response = result?;
    response.extensions_mut().insert(waited);
    Ok(response)
}
