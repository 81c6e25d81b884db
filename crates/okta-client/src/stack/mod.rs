//! The stack: the order of its layers.
//!
//! Outermost first, each with the reason for its position.
//!
//! | # | layer | why here |
//! |---|---|---|
//! | 1 | call span | one span per call, whatever happens inside |
//! | 2 | deadline | bounds everything below, waits included |
//! | 3 | slot: per call | user layers, once per call |
//! | 4 | default headers | above the cache, whose key contains `Accept`; without a cache just inside retry, whose request copies are smaller then |
//! | 5 | cache | a hit costs no token and no quota |
//! | 6 | coalesce | only misses reach it |
//! | 7 | retry | everything below is retried |
//! | 8 | rate limit | each attempt takes quota, each response updates it; waiting does not count as slowness |
//! | 9 | attempt timeout | token, connection, head and buffered body |
//! | 10 | collect | a truncated body is retried, the code of an error is known to retry |
//! | 11 | slot: per attempt | user layers, before credentials exist on the request |
//! | 12 | auth | a fresh token and proof for each attempt |
//! | 13 | decompression | everything above sees decompressed bodies, and as much of an error's body as can be read |
//! | 14 | slot: wire | user layers that see the signed request |
//! | 15 | attempt span | one span per physical request; inside it the log, if `logging.enabled` is set |
//! | 16 | transport | connections |

pub(crate) mod cache;
pub(crate) mod content_coding;
mod decompression;
mod error_body;
#[cfg(feature = "gzip")]
mod gunzip;
mod into_body;
mod shared;
mod slot;
pub(crate) mod telemetry;

use std::{
    fmt,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use http::{Request, Response};
use okta_tower::{
    BoxError,
    auth::{AuthBody, AuthLayer, SharedCredential},
    body::Body,
    collect::CollectLayer,
    headers::DefaultHeadersLayer,
    observe::Observe,
    rate_limit::RateLimitLayer,
    retry::{RetryLayer, RetryPolicy},
    timeout::{AttemptTimeoutLayer, DeadlineLayer, PerCall, Timeout},
    trace::BodyLogLayer,
};
use pin_project_lite::pin_project;
use tower::{
    Layer, Service,
    util::{Either, MapResponse, option_layer},
};

use crate::transport::{
    HyperTransport, WireTransport,
    body::{CheckLength, WireBody},
};
#[cfg(feature = "cache")]
use cache::with_cache;
use cache::{CacheLayer, CoalesceLayer};
use decompression::DecompressionLayer;
use into_body::IntoBody;
use shared::{Reusable, Shared, call_boxed};
use slot::fold;
use telemetry::{CallObserver, CallObservers, RequestObserver};

pub use slot::{HttpLayer, HttpService};
pub(crate) use slot::{UserLayer, erase};

/// The size, in bytes, up to which error responses of the token endpoint are read.
const TOKEN_ERROR_LIMIT: usize = 64 * 1024;

/// The built-in transport, unerased, or a user-provided service.
pub(crate) type Transport = Either<HyperTransport, HttpService>;

/// The transport with the layers of the wire: unerased without user layers.
type WireStack = Either<<RequestObserver as Layer<CheckedTransport>>::Service, Unchecked>;

/// A transport whose bodies are checked.
type CheckedTransport = Either<WireTransport, CheckLength<HttpService>>;

/// One attempt: unerased without user layers.
type AttemptStack<S> =
    Either<S, MapResponse<HttpService, fn(Response<Body>) -> Response<AuthBody<WireBody>>>>;

/// User layers of the wire, whose bodies are checked below.
type Unchecked = MapResponse<HttpService, fn(Response<Body>) -> Response<WireBody>>;

/// The whole stack of a client as a service: takes a request with an absolute URI, returns the response whatever
/// its status.
///
/// Cheap to clone. It is always ready: a call awaits the readiness of inner services in its future. A call costs one
/// allocation, for the future of what is below the deadline. The deadline of a call counts from
/// [`call`](Service::call), not from the first poll.
#[derive(Clone)]
pub struct Stack(Arc<Reusable<Either<ObservedCalls, ErasedStack>>>);

/// Call span and deadline, the outermost layers. Their futures are small, so they are outside the allocation.
type ObservedCalls = Observe<Timeout<ErasedStack, PerCall>, CallObservers>;

impl Stack {
    /// A user-provided service as a stack.
    pub(crate) fn new(service: HttpService) -> Self {
        Self(Arc::new(Reusable::new(Either::Right(ErasedStack(Arc::new(Reusable::new(service)))))))
    }

    /// Adds the outermost layers.
    fn observed(layers: &StackLayers, calls: impl ErasedService + 'static) -> Self {
        let deadline =
            if layers.are_built_in() { layers.deadline.without_extension() } else { layers.deadline };
        let calls = deadline.layer(ErasedStack(Arc::new(calls)));
        Self(Arc::new(Reusable::new(Either::Left(layers.call_observer.layer(calls)))))
    }

    /// Calls the stack, which is always ready.
    pub(crate) fn send(&self, request: Request<Body>) -> StackFuture {
        StackFuture { inner: self.0.with(|calls| calls.call(request)) }
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

pin_project! {
    /// Response future of [`Stack`].
    #[must_use = "futures do nothing unless polled"]
    pub struct StackFuture {
        #[pin]
        inner: <Either<ObservedCalls, ErasedStack> as Service<Request<Body>>>::Future,
    }
}

impl Future for StackFuture {
    type Output = Result<Response<Body>, BoxError>;

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.project().inner.poll(cx)
    }
}

impl fmt::Debug for StackFuture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StackFuture").finish_non_exhaustive()
    }
}

/// The layers below the deadline, erased.
#[derive(Clone)]
struct ErasedStack(Arc<dyn ErasedService>);

type ErasedFuture = Pin<Box<dyn Future<Output = Result<Response<Body>, BoxError>> + Send>>;

trait ErasedService: Send + Sync {
    fn call_boxed(&self, request: Request<Body>) -> ErasedFuture;
    #[cfg(test)]
    fn future_size(&self) -> usize;
}

impl<S> ErasedService for Reusable<S>
where
    S: Service<Request<Body>, Response = Response<Body>, Error = BoxError> + Clone + Send + Sync + 'static,
    S::Future: Send + 'static,
{
    fn call_boxed(&self, request: Request<Body>) -> ErasedFuture {
        call_boxed(self, request)
    }

    #[cfg(test)]
    fn future_size(&self) -> usize {
        size_of::<S::Future>()
    }
}

impl Service<Request<Body>> for ErasedStack {
    type Response = Response<Body>;
    type Error = BoxError;
    type Future = ErasedFuture;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        Poll::Ready(Ok(()))
    }

    #[inline]
    fn call(&mut self, request: Request<Body>) -> ErasedFuture {
        self.0.call_boxed(request)
    }
}

/// The layers of a stack. `None` omits a layer.
#[derive(Clone, Debug)]
pub(crate) struct StackLayers {
    pub(crate) call_observer: CallObserver,
    pub(crate) deadline: DeadlineLayer,
    pub(crate) per_call: Vec<UserLayer>,
    pub(crate) headers: DefaultHeadersLayer,
    pub(crate) cache: Option<CacheLayer>,
    pub(crate) coalesce: Option<CoalesceLayer>,
    pub(crate) retry: RetryPolicy,
    pub(crate) rate_limit: Option<RateLimitLayer>,
    pub(crate) attempt_timeout: AttemptTimeoutLayer,
    pub(crate) body_log: Option<BodyLogLayer>,
    pub(crate) collect: CollectLayer,
    /// The size, in bytes, up to which bodies of error responses are read.
    pub(crate) error_body_limit: usize,
    pub(crate) per_attempt: Vec<UserLayer>,
    pub(crate) auth: AuthLayer<SharedCredential>,
    pub(crate) wire: Vec<UserLayer>,
    pub(crate) request_observer: RequestObserver,
    pub(crate) transport: Transport,
}

impl StackLayers {
    /// Whether a call's future polls all its layers, and no code of the user sees its requests.
    fn are_built_in(&self) -> bool {
        let user_layers = [&self.per_call, &self.per_attempt, &self.wire];
        user_layers.iter().all(|layers| layers.is_empty())
            && self.cache.is_none()
            && self.coalesce.is_none()
            && matches!(self.transport, Either::Left(_))
    }
}

/// Assembles the layers into one service.
pub(crate) fn assemble(layers: &StackLayers) -> Stack {
    let wire = wire_stack(&layers.wire, &layers.request_observer, layers.transport.clone());
    let wire = DecompressionLayer::new(layers.error_body_limit).layer(wire);
    let signed = layers.auth.layer(wire);
    let attempt: AttemptStack<_> = if layers.per_attempt.is_empty() {
        Either::Left(signed)
    } else {
        let user_layers = fold(&layers.per_attempt, erase(signed));
        Either::Right(MapResponse::new(user_layers, |response| response.map(unread)))
    };
    let collected = IntoBody::new(layers.attempt_timeout.layer(layers.collect.layer(attempt)), Body::from);
    let logged = option_layer(layers.body_log.clone()).layer(collected);
    let limited = option_layer(layers.rate_limit.clone()).layer(Shared::new(logged));
    let retry = RetryLayer::new(layers.retry.clone());
    #[cfg(feature = "cache")]
    if layers.cache.is_some() || layers.coalesce.is_some() {
        let cached = with_cache(layers.cache.as_ref(), layers.coalesce.as_ref(), erase(retry.layer(limited)));
        return call_stack(layers, layers.headers.layer(cached));
    }
    // Nothing in between reads the headers, and the request that retry copies is smaller without them.
    call_stack(layers, retry.layer(Shared::new(layers.headers.layer(limited))))
}

/// The layers around the transport.
fn wire_stack(wire: &[UserLayer], observer: &RequestObserver, transport: Transport) -> WireStack {
    let observed = observer.layer(match transport {
        Either::Left(built_in) => Either::Left(WireTransport(built_in)),
        Either::Right(provided) => Either::Right(CheckLength(provided)),
    });
    if wire.is_empty() {
        return Either::Left(observed);
    }
    let user_layers = fold(wire, erase(IntoBody::new(observed, Body::from)));
    Either::Right(MapResponse::new(user_layers, |response| response.map(WireBody::from)))
}

/// The stack of token requests: the innermost layers, without credentials. The token source retries and sets time
/// limits itself, since each token request needs a new assertion.
pub(crate) fn token_stack(
    wire: &[UserLayer],
    observer: &RequestObserver,
    transport: Transport,
) -> HttpService {
    let wire = wire_stack(wire, observer, transport);
    erase(IntoBody::new(DecompressionLayer::new(TOKEN_ERROR_LIMIT).layer(wire), Body::from))
}

/// The body of a user layer, as the type of the bodies below authorization.
fn unread(body: Body) -> AuthBody<WireBody> {
    AuthBody::from(WireBody::from(body))
}

/// The user layers around one call.
fn call_stack<S>(layers: &StackLayers, retried: S) -> Stack
where
    S: Service<Request<Body>, Response = Response<Body>, Error = BoxError> + Clone + Send + Sync + 'static,
    S::Future: Send + 'static,
{
    if layers.per_call.is_empty() {
        Stack::observed(layers, Reusable::new(retried))
    } else {
        Stack::observed(layers, Reusable::new(fold(&layers.per_call, erase(retried))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Client, config::Sources};

    /// The largest allocation, in bytes, that glibc's allocator serves from its fastest lists. A larger future costs
    /// more to allocate and free than the layers cost to run.
    const SMALL_ALLOCATION: usize = 1032;

    #[test]
    fn call_future_is_a_small_allocation() {
        let client = Client::builder()
            .sources(Sources::none())
            .org_url("https://example.okta.com")
            .token("00t")
            .build()
            .unwrap();
        let Either::Left(observed) = client.stack().0.get_ref() else { panic!("the layers are missing") };
        let size = observed.get_ref().get_ref().0.future_size();
        assert!(size <= SMALL_ALLOCATION, "{size} bytes");
    }
}
