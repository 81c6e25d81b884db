//! The layer and its service.

use std::{
    fmt,
    task::{Context, Poll},
};

use http::{Request, Response};
use tower_layer::Layer;
use tower_service::Service;

use super::{Observation, Observer, ResponseFuture, error_type::ErrorType};
use crate::BoxError;

/// Layer that applies [`Observe`]. See the [module docs](super).
#[derive(Clone)]
#[must_use = "layers do nothing until they wrap a service"]
pub struct ObserveLayer<O> {
    observer: O,
    error_type: ErrorType,
}

impl<O> ObserveLayer<O> {
    /// Creates a layer that notifies `observer` of each request.
    pub fn new(observer: O) -> Self {
        Self { observer, error_type: super::error_type }
    }

    /// Sets the function that maps errors to `error.type`, such as for a custom transport. Default:
    /// [`error_type`](super::error_type).
    pub fn error_type(mut self, error_type: ErrorType) -> Self {
        self.error_type = error_type;
        self
    }
}

impl<O: fmt::Debug> fmt::Debug for ObserveLayer<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ObserveLayer").field(&self.observer).finish()
    }
}

impl<S, O: Clone> Layer<S> for ObserveLayer<O> {
    type Service = Observe<S, O>;

    fn layer(&self, inner: S) -> Observe<S, O> {
        Observe { inner, layer: self.clone() }
    }
}

/// Service that notifies an observer of each request. See the [module docs](super).
#[derive(Clone, Debug)]
pub struct Observe<S, O> {
    inner: S,
    layer: ObserveLayer<O>,
}

impl<S, O> Observe<S, O> {
    inner_service_accessors!();
}

impl<S, O, ReqBody, ResBody> Service<Request<ReqBody>> for Observe<S, O>
where
    S: Service<Request<ReqBody>, Response = Response<ResBody>>,
    S::Error: Into<BoxError>,
    O: Observer,
{
    type Response = S::Response;
    type Error = BoxError;
    type Future = ResponseFuture<S::Future, O::Observation>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.inner.poll_ready(cx).map_err(Into::into)
    }

    #[inline]
    fn call(&mut self, mut request: Request<ReqBody>) -> Self::Future {
        let observation = self.layer.observer.begin(&mut request);
        // Avoids moving the request into a closure in the common case.
        let inner = match &observation {
            Some(observation) => observation.run(|| self.inner.call(request)),
            None => self.inner.call(request),
        };
        ResponseFuture::new(inner, observation, self.layer.error_type)
    }
}
