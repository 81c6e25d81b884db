//! Access to the content of bodies.

use std::{any::Any, fmt, ops::Deref};

use bytes::Bytes;
use http_body_util::{Empty, Full};

use crate::body::Body;

/// How a layer reads the content of a body that is in memory, without consuming it.
///
/// [`PeekKnown`] is the default; [`PeekBodyFn`] holds a custom function.
pub trait PeekBody<B>: Clone + Send + Sync + 'static {
    /// Returns the content; `None` for a stream, and for a body of an unknown type.
    fn peek<'a>(&self, body: &'a B) -> Option<BodyContent<'a>>;
}

/// The content of a body, borrowed or shared.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum BodyContent<'a> {
    /// A slice of the body.
    Borrowed(&'a [u8]),
    /// Bytes that the body shares.
    Shared(Bytes),
}

impl Deref for BodyContent<'_> {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            Self::Borrowed(bytes) => bytes,
            Self::Shared(bytes) => bytes,
        }
    }
}

/// Reads bodies of known types: [`Body`], `Full<Bytes>`, `Empty<Bytes>`, `()`, `String`, `Bytes`, `Vec<u8>`, and the
/// response bodies of the auth and collect layers around [`Body`], `Full<Bytes>`, `Empty<Bytes>` and, with the feature
/// `hyper`, hyper's `Incoming`.
///
/// Bodies of other types are treated as streams.
///
/// ```
/// use bytes::Bytes;
/// use http_body_util::Full;
/// use tower_outbound::trace::{PeekBody, PeekKnown};
///
/// assert_eq!(&*PeekKnown.peek(&Full::<Bytes>::from("text")).unwrap(), b"text");
/// assert!(PeekKnown.peek(&Some("text")).is_none());
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct PeekKnown;

impl<B: 'static> PeekBody<B> for PeekKnown {
    fn peek<'a>(&self, body: &'a B) -> Option<BodyContent<'a>> {
        let body: &dyn Any = body;
        let content = peek_plain(body);
        #[cfg(any(feature = "auth", feature = "collect"))]
        let content = content.or_else(|| peek_response(body));
        content
    }
}

fn peek_plain(body: &dyn Any) -> Option<BodyContent<'_>> {
    if let Some(body) = body.downcast_ref::<Body>() {
        return body.as_bytes().map(BodyContent::Borrowed);
    }
    if let Some(body) = body.downcast_ref::<Full<Bytes>>() {
        return Some(BodyContent::Shared(body.clone().into_inner().unwrap_or_default()));
    }
    if let Some(bytes) = body.downcast_ref::<Bytes>() {
        return Some(BodyContent::Borrowed(bytes));
    }
    if let Some(text) = body.downcast_ref::<String>() {
        return Some(BodyContent::Borrowed(text.as_bytes()));
    }
    if let Some(bytes) = body.downcast_ref::<Vec<u8>>() {
        return Some(BodyContent::Borrowed(bytes));
    }
    (body.is::<()>() || body.is::<Empty<Bytes>>()).then_some(BodyContent::Borrowed(&[]))
}

/// Reads the response bodies of layers around known bodies.
#[cfg(any(feature = "auth", feature = "collect"))]
fn peek_response(body: &dyn Any) -> Option<BodyContent<'_>> {
    let content = peek_layers::<Body>(body)
        .or_else(|| peek_layers::<Full<Bytes>>(body))
        .or_else(|| peek_layers::<Empty<Bytes>>(body));
    #[cfg(feature = "hyper")]
    let content = content.or_else(|| peek_layers::<hyper::body::Incoming>(body));
    content
}

#[cfg(any(feature = "auth", feature = "collect"))]
fn peek_layers<B>(body: &dyn Any) -> Option<BodyContent<'_>>
where
    B: http_body::Body<Data = Bytes> + 'static,
{
    #[cfg(feature = "collect")]
    if let Some(bytes) = peek_collected::<B>(body) {
        return Some(bytes);
    }
    #[cfg(all(feature = "auth", feature = "collect"))]
    if let Some(bytes) = peek_collected::<crate::auth::AuthBody<B>>(body) {
        return Some(bytes);
    }
    #[cfg(feature = "auth")]
    if let Some(body) = body.downcast_ref::<crate::auth::AuthBody<B>>() {
        return match body.peek() {
            Ok(content) => content.map(BodyContent::Borrowed),
            Err(unread) => peek_plain(unread),
        };
    }
    None
}

#[cfg(feature = "collect")]
fn peek_collected<B: 'static>(body: &dyn Any) -> Option<BodyContent<'_>> {
    let body = body.downcast_ref::<crate::collect::CollectedBody<B>>()?;
    body.as_bytes().map(|bytes| BodyContent::Borrowed(bytes))
}

/// Reads bodies with a function, for body types of other crates.
#[derive(Clone, Copy)]
pub struct PeekBodyFn<F>(F);

impl<F> PeekBodyFn<F> {
    /// Creates the value from `peek`, which returns `None` for a stream.
    pub const fn new(peek: F) -> Self {
        Self(peek)
    }
}

impl<F, B> PeekBody<B> for PeekBodyFn<F>
where
    F: Fn(&B) -> Option<Bytes> + Clone + Send + Sync + 'static,
{
    fn peek<'a>(&self, body: &'a B) -> Option<BodyContent<'a>> {
        (self.0)(body).map(BodyContent::Shared)
    }
}

impl<F> fmt::Debug for PeekBodyFn<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PeekBodyFn").finish_non_exhaustive()
    }
}
