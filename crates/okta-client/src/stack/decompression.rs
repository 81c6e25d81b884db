//! Decompression of responses.
//!
//! Accepts gzip where the request has no `Accept-Encoding`, and decompresses with tower-http. A response without
//! `Content-Encoding` passes unwrapped, so its body keeps its type and its size hint.
//!
//! # Position
//!
//! Below all layers that read bodies, above the wire slot, which sees the compressed response.
//!
//! # Cost
//!
//! One header, and a box around compressed bodies.

use std::{
    future::{Future, ready},
    pin::Pin,
    task::{Context, Poll, ready},
};

use futures_util::FutureExt;
use http::{
    HeaderValue, Request, Response,
    header::{ACCEPT_ENCODING, CONTENT_ENCODING, Entry},
};
use okta_tower::{BoxError, body::Body};
use pin_project_lite::pin_project;
use tower::{Layer, Service, service_fn};
use tower_http::decompression::Decompression;

/// Layer that applies [`Decompress`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct DecompressionLayer;

impl<S> Layer<S> for DecompressionLayer {
    type Service = Decompress<S>;

    fn layer(&self, inner: S) -> Decompress<S> {
        Decompress { inner }
    }
}

/// Service that accepts gzip and decompresses responses.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Decompress<S> {
    inner: S,
}

impl<S> Service<Request<Body>> for Decompress<S>
where
    S: Service<Request<Body>, Response = Response<Body>, Error = BoxError>,
{
    type Response = Response<Body>;
    type Error = BoxError;
    type Future = ResponseFuture<S::Future>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.inner.poll_ready(cx)
    }

    #[inline]
    fn call(&mut self, mut request: Request<Body>) -> Self::Future {
        if let Entry::Vacant(entry) = request.headers_mut().entry(ACCEPT_ENCODING) {
            entry.insert(HeaderValue::from_static("gzip"));
        }
        ResponseFuture { inner: self.inner.call(request) }
    }
}

pin_project! {
    /// Future of [`Decompress`].
    pub(crate) struct ResponseFuture<F> {
        #[pin]
        inner: F,
    }
}

impl<F> Future for ResponseFuture<F>
where
    F: Future<Output = Result<Response<Body>, BoxError>>,
{
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let response = ready!(self.project().inner.poll(cx))?;
        Poll::Ready(if response.headers().contains_key(CONTENT_ENCODING) {
            decompress(response)
        } else {
            Ok(response)
        })
    }
}

/// Decompresses a response with tower-http, which leaves codings other than gzip unchanged.
fn decompress(response: Response<Body>) -> Result<Response<Body>, BoxError> {
    let mut response = Some(response);
    let service = service_fn(|_: Request<()>| ready(response.take().ok_or("response already taken")));
    let future = Decompression::new(service).call(Request::new(()));
    // The service is ready at once, and so is the future.
    let response = future.now_or_never().ok_or("response not ready")??;
    Ok(response.map(Body::new))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use http::header::CONTENT_LENGTH;
    use http_body_util::BodyExt;
    use tower::ServiceExt;

    use super::*;

    fn gzip(text: &str) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(text.as_bytes()).unwrap();
        encoder.finish().unwrap()
    }

    /// The response after decompression, and the `Accept-Encoding` of the request.
    async fn send(request: Request<Body>, response: Response<Body>) -> (Response<Body>, HeaderValue) {
        let mut response = Some(response);
        let mut accepted = None;
        let service = service_fn(|request: Request<Body>| {
            accepted = request.headers().get(ACCEPT_ENCODING).cloned();
            ready(Ok::<_, BoxError>(response.take().unwrap()))
        });
        let response = DecompressionLayer.layer(service).oneshot(request).await.unwrap();
        (response, accepted.unwrap())
    }

    fn encoded(encoding: &'static str, body: Vec<u8>) -> Response<Body> {
        let response =
            Response::builder().header(CONTENT_ENCODING, encoding).header(CONTENT_LENGTH, body.len());
        response.body(body.into()).unwrap()
    }

    #[tokio::test]
    async fn gzip_is_accepted_and_decompressed() {
        let (response, accepted) = send(Request::default(), encoded("gzip", gzip("{\"id\":1}"))).await;
        assert_eq!(accepted, "gzip");
        assert!(
            !response.headers().contains_key(CONTENT_ENCODING)
                && !response.headers().contains_key(CONTENT_LENGTH)
        );
        assert_eq!(response.into_body().collect().await.unwrap().to_bytes(), "{\"id\":1}");
    }

    #[tokio::test]
    async fn plain_response_is_not_wrapped() {
        let (response, _) = send(Request::default(), Response::new(Body::from("plain"))).await;
        assert_eq!(response.into_body().as_bytes(), Some(&b"plain"[..]), "not wrapped");
    }

    #[tokio::test]
    async fn request_accept_encoding_wins() {
        let request = Request::builder().header(ACCEPT_ENCODING, "br").body(Body::empty()).unwrap();
        let (response, accepted) = send(request, encoded("br", b"xyz".to_vec())).await;
        assert_eq!(
            (accepted, &response.headers()[CONTENT_ENCODING]),
            ("br".parse().unwrap(), &"br".parse::<HeaderValue>().unwrap())
        );
        assert_eq!(response.into_body().collect().await.unwrap().to_bytes(), "xyz");
    }

    #[tokio::test]
    async fn truncated_gzip_is_a_body_error() {
        let mut body = gzip(&"long enough to be cut ".repeat(50));
        body.truncate(20);
        let (response, _) = send(Request::default(), encoded("gzip", body)).await;
        assert!(response.into_body().collect().await.is_err());
    }
}
