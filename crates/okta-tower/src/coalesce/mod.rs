//! Joins equal requests that are on their way at the same time.
//!
//! **What it does.** The first `GET` or `HEAD` for a resource starts a *flight*; every equal request that
//! arrives before it lands waits for the same answer and gets a copy of it. The flight runs in a task of its
//! own: it survives the cancellation of the call that started it, and is dropped once nobody waits for it.
//!
//! Requests are equal when method, URL, [`Principal`], operation, [`RetryHint`], [`AttemptTimeout`] and all
//! headers but those of distributed tracing are equal. Never joined are requests with a body, with
//! credentials, conditions, ranges or a `Cache-Control` of the caller's own, with [`CacheMode::Bypass`] or
//! [`CacheMode::Refresh`], and those whose body is [streamed](BodyMode::Stream). A flight that will give up
//! much earlier than a caller wants to wait (less than half the time) is not joined either.
//!
//! **Reads see writes.** When an unsafe request ends, answered, failed or dropped, no later request joins a
//! flight that started before.
//!
//! **Where in the stack.** Outside retry, inside the cache: only misses reach it, and one flight has all the
//! attempts.
//!
//! **Extensions.** Reads those named above and [`Deadline`]. The flight carries the first request's
//! extensions. Writes [`Coalesced`] into the answers of the requests that joined.
//!
//! **Errors.** A failed flight fails everybody who waits, with [`SharedError`], whose source is the inner
//! error. A body above the limit is refused as the [collect layer](crate::collect) does it.
//!
//! **Cancel safety.** Dropping a call's future leaves the flight to the others.
//!
//! **Cost.** One spawned task, one channel and the key for each flight; a boxed future a call. Without a
//! tokio runtime calls pass through unjoined.
//!
//! ```
//! use bytes::Bytes;
//! use http::{Request, Response};
//! use http_body_util::{Empty, Full};
//! use okta_tower::coalesce::{Coalesced, CoalesceLayer};
//! use tower::{Layer, ServiceExt, service_fn};
//!
//! # #[tokio::main(flavor = "current_thread")] async fn main() {
//! let server = service_fn(|_: Request<Empty<Bytes>>| async {
//!     tokio::task::yield_now().await;
//!     Ok::<_, std::convert::Infallible>(Response::new(Full::new(Bytes::from_static(b"{}"))))
//! });
//! let service = CoalesceLayer::new().layer(server);
//! let get = || service.clone().oneshot(Request::get("/api/v1/users/me").body(Empty::new()).unwrap());
//!
//! let (first, second) = futures_util::future::join(get(), get()).await;
//! assert!(first.unwrap().extensions().get::<Coalesced>().is_none());
//! assert!(second.unwrap().extensions().get::<Coalesced>().is_some());
//! # }
//! ```

mod error;
mod flight;
mod key;
#[cfg(test)]
mod tests;

use std::{
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use bytes::Bytes;
use http::{Request, Response};
use http_body::Body as HttpBody;
use tower_layer::Layer;
use tower_service::Service;

pub use self::error::SharedError;
use self::{
    flight::{Flights, Seat},
    key::Key,
};
#[cfg(doc)]
use crate::meta::{AttemptTimeout, BodyMode, CacheMode, Deadline, RetryHint};
use crate::{
    BoxError,
    collect::{CollectedBody, DEFAULT_LIMIT},
    meta::Principal,
};

/// Response extension: the answer is a copy of one that another call asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Coalesced;

/// Layer that applies [`Coalesce`]. See the [module documentation](self).
///
/// All services made of one layer value, and of its clones, share their flights.
#[derive(Clone, Debug)]
#[must_use = "layers do nothing until they wrap a service"]
pub struct CoalesceLayer {
    flights: Arc<Flights>,
    principal: Option<Principal>,
    limit: usize,
}

impl CoalesceLayer {
    /// Joins equal requests.
    pub fn new() -> Self {
        Self { flights: Arc::default(), principal: None, limit: DEFAULT_LIMIT }
    }

    /// Sets on whose behalf requests are made that carry no [`Principal`]: for services over different
    /// credentials that share this layer.
    pub fn with_principal(mut self, principal: Principal) -> Self {
        self.principal = Some(principal);
        self
    }

    /// Sets the largest body that a flight may read, in bytes. The default is [`DEFAULT_LIMIT`].
    pub fn with_limit(mut self, limit: usize) -> Self {
        self.limit = limit;
        self
    }
}

impl Default for CoalesceLayer {
    fn default() -> Self {
        Self::new()
    }
}

impl<S> Layer<S> for CoalesceLayer {
    type Service = Coalesce<S>;

    fn layer(&self, inner: S) -> Coalesce<S> {
        let (flights, principal) = (Arc::clone(&self.flights), self.principal.clone());
        Coalesce { inner, flights, principal, limit: self.limit }
    }
}

/// Service that joins equal requests. See the [module documentation](self).
#[derive(Clone, Debug)]
pub struct Coalesce<S> {
    inner: S,
    flights: Arc<Flights>,
    principal: Option<Principal>,
    limit: usize,
}

impl<S> Coalesce<S> {
    /// The wrapped service.
    pub const fn get_ref(&self) -> &S {
        &self.inner
    }

    /// Gives the wrapped service back.
    pub fn into_inner(self) -> S {
        self.inner
    }
}

impl<S, ReqBody, ResBody> Service<Request<ReqBody>> for Coalesce<S>
where
    S: Service<Request<ReqBody>, Response = Response<ResBody>> + Clone + Send + 'static,
    S::Future: Send,
    S::Error: Into<BoxError>,
    ReqBody: HttpBody + Send + 'static,
    ResBody: HttpBody<Data = Bytes> + Send + 'static,
    ResBody::Error: Into<BoxError>,
{
    type Response = Response<CollectedBody<ResBody>>;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, BoxError>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.inner.poll_ready(cx).map_err(Into::into)
    }

    fn call(&mut self, request: Request<ReqBody>) -> Self::Future {
        let fresh = self.inner.clone();
        let mut ready = std::mem::replace(&mut self.inner, fresh);
        let key = Key::of(&request, self.principal.as_ref());
        if let (Some(key), Ok(runtime)) = (key, tokio::runtime::Handle::try_current()) {
            match self.flights.board(key, request.extensions()) {
                Seat::Joined(passenger) => {
                    return Box::pin(async move {
                        let mut response = passenger.land().await?;
                        response.extensions_mut().insert(Coalesced);
                        Ok(response.map(CollectedBody::buffered))
                    });
                }
                Seat::First(flight, passenger) => {
                    let flight = flight.run(ready, request, self.limit);
                    #[cfg(feature = "trace")]
                    let flight = tracing::Instrument::instrument(flight, tracing::Span::current());
                    runtime.spawn(flight);
                    return Box::pin(async move {
                        let response = passenger.land().await?;
                        Ok(response.map(CollectedBody::buffered))
                    });
                }
                Seat::None => {}
            }
        }
        let closing = (!request.method().is_safe()).then(|| self.flights.close_on_drop());
        let future = ready.call(request);
        Box::pin(async move {
            let result = future.await;
            drop(closing);
            result.map(|response| response.map(CollectedBody::stream)).map_err(Into::into)
        })
    }
}
