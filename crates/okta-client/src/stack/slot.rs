//! Layers of the caller's own, and the one type that services have between them.

use std::{fmt, sync::Arc};

use bytes::Bytes;
use http::{Request, Response};
use okta_tower::{BoxError, body::Body, collect::CollectedBody};
use tower::{Layer, Service, ServiceExt, util::BoxCloneSyncService};

/// A stack of layers behind one type: takes a request with an absolute URI, gives the answer whatever its
/// status.
pub type HttpService = BoxCloneSyncService<Request<Body>, Response<Body>, BoxError>;

/// A layer that can stand in a slot of the stack: every [`Layer`] over [`HttpService`] whose service takes a
/// `Request<Body>`, answers with any body of [`Bytes`], and can be cloned and shared between threads.
///
/// It is implemented for all of them, and is there to be named where a program passes such layers on; for errors, each
/// is good that becomes a [`BoxError`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot stand in a slot of the stack",
    note = "it must be a `tower::Layer<HttpService>` whose service is `Clone + Send + Sync`, takes `Request<Body>` and \
            answers `Response<B>` where `B` is an `http_body::Body<Data = Bytes> + Send`"
)]
pub trait HttpLayer: Send + Sync + 'static {
    /// The service with this layer around it.
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

/// A layer with its type erased.
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

/// Lays user layers around a service; the first of them ends up outermost.
pub(crate) fn fold(layers: &[UserLayer], inner: HttpService) -> HttpService {
    layers.iter().rev().fold(inner, |inner, layer| layer.0.layer_http(inner))
}

/// One type for any service of the right shape.
pub(crate) fn erase<S, B>(service: S) -> HttpService
where
    S: Service<Request<Body>, Response = Response<B>> + Clone + Send + Sync + 'static,
    S::Future: Send + 'static,
    S::Error: Into<BoxError>,
    B: http_body::Body<Data = Bytes> + Send + 'static,
    B::Error: Into<BoxError>,
{
    BoxCloneSyncService::new(
        service.map_response(|response: Response<B>| response.map(Body::new)).map_err(Into::into),
    )
}

pub(crate) fn into_body<B>(response: Response<CollectedBody<B>>) -> Response<Body>
where
    B: http_body::Body<Data = Bytes> + Send + 'static,
    B::Error: Into<BoxError>,
{
    response.map(Body::from)
}
