//! The layer and its service.

use std::{
    task::{Context, Poll},
    time::Duration,
};

use http::{Request, Response};
use tower_layer::Layer;
use tower_service::Service;

use super::{RateLimits, future::ResponseFuture};
use crate::BoxError;

/// Layer that applies [`RateLimit`]. See the [module docs](super).
#[derive(Clone, Debug)]
#[must_use = "layers do nothing until they wrap a service"]
pub struct RateLimitLayer {
    limits: RateLimits,
}

impl RateLimitLayer {
    /// Applies `limits`. Layers with clones of one registry share state.
    pub const fn new(limits: RateLimits) -> Self {
        Self { limits }
    }

    /// Returns the registry.
    #[must_use]
    pub const fn limits(&self) -> &RateLimits {
        &self.limits
    }
}

impl<S> Layer<S> for RateLimitLayer {
    type Service = RateLimit<S>;

    fn layer(&self, inner: S) -> RateLimit<S> {
        RateLimit { inner, limits: self.limits.clone() }
    }
}

/// Service that delays requests until the API's rate limits allow them. See the [module docs](super).
#[derive(Clone, Debug)]
pub struct RateLimit<S> {
    inner: S,
    limits: RateLimits,
}

impl<S> RateLimit<S> {
    inner_service_accessors!();
}

/// Response extension: how long the request waited for its rate limit. Covers only the attempt that produced the
/// response; absent if it did not wait.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct WaitedForQuota(pub Duration);

impl WaitedForQuota {
    /// Returns the wait of a response's request: zero if the response has no such extension.
    #[must_use]
    pub fn from_response<B>(response: &Response<B>) -> Duration {
        response.extensions().get::<Self>().map_or(Duration::ZERO, |waited| waited.0)
    }
}

impl<S, ReqBody, ResBody> Service<Request<ReqBody>> for RateLimit<S>
where
    S: Service<Request<ReqBody>, Response = Response<ResBody>> + Clone,
    S::Error: Into<BoxError>,
{
    type Response = Response<ResBody>;
    type Error = BoxError;
    type Future = ResponseFuture<S, ReqBody>;

    /// Always ready: the service below is asked for readiness once the request may be sent.
    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        Poll::Ready(Ok(()))
    }

    #[inline]
    fn call(&mut self, request: Request<ReqBody>) -> Self::Future {
        ResponseFuture::new(self.inner.clone(), request, self.limits.clone())
    }
}
