//! A response body whose start may have been buffered.

use std::{
    fmt,
    future::{Future, poll_fn},
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use bytes::{Bytes, BytesMut};
use http_body::{Body, Frame, SizeHint};
use pin_project_lite::pin_project;

pin_project! {
    /// Response body of [`Auth`](super::Auth).
    ///
    /// It yields the same data, trailers and error as the inner body, including the bytes that were buffered to
    /// classify an error response.
    pub struct AuthBody<B: Body> {
        #[pin]
        kind: Kind<B>,
    }
}

pin_project! {
    #[project = KindProj]
    enum Kind<B: Body> {
        Unread { #[pin] body: B },
        // Boxed because it is rare and large.
        Buffered { buffered: Box<Buffered<B>> },
    }
}

/// A body with a buffered start.
struct Buffered<B: Body> {
    prefix: Option<Bytes>,
    trailers: Option<Frame<Bytes>>,
    error: Option<B::Error>,
    /// The unread rest; `None` once the body has ended.
    rest: Option<Pin<Box<B>>>,
}

impl<B: Body<Data = Bytes>> AuthBody<B> {
    /// Wraps a body of which nothing was read.
    pub(super) const fn unread(body: B) -> Self {
        Self { kind: Kind::Unread { body } }
    }

    /// Buffers the body to its end, or until more than `limit` bytes were read. Returns whether that took no longer
    /// than `timeout`.
    pub(super) async fn buffer(body: B, limit: usize, timeout: Duration) -> (Self, bool) {
        let mut body = Box::pin(body);
        let mut in_time = true;
        // Most bodies are complete at once and need no timer.
        let mut timer = None;
        let mut read = BytesMut::new();
        let mut buffered = Buffered { prefix: None, trailers: None, error: None, rest: None };
        loop {
            if read.len() > limit {
                buffered.rest = Some(body);
                break;
            }
            let next = poll_fn(|cx| {
                if let Poll::Ready(frame) = body.as_mut().poll_frame(cx) {
                    return Poll::Ready(Some(frame));
                }
                let timer = timer.get_or_insert_with(|| Box::pin(tokio::time::sleep(timeout)));
                timer.as_mut().poll(cx).map(|()| None)
            });
            let Some(frame) = next.await else {
                in_time = false;
                buffered.rest = Some(body);
                break;
            };
            match frame {
                Some(Ok(frame)) => match frame.into_data() {
                    Ok(data) => read.extend_from_slice(&data),
                    Err(trailers) => buffered.trailers = Some(trailers),
                },
                Some(Err(error)) => {
                    buffered.error = Some(error);
                    break;
                }
                None => break,
            }
        }
        buffered.prefix = Some(read.freeze()).filter(|bytes| !bytes.is_empty());
        (Self { kind: Kind::Buffered { buffered: Box::new(buffered) } }, in_time)
    }

    /// Returns the buffered bytes.
    pub(super) fn buffered(&self) -> &[u8] {
        match &self.kind {
            Kind::Unread { .. } => &[],
            Kind::Buffered { buffered } => buffered.prefix.as_deref().unwrap_or_default(),
        }
    }
}

impl<B: Body<Data = Bytes>> From<B> for AuthBody<B> {
    /// Wraps a body of which nothing was read.
    fn from(body: B) -> Self {
        Self::unread(body)
    }
}

impl<B: Body> AuthBody<B> {
    /// Returns the content if the whole body was buffered and none of it has been read, `Ok(None)` if only its start
    /// was, and the inner body if nothing was read.
    #[cfg(feature = "trace")]
    pub(crate) fn peek(&self) -> Result<Option<&[u8]>, &B> {
        match &self.kind {
            Kind::Unread { body } => Err(body),
            Kind::Buffered { buffered } if buffered.rest.is_none() && buffered.error.is_none() => {
                Ok(Some(buffered.prefix.as_deref().unwrap_or_default()))
            }
            Kind::Buffered { .. } => Ok(None),
        }
    }
}

impl<B: Body<Data = Bytes>> Body for AuthBody<B> {
    type Data = Bytes;
    type Error = B::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, B::Error>>> {
        let buffered = match self.project().kind.project() {
            KindProj::Unread { body } => return body.poll_frame(cx),
            KindProj::Buffered { buffered } => buffered,
        };
        if let Some(prefix) = buffered.prefix.take() {
            return Poll::Ready(Some(Ok(Frame::data(prefix))));
        }
        if let Some(body) = &mut buffered.rest {
            return body.as_mut().poll_frame(cx);
        }
        if let Some(trailers) = buffered.trailers.take() {
            return Poll::Ready(Some(Ok(trailers)));
        }
        Poll::Ready(buffered.error.take().map(Err))
    }

    fn is_end_stream(&self) -> bool {
        match &self.kind {
            Kind::Unread { body } => body.is_end_stream(),
            Kind::Buffered { buffered } => {
                buffered.prefix.is_none()
                    && buffered.trailers.is_none()
                    && buffered.error.is_none()
                    && buffered.rest.as_ref().is_none_or(|rest| rest.is_end_stream())
            }
        }
    }

    fn size_hint(&self) -> SizeHint {
        let buffered = match &self.kind {
            Kind::Unread { body } => return body.size_hint(),
            Kind::Buffered { buffered } => buffered,
        };
        let prefix = buffered.prefix.as_ref().map_or(0, |bytes| bytes.len() as u64);
        let mut hint = SizeHint::new();
        match buffered.rest.as_ref().map(|rest| rest.size_hint()) {
            Some(rest) => {
                hint.set_lower(rest.lower().saturating_add(prefix));
                if let Some(upper) = rest.upper().and_then(|upper| upper.checked_add(prefix)) {
                    hint.set_upper(upper);
                }
            }
            // After an error the total length is unknown.
            None if buffered.error.is_none() => hint.set_exact(prefix),
            None => {}
        }
        hint
    }
}

impl<B: Body> fmt::Debug for AuthBody<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthBody")
            .field("buffered", &matches!(self.kind, Kind::Buffered { .. }))
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use futures_util::StreamExt;
    use http::HeaderMap;
    use http_body_util::{BodyExt, StreamBody};

    use super::*;

    const LIMIT: Duration = Duration::from_secs(1);

    fn frames(
        frames: Vec<Result<Frame<Bytes>, &'static str>>,
    ) -> impl Body<Data = Bytes, Error = &'static str> {
        StreamBody::new(futures_util::stream::iter(frames))
    }

    fn data(text: &'static str) -> Result<Frame<Bytes>, &'static str> {
        Ok(Frame::data(Bytes::from_static(text.as_bytes())))
    }

    #[tokio::test]
    async fn short_body_keeps_data_and_trailers() {
        let trailers = HeaderMap::from_iter([(http::header::ETAG, "x".parse().unwrap())]);
        let inner = frames(vec![data("ab"), data("cd"), Ok(Frame::trailers(trailers.clone()))]);
        let body = AuthBody::buffer(inner, 100, LIMIT).await.0;
        assert_eq!(body.buffered(), b"abcd");
        assert_eq!(body.size_hint().exact(), Some(4));
        assert!(!body.is_end_stream());
        let collected = body.collect().await.unwrap();
        assert_eq!(collected.trailers(), Some(&trailers));
        assert_eq!(collected.to_bytes(), "abcd");
    }

    #[tokio::test]
    async fn long_body_is_buffered_up_to_the_limit() {
        let body = AuthBody::buffer(frames(vec![data("abc"), data("def"), data("ghi")]), 4, LIMIT).await.0;
        assert_eq!(body.buffered(), b"abcdef");
        assert_eq!(body.collect().await.unwrap().to_bytes(), "abcdefghi");
    }

    #[tokio::test]
    async fn body_error_follows_buffered_data() {
        let mut body = AuthBody::buffer(frames(vec![data("abc"), Err("cut")]), 100, LIMIT).await.0;
        assert_eq!(body.size_hint().exact(), None);
        assert_eq!(body.frame().await.unwrap().unwrap().into_data().unwrap(), "abc");
        assert_eq!(body.frame().await.unwrap().unwrap_err(), "cut");
        assert!(body.frame().await.is_none());
    }

    #[tokio::test]
    async fn empty_body_stays_empty() {
        let body = AuthBody::buffer(frames(vec![]), 100, LIMIT).await.0;
        assert!(body.is_end_stream());
        assert_eq!(body.collect().await.unwrap().to_bytes(), "");
    }

    #[tokio::test(start_paused = true)]
    async fn stalled_body_is_buffered_for_a_limited_time() {
        let start = tokio::time::Instant::now();
        let stalled = futures_util::stream::iter([data("abc")]).chain(futures_util::stream::pending());
        let (mut body, in_time) = AuthBody::buffer(StreamBody::new(stalled), 100, LIMIT).await;
        assert!(!in_time);
        assert_eq!(start.elapsed(), LIMIT);
        assert_eq!(body.frame().await.unwrap().unwrap().into_data().unwrap(), "abc");
        let rest = tokio::time::timeout(LIMIT, body.frame()).await;
        assert!(rest.is_err(), "the caller reads the rest");
    }
}
