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

use super::{PerCall, ResponseFuture};
use crate::BoxError;

/// What a timeout covers: a call ([`PerCall`](super::PerCall)) or an attempt ([`PerAttempt`](super::PerAttempt)).
/// Sealed.
pub trait TimeoutScope: sealed::Sealed {
    /// Returns the deadline and the time until then; `None` without a timeout.
    #[doc(hidden)]
    fn deadline(
        extensions: &mut Extensions,
        default: Duration,
        extension: bool,
    ) -> Option<(Instant, Duration)>;

    /// Polls what is inside.
    #[doc(hidden)]
    fn during<T>(deadline: Instant, poll: impl FnOnce() -> T) -> T;

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
    extension: bool,
    kind: PhantomData<K>,
}

impl<K> TimeoutLayer<K> {
    /// Creates a layer with a default timeout, which requests can override. [`Duration::MAX`]: none, unless the request
    /// sets one.
    pub const fn new(limit: Duration) -> Self {
        Self { limit, extension: true, kind: PhantomData }
    }
}

impl TimeoutLayer<PerCall> {
    /// Inserts no [`meta::Deadline`](crate::meta::Deadline): into a request without extensions, that costs three
    /// allocations. [`Deadline::of`](crate::meta::Deadline::of) knows the deadline nevertheless, and so the layers of
    /// this crate do, wherever the future of the call polls them: not behind a `Buffer` or in a spawned task.
    pub const fn without_extension(mut self) -> Self {
        self.extension = false;
        self
    }
}

impl<S, K> Layer<S> for TimeoutLayer<K> {
    type Service = Timeout<S, K>;

    fn layer(&self, inner: S) -> Timeout<S, K> {
        Timeout { inner, layer: Self { ..*self } }
    }
}

/// Middleware that limits the duration of calls ([`PerCall`](super::PerCall)) or attempts
/// ([`PerAttempt`](super::PerAttempt)). See the [module docs](super).
#[derive(Clone, Copy, Debug)]
pub struct Timeout<S, K> {
    inner: S,
    layer: TimeoutLayer<K>,
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
        let TimeoutLayer { limit, extension, .. } = self.layer;
        let deadline = K::deadline(request.extensions_mut(), limit, extension);
        let response = match deadline {
            Some((at, _)) => K::during(at, || self.inner.call(request)),
            None => self.inner.call(request),
        };
        ResponseFuture::new(response, deadline)
    }
}
