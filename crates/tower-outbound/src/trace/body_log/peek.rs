//! Access to buffered bodies.

use bytes::Bytes;

use crate::body::Body;

/// A body whose content may be in memory.
pub trait PeekBody {
    /// Returns the content; `None` for a stream.
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
