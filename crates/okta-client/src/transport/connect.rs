//! From a URI to a connection: lookup, TCP, proxy, TLS, all within one time limit.

use std::{
    error::Error,
    fmt,
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
    vec,
};

use http::{Uri, uri::Scheme};
use hyper_rustls::HttpsConnector;
use hyper_util::client::legacy::connect::{
    HttpConnector,
    dns::{GaiResolver, Name},
};
use okta_tower::BoxError;
use rustls::ClientConfig;
use tower::Service;

use super::{
    io::{BaseConnector, BoxIo, boxed},
    proxy::{Proxies, Route},
};

type BoxFuture<T> = Pin<Box<dyn Future<Output = Result<T, BoxError>> + Send>>;

/// A host name could not be looked up.
#[derive(Debug)]
pub struct DnsError {
    source: std::io::Error,
}

impl fmt::Display for DnsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the host name could not be looked up")
    }
}

impl Error for DnsError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.source)
    }
}

/// Setting up a connection took too long. Nothing of the request was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConnectTimeout {
    limit: Duration,
}

impl ConnectTimeout {
    /// The limit that was exceeded.
    #[must_use]
    pub fn limit(&self) -> Duration {
        self.limit
    }
}

impl fmt::Display for ConnectTimeout {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no connection within {:?}", self.limit)
    }
}

impl Error for ConnectTimeout {}

/// Looks names up as the operating system does, with an error that can be told from others.
#[derive(Clone, Debug)]
struct Resolver(GaiResolver);

impl Service<Name> for Resolver {
    type Response = vec::IntoIter<std::net::SocketAddr>;
    type Error = DnsError;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, DnsError>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), DnsError>> {
        self.0.poll_ready(cx).map_err(|source| DnsError { source })
    }

    fn call(&mut self, name: Name) -> Self::Future {
        let found = self.0.call(name);
        Box::pin(async move {
            match found.await {
                Ok(addresses) => Ok(addresses.collect::<Vec<_>>().into_iter()),
                Err(source) => Err(DnsError { source }),
            }
        })
    }
}

/// The connector over TCP. The time limit is shared out between the addresses of a host.
pub(super) fn tcp(limit: Option<Duration>) -> BaseConnector {
    let mut tcp = HttpConnector::new_with_resolver(Resolver(GaiResolver::new()));
    tcp.enforce_http(false);
    tcp.set_nodelay(true);
    tcp.set_keepalive(Some(Duration::from_secs(60)));
    tcp.set_connect_timeout(limit);
    boxed(tcp)
}

/// Opens the connection that a proxy rule asks for: direct, or through a proxy.
#[derive(Clone)]
pub(super) struct RouteConnector {
    pub(super) base: BaseConnector,
    pub(super) proxies: Proxies,
}

impl Service<Uri> for RouteConnector {
    type Response = BoxIo;
    type Error = BoxError;
    type Future = BoxFuture<BoxIo>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.base.poll_ready(cx)
    }

    fn call(&mut self, target: Uri) -> Self::Future {
        let clone = self.base.clone();
        // The one that `poll_ready` was called on is the one to use.
        let mut base = std::mem::replace(&mut self.base, clone);
        match self.proxies.route(&target) {
            Route::Direct => base.call(target),
            Route::Through(proxy) => Box::pin(async move { Ok(proxy.connect(base, target).await?) }),
        }
    }
}

/// An `https` target was called through a transport that was built without TLS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TlsTurnedOff;

impl fmt::Display for TlsTurnedOff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the transport was built without TLS; build it with TlsOptions to call https addresses")
    }
}

impl Error for TlsTurnedOff {}

/// The whole way, TLS included. The pool clones it with every call, so it is one pointer.
#[derive(Clone)]
pub(super) struct Connector(Arc<Way>);

struct Way {
    route: RouteConnector,
    tls: Option<Arc<ClientConfig>>,
    limit: Option<Duration>,
}

impl Connector {
    pub(super) fn new(
        route: RouteConnector,
        tls: Option<Arc<ClientConfig>>,
        limit: Option<Duration>,
    ) -> Self {
        Self(Arc::new(Way { route, tls, limit }))
    }
}

impl Way {
    async fn open(&self, target: Uri) -> Result<BoxIo, BoxError> {
        let route = self.route.clone();
        if target.scheme() != Some(&Scheme::HTTPS) {
            return route.oneshot(target).await;
        }
        let Some(tls) = &self.tls else { return Err(TlsTurnedOff.into()) };
        Ok(BoxIo::new(HttpsConnector::from((route, Arc::clone(tls))).oneshot(target).await?))
    }
}

impl Service<Uri> for Connector {
    type Response = BoxIo;
    type Error = BoxError;
    type Future = BoxFuture<BoxIo>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, target: Uri) -> Self::Future {
        let way = Arc::clone(&self.0);
        Box::pin(async move {
            match way.limit {
                Some(limit) => tokio::time::timeout(limit, way.open(target))
                    .await
                    .map_err(|_| ConnectTimeout { limit })?,
                None => way.open(target).await,
            }
        })
    }
}
