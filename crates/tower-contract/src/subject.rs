//! What a layer must be to be checked.

use bytes::Buf;
use http::{Request, Response};
use http_body::Body;
use tower_layer::Layer;
use tower_service::Service;

use crate::{BoxError, ProbeService};

/// A layer that can be checked with request bodies of type `B`: its service is `Clone + 'static`, takes
/// `Request<B>`, and gives responses with a [`Body`].
///
/// It is implemented for every such layer.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be checked with request bodies of type `{B}`",
    note = "over a `ProbeService`, the layer's service must be `Clone + 'static` and a `Service<Request<{B}>>` whose response is `http::Response` with an `http_body::Body`",
    note = "if the layer needs another request body, give a `request(..)` with one"
)]
pub trait Subject<B: 'static>: Layer<ProbeService, Service = <Self as Subject<B>>::Service> {
    /// The service under check.
    type Service: Service<Request<B>, Response = Response<Self::Body>, Error: Into<BoxError>>
        + Clone
        + 'static;
    /// The body of its responses.
    type Body: Body<Data: Buf, Error: Into<BoxError>> + 'static;
}

impl<L, B, S, R> Subject<B> for L
where
    B: 'static,
    L: Layer<ProbeService, Service = S>,
    S: Service<Request<B>, Response = Response<R>, Error: Into<BoxError>> + Clone + 'static,
    R: Body<Data: Buf, Error: Into<BoxError>> + 'static,
{
    type Service = S;
    type Body = R;
}
