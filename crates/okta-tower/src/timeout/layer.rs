//! The layer and the service of both time limits.

use std::{
    marker::PhantomData,
    task::{Context, Poll},
    time::Duration,
};

use http::{Extensions, Request};
use tokio::time::Instant;
use tower_layer::Layer;
use tower_service::Service;

use super::ResponseFuture;
use crate::BoxError;

/// What a time limit bounds: a whole call or one attempt. Sealed.
pub trait TimeoutScope: sealed::Sealed {
    /// The moment that the limit ends at, if there is one, and the time until then.
    #[doc(hidden)]
    fn until(extensions: &mut Extensions, default: Option<Duration>) -> Option<(Instant, Duration)>;

    /// The error of one that was exceeded.
    #[doc(hidden)]
    fn exceeded(limit: Duration) -> BoxError;
}

pub(super) mod sealed {
    /// Only this module's own limits.
    pub trait Sealed {}
}

/// Layer that applies [`Timeout`]: [`DeadlineLayer`](super::DeadlineLayer) or
/// [`AttemptTimeoutLayer`](super::AttemptTimeoutLayer).
#[derive(Clone, Copy, Debug)]
#[must_use = "layers do nothing until they wrap a service"]
pub struct TimeoutLayer<K> {
    limit: Option<Duration>,
    kind: PhantomData<K>,
}

impl<K> TimeoutLayer<K> {
    /// Bounds each request that names no limit of its own.
    pub const fn new(limit: Duration) -> Self {
        Self { limit: Some(limit), kind: PhantomData }
    }

    /// Bounds only requests that name a limit themselves.
    pub const fn disabled() -> Self {
        Self { limit: None, kind: PhantomData }
    }
}

impl<S, K> Layer<S> for TimeoutLayer<K> {
    type Service = Timeout<S, K>;

    fn layer(&self, inner: S) -> Timeout<S, K> {
        Timeout { inner, limit: self.limit, kind: PhantomData }
    }
}

/// Service that bounds the time of its requests: [`Deadline`](super::Deadline) or
/// [`AttemptTimeout`](super::AttemptTimeout).
#[derive(Clone, Copy, Debug)]
pub struct Timeout<S, K> {
    inner: S,
    limit: Option<Duration>,
    kind: PhantomData<K>,
}

impl<S, K> Timeout<S, K> {
    inner_service_accessors!();
}

impl<S, K, ReqBody> Service<Request<ReqBody>> for Timeout<S, K>
where
    S: Service<Request<ReqBody>>,
    S::Error: Into<BoxError>,
    K: TimeoutScope,
{
    type Response = S::Response;
    type Error = BoxError;
    type Future = ResponseFuture<S::Future, K>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.inner.poll_ready(cx).map_err(Into::into)
    }

    #[inline]
    fn call(&mut self, mut request: Request<ReqBody>) -> Self::Future {
        let until = K::until(request.extensions_mut(), self.limit);
        ResponseFuture::new(self.inner.call(request), until)
    }
}
