//! One request's way through the gate.

use std::{
    fmt,
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
    time::Duration,
};

use http::{Request, Response};
use pin_project_lite::pin_project;
use tower_service::Service;

use super::{
    RateLimits, Throttled, WaitedForQuota,
    acquire::{Permit, acquire, at_once, settle},
    route::Route,
};
use crate::{BoxError, meta::CallStats};

type BoxFuture<T> = Pin<Box<dyn Future<Output = T> + Send>>;

pin_project! {
    /// Future of [`RateLimit`](super::RateLimit).
    ///
    /// A request that need not wait goes without an allocation; one that waits, or that asks a shared store,
    /// has its place in line on the heap. Dropped early it gives its place or its quota back.
    #[must_use = "futures do nothing unless polled"]
    pub struct ResponseFuture<S, B>
    where
        S: Service<Request<B>>,
    {
        #[pin]
        state: State<S, B, S::Future, Result<S::Response, BoxError>>,
    }
}

pin_project! {
    #[project = StateProj]
    enum State<S, B, F, T> {
        Waiting { permit: BoxFuture<Result<Permit, Throttled>>, held: Option<Box<Held<S, B>>> },
        // Without a permit where nothing is kept to.
        Sent { #[pin] answer: F, permit: Option<Permit> },
        // The store is told; `result` is taken when it knows.
        Settling { settling: BoxFuture<()>, result: Option<T>, waited: Duration },
    }
}

/// A request that waits, and the service that is ready for it.
struct Held<S, B> {
    ready: S,
    request: Request<B>,
}

impl<S, B> ResponseFuture<S, B>
where
    S: Service<Request<B>> + Clone,
{
    /// Sends through `inner`, which is ready, at once if the limits admit it.
    #[inline]
    pub(super) fn begin(inner: &mut S, request: Request<B>, limits: Option<&RateLimits>) -> Self {
        let Some(RateLimits(shared)) = limits else {
            return Self { state: State::Sent { answer: inner.call(request), permit: None } };
        };
        let route = Route::of(&request);
        let admitted = at_once(shared, &route);
        let state = match admitted {
            Some(permit) if shared.store.is_none() => {
                if let Some(stats) = CallStats::from_extensions(request.extensions()) {
                    stats.set_bucket(permit.bucket());
                }
                send(inner, request, permit)
            }
            admitted => {
                let (shared, extensions) = (Arc::clone(shared), request.extensions().clone());
                let permit = async move { acquire(&shared, admitted, route, &extensions).await };
                let fresh = inner.clone();
                let ready = std::mem::replace(inner, fresh);
                State::Waiting { permit: Box::pin(permit), held: Some(Box::new(Held { ready, request })) }
            }
        };
        Self { state }
    }
}

impl<S, B> fmt::Debug for ResponseFuture<S, B>
where
    S: Service<Request<B>>,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseFuture").finish_non_exhaustive()
    }
}

impl<S, B, ResBody> Future for ResponseFuture<S, B>
where
    S: Service<Request<B>, Response = Response<ResBody>>,
    S::Error: Into<BoxError>,
{
    type Output = Result<Response<ResBody>, BoxError>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let mut state = self.project().state;
        loop {
            let next = match state.as_mut().project() {
                StateProj::Waiting { permit, held } => {
                    let permit = ready!(permit.as_mut().poll(cx))?;
                    let Some(held) = held.take() else { return Poll::Pending };
                    let Held { mut ready, request } = *held;
                    send(&mut ready, request, permit)
                }
                StateProj::Sent { answer, permit } => {
                    let result = ready!(answer.poll(cx)).map_err(Into::into);
                    let Some(permit) = permit.take() else { return Poll::Ready(result) };
                    match settled(permit, &result) {
                        (None, waited) => return Poll::Ready(marked(result, waited)),
                        (Some(settling), waited) => {
                            State::Settling { settling, result: Some(result), waited }
                        }
                    }
                }
                StateProj::Settling { settling, result, waited } => {
                    ready!(settling.as_mut().poll(cx));
                    return result
                        .take()
                        .map_or(Poll::Pending, |result| Poll::Ready(marked(result, *waited)));
                }
            };
            state.set(next);
        }
    }
}

fn send<S, B, T>(ready: &mut S, request: Request<B>, mut permit: Permit) -> State<S, B, S::Future, T>
where
    S: Service<Request<B>>,
{
    #[cfg(feature = "trace")]
    if !permit.waited().is_zero() {
        tracing::debug!(wait_ms = permit.waited().as_secs_f64() * 1e3, "waited for the rate limit");
    }
    permit.send();
    State::Sent { answer: ready.call(request), permit: Some(permit) }
}

/// Gives the permit back with what the answer says; and what tells the store, if it was asked.
fn settled<B>(
    mut permit: Permit,
    result: &Result<Response<B>, BoxError>,
) -> (Option<BoxFuture<()>>, Duration) {
    let waited = permit.waited();
    let told = permit.take_reservation();
    let observed = match result {
        Ok(response) => permit.answered(response.status(), response.headers()),
        Err(_) => permit.failed(),
    };
    let settling = told.map(|(bucket, store)| -> BoxFuture<()> {
        Box::pin(async move { settle(store.as_ref(), &bucket, &observed).await })
    });
    (settling, waited)
}

fn marked<B>(result: Result<Response<B>, BoxError>, waited: Duration) -> Result<Response<B>, BoxError> {
    if waited.is_zero() {
        return result;
    }
    let mut response = result?;
    response.extensions_mut().insert(WaitedForQuota(waited));
    Ok(response)
}
