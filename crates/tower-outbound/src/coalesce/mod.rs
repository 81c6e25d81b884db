//! Middleware that coalesces equal requests in flight.
//!
//! The first `GET` or `HEAD` for a resource starts a *flight*, as its leader; each equal request that arrives
//! before the flight completes is a follower, and gets a copy of the response. The flight runs in a separate
//! task: it is not cancelled with the leader's call, and is dropped once no call waits for it.
//!
//! Requests are equal if method, URL, [`Principal`], operation, [`RetryHint`], [`AttemptTimeout`] and all
//! headers except those of distributed tracing are equal. Never coalesced are requests with a body; with a
//! credential, condition, range or `Cache-Control` set by the caller; with [`CacheMode::Bypass`] or
//! [`CacheMode::Refresh`]; and those with a [streamed](BodyMode::Stream) response body. A request does not
//! join a flight that has less than half of the request's time until its deadline.
//!
//! When an unsafe request ends, successfully or not, flights that started before it are closed: later reads
//! do not join them, and so see the write.
//!
//! # Errors
//!
//! A failed flight fails all its calls with [`SharedError`], whose source is the inner error. A body above
//! the limit is an error as in the [collect layer](crate::collect).
//!
//! # Position
//!
//! Outside retry and inside the cache: only cache misses are coalesced, and a flight includes all attempts.
//!
//! # Extensions
//!
//! Reads [`Principal`], [`RetryHint`], [`AttemptTimeout`], [`CacheMode`], [`BodyMode`], [`Deadline`] and
//! [`Operation`](crate::meta::Operation). The flight carries the extensions of its leader. Inserts
//! [`Coalesced`] into the responses of followers.
//!
//! # Cancel safety
//!
//! Cancel safe: dropping a call's future does not affect the other calls of its flight.
//!
//! # Cost
//!
//! One spawned task, one channel and one key per flight; one boxed future per call. Without a tokio runtime
//! calls are not coalesced.
//!
//! # Examples
//!
//! ```
//! use bytes::Bytes;
//! use http::{Request, Response};
//! use http_body_util::{Empty, Full};
//! use tower_outbound::coalesce::{Coalesced, CoalesceLayer};
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
mod key;
mod single_flight;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use tower_layer::Layer;

pub use self::error::SharedError;
use self::{
    key::CoalesceKey,
    single_flight::{FlightRole, SingleFlight},
};
#[cfg(doc)]
use crate::meta::{AttemptTimeout, BodyMode, CacheMode, Deadline, RetryHint};
use crate::{
    collect::{CollectedBody, DEFAULT_LIMIT},
    meta::Principal,
};

/// Response extension: the response is a copy of another call's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Coalesced;

/// Layer that applies [`Coalesce`]. See the [module documentation](self).
///
/// Services created by the same layer, or by its clones, share their flights.
#[derive(Clone, Debug)]
#[must_use = "layers do nothing until they wrap a service"]
pub struct CoalesceLayer {
    flights: Arc<SingleFlight>,
    principal: Option<Principal>,
    limit: usize,
}

impl CoalesceLayer {
    /// Creates a layer that coalesces equal requests.
    pub fn new() -> Self {
        Self { flights: Arc::default(), principal: None, limit: DEFAULT_LIMIT }
    }

    /// Sets the principal of requests that carry no [`Principal`], for services with different credentials
    /// that share this layer.
    pub fn with_principal(mut self, principal: Principal) -> Self {
        self.principal = Some(principal);
        self
    }

    /// Sets the limit on the size of a response body, in bytes. The default is [`DEFAULT_LIMIT`].
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

/// Service that coalesces equal requests. See the [module documentation](self).
#[derive(Clone, Debug)]
pub struct Coalesce<S> {
    inner: S,
    flights: Arc<SingleFlight>,
    principal: Option<Principal>,
    limit: usize,
}

impl<S> Coalesce<S> {
    inner_service_accessors!();
}

collecting_service!(Coalesce, fn call(self, ready, request) {
    let key = CoalesceKey::from_request(&request, self.principal.as_ref());
    if let (Some(key), Ok(runtime)) = (key, tokio::runtime::Handle::try_current()) {
        match self.flights.join(key, request.extensions()) {
            FlightRole::Follower(waiter) => {
                return Box::pin(async move {
                    let mut response = waiter.complete().await?;
                    response.extensions_mut().insert(Coalesced);
                    Ok(response.map(CollectedBody::buffered))
                });
            }
            FlightRole::Leader(flight, waiter) => {
                let flight = flight.run(ready, request, self.limit);
                #[cfg(feature = "trace")]
                let flight = tracing::Instrument::instrument(flight, tracing::Span::current());
                runtime.spawn(flight);
                return Box::pin(async move { Ok(waiter.complete().await?.map(CollectedBody::buffered)) });
            }
            FlightRole::Independent => {}
        }
    }
    let close = (!request.method().is_safe()).then(|| self.flights.close_on_drop());
    let future = ready.call(request);
    Box::pin(async move {
        let result = future.await;
        drop(close);
        result.map(|response| response.map(CollectedBody::stream)).map_err(Into::into)
    })
});
