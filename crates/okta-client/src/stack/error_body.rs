//! Bodies of error responses, read as far as possible.

use std::{
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use bytes::Bytes;
use http_body::Frame;
use okta_tower::{BoxError, body::Body};
use tokio::time::Sleep;

/// The time for which the rest of the body of an error response is awaited.
const READ_TIMEOUT: Duration = Duration::from_secs(5);

/// The body of an error response. A read error, the limit and the timeout end it without an error: the status is known,
/// and must not be hidden by a failure to read its explanation.
pub(super) struct ErrorBodyReader {
    inner: Option<Body>,
    remaining: usize,
    timeout: Option<Pin<Box<Sleep>>>,
}

impl ErrorBodyReader {
    pub(super) const fn new(inner: Body, limit: usize) -> Self {
        Self { inner: Some(inner), remaining: limit, timeout: None }
    }
}

impl http_body::Body for ErrorBodyReader {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let this = &mut *self;
        let Some(inner) = &mut this.inner else { return Poll::Ready(None) };
        let frame = match http_body::Body::poll_frame(Pin::new(inner), cx) {
            Poll::Ready(frame) => frame.and_then(Result::ok),
            Poll::Pending => {
                let timeout = this.timeout.get_or_insert_with(|| Box::pin(tokio::time::sleep(READ_TIMEOUT)));
                if timeout.as_mut().poll(cx).is_pending() {
                    return Poll::Pending;
                }
                None
            }
        };
        let frame = match frame.map(Frame::into_data) {
            Some(Ok(mut data)) => {
                data.truncate(this.remaining);
                this.remaining -= data.len();
                if this.remaining == 0 {
                    this.inner = None;
                }
                Some(Frame::data(data))
            }
            Some(Err(trailers)) => Some(trailers),
            None => {
                this.inner = None;
                None
            }
        };
        Poll::Ready(frame.map(Ok))
    }

    fn is_end_stream(&self) -> bool {
        self.inner.as_ref().is_none_or(http_body::Body::is_end_stream)
    }
}
