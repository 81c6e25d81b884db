//! The response future.

use std::{
    fmt,
    future::Future,
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};

use http::{Request, Response, request::Parts};
use pin_project_lite::pin_project;
use tower_service::Service;

use super::{
    RateLimits, WaitedForQuota,
    acquire::{Acquired, Permit, PermitFuture, acquire, settle},
    key::declared_bucket,
};
use crate::BoxError;

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
        /// Not polled yet.
        Created { limits: Option<RateLimits>, pending: Option<PendingRequest<S, B>> },
        Waiting { permit: PermitFuture, pending: Option<Box<PendingRequest<S, B>>> },
        /// Waiting for the service to be ready.
        Permitted { permit: Option<Permit>, pending: Option<Box<PendingRequest<S, B>>> },
        Sent { #[pin] response: F, permit: Option<Permit> },
        Settling { settling: BoxFuture<()>, result: Option<T>, waited: Duration },
    }
}

/// A request that is not sent, and the service for it, which is not ready.
struct PendingRequest<S, B> {
    service: S,
    head: Parts,
    body: B,
}

impl<S, B> ResponseFuture<S, B>
where
    S: Service<Request<B>>,
{
    /// Sends a request through `service` once the limits allow it. Does nothing until it is polled.
    #[inline]
    pub(super) fn new(service: S, request: Request<B>, limits: RateLimits) -> Self {
        let (head, body) = request.into_parts();
        Self {
            state: State::Created {
                limits: Some(limits),
                pending: Some(PendingRequest { service, head, body }),
            },
        }
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
                StateProj::Created { limits, pending } => {
                    // Taken where it is moved: a request is large.
                    let (Some(PendingRequest { service, head, .. }), Some(limits)) =
                        (pending.as_mut(), limits.take())
                    else {
                        return Poll::Pending;
                    };
                    match enter(limits, head) {
                        Acquired::Now(permit) => {
                            permit.record_bucket(&head.extensions);
                            match service.poll_ready(cx) {
                                Poll::Ready(ready) => {
                                    ready.map_err(Into::into)?;
                                    let Some(pending) = pending.take() else { return Poll::Pending };
                                    send(pending, permit, false)
                                }
                                Poll::Pending => State::Permitted {
                                    permit: Some(permit),
                                    pending: pending.take().map(Box::new),
                                },
                            }
                        }
                        Acquired::Later(permit) => {
                            State::Waiting { permit, pending: pending.take().map(Box::new) }
                        }
                    }
                }
                StateProj::Waiting { permit, pending } => {
                    let permit = ready!(permit.as_mut().poll(cx))?;
                    if let Some(pending) = pending {
                        permit.record_bucket(&pending.head.extensions);
                    }
                    State::Permitted { permit: Some(permit), pending: pending.take() }
                }
                StateProj::Permitted { permit, pending } => {
                    let Some(ready) = pending.as_mut().map(|pending| pending.service.poll_ready(cx)) else {
                        return Poll::Pending;
                    };
                    ready!(ready).map_err(Into::into)?;
                    let (Some(permit), Some(pending)) = (permit.take(), pending.take()) else {
                        return Poll::Pending;
                    };
                    send(*pending, permit, true)
                }
                StateProj::Sent { response, permit } => {
                    let mut result = ready!(response.poll(cx)).map_err(Into::into);
                    let Some(permit) = permit.take() else { return Poll::Ready(result) };
                    match release(permit, &mut result) {
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

/// Acquires a permit for a request, or starts to wait.
fn enter(RateLimits(limits): RateLimits, head: &Parts) -> Acquired {
    let (bucket, operation) = declared_bucket(head, limits.bucket_by.as_ref(), limits.bucket_precedes);
    acquire(limits, &head.uri, bucket, operation, &head.extensions)
}

/// Sends the request. `delayed` tells that time may have passed since the permit was acquired.
#[inline]
fn send<S, B, T>(
    pending: PendingRequest<S, B>,
    mut permit: Permit,
    delayed: bool,
) -> State<S, B, S::Future, T>
where
    S: Service<Request<B>>,
{
    #[cfg(feature = "trace")]
    if !permit.waited().is_zero() {
        let waited = permit.waited().as_secs_f64() * 1e3;
        tracing::debug!(wait_ms = waited, "waited for rate limit");
    }
    permit.mark_sent(delayed);
    let PendingRequest { mut service, head, body } = pending;
    State::Sent { response: service.call(Request::from_parts(head, body)), permit: Some(permit) }
}

/// Returns the permit with the result. The future settles the reservation in the store, if there is one.
fn release<B>(
    mut permit: Permit,
    result: &mut Result<Response<B>, BoxError>,
) -> (Option<BoxFuture<()>>, Duration) {
    let waited = permit.waited();
    let reservation = permit.take_reservation();
    let observed = match result {
        Ok(response) => permit.complete(response),
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
