//! A response body of which the beginning was read.

use std::{
    fmt,
    future::poll_fn,
    pin::Pin,
    task::{Context, Poll},
};

use bytes::{Bytes, BytesMut};
use http_body::{Body, Frame, SizeHint};
use pin_project_lite::pin_project;

pin_project! {
    /// The response body of [`Auth`](super::Auth): the inner body, preceded by what was read of it to
    /// recognise a refusal. It yields the same content, trailers and error as the inner body.
    pub struct AuthBody<B: Body> {
        #[pin]
        kind: Kind<B>,
    }
}

pin_project! {
    #[project = KindProj]
    enum Kind<B: Body> {
        Untouched { #[pin] body: B },
        // Boxed, as it is rare and large.
        Begun { begun: Box<Begun<B>> },
    }
}

/// A body that was read from.
struct Begun<B: Body> {
    prefix: Option<Bytes>,
    trailers: Option<Frame<Bytes>>,
    error: Option<B::Error>,
    /// What is still to be read; nothing once the body ended.
    rest: Option<Pin<Box<B>>>,
}

impl<B: Body<Data = Bytes>> AuthBody<B> {
    /// A body of which nothing was read.
    pub(super) const fn untouched(body: B) -> Self {
        Self { kind: Kind::Untouched { body } }
    }

    /// Reads the body to its end, or until more than `limit` bytes came.
    pub(super) async fn peek(body: B, limit: usize) -> Self {
        let mut body = Box::pin(body);
        let mut read = BytesMut::new();
        let mut begun = Begun { prefix: None, trailers: None, error: None, rest: None };
        loop {
            if read.len() > limit {
                begun.rest = Some(body);
                break;
            }
            match poll_fn(|cx| body.as_mut().poll_frame(cx)).await {
                Some(Ok(frame)) => match frame.into_data() {
                    Ok(data) => read.extend_from_slice(&data),
                    Err(trailers) => begun.trailers = Some(trailers),
                },
                Some(Err(error)) => {
                    begun.error = Some(error);
                    break;
                }
                None => break,
            }
        }
        begun.prefix = Some(read.freeze()).filter(|bytes| !bytes.is_empty());
        Self { kind: Kind::Begun { begun: Box::new(begun) } }
    }

    /// What was read before the body was handed on.
    pub(super) fn peeked(&self) -> &[u8] {
        match &self.kind {
            Kind::Untouched { .. } => &[],
            Kind::Begun { begun } => begun.prefix.as_deref().unwrap_or_default(),
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
        let begun = match self.project().kind.project() {
            KindProj::Untouched { body } => return body.poll_frame(cx),
            KindProj::Begun { begun } => begun,
        };
        if let Some(prefix) = begun.prefix.take() {
            return Poll::Ready(Some(Ok(Frame::data(prefix))));
        }
        if let Some(body) = &mut begun.rest {
            return body.as_mut().poll_frame(cx);
        }
        if let Some(trailers) = begun.trailers.take() {
            return Poll::Ready(Some(Ok(trailers)));
        }
        Poll::Ready(begun.error.take().map(Err))
    }

    fn is_end_stream(&self) -> bool {
        match &self.kind {
            Kind::Untouched { body } => body.is_end_stream(),
            Kind::Begun { begun } => {
                begun.prefix.is_none()
                    && begun.trailers.is_none()
                    && begun.error.is_none()
                    && begun.rest.as_ref().is_none_or(|rest| rest.is_end_stream())
            }
        }
    }

    fn size_hint(&self) -> SizeHint {
        let begun = match &self.kind {
            Kind::Untouched { body } => return body.size_hint(),
            Kind::Begun { begun } => begun,
        };
        let prefix = begun.prefix.as_ref().map_or(0, |bytes| bytes.len() as u64);
        let mut hint = SizeHint::new();
        match begun.rest.as_ref().map(|rest| rest.size_hint()) {
            Some(rest) => {
                hint.set_lower(rest.lower().saturating_add(prefix));
                if let Some(upper) = rest.upper().and_then(|upper| upper.checked_add(prefix)) {
                    hint.set_upper(upper);
                }
            }
            // After an error nobody knows how much there would have been.
            None if begun.error.is_none() => hint.set_exact(prefix),
            None => {}
        }
        hint
    }
}

impl<B: Body> fmt::Debug for AuthBody<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthBody")
            .field("peeked", &matches!(self.kind, Kind::Begun { .. }))
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderMap;
    use http_body_util::{BodyExt, StreamBody};

    use super::*;

    fn body(
        frames: Vec<Result<Frame<Bytes>, &'static str>>,
    ) -> impl Body<Data = Bytes, Error = &'static str> {
        StreamBody::new(futures_util::stream::iter(frames))
    }

    fn data(text: &'static str) -> Result<Frame<Bytes>, &'static str> {
        Ok(Frame::data(Bytes::from_static(text.as_bytes())))
    }

    #[tokio::test]
    async fn a_short_body_is_read_whole_and_handed_on_with_its_trailers() {
        let trailers = HeaderMap::from_iter([(http::header::ETAG, "x".parse().unwrap())]);
        let inner = body(vec![data("ab"), data("cd"), Ok(Frame::trailers(trailers.clone()))]);
        let peeked = AuthBody::peek(inner, 100).await;
        assert_eq!(peeked.peeked(), b"abcd");
        assert_eq!(peeked.size_hint().exact(), Some(4));
        assert!(!peeked.is_end_stream());
        let collected = peeked.collect().await.unwrap();
        assert_eq!(collected.trailers(), Some(&trailers));
        assert_eq!(collected.to_bytes(), "abcd");
    }

    #[tokio::test]
    async fn a_long_body_is_read_to_the_limit_and_loses_nothing() {
        let peeked = AuthBody::peek(body(vec![data("abc"), data("def"), data("ghi")]), 4).await;
        assert_eq!(peeked.peeked(), b"abcdef");
        assert_eq!(peeked.collect().await.unwrap().to_bytes(), "abcdefghi");
    }

    #[tokio::test]
    async fn an_error_in_the_middle_comes_after_what_preceded_it() {
        let mut peeked = AuthBody::peek(body(vec![data("abc"), Err("cut")]), 100).await;
        assert_eq!(peeked.size_hint().exact(), None);
        assert_eq!(peeked.frame().await.unwrap().unwrap().into_data().unwrap(), "abc");
        assert_eq!(peeked.frame().await.unwrap().unwrap_err(), "cut");
        assert!(peeked.frame().await.is_none());
    }

    #[tokio::test]
    async fn an_empty_body_stays_empty() {
        let peeked = AuthBody::peek(body(vec![]), 100).await;
        assert!(peeked.is_end_stream());
        assert_eq!(peeked.collect().await.unwrap().to_bytes(), "");
    }
}
