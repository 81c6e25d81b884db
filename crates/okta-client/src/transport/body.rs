//! Response bodies that end early.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use http::{Method, Request, Response, StatusCode, Version};
use http_body::{Body as _, Frame, SizeHint};
use hyper::body::Incoming;
use okta_tower::{BoxError, body::Body, collect::BodyReadError};
use tower::Service;

/// What a request says about the body of its response.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BodyExpectation {
    /// Responses to `HEAD` announce a length, but have no body.
    head: bool,
    /// The server has no reason to end the stream of a request without a body before the response is complete.
    empty_request: bool,
}

impl BodyExpectation {
    pub(crate) fn from_request(request: &Request<Body>) -> Self {
        Self { head: *request.method() == Method::HEAD, empty_request: request.body().is_end_stream() }
    }

    /// The expectation of the bodies of user-provided transports, which need not report
    /// [`is_end_stream`](http_body::Body::is_end_stream).
    fn length_only(request: &Request<Body>) -> Self {
        Self { empty_request: false, ..Self::from_request(request) }
    }

    /// Makes the end of a body an error if it comes before the announced length. HTTP/1.1 bodies that hyper reads fail
    /// by themselves, unless the runtime of their connection is shut down; over HTTP/2, hyper takes a stream that was
    /// reset with `NO_ERROR`, or closed by such a `GOAWAY`, for a complete one.
    pub(crate) fn check(self, response: Response<impl Into<WireBody>>) -> Response<WireBody> {
        let response = response.map(Into::into);
        let status = response.status();
        let unchecked = self.head
            || matches!(status, StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED)
            || response.body().inner.is_complete();
        let end_stream = self.empty_request && response.version() == Version::HTTP_2;
        let check = (!unchecked).then_some(Completeness { end_stream, ended: false, status, received: 0 });
        response.map(|body| WireBody { check, ..body })
    }
}

/// Service that checks the bodies of a user-provided transport.
#[derive(Clone, Debug)]
pub(crate) struct CheckLength<S>(pub(crate) S);

impl<S> Service<Request<Body>> for CheckLength<S>
where
    S: Service<Request<Body>, Response = Response<Body>, Error = BoxError>,
    S::Future: Send + 'static,
{
    type Response = Response<WireBody>;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<Response<WireBody>, BoxError>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.0.poll_ready(cx)
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let expectation = BodyExpectation::length_only(&request);
        let response = self.0.call(request);
        Box::pin(async move { Ok(expectation.check(response.await?)) })
    }
}

/// The body of a response on the wire. Unlike a custom body in a [`Body`], it is not boxed.
pub(crate) struct WireBody {
    inner: Source,
    check: Option<Completeness>,
}

enum Source {
    Incoming(Incoming),
    Body(Body),
}

/// The state of a body that must be complete.
struct Completeness {
    /// Whether the body reports [`is_end_stream`](http_body::Body::is_end_stream) once it is complete.
    end_stream: bool,
    ended: bool,
    status: StatusCode,
    received: usize,
}

impl WireBody {
    fn has_ended(&self) -> bool {
        self.check.as_ref().is_some_and(|check| check.ended)
    }

    /// Returns the content if it is in memory and not yet read.
    pub(crate) fn as_bytes(&self) -> Option<&[u8]> {
        match &self.inner {
            Source::Incoming(_) => None,
            Source::Body(body) => body.as_bytes(),
        }
    }
}

impl From<Body> for WireBody {
    fn from(body: Body) -> Self {
        Self { inner: Source::Body(body), check: None }
    }
}

impl From<Incoming> for WireBody {
    fn from(body: Incoming) -> Self {
        if is_at_end(&body) {
            Body::empty().into()
        } else {
            Self { inner: Source::Incoming(body), check: None }
        }
    }
}

impl From<WireBody> for Body {
    fn from(body: WireBody) -> Self {
        match body {
            WireBody { inner: Source::Body(body), check: None } => body,
            WireBody { inner: Source::Incoming(body), check: None } => body.into(),
            checked => Self::new(checked),
        }
    }
}

/// Whether nothing is left of a body. Over HTTP/2, the question whether a stream has ended takes a lock.
fn is_at_end(body: &impl http_body::Body) -> bool {
    body.size_hint().lower() == 0 && body.is_end_stream()
}

impl Source {
    /// Whether nothing can be missing.
    fn is_complete(&self) -> bool {
        match self {
            // It was not empty when it was wrapped.
            Self::Incoming(_) => false,
            Self::Body(body) => body.as_bytes().is_some() || is_at_end(body),
        }
    }

    fn poll_frame(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        match self {
            Self::Incoming(body) => Pin::new(body).poll_frame(cx).map_err(Into::into),
            Self::Body(body) => Pin::new(body).poll_frame(cx),
        }
    }

    fn is_end_stream(&self) -> bool {
        match self {
            Self::Incoming(body) => body.is_end_stream(),
            Self::Body(body) => body.is_end_stream(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Self::Incoming(body) => body.size_hint(),
            Self::Body(body) => body.size_hint(),
        }
    }
}

impl http_body::Body for WireBody {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let Self { inner, check } = &mut *self;
        let Some(check) = check else { return inner.poll_frame(cx) };
        if check.ended {
            return Poll::Ready(None);
        }
        let frame = ready!(inner.poll_frame(cx));
        let error: BoxError = match frame {
            Some(Ok(frame)) => {
                check.received += frame.data_ref().map_or(0, Bytes::len);
                return Poll::Ready(Some(Ok(frame)));
            }
            // The request was processed, whatever the error says.
            Some(Err(error)) => BodyReadError::new(check.status, check.received, error).into(),
            None => {
                let missing = inner.size_hint().lower();
                if missing == 0 && (!check.end_stream || inner.is_end_stream()) {
                    check.ended = true;
                    return Poll::Ready(None);
                }
                incomplete(missing).into()
            }
        };
        check.ended = true;
        Poll::Ready(Some(Err(error)))
    }

    fn is_end_stream(&self) -> bool {
        self.has_ended() || self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        if self.has_ended() { SizeHint::with_exact(0) } else { self.inner.size_hint() }
    }
}

/// The error of a body that ended early; the request counts as interrupted.
fn incomplete(missing: u64) -> io::Error {
    let text = match missing {
        0 => "response body ended before the end of its stream".to_owned(),
        missing => format!("response body ended {missing} bytes before its announced length"),
    };
    io::Error::new(io::ErrorKind::UnexpectedEof, text)
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use http_body_util::BodyExt;
    use okta_tower::retry::Failure;

    use super::*;
    use crate::transport::TransportErrorKind;

    /// A body that announces more bytes than it has.
    struct Short(Option<Bytes>, u64);

    impl http_body::Body for Short {
        type Data = Bytes;
        type Error = Infallible;

        fn poll_frame(
            mut self: Pin<&mut Self>,
            _: &mut Context<'_>,
        ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
            let data = self.0.take();
            self.1 -= data.as_ref().map_or(0, |data| data.len() as u64);
            Poll::Ready(data.map(|data| Ok(Frame::data(data))))
        }

        fn size_hint(&self) -> SizeHint {
            SizeHint::with_exact(self.1)
        }
    }

    async fn read(method: Method, announced: u64) -> Result<Bytes, BoxError> {
        let mut request = Request::new(Body::empty());
        *request.method_mut() = method;
        let body = Body::new(Short(Some(Bytes::from_static(b"abc")), announced));
        let response = BodyExpectation::from_request(&request).check(Response::new(body));
        Ok(response.into_body().collect().await?.to_bytes())
    }

    #[tokio::test]
    async fn fewer_bytes_than_announced_is_an_error() {
        assert_eq!(read(Method::GET, 3).await.unwrap(), "abc");
        assert_eq!(read(Method::HEAD, 7).await.unwrap(), "abc");
        let error = read(Method::GET, 7).await.unwrap_err();
        assert!(error.to_string().contains("4 bytes before"), "{error}");
        assert_eq!(Failure::from_error(&*error), Failure::Interrupted);
        assert_eq!(TransportErrorKind::from_error(&*error), TransportErrorKind::Closed);
    }
}
