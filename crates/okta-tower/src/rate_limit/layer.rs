//! The layer over a [`RateLimits`].

use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use http::{Request, Response};
use tower_layer::Layer;
use tower_service::Service;

use super::{RateLimits, registry::acquire, route::Route, store};
use crate::BoxError;

/// Layer that applies [`RateLimit`], which sends requests as the API's rate limits allow. See the
/// [module docs](super).
#[derive(Clone, Debug, Default)]
#[must_use = "layers do nothing until they wrap a service"]
pub struct RateLimitLayer {
    limits: RateLimits,
}

impl RateLimitLayer {
    /// Keeps to `limits`. Layers with clones of one registry share it.
    pub const fn new(limits: RateLimits) -> Self {
        Self { limits }
    }

    /// The registry.
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

/// Sends requests as the API's rate limits allow. See the [module docs](super).
#[derive(Clone, Debug)]
pub struct RateLimit<S> {
    inner: S,
    limits: RateLimits,
}

impl<S> RateLimit<S> {
    inner_service_accessors!();
}

/// Response extension: how long the request waited for its rate limit. The wait of the answered attempt only.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Waited(pub Duration);

impl<S, ReqBody, ResBody> Service<Request<ReqBody>> for RateLimit<S>
where
    S: Service<Request<ReqBody>, Response = Response<ResBody>> + Clone + Send + 'static,
    S::Future: Send,
    S::Error: Into<BoxError>,
    ReqBody: Send + 'static,
    ResBody: Send + 'static,
{
    type Response = Response<ResBody>;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<Response<ResBody>, BoxError>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.inner.poll_ready(cx).map_err(Into::into)
    }

    fn call(&mut self, request: Request<ReqBody>) -> Self::Future {
        let fresh = self.inner.clone();
        let mut ready = std::mem::replace(&mut self.inner, fresh);
        let limits = self.limits.clone();
        Box::pin(async move {
            let mut permit = acquire(&limits.0, Route::of(&request), request.extensions()).await?;
            let waited = permit.waited;
            let reserved = permit.reserved.take();
            #[cfg(feature = "trace")]
            if !waited.is_zero() {
                tracing::debug!(wait_ms = waited.as_secs_f64() * 1e3, "waited for the rate limit");
            }
            permit.send();
            let result = ready.call(request).await.map_err(Into::into);
            let observed = match &result {
                Ok(response) => permit.answered(response.status(), response.headers()),
                Err(_) => permit.failed(),
            };
            if let (Some(bucket), Some(shared)) = (reserved, &limits.0.store) {
                store::settle(shared.as_ref(), &bucket, &observed).await;
            }
            let mut response = result?;
            response.extensions_mut().insert(Waited(waited));
            Ok(response)
        })
    }
}
