//! The layer and the service.

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

/// What a timeout covers: a call ([`PerCall`](super::PerCall)) or an attempt ([`PerAttempt`](super::PerAttempt)).
/// Sealed.
pub trait TimeoutScope: sealed::Sealed {
    /// Returns the deadline and the time until then; `None` without a timeout.
    #[doc(hidden)]
    fn deadline(extensions: &mut Extensions, default: Duration) -> Option<(Instant, Duration)>;

    /// Returns the error of an exceeded timeout.
    #[doc(hidden)]
    fn error(limit: Duration) -> BoxError;
}

pub(super) mod sealed {
    /// Seals [`TimeoutScope`](super::TimeoutScope).
    pub trait Sealed {}
}

/// Layer that applies [`Timeout`]: [`DeadlineLayer`](super::DeadlineLayer) or
/// [`AttemptTimeoutLayer`](super::AttemptTimeoutLayer).
#[derive(Clone, Copy, Debug)]
#[must_use = "layers do nothing until they wrap a service"]
pub struct TimeoutLayer<K> {
    limit: Duration,
    kind: PhantomData<K>,
}

impl<K> TimeoutLayer<K> {
    /// Creates a layer with a default timeout, which requests can override. [`Duration::MAX`]: none, unless the request
    /// sets one.
    pub const fn new(limit: Duration) -> Self {
        Self { limit, kind: PhantomData }
    }
}

impl<S, K> Layer<S> for TimeoutLayer<K> {
    type Service = Timeout<S, K>;

    fn layer(&self, inner: S) -> Timeout<S, K> {
        Timeout { inner, limit: self.limit, kind: PhantomData }
    }
}

/// Middleware that limits the duration of calls ([`PerCall`](super::PerCall)) or attempts
/// ([`PerAttempt`](super::PerAttempt)). See the [module docs](super).
#[derive(Clone, Copy, Debug)]
pub struct Timeout<S, K> {
    inner: S,
    limit: Duration,
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
        let deadline = K::deadline(request.extensions_mut(), self.limit);
        ResponseFuture::new(self.inner.call(request), deadline)
    }
}
