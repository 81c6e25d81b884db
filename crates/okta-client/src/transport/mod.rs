//! How requests reach the network.
//!
//! [`HyperTransport`] is what a client uses unless it is given something else: a pool of HTTP/1.1 and HTTP/2
//! connections, TLS by rustls, proxies, and limits on everything that can hang. Its defaults:
//!
//! | what | default |
//! |---|---|
//! | setting up a connection (lookup, TCP, proxy, TLS together) | 10 s |
//! | TCP | no delay, keep-alive after 60 s |
//! | idle connections | closed after 50 s, at most 32 a host |
//! | HTTP/2 | ping after 30 s, also when idle; closed when no answer comes within 10 s |
//! | HTTP/2 windows | hyper's own, 2 MiB a stream and 5 MiB a connection: no page waits for one to grow |
//! | TLS | 1.2 and 1.3, certificates checked by the operating system's rules, provider aws-lc-rs |
//! | redirects, cookies | none |
//!
//! The process's default crypto provider is neither used nor set, so the transport works the same in a
//! program whose other dependencies choose another one.
//!
//! Anything that is a `tower::Service<Request<Body>, Response = Response<Body>>` can stand in place of it.
//! To keep the pool and change how bytes travel, give [`HyperTransportBuilder::connector`] another
//! connector; to change trust, give [`TlsOptions`].
//!
//! A connection lives on the tokio runtime that opened it. A transport (and so a client) that outlives its
//! runtime, as a `static` shared by tests with a runtime each does, loses its pooled connections with it.

mod builder;
mod connect;
mod error;
mod health;
mod hyper;
mod io;
mod proxy;
mod tls;

pub use builder::{HttpVersion, HyperTransportBuilder, TransportBuildError};
pub use connect::{ConnectTimeout, DnsError, TlsTurnedOff};
pub use error::{TlsErrorKind, TransportErrorKind};
pub use hyper::HyperTransport;
pub use io::{BoxIo, Io};
pub use proxy::ProxyError;
pub use tls::TlsOptions;
