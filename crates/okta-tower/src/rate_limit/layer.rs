//! The layer over a [`RateLimits`].

use std::{
    task::{Context, Poll},
    time::Duration,
};

use http::{Request, Response};
use tower_layer::Layer;
use tower_service::Service;

use super::{RateLimits, future::ResponseFuture};
use crate::BoxError;

/// Layer that applies [`RateLimit`], which sends requests as the API's rate limits allow. See the
/// [module docs](super).
#[derive(Clone, Debug)]
#[must_use = "layers do nothing until they wrap a service"]
pub struct RateLimitLayer {
    limits: Option<RateLimits>,
}

impl RateLimitLayer {
    /// Keeps to `limits`. Layers with clones of one registry share it.
    pub const fn new(limits: RateLimits) -> Self {
        Self { limits: Some(limits) }
    }

    /// Keeps to nothing: requests go at once.
    pub const fn disabled() -> Self {
        Self { limits: None }
    }

    /// The registry, unless the layer keeps to nothing.
    #[must_use]
    pub const fn limits(&self) -> Option<&RateLimits> {
        self.limits.as_ref()
    }
}

impl Default for RateLimitLayer {
    /// Keeps to a registry of its own.
    fn default() -> Self {
        Self::new(RateLimits::new())
    }
}

impl<S> Layer<S> for RateLimitLayer {
    type Service = RateLimit<S>;

    fn layer(&self, inner: S) -> RateLimit<S> {
        RateLimit { inner, limits: self.limits.clone() }
    }
}

/// Sends requests as the API's rate limits allow. See the [module docs](super).
#[derive(Clone, Debug)]
pub struct RateLimit<S> {
    inner: S,
    limits: Option<RateLimits>,
}

impl<S> RateLimit<S> {
    inner_service_accessors!();
}

/// Response extension: how long the request waited for its rate limit. The wait of the answered attempt only;
/// absent when it did not wait.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct WaitedForQuota(pub Duration);

impl WaitedForQuota {
    /// How long the request of an answer waited: zero when nothing was written.
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

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.inner.poll_ready(cx).map_err(Into::into)
    }

    #[inline]
    fn call(&mut self, request: Request<ReqBody>) -> Self::Future {
        ResponseFuture::begin(&mut self.inner, request, self.limits.as_ref())
    }
}
