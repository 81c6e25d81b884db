//! Middleware that buffers response bodies.
//!
//! [`Collect`] reads the response body to its end before the call returns, and returns it in memory, with its
//! trailers, as a [`CollectedBody`].
//!
//! # Streams
//!
//! Passed through unread are responses that are [streams](is_stream) by their head: server-sent events, gRPC,
//! `multipart/x-mixed-replace` and upgrades. [`CollectLayer::when`] sets another predicate,
//! [`CollectLayer::when_request`] one on the request, such as [`is_watch`], and [`meta::BodyMode`](crate::meta::BodyMode) passes
//! one response through.
//!
//! # Errors
//!
//! [`BodyTooLarge`] for a body above the limit, before it fills memory; [`BodyReadError`] for a body that
//! cannot be read to its end.
//!
//! # Position
//!
//! Inside retry and attempt timeout: a body that is cut off then counts as a failed attempt, the timeout
//! covers the body, and the connection returns to its pool. Outside decompression, so the limit counts
//! decoded bytes. Calls the service that was polled ready.
//!
//! # Extensions
//!
//! Reads [`meta::BodyMode`](crate::meta::BodyMode): with `Stream`, the body of a successful response is
//! passed through unread. Inserts [`meta::ErrorBody`](crate::meta::ErrorBody) into every response with a
//! status other than 2xx that is not a stream by its head, so outer layers can read an error code.
//!
//! # Cancel safety
//!
//! Cancel safe: dropping the future drops the inner call and the part of the body that has been read.
//!
//! # Cost
//!
//! No allocation and no copy for a body of one frame; otherwise one buffer of the announced size.
//!
//! # Examples
//!
//! ```
//! use bytes::Bytes;
//! use http::{Request, Response};
//! use http_body_util::{Empty, Full};
//! use tower_outbound::collect::{BodyTooLarge, CollectLayer};
//! use tower::{Layer, ServiceExt, service_fn};
//!
//! # #[tokio::main(flavor = "current_thread")] async fn main() {
//! let server = service_fn(|_: Request<Empty<Bytes>>| async {
//!     Ok::<_, std::convert::Infallible>(Response::new(Full::new(Bytes::from_static(b"[1, 2, 3]"))))
//! });
//!
//! let request = Request::new(Empty::<Bytes>::new());
//! let response = CollectLayer::new().layer(server).oneshot(request).await.unwrap();
//! assert_eq!(response.body().as_bytes().unwrap(), "[1, 2, 3]");
//!
//! let request = Request::new(Empty::<Bytes>::new());
//! let error = CollectLayer::new().limit(4).layer(server).oneshot(request).await.unwrap_err();
//! assert_eq!(error.downcast_ref::<BodyTooLarge>().unwrap().limit(), 4);
//! # }
//! ```

mod body;
mod filter;
mod read;
#[cfg(test)]
mod tests;

use std::{
    fmt,
    future::Future,
    pin::Pin,
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use http::{Request, Response};
use http_body::Body as HttpBody;
use pin_project_lite::pin_project;
use tower_layer::Layer;
use tower_service::Service;

#[cfg(feature = "coalesce")]
pub(crate) use self::body::BufferedBody;
pub use self::{
    body::CollectedBody,
    filter::{is_stream, is_watch},
    read::{BodyReadError, BodyTooLarge},
};
pub(crate) use self::{
    filter::{BufferFilter, buffer_filter_setters},
    read::ReadBody,
};
use crate::{
    BoxError,
    meta::{BodyMode, ErrorBody},
};

/// The default limit on the size of a body: 32 MiB.
pub const DEFAULT_LIMIT: usize = 32 * 1024 * 1024;

/// Layer that applies [`Collect`]. See the [module documentation](self).
#[derive(Clone, Debug)]
#[must_use = "layers do nothing until they wrap a service"]
pub struct CollectLayer {
    limit: usize,
    filter: BufferFilter,
}

impl CollectLayer {
    /// Creates a layer that reads bodies of up to [`DEFAULT_LIMIT`] bytes.
    pub fn new() -> Self {
        Self { limit: DEFAULT_LIMIT, filter: BufferFilter::default() }
    }

    /// Sets the limit on the size of a body, in bytes after decoding. The default is [`DEFAULT_LIMIT`].
    pub fn limit(mut self, limit: usize) -> Self {
        self.limit = limit;
        self
    }

    buffer_filter_setters!(
        self => self.filter,
        "Sets which requests have their responses buffered, by the head of the request.",
        "Sets which responses are buffered, by their head. Others are passed through unread."
    );
}

impl Default for CollectLayer {
    fn default() -> Self {
        Self::new()
    }
}

impl<S> Layer<S> for CollectLayer {
    type Service = Collect<S>;

    fn layer(&self, inner: S) -> Collect<S> {
        Collect { inner, limit: self.limit, filter: self.filter.clone() }
    }
}

/// Service that buffers response bodies. See the [module documentation](self).
#[derive(Clone, Debug)]
pub struct Collect<S> {
    inner: S,
    limit: usize,
    filter: BufferFilter,
}

impl<S> Collect<S> {
    inner_service_accessors!();
}

impl<S, ReqBody, ResBody> Service<Request<ReqBody>> for Collect<S>
where
    S: Service<Request<ReqBody>, Response = Response<ResBody>>,
    S::Error: Into<BoxError>,
    ResBody: HttpBody<Data = Bytes>,
    ResBody::Error: Into<BoxError>,
{
    type Response = Response<CollectedBody<ResBody>>;
    type Error = BoxError;
    type Future = ResponseFuture<S::Future, ResBody>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.inner.poll_ready(cx).map_err(Into::into)
    }

    #[inline]
    fn call(&mut self, request: Request<ReqBody>) -> Self::Future {
        let mode = match request.extensions().get() {
            Some(BodyMode::Stream) => Mode::Stream,
            _ => Mode::Buffer,
        };
        let (request, accepted) = self.filter.accepts_request(request);
        let mode = if accepted { mode } else { Mode::PassThrough };
        let future = self.inner.call(request);
        ResponseFuture { state: State::Head { future }, limit: self.limit, mode, filter: self.filter.clone() }
    }
}

/// What happens to the body of a response that is not a stream by its head.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    Buffer,
    /// Passed through if the response is successful.
    Stream,
    PassThrough,
}

pin_project! {
    /// Response future of [`Collect`].
    #[must_use = "futures do nothing unless polled"]
    pub struct ResponseFuture<F, B> {
        #[pin]
        state: State<F, B>,
        limit: usize,
        mode: Mode,
        filter: BufferFilter,
    }
}

impl<F, B> fmt::Debug for ResponseFuture<F, B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseFuture").field("limit", &self.limit).finish_non_exhaustive()
    }
}

pin_project! {
    #[project = StateProj]
    enum State<F, B> {
        Head { #[pin] future: F },
        Body { head: Option<Response<()>>, #[pin] read: ReadBody<B> },
    }
}

impl<F, B, E> Future for ResponseFuture<F, B>
where
    F: Future<Output = Result<Response<B>, E>>,
    E: Into<BoxError>,
    B: HttpBody<Data = Bytes>,
    B::Error: Into<BoxError>,
{
    type Output = Result<Response<CollectedBody<B>>, BoxError>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let mut this = self.project();
        loop {
            match this.state.as_mut().project() {
                StateProj::Head { future } => {
                    let response = ready!(future.poll(cx)).map_err(Into::into)?;
                    let (response, accepted) = this.filter.accepts_response(response);
                    let streams = match this.mode {
                        Mode::Buffer => false,
                        Mode::Stream => response.status().is_success(),
                        Mode::PassThrough => true,
                    };
                    if streams || !accepted {
                        return Poll::Ready(Ok(response.map(CollectedBody::stream)));
                    }
                    let (parts, body) = response.into_parts();
                    let read = ReadBody::new(body, *this.limit, parts.status);
                    this.state.set(State::Body { head: Some(Response::from_parts(parts, ())), read });
                }
                StateProj::Body { head, read } => {
                    let buffered = ready!(read.poll(cx))?;
                    let mut head = head.take().unwrap_or_default();
                    if !head.status().is_success() {
                        head.extensions_mut().insert(ErrorBody(buffered.bytes.clone()));
                    }
                    return Poll::Ready(Ok(head.map(|()| buffered.into())));
                }
            }
        }
    }
}

/// Waits until a service is ready, and calls it.
#[cfg(any(feature = "cache", feature = "coalesce"))]
pub(crate) async fn call_when_ready<S, Request>(
    mut inner: S,
    request: Request,
) -> Result<S::Response, BoxError>
where
    S: Service<Request>,
    S::Error: Into<BoxError>,
{
    std::future::poll_fn(|cx| inner.poll_ready(cx)).await.map_err(Into::into)?;
    inner.call(request).await.map_err(Into::into)
}
