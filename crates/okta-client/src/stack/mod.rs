//! The order of the layers: the one place where it is written down.
//!
//! Outermost first. Each row says why it stands where it stands.
//!
//! | # | layer | why here |
//! |---|---|---|
//! | 1 | call span | one span a logical call, whatever happens inside |
//! | 2 | deadline | bounds everything below, waits included |
//! | 3 | slot: per call | user layers, once a call |
//! | 4 | default headers | above the cache: `Accept` is part of its key; without one, just inside retry, whose copies are smaller then |
//! | 5 | cache | a hit costs no token and no quota |
//! | 6 | coalesce | only misses reach it |
//! | 7 | retry | everything below is repeated |
//! | 8 | rate limit | each attempt pays, each answer teaches; waiting is not slowness |
//! | 9 | attempt timeout | token, connection, head and buffered body |
//! | 10 | collect | a body cut short is retried, an error's code can be read |
//! | 11 | slot: per attempt | user layers, before credentials exist on the request |
//! | 12 | auth | a fresh token and proof each attempt |
//! | 13 | decompression | everything above sees plain bytes |
//! | 14 | slot: wire | user layers that see the signed request |
//! | 15 | attempt span | one span a physical request; inside it the log, where `logging.enabled` asks for it |
//! | 16 | transport | connections |

pub(crate) mod cache;
#[cfg(feature = "gzip")]
mod decompression;
mod slot;
pub(crate) mod telemetry;

use std::{
    fmt,
    future::ready,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, Waker},
};

use bytes::Bytes;
use http::{Request, Response};
use okta_tower::{
    BoxError,
    auth::{AuthLayer, SharedCredential},
    body::Body,
    collect::CollectLayer,
    headers::DefaultHeadersLayer,
    rate_limit::RateLimitLayer,
    retry::RetryPolicy,
    timeout::{AttemptTimeoutLayer, DeadlineLayer},
    trace::BodyLogLayer,
};
use tower::{Layer, Service, ServiceExt, retry::RetryLayer, util::Either};

use crate::transport::HyperTransport;
use cache::{CacheLayer, CoalesceLayer, remembered};
#[cfg(feature = "gzip")]
use decompression::GunzipLayer;
use slot::{fold, into_body};
use telemetry::{CallWatch, RequestWatch};

pub use slot::{HttpLayer, HttpService};
pub(crate) use slot::{UserLayer, erase};

/// What sends requests: the built-in transport as it is, or a service of the caller's own.
pub(crate) type Transport = Either<HyperTransport, HttpService>;

/// The transport with what stands around it: the built-in one as it is, or whatever is there with its types erased.
type Physical = Either<<RequestWatch as Layer<HyperTransport>>::Service, HttpService>;

/// A client's whole stack as a service: takes a request with an absolute URI, gives the answer whatever its
/// status.
///
/// Cheap to clone. It is always ready: a call waits inside for what is not. A call costs one allocation, its
/// future. The time of a call counts from [`call`](Service::call), not from the first poll of its future.
#[derive(Clone)]
pub struct Stack(Arc<dyn Callable>);

impl Stack {
    pub(crate) fn new<S>(service: S) -> Self
    where
        S: Service<Request<Body>, Response = Response<Body>, Error = BoxError>
            + Clone
            + Send
            + Sync
            + 'static,
        S::Future: Send + 'static,
    {
        Self(Arc::new(service))
    }

    /// Waits until the stack is ready and calls it.
    pub(crate) fn send(&self, request: Request<Body>) -> StackFuture {
        self.0.call(request)
    }
}

impl Service<Request<Body>> for Stack {
    type Response = Response<Body>;
    type Error = BoxError;
    type Future = StackFuture;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> StackFuture {
        self.send(request)
    }
}

impl fmt::Debug for Stack {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stack").finish_non_exhaustive()
    }
}

/// Future of [`Stack`].
pub type StackFuture = Pin<Box<dyn Future<Output = Result<Response<Body>, BoxError>> + Send>>;

trait Callable: Send + Sync {
    fn call(&self, request: Request<Body>) -> StackFuture;
    #[cfg(test)]
    fn future_size(&self) -> usize;
}

impl<S> Callable for S
where
    S: Service<Request<Body>, Response = Response<Body>, Error = BoxError> + Clone + Send + Sync + 'static,
    S::Future: Send + 'static,
{
    fn call(&self, request: Request<Body>) -> StackFuture {
        let mut service = self.clone();
        // The client's own layers are always ready: a call need not keep its request until they are.
        match service.poll_ready(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(Ok(())) => Box::pin(Service::call(&mut service, request)),
            Poll::Ready(Err(error)) => Box::pin(ready(Err(error))),
            Poll::Pending => Box::pin(service.oneshot(request)),
        }
    }

    #[cfg(test)]
    fn future_size(&self) -> usize {
        size_of::<S::Future>()
    }
}

/// What the stack is made of. `None` leaves a layer out.
#[derive(Clone, Debug)]
pub(crate) struct Parts {
    pub(crate) call_watch: CallWatch,
    pub(crate) deadline: DeadlineLayer,
    pub(crate) per_call: Vec<UserLayer>,
    pub(crate) headers: DefaultHeadersLayer,
    pub(crate) cache: Option<CacheLayer>,
    pub(crate) coalesce: Option<CoalesceLayer>,
    pub(crate) retry: RetryPolicy,
    pub(crate) rate_limit: RateLimitLayer,
    pub(crate) attempt_timeout: AttemptTimeoutLayer,
    pub(crate) bodies: BodyLogLayer,
    pub(crate) collect: CollectLayer,
    pub(crate) per_attempt: Vec<UserLayer>,
    pub(crate) auth: AuthLayer<SharedCredential>,
    pub(crate) wire: Vec<UserLayer>,
    pub(crate) request_watch: RequestWatch,
    pub(crate) transport: Transport,
}

/// Folds the parts into one service.
pub(crate) fn assemble(parts: &Parts) -> Stack {
    let wire = physical(&parts.wire, &parts.request_watch, parts.transport.clone());
    #[cfg(feature = "gzip")]
    let wire = GunzipLayer.layer(wire);
    let signed = parts.auth.layer(wire);
    if parts.per_attempt.is_empty() {
        repeated(parts, signed)
    } else {
        repeated(parts, fold(&parts.per_attempt, erase(signed)))
    }
}

/// What stands around the transport.
fn physical(wire: &[UserLayer], watch: &RequestWatch, transport: Transport) -> Physical {
    match transport {
        Either::Left(transport) if wire.is_empty() => Either::Left(watch.layer(transport)),
        Either::Left(transport) => Either::Right(fold(wire, erase(watch.layer(transport)))),
        Either::Right(transport) => Either::Right(fold(wire, erase(watch.layer(transport)))),
    }
}

/// The way of token requests: the innermost part of the stack, without credentials. Repeating and time limits
/// are the token source's own business, as each token request must be made anew.
pub(crate) fn tokens(wire: &[UserLayer], watch: &RequestWatch, transport: Transport) -> HttpService {
    let wire = physical(wire, watch, transport);
    #[cfg(feature = "gzip")]
    let wire = GunzipLayer.layer(wire);
    erase(wire)
}

/// What stands around one attempt.
fn repeated<S, B>(parts: &Parts, attempt: S) -> Stack
where
    S: Service<Request<Body>, Response = Response<B>, Error = BoxError> + Clone + Send + Sync + 'static,
    S::Future: Send + 'static,
    B: http_body::Body<Data = Bytes> + Send + 'static,
    B::Error: Into<BoxError>,
{
    let collected = parts.attempt_timeout.layer(parts.collect.layer(attempt));
    let shown = parts.bodies.layer(collected.map_response(into_body));
    let paced = parts.rate_limit.layer(shown);
    let retry = RetryLayer::new(parts.retry.clone());
    if parts.cache.is_none() && parts.coalesce.is_none() {
        // Nothing between headers and retry looks at the headers: retry's copy is smaller without them.
        framed(parts, retry.layer(parts.headers.layer(paced)))
    } else {
        let memory = remembered(parts.cache.as_ref(), parts.coalesce.as_ref(), erase(retry.layer(paced)));
        framed(parts, parts.headers.layer(memory))
    }
}

/// The user layers of each call.
fn framed<S>(parts: &Parts, answered: S) -> Stack
where
    S: Service<Request<Body>, Response = Response<Body>, Error = BoxError> + Clone + Send + Sync + 'static,
    S::Future: Send + 'static,
{
    if parts.per_call.is_empty() {
        whole(parts, answered)
    } else {
        whole(parts, fold(&parts.per_call, erase(answered)))
    }
}

/// What stands around the whole call.
fn whole<S>(parts: &Parts, call: S) -> Stack
where
    S: Service<Request<Body>, Response = Response<Body>, Error = BoxError> + Clone + Send + Sync + 'static,
    S::Future: Send + 'static,
{
    Stack::new(parts.call_watch.layer(parts.deadline.layer(call)))
}

#[cfg(test)]
mod tests {
    use crate::{Client, config::Sources};

    /// What glibc's allocator serves from its fastest lists, in bytes. A larger future costs more to allocate and
    /// free than the layers cost to run.
    const SMALL: usize = 1032;

    #[test]
    fn the_future_of_a_call_is_a_small_allocation() {
        let client = Client::builder()
            .sources(Sources::none())
            .org_url("https://example.okta.com")
            .token("00t")
            .build()
            .unwrap();
        let size = client.stack().0.future_size();
        assert!(size <= SMALL, "{size} bytes");
    }
}
