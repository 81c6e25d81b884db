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
//! # Principals
//!
//! The layer cannot see the credentials that inner layers attach, so it never lets requests share a response
//! unless their principals are known to be equal: with [`CoalesceLayer::by_principal`], requests without a
//! [`Principal`] are not coalesced; [`CoalesceLayer::single_user`] says that all requests have the same
//! credentials.
//!
//! # Streams
//!
//! A response that is a [stream](crate::collect::is_stream) by its head, or that
//! [`when`](CoalesceLayer::when) excludes, is passed to the leader unread; its followers send their own
//! requests. [`when_request`](CoalesceLayer::when_request) excludes requests.
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
//! Always ready: a follower needs no inner service. Each flight, and each request that is not coalesced,
//! waits in its future until a fresh clone of the inner service is ready. A load shedder or balancer above
//! this layer therefore does not see the inner service's load; place it inside.
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
//! One spawned task, two channels and one key per flight; one boxed future per call. Without a tokio runtime
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
//! let service = CoalesceLayer::single_user().layer(server);
//! let get = || service.clone().oneshot(Request::get("https://example.com/users/1").body(Empty::new()).unwrap());
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

use http::Response;
use tokio::sync::oneshot;
use tower_layer::Layer;

pub use self::error::SharedError;
use self::{
    key::CoalesceKey,
    single_flight::{FlightRole, Sharing, SingleFlight},
};
#[cfg(doc)]
use crate::meta::{AttemptTimeout, BodyMode, CacheMode, Deadline, RetryHint};
use crate::{
    collect::{BufferFilter, CollectedBody, DEFAULT_LIMIT, buffer_filter_setters, call_when_ready},
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
    settings: CoalesceSettings,
}

#[derive(Clone, Debug)]
struct CoalesceSettings {
    principal: Option<Principal>,
    limit: usize,
    filter: BufferFilter,
}

impl CoalesceLayer {
    /// Creates a layer that coalesces equal requests of the same [`Principal`], and no request without one.
    pub fn by_principal() -> Self {
        let settings =
            CoalesceSettings { principal: None, limit: DEFAULT_LIMIT, filter: BufferFilter::default() };
        Self { flights: Arc::default(), settings }
    }

    /// Creates a layer that coalesces equal requests, for services that send every request with the same
    /// credentials. Requests with a [`Principal`] are coalesced among each other only.
    pub fn single_user() -> Self {
        Self::by_principal().principal(Principal::new("\0single user"))
    }

    /// Sets the principal of requests that carry no [`Principal`], for services with different credentials
    /// that share this layer.
    pub fn principal(mut self, principal: Principal) -> Self {
        self.settings.principal = Some(principal);
        self
    }

    /// Sets the limit on the size of a response body, in bytes. The default is [`DEFAULT_LIMIT`].
    pub fn limit(mut self, limit: usize) -> Self {
        self.settings.limit = limit;
        self
    }

    buffer_filter_setters!(
        self => self.settings.filter,
        "Sets which requests may be coalesced, by their head.",
        "Sets which responses are shared, by their head. Others are passed to the leader unread."
    );
}

impl<S> Layer<S> for CoalesceLayer {
    type Service = Coalesce<S>;

    fn layer(&self, inner: S) -> Coalesce<S> {
        Coalesce { inner, flights: Arc::clone(&self.flights), settings: self.settings.clone() }
    }
}

/// Service that coalesces equal requests. See the [module documentation](self).
#[derive(Clone, Debug)]
pub struct Coalesce<S> {
    inner: S,
    flights: Arc<SingleFlight>,
    settings: CoalesceSettings,
}

impl<S> Coalesce<S> {
    inner_service_accessors!();
}

collecting_service!(Coalesce, fn call(self, inner, request) {
    let settings = &self.settings;
    let (request, accepted) = settings.filter.accepts_request(request);
    let key = CoalesceKey::from_request(&request, settings.principal.as_ref()).filter(|_| accepted);
    if let (Some(key), Ok(runtime)) = (key, tokio::runtime::Handle::try_current()) {
        match self.flights.join(key, request.extensions()) {
            FlightRole::Follower(waiter) => {
                return ResponseFuture {
                    inner: Box::pin(async move {
                        let Some(mut response) = waiter.complete().await? else {
                            return Ok(call_when_ready(inner, request).await?.map(CollectedBody::stream));
                        };
                        response.extensions_mut().insert(Coalesced);
                        Ok(response.map(Into::into))
                    }),
                };
            }
            FlightRole::Leader(flight, waiter) => {
                let (leader, unshared) = oneshot::channel::<Response<ResBody>>();
                let sharing = Sharing { limit: settings.limit, filter: settings.filter.clone(), leader };
                let flight = flight.run(inner, request, sharing);
                #[cfg(feature = "trace")]
                let flight = tracing::Instrument::instrument(flight, tracing::Span::current());
                runtime.spawn(flight);
                return ResponseFuture {
                    inner: Box::pin(async move {
                        match waiter.complete().await? {
                            Some(response) => Ok(response.map(Into::into)),
                            None => match unshared.await {
                                Ok(response) => Ok(response.map(CollectedBody::stream)),
                                Err(_) => Err(SharedError::lost().into()),
                            },
                        }
                    }),
                };
            }
            FlightRole::Independent => {}
        }
    }
    let close = (!request.method().is_safe()).then(|| self.flights.close_on_drop());
    Box::pin(async move {
        let result = call_when_ready(inner, request).await;
        drop(close);
        result.map(|response| response.map(CollectedBody::stream))
    })
});
