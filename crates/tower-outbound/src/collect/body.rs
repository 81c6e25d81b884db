//! The response body type of the collect layer.

use std::{
    fmt,
    pin::Pin,
    task::{Context, Poll},
};

use bytes::Bytes;
use http_body::{Body as HttpBody, Frame, SizeHint};
use pin_project_lite::pin_project;

use crate::{BoxError, body::Body};

pin_project! {
    /// A response body: buffered, or passed through unread.
    pub struct CollectedBody<B = http_body_util::Empty<Bytes>> {
        #[pin]
        kind: Kind<B>,
    }
}

pin_project! {
    #[project = KindProj]
    enum Kind<B> {
        Buffered { bytes: Bytes },
        Stream { #[pin] body: B },
    }
}

impl<B> CollectedBody<B> {
    /// Creates a buffered body.
    #[must_use]
    pub const fn buffered(bytes: Bytes) -> Self {
        Self { kind: Kind::Buffered { bytes } }
    }

    /// Wraps a body that is passed through.
    #[must_use]
    pub const fn stream(body: B) -> Self {
        Self { kind: Kind::Stream { body } }
    }

    /// Returns the content of a buffered body; `None` for one that is passed through.
    #[must_use]
    pub const fn as_bytes(&self) -> Option<&Bytes> {
        match &self.kind {
            Kind::Buffered { bytes } => Some(bytes),
            Kind::Stream { .. } => None,
        }
    }

    /// Returns the content of a buffered body.
    ///
    /// # Errors
    ///
    /// Returns the inner body if it is passed through unread.
    pub fn into_bytes(self) -> Result<Bytes, B> {
        match self.kind {
            Kind::Buffered { bytes } => Ok(bytes),
            Kind::Stream { body } => Err(body),
        }
    }
}

impl<B> fmt::Debug for CollectedBody<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            Kind::Buffered { bytes } => write!(f, "CollectedBody({} bytes)", bytes.len()),
            Kind::Stream { .. } => f.write_str("CollectedBody(stream)"),
        }
    }
}

impl<B> HttpBody for CollectedBody<B>
where
    B: HttpBody<Data = Bytes>,
{
    type Data = Bytes;
    type Error = B::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, B::Error>>> {
        match self.project().kind.project() {
            KindProj::Buffered { bytes } if bytes.is_empty() => Poll::Ready(None),
            KindProj::Buffered { bytes } => Poll::Ready(Some(Ok(Frame::data(std::mem::take(bytes))))),
            KindProj::Stream { body } => body.poll_frame(cx),
        }
    }

    fn is_end_stream(&self) -> bool {
        match &self.kind {
            Kind::Buffered { bytes } => bytes.is_empty(),
            Kind::Stream { body } => body.is_end_stream(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match &self.kind {
            Kind::Buffered { bytes } => SizeHint::with_exact(bytes.len() as u64),
            Kind::Stream { body } => body.size_hint(),
        }
    }
}

impl<B> From<CollectedBody<B>> for Body
where
    B: HttpBody<Data = Bytes> + Send + 'static,
    B::Error: Into<BoxError>,
{
    fn from(body: CollectedBody<B>) -> Self {
        match body.kind {
            Kind::Buffered { bytes } => bytes.into(),
            Kind::Stream { body } => Self::new(body),
        }
    }
}
