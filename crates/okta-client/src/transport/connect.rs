//! Connectors: DNS, TCP, proxy and TLS within one connect timeout.

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
#[cfg(feature = "http2")]
use hyper_util::client::legacy::connect::Connection;
use hyper_util::client::legacy::connect::{
    HttpConnector,
    dns::{GaiResolver, Name},
};
use okta_tower::BoxError;
use rustls::ClientConfig;
use tower::{Service, ServiceExt};

#[cfg(feature = "http2")]
use super::cold_start::ColdStarts;
use super::{
    io::{BaseConnector, BoxIo, boxed},
    proxy::{Proxies, ProxyRoute},
};

type BoxFuture<T> = Pin<Box<dyn Future<Output = Result<T, BoxError>> + Send>>;

/// The error of resolving a host name.
#[derive(Debug)]
pub struct DnsError {
    source: std::io::Error,
}

impl fmt::Display for DnsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("error resolving host name")
    }
}

impl Error for DnsError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.source)
    }
}

/// No connection was established within the connect timeout. Nothing of the request was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConnectTimeout {
    limit: Duration,
}

impl ConnectTimeout {
    /// Returns the timeout that elapsed.
    #[must_use]
    pub fn limit(&self) -> Duration {
        self.limit
    }
}

impl fmt::Display for ConnectTimeout {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "connect timed out after {:?}", self.limit)
    }
}

impl Error for ConnectTimeout {}

/// The resolver of the operating system, with a distinct error type.
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
        let resolving = self.0.call(name);
        Box::pin(async move {
            match resolving.await {
                Ok(addresses) => Ok(addresses.collect::<Vec<_>>().into_iter()),
                Err(source) => Err(DnsError { source }),
            }
        })
    }
}

/// Returns the TCP connector. The timeout is divided among the addresses of a host.
pub(super) fn tcp(limit: Option<Duration>) -> BaseConnector {
    let mut tcp = HttpConnector::new_with_resolver(Resolver(GaiResolver::new()));
    tcp.enforce_http(false);
    tcp.set_nodelay(true);
    tcp.set_keepalive(Some(Duration::from_secs(60)));
    tcp.set_connect_timeout(limit);
    boxed(tcp)
}

/// Connects directly or through a proxy, as the proxy rules say.
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
        // `poll_ready` was called on this service, so it must be the one to call.
        let mut base = std::mem::replace(&mut self.base, clone);
        match self.proxies.route(&target) {
            ProxyRoute::Direct => base.call(target),
            ProxyRoute::Proxied(proxy) => Box::pin(async move { Ok(proxy.connect(base, target).await?) }),
        }
    }
}

/// A request to an `https` URL through a transport that was built without TLS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TlsDisabled;

impl fmt::Display for TlsDisabled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TLS is disabled; build the transport with TlsOptions to send requests to https URLs")
    }
}

impl Error for TlsDisabled {}

/// The complete connector, TLS included. The pool clones it for each call, so it is one pointer.
#[derive(Clone)]
pub(super) struct Connector(Arc<ConnectorInner>);

struct ConnectorInner {
    route: RouteConnector,
    tls: Option<Arc<ClientConfig>>,
    limit: Option<Duration>,
    #[cfg(feature = "http2")]
    starts: ColdStarts,
}

impl Connector {
    pub(super) fn new(
        route: RouteConnector,
        tls: Option<Arc<ClientConfig>>,
        limit: Option<Duration>,
        #[cfg(feature = "http2")] starts: ColdStarts,
    ) -> Self {
        Self(Arc::new(ConnectorInner {
            route,
            tls,
            limit,
            #[cfg(feature = "http2")]
            starts,
        }))
    }
}

impl ConnectorInner {
    async fn open(&self, target: Uri) -> Result<BoxIo, BoxError> {
        let route = self.route.clone();
        if target.scheme() != Some(&Scheme::HTTPS) {
            return route.oneshot(target).await;
        }
        let Some(tls) = &self.tls else { return Err(TlsDisabled.into()) };
        let connector = HttpsConnector::from((route, Arc::clone(tls)));
        #[cfg(feature = "http2")]
        {
            let io = BoxIo::new(connector.oneshot(target.clone()).await?);
            let open = self.starts.opened(&target, io.connected().is_negotiated_h2());
            Ok(io.counted(open))
        }
        #[cfg(not(feature = "http2"))]
        Ok(BoxIo::new(connector.oneshot(target).await?))
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
        let inner = Arc::clone(&self.0);
        Box::pin(async move {
            match inner.limit {
                Some(limit) => tokio::time::timeout(limit, inner.open(target))
                    .await
                    .map_err(|_| ConnectTimeout { limit })?,
                None => inner.open(target).await,
            }
        })
    }
}
