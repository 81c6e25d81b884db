//! Middleware that makes any request body sendable again.
//!
//! [`Replay`] turns the request body into a [`Body`] that records what is read from it. Inner layers that send a
//! request again, such as `Retry` and `Auth`, clone that body: the clone yields the recorded frames and then the rest
//! of the original. Nothing is read before the transport asks for it, and trailers are kept.
//!
//! Up to [`limit`](ReplayLayer::limit) bytes are recorded. A longer body is streamed once: when the limit is exceeded
//! the recording is discarded and the body can no longer be cloned, so inner layers return the first response. A body
//! that announces a greater length is not recorded at all.
//!
//! Bodies that are in memory, empty or [rebuildable](Body::rebuild) are clonable without a recording, and are passed on
//! as they are.
//!
//! # Errors
//!
//! None of this layer. The request body fails with [`ReplayError`] if a clone is sent although the recording is
//! incomplete; `Retry` and `Auth` check before they send it.
//!
//! # Position
//!
//! Outside `Retry` and `Auth`, directly outside the outermost of them. It changes the body type: inner layers and the
//! client see `Request<Body>`.
//!
//! # Extensions
//!
//! None.
//!
//! # Cancel safety
//!
//! Cancel safe: dropping the call, and with it all clones, drops the original body.
//!
//! # Cost
//!
//! Three allocations per request with a streamed body, and the recorded frames, which share memory with those that are
//! sent. None for other bodies.
//!
//! # Examples
//!
//! ```
//! use bytes::Bytes;
//! use http::{Request, Response, StatusCode};
//! use http_body_util::{BodyExt, Full, StreamBody};
//! use tower::{ServiceBuilder, ServiceExt, service_fn};
//! use tower_outbound::{BoxError, body::Body, meta::Attempt, replay::ReplayLayer, retry::{RetryLayer, RetryPolicy}};
//!
//! # #[tokio::main(flavor = "current_thread", start_paused = true)]
//! # async fn main() -> Result<(), BoxError> {
//! let service = ServiceBuilder::new()
//!     .layer(ReplayLayer::new())
//!     .layer(RetryLayer::new(RetryPolicy::new()))
//!     .service(service_fn(|request: Request<Body>| async move {
//!         let first = Attempt::from_request(&request) == 1;
//!         assert_eq!(request.into_body().collect().await?.to_bytes(), "streamed");
//!         let status = if first { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::OK };
//!         Ok::<_, BoxError>(Response::builder().status(status).body(Full::<Bytes>::default())?)
//!     }));
//!
//! let frames = futures_util::stream::iter(["str", "eamed"].map(|part| Ok::<_, BoxError>(http_body::Frame::data(Bytes::from(part)))));
//! let response = service.oneshot(Request::put("https://example.com/file").body(StreamBody::new(frames))?).await?;
//! assert_eq!(response.status(), StatusCode::OK);
//! # Ok(())
//! # }
//! ```

mod recording;
#[cfg(test)]
mod tests;

use std::task::{Context, Poll};

use bytes::Bytes;
use http::Request;
use tower_layer::Layer;
use tower_service::Service;

pub(crate) use recording::ReplayBody;
pub use recording::ReplayError;

use crate::{BoxError, body::Body};

const DEFAULT_LIMIT: usize = 64 * 1024;

/// Layer that applies [`Replay`]. See the [module docs](self).
#[derive(Clone, Copy, Debug)]
#[must_use = "layers do nothing until they wrap a service"]
pub struct ReplayLayer {
    limit: usize,
}

impl ReplayLayer {
    /// Creates a layer that records up to 64 KiB of each request body.
    pub const fn new() -> Self {
        Self { limit: DEFAULT_LIMIT }
    }

    /// Sets how many bytes of a request body are recorded. Default: 64 KiB. With 0 no streamed body can be resent.
    pub const fn limit(mut self, bytes: usize) -> Self {
        self.limit = bytes;
        self
    }
}

impl Default for ReplayLayer {
    fn default() -> Self {
        Self::new()
    }
}

impl<S> Layer<S> for ReplayLayer {
    type Service = Replay<S>;

    fn layer(&self, inner: S) -> Replay<S> {
        Replay { inner, limit: self.limit }
    }
}

/// Middleware that makes any request body sendable again. See the [module docs](self).
#[derive(Clone, Copy, Debug)]
pub struct Replay<S> {
    inner: S,
    limit: usize,
}

impl<S> Replay<S> {
    inner_service_accessors!();
}

impl<S, B> Service<Request<B>> for Replay<S>
where
    S: Service<Request<Body>>,
    B: http_body::Body<Data = Bytes> + Send + 'static,
    B::Error: Into<BoxError>,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = S::Future;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request<B>) -> S::Future {
        let limit = self.limit;
        self.inner.call(request.map(|body| Body::recorded(body, limit)))
    }
}
