//! Decoding of response bodies: content codings, and bodies of error responses.
//!
//! Accepts gzip where the request has no `Accept-Encoding`, and undoes the codings of `Content-Encoding`
//! ([RFC 9110 §8.4](https://www.rfc-editor.org/rfc/rfc9110#section-8.4)) in order: names are case-insensitive, `x-gzip`
//! is `gzip`, `identity` is none. A response without codings passes unwrapped, so its body keeps its type and its size
//! hint.
//!
//! The body of an error response is read as far as possible: a declared coding that it does not have, a body that is cut
//! off, too large or stalled ends the body, and the status decides about the error.
//!
//! # Errors
//!
//! [`ContentCodingError`](content_coding::ContentCodingError) for a successful response with a coding that is unsupported, unless the request accepts it by
//! a custom `Accept-Encoding`, and for a body that does not have the declared coding.
//!
//! # Position
//!
//! Below all layers that read bodies, above the wire slot, which sees the compressed response.
//!
//! # Cost
//!
//! One header, and a box around compressed bodies and around bodies of error responses.

use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll, ready},
};

use http::{
    Method, Request, Response, StatusCode,
    header::{ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_LENGTH, Entry},
};
use http_body::Body as _;
use okta_tower::{BoxError, body::Body};
use pin_project_lite::pin_project;
use tower::{Layer, Service};

use super::{
    content_coding::{self, Coding},
    error_body::ErrorBodyReader,
};
use crate::transport::body::WireBody;

/// Layer that applies [`Decompress`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct DecompressionLayer {
    error_body_limit: usize,
}

impl DecompressionLayer {
    /// `error_body_limit` is the size, in bytes, up to which the body of an error response is read.
    pub(crate) const fn new(error_body_limit: usize) -> Self {
        Self { error_body_limit }
    }
}

impl<S> Layer<S> for DecompressionLayer {
    type Service = Decompress<S>;

    fn layer(&self, inner: S) -> Decompress<S> {
        Decompress { inner, error_body_limit: self.error_body_limit }
    }
}

/// Service that accepts gzip and decodes responses.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Decompress<S> {
    inner: S,
    error_body_limit: usize,
}

impl<S> Service<Request<Body>> for Decompress<S>
where
    S: Service<Request<Body>, Response = Response<WireBody>, Error = BoxError>,
{
    type Response = Response<WireBody>;
    type Error = BoxError;
    type Future = ResponseFuture<S::Future>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.inner.poll_ready(cx)
    }

    #[inline]
    fn call(&mut self, mut request: Request<Body>) -> Self::Future {
        let custom_accept = match (request.headers_mut().entry(ACCEPT_ENCODING), content_coding::ACCEPTED) {
            (Entry::Occupied(_), _) => true,
            (Entry::Vacant(entry), Some(accepted)) => {
                entry.insert(accepted);
                false
            }
            (Entry::Vacant(_), None) => false,
        };
        let head = *request.method() == Method::HEAD;
        ResponseFuture {
            inner: self.inner.call(request),
            custom_accept,
            head,
            error_body_limit: self.error_body_limit,
        }
    }
}

pin_project! {
    /// Future of [`Decompress`].
    pub(crate) struct ResponseFuture<F> {
        #[pin]
        inner: F,
        custom_accept: bool,
        head: bool,
        error_body_limit: usize,
    }
}

impl<F> Future for ResponseFuture<F>
where
    F: Future<Output = Result<Response<WireBody>, BoxError>>,
{
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let this = self.project();
        let mut response = ready!(this.inner.poll(cx))?;
        let status = response.status();
        let success = status.is_success();
        if response.headers().contains_key(CONTENT_ENCODING)
            && !*this.head
            && status != StatusCode::NOT_MODIFIED
            && !response.body().is_end_stream()
        {
            response = match content_coding::parse(response.headers()) {
                Ok(codings) => decode(response, &codings),
                // An error keeps its status; the caller that accepts a coding decodes it.
                Err(_) if !success || *this.custom_accept => response,
                Err(unsupported) => return Poll::Ready(Err(unsupported.into())),
            };
        }
        let limit = *this.error_body_limit;
        if !success && response.body().as_bytes().is_none_or(|body| body.len() > limit) {
            response = response.map(|body| Body::new(ErrorBodyReader::new(body.into(), limit)).into());
        }
        Poll::Ready(Ok(response))
    }
}

/// Undoes the codings, the last one first.
fn decode(response: Response<WireBody>, codings: &[Coding]) -> Response<WireBody> {
    let (mut parts, body) = response.into_parts();
    let mut body = Body::from(body);
    parts.headers.remove(CONTENT_ENCODING);
    if !codings.is_empty() {
        parts.headers.remove(CONTENT_LENGTH);
    }
    let success = parts.status.is_success();
    for coding in codings.iter().rev() {
        body = coding.decode(body, success);
    }
    Response::from_parts(parts, body.into())
}

#[cfg(feature = "gzip")]
#[cfg(test)]
mod tests;
