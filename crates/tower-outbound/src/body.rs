//! Request and response bodies, and the trait for request bodies that can be cloned for a retry.

use std::{
    fmt,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use http::Request;
use http_body::{Frame, SizeHint};
use http_body_util::{BodyExt, Empty, Full, combinators::UnsyncBoxBody};

use crate::BoxError;

/// A request body that may be clonable.
///
/// Retries and credential replays clone the request *before* the first attempt. A request whose body cannot
/// be cloned is sent once: a body is never replaced by an empty one.
#[diagnostic::on_unimplemented(
    message = "the request body `{Self}` does not implement `TryCloneBody`, which retries require",
    note = "implement `tower_outbound::body::TryCloneBody` for it, or place this layer inside the one that changes the body"
)]
pub trait TryCloneBody: Sized {
    /// Returns a body that yields the same frames from the start, or `None` if there is none.
    fn try_clone_body(&self) -> Option<Self>;
}

impl TryCloneBody for () {
    fn try_clone_body(&self) -> Option<Self> {
        Some(())
    }
}

impl TryCloneBody for String {
    fn try_clone_body(&self) -> Option<Self> {
        Some(self.clone())
    }
}

impl<D> TryCloneBody for Empty<D> {
    fn try_clone_body(&self) -> Option<Self> {
        Some(Self::new())
    }
}

impl<D: bytes::Buf + Clone> TryCloneBody for Full<D> {
    fn try_clone_body(&self) -> Option<Self> {
        Some(self.clone())
    }
}

impl<B: TryCloneBody> TryCloneBody for Option<B> {
    fn try_clone_body(&self) -> Option<Self> {
        match self {
            Some(body) => body.try_clone_body().map(Some),
            None => Some(None),
        }
    }
}

impl<L: TryCloneBody, R: TryCloneBody> TryCloneBody for http_body_util::Either<L, R> {
    fn try_clone_body(&self) -> Option<Self> {
        match self {
            Self::Left(body) => body.try_clone_body().map(Self::Left),
            Self::Right(body) => body.try_clone_body().map(Self::Right),
        }
    }
}

/// Clones a request with method, URI, version, headers, extensions and body. Returns `None` if the body
/// cannot be cloned.
pub fn try_clone_request<B: TryCloneBody>(request: &Request<B>) -> Option<Request<B>> {
    let mut clone = try_clone_without_extensions(request)?;
    *clone.extensions_mut() = request.extensions().clone();
    Some(clone)
}

/// Clones a request without its extensions.
pub(crate) fn try_clone_without_extensions<B: TryCloneBody>(request: &Request<B>) -> Option<Request<B>> {
    let mut clone = Request::new(request.body().try_clone_body()?);
    *clone.method_mut() = request.method().clone();
    *clone.uri_mut() = request.uri().clone();
    *clone.version_mut() = request.version();
    *clone.headers_mut() = request.headers().clone();
    Some(clone)
}

type BoxedBody = UnsyncBoxBody<Bytes, BoxError>;

/// A type-erased body for requests and responses.
///
/// Bytes in memory and [rebuildable](Body::rebuild) bodies can be cloned; streams cannot. `Body` is `Send`,
/// not `Sync`.
#[derive(Default)]
pub struct Body(Kind);

#[derive(Default)]
enum Kind {
    #[default]
    Empty,
    Once(Bytes),
    Rebuild {
        make: Arc<dyn Fn() -> BoxedBody + Send + Sync>,
        current: BoxedBody,
    },
    #[cfg(feature = "hyper")]
    Incoming(hyper::body::Incoming),
    Boxed(BoxedBody),
}

impl Body {
    /// Creates an empty body.
    #[must_use]
    pub const fn empty() -> Self {
        Self(Kind::Empty)
    }

    /// Wraps any body. A [`Body`], or hyper's `Incoming` with the feature `hyper`, is not boxed.
    pub fn new<B>(body: B) -> Self
    where
        B: http_body::Body<Data = Bytes> + Send + 'static,
        B::Error: Into<BoxError>,
    {
        let mut slot = Some(body);
        let any: &mut dyn std::any::Any = &mut slot;
        if let Some(Some(same)) = any.downcast_mut::<Option<Self>>().map(Option::take) {
            return same;
        }
        #[cfg(feature = "hyper")]
        if let Some(Some(incoming)) = any.downcast_mut::<Option<hyper::body::Incoming>>().map(Option::take) {
            return Self(Kind::Incoming(incoming));
        }
        match slot {
            Some(body) => Self(Kind::Boxed(body.map_err(Into::into).boxed_unsync())),
            None => Self::empty(),
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
        let make: Arc<dyn Fn() -> BoxedBody + Send + Sync> =
            Arc::new(move || make().map_err(Into::into).boxed_unsync());
        Self(Kind::Rebuild { current: make(), make })
    }

    /// Returns the content if it is in memory.
    ///
    /// # Errors
    ///
    /// Returns the body unchanged if its content has yet to be received or built.
    pub fn try_into_bytes(self) -> Result<Bytes, Self> {
        match self.0 {
            Kind::Empty => Ok(Bytes::new()),
            Kind::Once(bytes) => Ok(bytes),
            other => Err(Self(other)),
        }
    }

    /// Returns the content if it is in memory and not yet sent.
    #[must_use]
    pub fn as_bytes(&self) -> Option<&[u8]> {
        match &self.0 {
            Kind::Empty => Some(&[]),
            Kind::Once(bytes) => Some(bytes),
            _ => None,
        }
    }
}

impl TryCloneBody for Body {
    fn try_clone_body(&self) -> Option<Self> {
        match &self.0 {
            Kind::Empty => Some(Self(Kind::Empty)),
            Kind::Once(bytes) => Some(Self(Kind::Once(bytes.clone()))),
            Kind::Rebuild { make, .. } => {
                Some(Self(Kind::Rebuild { current: make(), make: Arc::clone(make) }))
            }
            _ => None,
        }
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
            Kind::Empty => Poll::Ready(None),
            Kind::Once(bytes) => {
                let bytes = std::mem::take(bytes);
                self.0 = Kind::Empty;
                Poll::Ready(Some(Ok(Frame::data(bytes))))
            }
            #[cfg(feature = "hyper")]
            Kind::Incoming(body) => {
                let frame = ready!(Pin::new(body).poll_frame(cx));
                Poll::Ready(frame.map(|frame| frame.map_err(Into::into)))
            }
            Kind::Rebuild { current: body, .. } | Kind::Boxed(body) => {
                let frame = ready!(Pin::new(body).poll_frame(cx));
                Poll::Ready(frame)
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        match &self.0 {
            Kind::Empty => true,
            Kind::Once(_) => false,
            #[cfg(feature = "hyper")]
            Kind::Incoming(body) => body.is_end_stream(),
            Kind::Rebuild { current: body, .. } | Kind::Boxed(body) => body.is_end_stream(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match &self.0 {
            Kind::Empty => SizeHint::with_exact(0),
            Kind::Once(bytes) => SizeHint::with_exact(bytes.len() as u64),
            #[cfg(feature = "hyper")]
            Kind::Incoming(body) => body.size_hint(),
            Kind::Rebuild { current: body, .. } | Kind::Boxed(body) => body.size_hint(),
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
        Self(Kind::Incoming(body))
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match &self.0 {
            Kind::Empty => "empty",
            Kind::Once(_) => "bytes",
            Kind::Rebuild { .. } => "rebuild",
            #[cfg(feature = "hyper")]
            Kind::Incoming(_) => "incoming",
            Kind::Boxed(_) => "stream",
        };
        f.debug_struct("Body").field("kind", &kind).field("size", &http_body::Body::size_hint(self)).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn text(body: Body) -> String {
        String::from_utf8(body.collect().await.unwrap().to_bytes().to_vec()).unwrap()
    }

    #[tokio::test]
    async fn bytes_and_rebuilt_bodies_clone_streams_do_not() {
        let once = Body::from("abc");
        let clone = once.try_clone_body().unwrap();
        assert_eq!((text(once).await, text(clone).await), ("abc".into(), "abc".into()));

        let rebuild = Body::rebuild(|| Full::new(Bytes::from_static(b"xyz")));
        assert_eq!(http_body::Body::size_hint(&rebuild).exact(), Some(3));
        let clone = rebuild.try_clone_body().unwrap();
        assert_eq!((text(rebuild).await, text(clone).await), ("xyz".into(), "xyz".into()));

        let stream = Body::new(Full::new(Bytes::from_static(b"s")).map_frame(|frame| frame));
        assert!(stream.try_clone_body().is_none());
    }

    #[tokio::test]
    async fn wrapping_body_twice_keeps_it_clonable() {
        let body = Body::new(Body::from("abc"));
        assert!(body.try_clone_body().is_some());
        assert_eq!(body.as_bytes(), Some(&b"abc"[..]));
    }

    #[test]
    fn cloned_request_keeps_extensions() {
        let mut request =
            Request::post("https://example.com/a").header("x", "1").body(Body::from("b")).unwrap();
        request.extensions_mut().insert(crate::meta::Attempt(3));
        let clone = try_clone_request(&request).unwrap();
        assert_eq!(crate::meta::Attempt::from_request(&clone), 3);
        assert_eq!(clone.headers()["x"], "1");
    }
}
