//! The response future.

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
    acquire::{Permit, acquire, settle, try_acquire},
    route::BucketKey,
};
use crate::{BoxError, meta::CallStats};

type BoxFuture<T> = Pin<Box<dyn Future<Output = T> + Send>>;

pin_project! {
    /// Response future of [`RateLimit`](super::RateLimit).
    ///
    /// A request that need not wait allocates nothing; the state of one that waits or uses a shared store is
    /// boxed. Dropping the future leaves the queue or returns the quota.
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
        Waiting { permit: BoxFuture<Result<Permit, Throttled>>, pending: Option<Box<PendingRequest<S, B>>> },
        // `permit` is `None` if the layer is disabled.
        Sent { #[pin] response: F, permit: Option<Permit> },
        Settling { settling: BoxFuture<()>, result: Option<T>, waited: Duration },
    }
}

/// A request that waits, and the service that is ready for it.
struct PendingRequest<S, B> {
    ready: S,
    request: Request<B>,
}

impl<S, B> ResponseFuture<S, B>
where
    S: Service<Request<B>> + Clone,
{
    /// Sends a request through `inner`, which must be ready, once the limits allow it.
    #[inline]
    pub(super) fn new(inner: &mut S, request: Request<B>, limits: Option<&RateLimits>) -> Self {
        let Some(RateLimits(limits)) = limits else {
            return Self { state: State::Sent { response: inner.call(request), permit: None } };
        };
        let key = BucketKey::from_request(&request);
        let granted = try_acquire(limits, &key);
        let state = match granted {
            Some(permit) if limits.store.is_none() => {
                if let Some(stats) = CallStats::from_extensions(request.extensions()) {
                    stats.set_bucket(permit.bucket());
                }
                send(inner, request, permit)
            }
            granted => {
                let (limits, extensions) = (Arc::clone(limits), request.extensions().clone());
                let permit = async move { acquire(&limits, granted, key, &extensions).await };
                let clone = inner.clone();
                let ready = std::mem::replace(inner, clone);
                let pending = Some(Box::new(PendingRequest { ready, request }));
                State::Waiting { permit: Box::pin(permit), pending }
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
                StateProj::Waiting { permit, pending } => {
                    let permit = ready!(permit.as_mut().poll(cx))?;
                    let Some(pending) = pending.take() else { return Poll::Pending };
                    let PendingRequest { mut ready, request } = *pending;
                    send(&mut ready, request, permit)
                }
                StateProj::Sent { response, permit } => {
                    let result = ready!(response.poll(cx)).map_err(Into::into);
                    let Some(permit) = permit.take() else { return Poll::Ready(result) };
                    match release(permit, &result) {
                        (None, waited) => return Poll::Ready(with_wait(result, waited)),
                        (Some(settling), waited) => {
                            State::Settling { settling, result: Some(result), waited }
                        }
                    }
                }
                StateProj::Settling { settling, result, waited } => {
                    ready!(settling.as_mut().poll(cx));
                    return result
                        .take()
                        .map_or(Poll::Pending, |result| Poll::Ready(with_wait(result, *waited)));
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
        tracing::debug!(wait_ms = permit.waited().as_secs_f64() * 1e3, "waited for rate limit");
    }
    permit.mark_sent();
    State::Sent { response: ready.call(request), permit: Some(permit) }
}

/// Returns the permit with the result. The future settles the reservation in the store, if there is one.
fn release<B>(
    mut permit: Permit,
    result: &Result<Response<B>, BoxError>,
) -> (Option<BoxFuture<()>>, Duration) {
    let waited = permit.waited();
    let reservation = permit.take_reservation();
    let observed = match result {
        Ok(response) => permit.complete(response.status(), response.headers()),
        Err(_) => permit.fail(),
    };
    let settling = reservation.map(|(bucket, store)| -> BoxFuture<()> {
        Box::pin(async move { settle(store.as_ref(), &bucket, &observed).await })
    });
    (settling, waited)
}

fn with_wait<B>(result: Result<Response<B>, BoxError>, waited: Duration) -> Result<Response<B>, BoxError> {
    if waited.is_zero() {
        return result;
    }
    let mut response = result?;
    response.extensions_mut().insert(WaitedForQuota(waited));
    Ok(response)
}
