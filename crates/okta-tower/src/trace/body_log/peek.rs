//! Looking at a body without taking it.

use bytes::Bytes;

use crate::body::Body;

/// A body whose content may lie in memory, where one can look at it without taking it away.
pub trait PeekBody {
    /// The content; `None` if it has yet to be received or made.
    fn peek(&self) -> Option<&[u8]>;
}

impl PeekBody for () {
    fn peek(&self) -> Option<&[u8]> {
        Some(&[])
    }
}

impl PeekBody for String {
    fn peek(&self) -> Option<&[u8]> {
        Some(self.as_bytes())
    }
}

impl PeekBody for Bytes {
    fn peek(&self) -> Option<&[u8]> {
        Some(self)
    }
}

impl<D> PeekBody for http_body_util::Empty<D> {
    fn peek(&self) -> Option<&[u8]> {
        Some(&[])
    }
}

impl PeekBody for Body {
    fn peek(&self) -> Option<&[u8]> {
        self.as_bytes()
    }
}

#[cfg(feature = "collect")]
impl<B> PeekBody for crate::collect::CollectedBody<B> {
    fn peek(&self) -> Option<&[u8]> {
        self.as_bytes().map(|bytes| &**bytes)
    }
}
