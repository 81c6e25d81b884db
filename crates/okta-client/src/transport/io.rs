//! Type-erased connections and connectors.

use std::{
    fmt, io,
    pin::Pin,
    task::{Context, Poll},
};

use http::Uri;
use hyper::rt::{Read, ReadBufCursor, Write};
use hyper_util::client::legacy::connect::{Connected, Connection};
use okta_tower::BoxError;
use tower::{Service, ServiceExt, util::BoxCloneSyncService};

/// A connection: hyper's [`Read`] and [`Write`] with metadata ([`Connection`]).
pub trait Io: Read + Write + Connection + Send + Unpin + 'static {}

impl<T: Read + Write + Connection + Send + Unpin + 'static> Io for T {}

/// A boxed [`Io`].
pub struct BoxIo {
    inner: Box<dyn Io>,
    proxied: bool,
    /// Counts the connection as open.
    #[cfg(feature = "http2")]
    open: Option<super::cold_start::OpenConnection>,
}

impl BoxIo {
    /// Boxes a connection.
    pub fn new(io: impl Io) -> Self {
        Self {
            inner: Box::new(io),
            proxied: false,
            #[cfg(feature = "http2")]
            open: None,
        }
    }

    #[cfg(feature = "http2")]
    pub(super) fn counted(mut self, open: Option<super::cold_start::OpenConnection>) -> Self {
        self.open = open;
        self
    }

    /// Marks the connection as one to a forwarding HTTP proxy, whose requests use the absolute form of the
    /// URI.
    pub(super) fn proxied(mut self) -> Self {
        self.proxied = true;
        self
    }
}

impl fmt::Debug for BoxIo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BoxIo").field("proxied", &self.proxied).finish_non_exhaustive()
    }
}

impl Connection for BoxIo {
    fn connected(&self) -> Connected {
        let connected = self.inner.connected();
        if self.proxied { connected.proxy(true) } else { connected }
    }
}

impl Read for BoxIo {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut *self.inner).poll_read(cx, buf)
    }
}

impl Write for BoxIo {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut *self.inner).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut *self.inner).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut *self.inner).poll_shutdown(cx)
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut *self.inner).poll_write_vectored(cx, bufs)
    }
}

/// A connector to the host and port of a URI, without TLS.
pub(super) type BaseConnector = BoxCloneSyncService<Uri, BoxIo, BoxError>;

/// Boxes a connector.
pub(super) fn boxed<C>(connector: C) -> BaseConnector
where
    C: Service<Uri> + Clone + Send + Sync + 'static,
    C::Response: super::Io,
    C::Error: Into<BoxError>,
    C::Future: Send,
{
    BoxCloneSyncService::new(connector.map_response(BoxIo::new).map_err(Into::into))
}
