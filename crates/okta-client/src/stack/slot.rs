//! User layers, and the erased type of the services between them.

use std::{fmt, sync::Arc};

use bytes::Bytes;
use http::{Request, Response};
use okta_tower::{BoxError, body::Body};
use tower::{Layer, Service, util::BoxCloneSyncService};

use super::into_body::IntoBody;

/// An erased HTTP service: takes a request with an absolute URI, returns the response whatever its status.
pub type HttpService = BoxCloneSyncService<Request<Body>, Response<Body>, BoxError>;

/// A layer for a slot of the stack: every [`Layer`] over [`HttpService`] whose service takes a `Request<Body>`, returns
/// a response with any body of [`Bytes`], has an error that converts into [`BoxError`], and is `Clone + Send + Sync`.
///
/// Implemented for all such layers; a program names this trait where it passes them on.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a layer for a slot of the stack",
    note = "it must be a `tower::Layer<HttpService>` whose service is `Clone + Send + Sync`, takes `Request<Body>` and \
            returns `Response<B>` where `B` is an `http_body::Body<Data = Bytes> + Send`"
)]
pub trait HttpLayer: Send + Sync + 'static {
    /// Wraps the service with this layer.
    fn layer_http(&self, inner: HttpService) -> HttpService;
}

impl<L, B> HttpLayer for L
where
    L: Layer<HttpService> + Send + Sync + 'static,
    L::Service: Service<Request<Body>, Response = Response<B>> + Clone + Send + Sync + 'static,
    <L::Service as Service<Request<Body>>>::Future: Send + 'static,
    <L::Service as Service<Request<Body>>>::Error: Into<BoxError>,
    B: http_body::Body<Data = Bytes> + Send + 'static,
    B::Error: Into<BoxError>,
{
    fn layer_http(&self, inner: HttpService) -> HttpService {
        erase(self.layer(inner))
    }
}

/// An erased user layer.
#[derive(Clone)]
pub(crate) struct UserLayer(Arc<dyn HttpLayer>);

impl UserLayer {
    pub(crate) fn new(layer: impl HttpLayer) -> Self {
        Self(Arc::new(layer))
    }
}

impl fmt::Debug for UserLayer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UserLayer").finish_non_exhaustive()
    }
}

/// Wraps a service with user layers, the first one outermost.
pub(crate) fn fold(layers: &[UserLayer], inner: HttpService) -> HttpService {
    layers.iter().rev().fold(inner, |inner, layer| layer.0.layer_http(inner))
}

/// Erases the type of a service.
pub(crate) fn erase<S, B>(service: S) -> HttpService
where
    S: Service<Request<Body>, Response = Response<B>> + Clone + Send + Sync + 'static,
    S::Future: Send + 'static,
    S::Error: Into<BoxError>,
    B: http_body::Body<Data = Bytes> + Send + 'static,
    B::Error: Into<BoxError>,
{
    BoxCloneSyncService::new(IntoBody::new(service, Body::new::<B>))
}
