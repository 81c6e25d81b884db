//! Request and response bodies, and how layers clone request bodies for another attempt.

mod clone;
mod sync;
#[cfg(test)]
mod tests;

use std::{
    any::Any,
    fmt,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, Waker},
};

use bytes::Bytes;
use http_body::{Frame, SizeHint};
use http_body_util::{BodyExt, Full, combinators::BoxBody};

#[cfg(any(feature = "auth", feature = "retry"))]
pub(crate) use clone::NotClonedWarning;
#[cfg(feature = "retry")]
pub(crate) use clone::clone_head;
pub use clone::{CloneBody, CloneBodyFn, CloneKnown, try_clone_request};

use self::sync::SyncBody;
use crate::BoxError;

type BoxedBody = BoxBody<Bytes, BoxError>;

/// Returns a text without its UTF-8 byte order mark, which some servers and editors put before JSON
/// ([RFC 8259 §8.1](https://www.rfc-editor.org/rfc/rfc8259#section-8.1)).
#[must_use]
pub fn without_byte_order_mark(text: &[u8]) -> &[u8] {
    text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text)
}

/// A type-erased body for requests and responses.
///
/// Bytes in memory, empty and [rebuildable](Body::rebuild) bodies can be cloned; streams cannot. `Body` is `Send` and
/// `Sync`, whatever it wraps.
#[derive(Default)]
pub struct Body(Kind);

/// Two variants need no tag beside the bytes. Every request that is moved carries the type.
enum Kind {
    Once(Bytes),
    Other(Other),
}

/// What is not larger than a box.
#[derive(Default)]
enum Other {
    #[default]
    Empty,
    Rebuild(Box<RebuiltBody>),
    #[cfg(feature = "hyper")]
    Incoming(Box<hyper::body::Incoming>),
    #[cfg(feature = "replay")]
    Replay(Box<crate::replay::ReplayBody>),
    Boxed(BoxedBody),
}

impl Default for Kind {
    fn default() -> Self {
        Self::Other(Other::Empty)
    }
}

struct RebuiltBody {
    make: Arc<dyn Fn() -> BoxedBody + Send + Sync>,
    current: BoxedBody,
}

impl Body {
    /// Creates an empty body.
    #[must_use]
    pub const fn empty() -> Self {
        Self(Kind::Other(Other::Empty))
    }

    /// Wraps any body.
    ///
    /// What is in memory stays [clonable](Self::try_clone): a [`Body`], `Full<Bytes>`, `String`, and every body that
    /// is at its end. A `Body` is not boxed.
    pub fn new<B>(body: B) -> Self
    where
        B: http_body::Body<Data = Bytes> + Send + 'static,
        B::Error: Into<BoxError>,
    {
        let mut slot = Some(body);
        let any: &mut dyn Any = &mut slot;
        if let Some(same) = take::<Self>(any) {
            return same;
        }
        if let Some(full) = take::<Full<Bytes>>(any) {
            return full_bytes(full).into();
        }
        if let Some(text) = take::<String>(any) {
            return text.into();
        }
        #[cfg(feature = "hyper")]
        if let Some(incoming) = take::<hyper::body::Incoming>(any) {
            return incoming.into();
        }
        match slot {
            Some(body) if !body.is_end_stream() => Self(Kind::Other(Other::Boxed(boxed(body)))),
            _ => Self::empty(),
        }
    }

    /// Creates a body that `make` rebuilds for each attempt.
    ///
    /// `make` must return the same content each time. Its size hint decides between `Content-Length` and
    /// chunked transfer coding.
    pub fn rebuild<F, B>(make: F) -> Self
    where
        F: Fn() -> B + Send + Sync + 'static,
        B: http_body::Body<Data = Bytes> + Send + 'static,
        B::Error: Into<BoxError>,
    {
        let make: Arc<dyn Fn() -> BoxedBody + Send + Sync> = Arc::new(move || boxed(make()));
        Self(Kind::Other(Other::Rebuild(Box::new(RebuiltBody { current: make(), make }))))
    }

    /// Wraps a body and records up to `limit` bytes of it while it is sent, so it can be
    /// [cloned](Self::try_clone). See [`replay`](crate::replay).
    #[cfg(feature = "replay")]
    pub fn recorded<B>(body: B, limit: usize) -> Self
    where
        B: http_body::Body<Data = Bytes> + Send + 'static,
        B::Error: Into<BoxError>,
    {
        let body = Self::new(body);
        let known_length = http_body::Body::size_hint(&body).lower();
        match body.0 {
            Kind::Other(Other::Empty)
            | Kind::Once(_)
            | Kind::Other(Other::Rebuild(_))
            | Kind::Other(Other::Replay(_)) => body,
            _ if usize::try_from(known_length).is_ok_and(|length| length <= limit) => {
                Self(Kind::Other(Other::Replay(Box::new(crate::replay::ReplayBody::new(body, limit)))))
            }
            _ => body,
        }
    }

    /// Returns the content if it is in memory.
    ///
    /// # Errors
    ///
    /// Returns the body unchanged if its content has yet to be received or built.
    pub fn try_into_bytes(self) -> Result<Bytes, Self> {
        match self.0 {
            Kind::Other(Other::Empty) => Ok(Bytes::new()),
            Kind::Once(bytes) => Ok(bytes),
            other => Err(Self(other)),
        }
    }

    /// Returns a body that yields the same frames from the start; `None` for a stream that is not recorded.
    #[must_use]
    pub fn try_clone(&self) -> Option<Self> {
        match &self.0 {
            Kind::Other(Other::Empty) => Some(Self(Kind::Other(Other::Empty))),
            Kind::Once(bytes) => Some(Self(Kind::Once(bytes.clone()))),
            Kind::Other(Other::Rebuild(body)) => {
                let (current, make) = ((body.make)(), Arc::clone(&body.make));
                Some(Self(Kind::Other(Other::Rebuild(Box::new(RebuiltBody { make, current })))))
            }
            #[cfg(feature = "replay")]
            Kind::Other(Other::Replay(body)) => {
                body.try_clone().map(|clone| Self(Kind::Other(Other::Replay(Box::new(clone)))))
            }
            _ => None,
        }
    }

    /// Whether this body, a clone, can still yield all frames.
    fn is_sendable(&self) -> bool {
        match &self.0 {
            #[cfg(feature = "replay")]
            Kind::Other(Other::Replay(body)) => body.is_sendable(),
            _ => true,
        }
    }

    /// Returns the content if it is in memory and not yet sent.
    #[must_use]
    pub fn as_bytes(&self) -> Option<&[u8]> {
        match &self.0 {
            Kind::Other(Other::Empty) => Some(&[]),
            Kind::Once(bytes) => Some(bytes),
            _ => None,
        }
    }
}

fn boxed<B>(body: B) -> BoxedBody
where
    B: http_body::Body<Data = Bytes> + Send + 'static,
    B::Error: Into<BoxError>,
{
    SyncBody::new(body).boxed()
}

/// Takes the value out of an `Option<T>`, if that is what `slot` is.
fn take<T: 'static>(slot: &mut dyn Any) -> Option<T> {
    slot.downcast_mut::<Option<T>>().and_then(Option::take)
}

/// Returns the content of a `Full`, which is always ready.
fn full_bytes(mut full: Full<Bytes>) -> Bytes {
    let mut cx = Context::from_waker(Waker::noop());
    match http_body::Body::poll_frame(Pin::new(&mut full), &mut cx) {
        Poll::Ready(Some(Ok(frame))) => frame.into_data().unwrap_or_default(),
        _ => Bytes::new(),
    }
}

impl http_body::Body for Body {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        match &mut self.0 {
            Kind::Other(Other::Empty) => Poll::Ready(None),
            Kind::Once(bytes) => {
                let bytes = std::mem::take(bytes);
                self.0 = Kind::Other(Other::Empty);
                Poll::Ready(Some(Ok(Frame::data(bytes))))
            }
            #[cfg(feature = "hyper")]
            Kind::Other(Other::Incoming(body)) => Pin::new(&mut **body).poll_frame(cx).map_err(Into::into),
            #[cfg(feature = "replay")]
            Kind::Other(Other::Replay(body)) => Pin::new(&mut **body).poll_frame(cx),
            Kind::Other(Other::Rebuild(body)) => Pin::new(&mut body.current).poll_frame(cx),
            Kind::Other(Other::Boxed(body)) => Pin::new(body).poll_frame(cx),
        }
    }

    fn is_end_stream(&self) -> bool {
        match &self.0 {
            Kind::Other(Other::Empty) => true,
            Kind::Once(_) => false,
            #[cfg(feature = "hyper")]
            Kind::Other(Other::Incoming(body)) => body.is_end_stream(),
            #[cfg(feature = "replay")]
            Kind::Other(Other::Replay(body)) => body.is_end_stream(),
            Kind::Other(Other::Rebuild(body)) => body.current.is_end_stream(),
            Kind::Other(Other::Boxed(body)) => body.is_end_stream(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match &self.0 {
            Kind::Other(Other::Empty) => SizeHint::with_exact(0),
            Kind::Once(bytes) => SizeHint::with_exact(bytes.len() as u64),
            #[cfg(feature = "hyper")]
            Kind::Other(Other::Incoming(body)) => body.size_hint(),
            #[cfg(feature = "replay")]
            Kind::Other(Other::Replay(body)) => body.size_hint(),
            Kind::Other(Other::Rebuild(body)) => body.current.size_hint(),
            Kind::Other(Other::Boxed(body)) => body.size_hint(),
        }
    }
}

impl From<Bytes> for Body {
    fn from(bytes: Bytes) -> Self {
        if bytes.is_empty() { Self::empty() } else { Self(Kind::Once(bytes)) }
    }
}

impl From<Vec<u8>> for Body {
    fn from(bytes: Vec<u8>) -> Self {
        Bytes::from(bytes).into()
    }
}

impl From<String> for Body {
    fn from(text: String) -> Self {
        Bytes::from(text).into()
    }
}

impl From<&'static str> for Body {
    fn from(text: &'static str) -> Self {
        Bytes::from_static(text.as_bytes()).into()
    }
}

impl From<()> for Body {
    fn from((): ()) -> Self {
        Self::empty()
    }
}

#[cfg(feature = "hyper")]
impl From<hyper::body::Incoming> for Body {
    fn from(body: hyper::body::Incoming) -> Self {
        if http_body::Body::is_end_stream(&body) {
            Self::empty()
        } else {
            Self(Kind::Other(Other::Incoming(Box::new(body))))
        }
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match &self.0 {
            Kind::Other(Other::Empty) => "empty",
            Kind::Once(_) => "bytes",
            Kind::Other(Other::Rebuild(_)) => "rebuild",
            #[cfg(feature = "hyper")]
            Kind::Other(Other::Incoming(_)) => "incoming",
            #[cfg(feature = "replay")]
            Kind::Other(Other::Replay(_)) => "recorded",
            Kind::Other(Other::Boxed(_)) => "stream",
        };
        f.debug_struct("Body").field("kind", &kind).field("size", &http_body::Body::size_hint(self)).finish()
    }
}
