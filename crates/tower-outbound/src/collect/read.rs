//! Reads a body to its end.

use std::{
    fmt,
    future::Future,
    pin::Pin,
    task::{Context, Poll, ready},
};

use bytes::{Bytes, BytesMut};
use http::{HeaderMap, StatusCode};
use http_body::Body as HttpBody;
use pin_project_lite::pin_project;

use super::body::BufferedBody;
use crate::BoxError;

pin_project! {
    /// Future that reads a body with its trailers to its end, or fails at the limit.
    pub(crate) struct ReadBody<B> {
        #[pin]
        body: B,
        limit: usize,
        status: StatusCode,
        first: Bytes,
        rest: BytesMut,
        trailers: Option<Box<HeaderMap>>,
    }
}

impl<B> ReadBody<B> {
    pub(crate) fn new(body: B, limit: usize, status: StatusCode) -> Self {
        Self { body, limit, status, first: Bytes::new(), rest: BytesMut::new(), trailers: None }
    }
}

impl<B> Future for ReadBody<B>
where
    B: HttpBody<Data = Bytes>,
    B::Error: Into<BoxError>,
{
    type Output = Result<BufferedBody, BoxError>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let mut this = self.project();
        let too_large = BodyTooLarge { limit: *this.limit, status: *this.status };
        loop {
            let received = this.first.len() + this.rest.len();
            let ahead = this.body.size_hint();
            let too_much = ahead.lower() > (*this.limit - received) as u64;
            // Called only if needed: over HTTP/2 it takes a lock. Responses to HEAD announce a length, too.
            if (ahead.lower() == 0 || too_much) && this.body.is_end_stream() {
                break;
            }
            if too_much {
                return Poll::Ready(Err(too_large.into()));
            }
            let frame = match ready!(this.body.as_mut().poll_frame(cx)) {
                None => break,
                Some(Ok(frame)) => frame,
                Some(Err(error)) => {
                    return Poll::Ready(Err(BodyReadError::new(*this.status, received, error).into()));
                }
            };
            let data = match frame.into_data() {
                Ok(data) => data,
                Err(frame) => {
                    if let Ok(trailers) = frame.into_trailers() {
                        match this.trailers {
                            Some(earlier) => earlier.extend(trailers),
                            None => *this.trailers = Some(Box::new(trailers)),
                        }
                    }
                    continue;
                }
            };
            if data.len() > *this.limit - received {
                return Poll::Ready(Err(too_large.into()));
            }
            if received == 0 {
                *this.first = data;
                continue;
            }
            if this.rest.is_empty() {
                let announced = usize::try_from(ahead.lower()).unwrap_or(0).max(data.len());
                this.rest.reserve(this.first.len() + announced);
                this.rest.extend_from_slice(&std::mem::take(this.first));
            }
            this.rest.extend_from_slice(&data);
        }
        let first = std::mem::take(this.first);
        let bytes = if this.rest.is_empty() { first } else { this.rest.split().freeze() };
        Poll::Ready(Ok(BufferedBody { bytes, trailers: this.trailers.take() }))
    }
}

/// The error of a response body above the limit of the collect layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BodyTooLarge {
    limit: usize,
    status: StatusCode,
}

impl BodyTooLarge {
    /// Returns the limit, in bytes.
    #[must_use]
    pub const fn limit(&self) -> usize {
        self.limit
    }

    /// Returns the status of the response.
    #[must_use]
    pub const fn status(&self) -> StatusCode {
        self.status
    }
}

impl fmt::Display for BodyTooLarge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "response body exceeds {} bytes: raise the limit or stream the response", self.limit)
    }
}

impl std::error::Error for BodyTooLarge {}

/// The error of a response body that could not be read to its end.
///
/// Its source is the transport's error. The server sent the head of its response, so the request was processed, whatever
/// the source says.
#[derive(Debug)]
pub struct BodyReadError {
    status: StatusCode,
    received: usize,
    source: BoxError,
}

impl BodyReadError {
    /// Creates the error of a response with `status` after `received` bytes of its body. A `source` that is a
    /// `BodyReadError` itself is returned unchanged.
    pub fn new(status: StatusCode, received: usize, source: impl Into<BoxError>) -> Self {
        match source.into().downcast::<Self>() {
            Ok(error) => *error,
            Err(source) => Self { status, received, source },
        }
    }

    /// Returns the status of the response.
    #[must_use]
    pub const fn status(&self) -> StatusCode {
        self.status
    }

    /// Returns the number of bytes received before the error.
    #[must_use]
    pub const fn received(&self) -> usize {
        self.received
    }
}

impl fmt::Display for BodyReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "error reading response body (status {}) after {} bytes",
            self.status.as_u16(),
            self.received
        )
    }
}

impl std::error::Error for BodyReadError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(self.source.as_ref())
    }
}
