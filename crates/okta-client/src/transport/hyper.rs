//! The transport itself.

use std::{
    fmt,
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use http::{
    HeaderValue, Method, Request, Response,
    header::{CONTENT_LENGTH, PROXY_AUTHORIZATION, TRANSFER_ENCODING},
};
use http_body::Body as _;
use hyper_util::client::legacy;
use okta_tower::{BoxError, body::Body};
use pin_project_lite::pin_project;
use tower::Service;

use super::{
    HyperTransportBuilder, TransportBuildError,
    connect::Connector,
    health::{Suspicion, Watch},
    proxy::Proxies,
};
use crate::config::Config;

/// A pool of connections over hyper, rustls and, where configured, proxies.
///
/// Clones share the pool. `poll_ready` is always ready: how many calls run at a time is for the layers above
/// to decide. Dropping the response future gives the call up: over HTTP/1.1 its connection is closed, over
/// HTTP/2 its stream is reset.
///
/// The errors are those of hyper-util, hyper and rustls, unchanged;
/// [`TransportErrorKind::of`](super::TransportErrorKind::of) sorts them.
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
    suspicion: Suspicion,
}

impl HyperTransport {
    /// Starts with the defaults.
    pub fn builder() -> HyperTransportBuilder {
        HyperTransportBuilder::new()
    }

    /// A transport with a configuration's time limit and proxies.
    ///
    /// # Errors
    ///
    /// When TLS cannot be set up, for example because the system has no certificates to trust.
    pub fn from_config(config: &Config) -> Result<Self, TransportBuildError> {
        Self::builder().config(config).build()
    }

    pub(super) fn new(client: legacy::Client<Connector, Body>, proxies: Proxies) -> Self {
        Self(Arc::new(Pool { client, proxies, suspicion: Suspicion::default() }))
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
    type Future = HyperFuture;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        // As the pool itself says: it opens connections as calls come.
        Poll::Ready(Ok(()))
    }

    #[inline]
    fn call(&mut self, mut request: Request<Body>) -> HyperFuture {
        announce_empty_body(&mut request);
        if let Some(value) = self.0.proxies.authorization(request.uri()) {
            request.headers_mut().insert(PROXY_AUTHORIZATION, value);
        }
        let watch = self.0.suspicion.watch(&mut request);
        HyperFuture { answering: self.0.client.request(request), watch }
    }
}

pin_project! {
    /// Future of [`HyperTransport`].
    #[must_use = "futures do nothing unless polled"]
    pub struct HyperFuture {
        #[pin]
        answering: legacy::ResponseFuture,
        watch: Watch,
    }
}

impl Future for HyperFuture {
    type Output = Result<Response<Body>, BoxError>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let outcome = ready!(this.answering.poll(cx));
        this.watch.finished(outcome.is_ok());
        Poll::Ready(Ok(outcome?.map(Body::from)))
    }
}

impl fmt::Debug for HyperFuture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HyperFuture").finish_non_exhaustive()
    }
}

/// Okta answers `411` to a POST or PUT that does not say how long its body is, and hyper says nothing about
/// a body without content ([RFC 9110 §8.6](https://www.rfc-editor.org/rfc/rfc9110#section-8.6) asks for the
/// header).
fn announce_empty_body(request: &mut Request<Body>) {
    let carries_content = matches!(*request.method(), Method::POST | Method::PUT | Method::PATCH);
    let headers = request.headers();
    if carries_content
        && request.body().is_end_stream()
        && !headers.contains_key(CONTENT_LENGTH)
        && !headers.contains_key(TRANSFER_ENCODING)
    {
        request.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
    }
}
