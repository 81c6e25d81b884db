//! The transport service.

use std::{
    fmt,
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

#[cfg(feature = "http2")]
use futures_util::future::{Either, select};
use http::{
    HeaderValue, Method, Request, Response,
    header::{CONTENT_LENGTH, PROXY_AUTHORIZATION, TRANSFER_ENCODING},
};
use http_body::Body as _;
use hyper::body::Incoming;
use hyper_util::client::legacy;
#[cfg(feature = "http2")]
use hyper_util::client::legacy::connect::{CaptureConnection, capture_connection};
use okta_tower::{BoxError, body::Body};
use pin_project_lite::pin_project;
use tower::Service;

#[cfg(feature = "http2")]
use super::cold_start::{ColdStart, ColdStarts};
use super::{
    HyperTransportBuilder, TransportBuildError,
    body::{BodyExpectation, WireBody},
    connect::Connector,
    error::replace_runtime_shutdown,
    health::{FailureCount, HealthTracker},
    proxy::Proxies,
};
use crate::config::Config;

/// An HTTP transport: a connection pool over hyper, with TLS by rustls and proxies.
///
/// Clones share the pool. `poll_ready` is always ready; concurrency is limited by the layers above.
///
/// Errors are those of hyper-util, hyper and rustls, which
/// [`TransportErrorKind::from_error`](super::TransportErrorKind::from_error) classifies, with two exceptions, both
/// [`io::Error`](std::io::Error)s: a connection whose runtime was shut down is aborted, and a body that ends before its
/// announced length, over HTTP/2 by `RST_STREAM` or `GOAWAY` with `NO_ERROR`, is an unexpected end of file.
///
/// # Cancel safety
///
/// Dropping the response future cancels the request: over HTTP/1.1 its connection is closed, over HTTP/2 its
/// stream is reset. The server may have acted on the request.
///
/// # Examples
///
/// ```no_run
/// use http::Request;
/// use okta_client::transport::HyperTransport;
/// use okta_tower::body::Body;
/// use tower::ServiceExt;
///
/// # async fn example() -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
/// let transport = HyperTransport::builder().build()?;
/// let request = Request::get("https://example.okta.com/.well-known/okta-organization").body(Body::empty())?;
/// let response = transport.oneshot(request).await?;
/// println!("{}", response.status());
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct HyperTransport(Arc<Pool>);

struct Pool {
    client: legacy::Client<Connector, Body>,
    proxies: Proxies,
    failures: FailureCount,
    /// Where the HTTP version is negotiated.
    #[cfg(feature = "http2")]
    starts: Option<ColdStarts>,
}

impl Pool {
    /// The only caller of hyper's client, which is large: with one caller it is inlined, and its request not copied.
    #[inline(never)]
    fn request(&self, request: Request<Body>) -> legacy::ResponseFuture {
        self.client.request(request)
    }
}

impl HyperTransport {
    /// Returns a builder with the defaults.
    pub fn builder() -> HyperTransportBuilder {
        HyperTransportBuilder::new()
    }

    /// Creates a transport with the connect timeout, proxies and certificate file of a configuration.
    ///
    /// # Errors
    ///
    /// When TLS cannot be configured, for example because the system has no trusted certificates.
    pub fn from_config(config: &Config) -> Result<Self, TransportBuildError> {
        Self::builder().config(config).build()
    }

    pub(super) fn new(
        client: legacy::Client<Connector, Body>,
        proxies: Proxies,
        #[cfg(feature = "http2")] starts: Option<ColdStarts>,
    ) -> Self {
        Self(Arc::new(Pool {
            client,
            proxies,
            failures: FailureCount::default(),
            #[cfg(feature = "http2")]
            starts,
        }))
    }
}

impl fmt::Debug for HyperTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HyperTransport").finish_non_exhaustive()
    }
}

impl Service<Request<Body>> for HyperTransport {
    type Response = Response<Body>;
    type Error = BoxError;
    type Future = ResponseFuture;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        // The pool opens connections in `call`.
        Poll::Ready(Ok(()))
    }

    #[inline]
    fn call(&mut self, mut request: Request<Body>) -> ResponseFuture {
        set_empty_content_length(&mut request);
        if let Some(value) = self.0.proxies.authorization(request.uri()) {
            request.headers_mut().insert(PROXY_AUTHORIZATION, value);
        }
        let expectation = BodyExpectation::from_request(&request);
        #[cfg(feature = "http2")]
        if let Some(starts) = &self.0.starts
            && let start @ (ColdStart::First(_) | ColdStart::Waiting(_)) = starts.enter(request.uri())
        {
            let captured = capture_connection(&mut request);
            let tracker = self.0.failures.track_captured(captured.clone());
            let response = start_cold(Arc::clone(&self.0), starts.clone(), start, request, captured);
            return ResponseFuture {
                response: PooledResponse::Cold { response: Box::pin(response) },
                tracker,
                expectation,
            };
        }
        let tracker = self.0.failures.track(&mut request);
        let response = PooledResponse::Warm { response: self.0.request(request) };
        ResponseFuture { response, tracker, expectation }
    }
}

/// The transport as the stack calls it: bodies are not boxed.
#[derive(Clone, Debug)]
pub(crate) struct WireTransport(pub(crate) HyperTransport);

impl Service<Request<Body>> for WireTransport {
    type Response = Response<WireBody>;
    type Error = BoxError;
    type Future = WireResponseFuture;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.0.poll_ready(cx)
    }

    #[inline]
    fn call(&mut self, request: Request<Body>) -> WireResponseFuture {
        WireResponseFuture { inner: self.0.call(request) }
    }
}

pin_project! {
    /// The response future of [`WireTransport`].
    pub(crate) struct WireResponseFuture {
        #[pin]
        inner: ResponseFuture,
    }
}

impl Future for WireResponseFuture {
    type Output = Result<Response<WireBody>, BoxError>;

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.project().inner.poll_wire(cx)
    }
}

/// Sends a request to an origin that may not have an open connection.
#[cfg(feature = "http2")]
async fn start_cold(
    pool: Arc<Pool>,
    starts: ColdStarts,
    mut start: ColdStart,
    request: Request<Body>,
    mut captured: CaptureConnection,
) -> Result<Response<Incoming>, legacy::Error> {
    let first = loop {
        match start {
            ColdStart::First(first) => break first,
            ColdStart::Warm => return pool.request(request).await,
            ColdStart::Waiting(waiting) => {
                start = if waiting.wait().await { ColdStart::Warm } else { starts.enter(request.uri()) };
            }
        }
    };
    let connected = std::pin::pin!(async { drop(captured.wait_for_connection_metadata().await) });
    match select(pool.request(request), connected).await {
        Either::Left((result, _)) => {
            first.finish();
            result
        }
        Either::Right(((), response)) => {
            first.finish();
            response.await
        }
    }
}

pin_project! {
    /// The response future of [`HyperTransport`].
    #[must_use = "futures do nothing unless polled"]
    pub struct ResponseFuture {
        #[pin]
        response: PooledResponse,
        tracker: HealthTracker,
        expectation: BodyExpectation,
    }
}

pin_project! {
    /// The response of the pool.
    #[project = PooledResponseProjection]
    enum PooledResponse {
        Warm { #[pin] response: legacy::ResponseFuture },
        /// To an origin without an open connection.
        Cold { response: ColdResponse },
    }
}

type ColdResponse = Pin<Box<dyn Future<Output = Result<Response<Incoming>, legacy::Error>> + Send>>;

impl Future for PooledResponse {
    type Output = Result<Response<Incoming>, legacy::Error>;

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        match self.project() {
            PooledResponseProjection::Warm { response } => response.poll(cx),
            PooledResponseProjection::Cold { response } => response.as_mut().poll(cx),
        }
    }
}

impl ResponseFuture {
    fn poll_wire(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<Response<WireBody>, BoxError>> {
        let this = self.project();
        let result = ready!(this.response.poll(cx));
        this.tracker.finished(result.is_ok());
        let response = result.map_err(replace_runtime_shutdown)?;
        Poll::Ready(Ok(this.expectation.check(response)))
    }
}

impl Future for ResponseFuture {
    type Output = Result<Response<Body>, BoxError>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.poll_wire(cx).map_ok(|response| response.map(Body::from))
    }
}

impl fmt::Debug for ResponseFuture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseFuture").finish_non_exhaustive()
    }
}

/// Sets `Content-Length: 0` on a POST, PUT or PATCH without content: Okta returns `411` without it, and hyper
/// omits it for empty bodies ([RFC 9110 §8.6](https://www.rfc-editor.org/rfc/rfc9110#section-8.6)).
pub(crate) fn set_empty_content_length(request: &mut Request<Body>) {
    let has_content_semantics = matches!(*request.method(), Method::POST | Method::PUT | Method::PATCH);
    let headers = request.headers();
    if has_content_semantics
        && request.body().is_end_stream()
        && !headers.contains_key(CONTENT_LENGTH)
        && !headers.contains_key(TRANSFER_ENCODING)
    {
        request.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
    }
}
