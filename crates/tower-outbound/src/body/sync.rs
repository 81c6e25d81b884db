//! A body that is `Sync`, whatever it wraps.

use std::{
    pin::Pin,
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use pin_project_lite::pin_project;
use sync_wrapper::SyncWrapper;

use crate::BoxError;

pin_project! {
    /// A body whose hints are kept beside it, as a [`SyncWrapper`] gives no shared access.
    pub(super) struct SyncBody<B> {
        #[pin]
        body: SyncWrapper<B>,
        size_hint: SizeHint,
        end: bool,
    }
}

impl<B: Body> SyncBody<B> {
    pub(super) fn new(body: B) -> Self {
        let (size_hint, end) = (body.size_hint(), body.is_end_stream());
        Self { body: SyncWrapper::new(body), size_hint, end }
    }
}

impl<B> Body for SyncBody<B>
where
    B: Body<Data = Bytes>,
    B::Error: Into<BoxError>,
{
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let this = self.project();
        let mut body = this.body.get_pin_mut();
        let frame = ready!(body.as_mut().poll_frame(cx));
        (*this.size_hint, *this.end) = (body.size_hint(), body.is_end_stream());
        Poll::Ready(frame.map(|frame| frame.map_err(Into::into)))
    }

    fn is_end_stream(&self) -> bool {
        self.end
    }

    fn size_hint(&self) -> SizeHint {
        self.size_hint
    }
}
