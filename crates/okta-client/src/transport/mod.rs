//! The HTTP transport.
//!
//! [`HyperTransport`] is the default transport of a client: a pool of HTTP/1.1 and HTTP/2 connections, TLS by
//! rustls, proxies, and timeouts. Its defaults:
//!
//! | setting | default |
//! |---|---|
//! | connect timeout (DNS, TCP, proxy and TLS together) | 10 s |
//! | TCP | no delay, keep-alive after 60 s |
//! | idle connections | closed after 50 s; their number is not limited |
//! | HTTP/2 keep-alive | ping every 30 s, also when idle; closed after 10 s without a response |
//! | HTTP/2 windows | hyper's defaults: 2 MiB per stream, 5 MiB per connection |
//! | TLS | 1.2 and 1.3, certificates verified by the operating system's verifier, provider aws-lc-rs |
//! | HTTP/2 bursts | the first requests to a server share one connection |
//! | response heads | over HTTP/1.1 at most 64 KiB and 100 lines, folded lines included; over HTTP/2 64 KiB |
//! | redirects, cookies | not followed, not stored |
//!
//! The process-wide default crypto provider is neither used nor set, so the transport is independent of other
//! dependencies that set one.
//!
//! Any `tower::Service<Request<Body>, Response = Response<Body>>` can replace it. To keep the pool and
//! replace the connections, set [`HyperTransportBuilder::connector`]; to change certificate verification, set
//! [`TlsOptions`].
//!
//! A connection is driven by the tokio runtime that opened it. A transport, and so a client, that outlives
//! its runtime loses its pooled connections: for example a `static` client shared by tests that each have a
//! runtime. Calls in flight on such a connection fail like those of any closed connection, and are retried if they are
//! idempotent.

pub(crate) mod body;
mod builder;
#[cfg(feature = "http2")]
mod cold_start;
mod connect;
mod error;
mod health;
mod hyper;
mod io;
mod proxy;
mod tls;

pub use builder::{HttpVersion, HyperTransportBuilder, TransportBuildError};
pub use connect::{ConnectTimeout, DnsError, TlsDisabled};
pub use error::{TlsErrorKind, TransportErrorKind};
pub use hyper::HyperTransport;
pub(crate) use hyper::{WireTransport, set_empty_content_length};
pub use io::{BoxIo, Io};
pub use proxy::ProxyError;
pub use tls::TlsOptions;
