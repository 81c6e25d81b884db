//! Reading one body to its end, and the two ways in which that fails.

use std::{
    fmt,
    future::Future,
    pin::Pin,
    task::{Context, Poll, ready},
};

use bytes::{Bytes, BytesMut};
use http::StatusCode;
use http_body::Body as HttpBody;
use pin_project_lite::pin_project;

use crate::BoxError;

pin_project! {
    /// Reads one body to its end, or to the limit.
    pub(crate) struct Read<B> {
        #[pin]
        body: B,
        limit: usize,
        status: StatusCode,
        first: Bytes,
        rest: BytesMut,
    }
}

impl<B> Read<B> {
    pub(crate) fn new(body: B, limit: usize, status: StatusCode) -> Self {
        Self { body, limit, status, first: Bytes::new(), rest: BytesMut::new() }
    }
}

impl<B> Future for Read<B>
where
    B: HttpBody<Data = Bytes>,
    B::Error: Into<BoxError>,
{
    type Output = Result<Bytes, BoxError>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let mut this = self.project();
        let too_large = BodyTooLarge { limit: *this.limit, status: *this.status };
        loop {
            let received = this.first.len() + this.rest.len();
            let ahead = this.body.size_hint();
            let too_much = ahead.lower() > (*this.limit - received) as u64;
            // Asked only where it matters, as over HTTP/2 the answer takes a lock. One to HEAD announces a length too.
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
                    let source = error.into();
                    return Poll::Ready(Err(BodyReadError { status: *this.status, received, source }.into()));
                }
            };
            let Ok(data) = frame.into_data() else { continue };
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
        Poll::Ready(Ok(if this.rest.is_empty() { first } else { this.rest.split().freeze() }))
    }
}

/// The response body is larger than the collect layer may read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BodyTooLarge {
    limit: usize,
    status: StatusCode,
}

impl BodyTooLarge {
    /// The limit that was passed, in bytes.
    #[must_use]
    pub const fn limit(&self) -> usize {
        self.limit
    }

    /// The status of the answer whose body was too large.
    #[must_use]
    pub const fn status(&self) -> StatusCode {
        self.status
    }
}

impl fmt::Display for BodyTooLarge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the response body is larger than {} bytes: raise the limit or stream the answer",
            self.limit
        )
    }
}

impl std::error::Error for BodyTooLarge {}

/// The response head arrived, but its body could not be read to the end.
///
/// The source is the transport's error.
#[derive(Debug)]
pub struct BodyReadError {
    status: StatusCode,
    received: usize,
    source: BoxError,
}

impl BodyReadError {
    /// The status of the answer whose body broke off.
    #[must_use]
    pub const fn status(&self) -> StatusCode {
        self.status
    }

    /// How many bytes of the body had arrived.
    #[must_use]
    pub const fn received(&self) -> usize {
        self.received
    }
}

impl fmt::Display for BodyReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the response body of status {} broke off after {} bytes",
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
