//! Compressed answers become plain ones.
//!
//! Asks for gzip where the request asks for nothing, and lets tower-http decompress. An answer that came plain
//! passes as it is: its body keeps its type and its size, which a layer that may decompress anything cannot do.
//!
//! - **Where**: below everything that reads bodies, above the wire slot, which sees what really came.
//! - **Cost**: one header; a box around bodies that are compressed.

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

/// Layer that applies [`Gunzip`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct GunzipLayer;

impl<S> Layer<S> for GunzipLayer {
    type Service = Gunzip<S>;

    fn layer(&self, inner: S) -> Gunzip<S> {
        Gunzip { inner }
    }
}

/// Service that asks for gzip and decompresses.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Gunzip<S> {
    inner: S,
}

impl<S> Service<Request<Body>> for Gunzip<S>
where
    S: Service<Request<Body>, Response = Response<Body>, Error = BoxError>,
{
    type Response = Response<Body>;
    type Error = BoxError;
    type Future = GunzipFuture<S::Future>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.inner.poll_ready(cx)
    }

    #[inline]
    fn call(&mut self, mut request: Request<Body>) -> Self::Future {
        if let Entry::Vacant(place) = request.headers_mut().entry(ACCEPT_ENCODING) {
            place.insert(HeaderValue::from_static("gzip"));
        }
        GunzipFuture { inner: self.inner.call(request) }
    }
}

pin_project! {
    /// Future of [`Gunzip`].
    pub(crate) struct GunzipFuture<F> {
        #[pin]
        inner: F,
    }
}

impl<F> Future for GunzipFuture<F>
where
    F: Future<Output = Result<Response<Body>, BoxError>>,
{
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let response = ready!(self.project().inner.poll(cx))?;
        Poll::Ready(if response.headers().contains_key(CONTENT_ENCODING) {
            decompressed(response)
        } else {
            Ok(response)
        })
    }
}

/// The answer as tower-http gives it: decompressed if it is gzip, unchanged if it is anything else.
fn decompressed(response: Response<Body>) -> Result<Response<Body>, BoxError> {
    let mut response = Some(response);
    let answered = service_fn(|_: Request<()>| ready(response.take().ok_or("an answer is read once")));
    let decompressing = Decompression::new(answered).call(Request::new(()));
    // The answer is there already, so there is nothing to wait for.
    let response = decompressing.now_or_never().ok_or("the answer is not there")??;
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

    /// What becomes of an answer, and what the request asked for.
    async fn through(request: Request<Body>, answer: Response<Body>) -> (Response<Body>, HeaderValue) {
        let mut answer = Some(answer);
        let mut asked = None;
        let service = service_fn(|request: Request<Body>| {
            asked = request.headers().get(ACCEPT_ENCODING).cloned();
            ready(Ok::<_, BoxError>(answer.take().unwrap()))
        });
        let answer = GunzipLayer.layer(service).oneshot(request).await.unwrap();
        (answer, asked.unwrap())
    }

    fn encoded(encoding: &'static str, body: Vec<u8>) -> Response<Body> {
        let answer =
            Response::builder().header(CONTENT_ENCODING, encoding).header(CONTENT_LENGTH, body.len());
        answer.body(body.into()).unwrap()
    }

    #[tokio::test]
    async fn gzip_is_asked_for_and_undone() {
        let (answer, asked) = through(Request::default(), encoded("gzip", gzip("{\"id\":1}"))).await;
        assert_eq!(asked, "gzip");
        assert!(
            !answer.headers().contains_key(CONTENT_ENCODING)
                && !answer.headers().contains_key(CONTENT_LENGTH)
        );
        assert_eq!(answer.into_body().collect().await.unwrap().to_bytes(), "{\"id\":1}");
    }

    #[tokio::test]
    async fn a_plain_answer_passes_as_it_is() {
        let (answer, _) = through(Request::default(), Response::new(Body::from("plain"))).await;
        assert_eq!(answer.into_body().as_bytes(), Some(&b"plain"[..]), "not wrapped");
    }

    #[tokio::test]
    async fn what_the_request_asks_for_counts_and_other_encodings_are_left() {
        let request = Request::builder().header(ACCEPT_ENCODING, "br").body(Body::empty()).unwrap();
        let (answer, asked) = through(request, encoded("br", b"xyz".to_vec())).await;
        assert_eq!(
            (asked, &answer.headers()[CONTENT_ENCODING]),
            ("br".parse().unwrap(), &"br".parse::<HeaderValue>().unwrap())
        );
        assert_eq!(answer.into_body().collect().await.unwrap().to_bytes(), "xyz");
    }

    #[tokio::test]
    async fn damaged_gzip_is_an_error_of_the_body() {
        let mut body = gzip(&"long enough to be cut ".repeat(50));
        body.truncate(20);
        let (answer, _) = through(Request::default(), encoded("gzip", body)).await;
        assert!(answer.into_body().collect().await.is_err());
    }
}
