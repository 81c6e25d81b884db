//! The response body type of the collect layer.

use std::{
    fmt,
    pin::Pin,
    task::{Context, Poll},
};

use bytes::Bytes;
use http::HeaderMap;
use http_body::{Body as HttpBody, Frame, SizeHint};
use pin_project_lite::pin_project;

use crate::{BoxError, body::Body};

/// The content and the trailers of a body that was read to its end.
#[derive(Clone, Debug, Default)]
pub(crate) struct BufferedBody {
    pub(crate) bytes: Bytes,
    pub(crate) trailers: Option<Box<HeaderMap>>,
}

impl From<Bytes> for BufferedBody {
    fn from(bytes: Bytes) -> Self {
        Self { bytes, trailers: None }
    }
}

pin_project! {
    /// A response body: buffered with its trailers, or passed through unread.
    pub struct CollectedBody<B = http_body_util::Empty<Bytes>> {
        #[pin]
        kind: Kind<B>,
    }
}

pin_project! {
    #[project = KindProj]
    enum Kind<B> {
        Buffered { buffered: BufferedBody },
        Stream { #[pin] body: B },
    }
}

impl<B> CollectedBody<B> {
    /// Creates a buffered body without trailers.
    #[must_use]
    pub const fn buffered(bytes: Bytes) -> Self {
        Self { kind: Kind::Buffered { buffered: BufferedBody { bytes, trailers: None } } }
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
            Kind::Buffered { buffered } => Some(&buffered.bytes),
            Kind::Stream { .. } => None,
        }
    }

    /// Returns the trailers of a buffered body; `None` if it has none or is passed through.
    #[must_use]
    pub fn trailers(&self) -> Option<&HeaderMap> {
        match &self.kind {
            Kind::Buffered { buffered } => buffered.trailers.as_deref(),
            Kind::Stream { .. } => None,
        }
    }

    /// Returns the content of a buffered body, without its [trailers](Self::trailers).
    ///
    /// # Errors
    ///
    /// Returns the inner body if it is passed through unread.
    pub fn into_bytes(self) -> Result<Bytes, B> {
        match self.kind {
            Kind::Buffered { buffered } => Ok(buffered.bytes),
            Kind::Stream { body } => Err(body),
        }
    }
}

impl<B> From<BufferedBody> for CollectedBody<B> {
    fn from(buffered: BufferedBody) -> Self {
        Self { kind: Kind::Buffered { buffered } }
    }
}

impl<B> fmt::Debug for CollectedBody<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            Kind::Buffered { buffered } => write!(f, "CollectedBody({} bytes)", buffered.bytes.len()),
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
            KindProj::Buffered { buffered } if buffered.bytes.is_empty() => {
                Poll::Ready(buffered.trailers.take().map(|trailers| Ok(Frame::trailers(*trailers))))
            }
            KindProj::Buffered { buffered } => {
                Poll::Ready(Some(Ok(Frame::data(std::mem::take(&mut buffered.bytes)))))
            }
            KindProj::Stream { body } => body.poll_frame(cx),
        }
    }

    fn is_end_stream(&self) -> bool {
        match &self.kind {
            Kind::Buffered { buffered } => buffered.bytes.is_empty() && buffered.trailers.is_none(),
            Kind::Stream { body } => body.is_end_stream(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match &self.kind {
            Kind::Buffered { buffered } => SizeHint::with_exact(buffered.bytes.len() as u64),
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
            Kind::Buffered { buffered } if buffered.trailers.is_none() => buffered.bytes.into(),
            Kind::Buffered { .. } => Self::new(body),
            Kind::Stream { body } => Self::new(body),
        }
    }
}
