//! Options of the transport.

use std::{fmt, io, path::PathBuf, sync::Arc, time::Duration};

use http::Uri;
use hyper_util::{
    client::legacy,
    rt::{TokioExecutor, TokioTimer},
};
use okta_tower::BoxError;
use tower::Service;

use super::{
    HyperTransport, TlsOptions,
    connect::{self, Connector, RouteConnector},
    io::{BaseConnector, boxed},
    proxy::Proxies,
};
use crate::config::{Config, ProxyConfig};

/// Which version of HTTP is spoken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum HttpVersion {
    /// Over TLS what the server prefers (ALPN); HTTP/1.1 without TLS.
    #[default]
    Auto,
    /// HTTP/1.1 only.
    Http1,
    #[cfg(feature = "http2")]
    #[cfg_attr(docsrs, doc(cfg(feature = "http2")))]
    /// HTTP/2 only; without TLS with prior knowledge
    /// ([RFC 9113 §3.3](https://www.rfc-editor.org/rfc/rfc9113#section-3.3)).
    Http2,
}

impl HttpVersion {
    /// What is offered to a TLS server, the preferred first.
    fn alpn(self) -> Vec<Vec<u8>> {
        let names: &[&str] = match self {
            #[cfg(feature = "http2")]
            Self::Auto => &["h2", "http/1.1"],
            #[cfg(not(feature = "http2"))]
            Self::Auto => &["http/1.1"],
            Self::Http1 => &["http/1.1"],
            #[cfg(feature = "http2")]
            Self::Http2 => &["h2"],
        };
        names.iter().map(|name| name.as_bytes().to_vec()).collect()
    }
}

/// Why a transport could not be built.
#[derive(Debug)]
#[non_exhaustive]
pub enum TransportBuildError {
    /// No crypto provider is compiled in and none was given.
    NoProvider,
    /// A PEM text without any certificate, or no certificate to trust at all.
    NoCertificates,
    /// The client's PEM key is not one.
    IdentityKey,
    /// The file with the certificates to trust cannot be read.
    RootFile {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// What rustls says against the options, or the platform against its own certificates.
    Tls(rustls::Error),
    /// The proxy's address or login cannot be put into a request.
    Proxy(http::Error),
}

impl fmt::Display for TransportBuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoProvider => f.write_str(
                "no crypto provider; turn on the feature aws-lc-rs or ring, or give one to TlsOptions",
            ),
            Self::NoCertificates => f.write_str("no certificate to trust; the PEM text holds none"),
            Self::IdentityKey => f.write_str("the client's private key is not a PEM key"),
            Self::RootFile { path, .. } => {
                write!(f, "the certificate file {} cannot be read", path.display())
            }
            Self::Tls(_) => f.write_str("TLS cannot be set up"),
            Self::Proxy(_) => f.write_str("the proxy's address cannot be used"),
        }
    }
}

impl std::error::Error for TransportBuildError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::RootFile { source, .. } => Some(source),
            Self::Tls(source) => Some(source),
            Self::Proxy(source) => Some(source),
            Self::NoProvider | Self::NoCertificates | Self::IdentityKey => None,
        }
    }
}

/// How much of an answer over HTTP/1.1 is read at a time, and how long its head may be.
const READ_BUFFER: usize = 64 * 1024;

/// Options of a [`HyperTransport`]; see the [module](super) for the defaults.
#[derive(Clone)]
#[must_use = "a builder does nothing until `build` is called"]
pub struct HyperTransportBuilder {
    tls: Option<TlsOptions>,
    root_file: Option<PathBuf>,
    proxy: ProxyConfig,
    connector: Option<BaseConnector>,
    connect_timeout: Option<Duration>,
    idle_timeout: Option<Duration>,
    max_idle_per_host: usize,
    #[cfg(feature = "http2")]
    keep_alive_interval: Option<Duration>,
    #[cfg(feature = "http2")]
    keep_alive_timeout: Duration,
    version: HttpVersion,
}

impl Default for HyperTransportBuilder {
    fn default() -> Self {
        Self {
            tls: Some(TlsOptions::new()),
            root_file: None,
            proxy: ProxyConfig::none(),
            connector: None,
            connect_timeout: Some(Duration::from_secs(10)),
            // Below the idle time of usual load balancers, so that they are not the first to hang up.
            idle_timeout: Some(Duration::from_secs(50)),
            max_idle_per_host: 32,
            #[cfg(feature = "http2")]
            keep_alive_interval: Some(Duration::from_secs(30)),
            #[cfg(feature = "http2")]
            keep_alive_timeout: Duration::from_secs(10),
            version: HttpVersion::Auto,
        }
    }
}

impl HyperTransportBuilder {
    /// The defaults.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes time limit, proxies and `SSL_CERT_FILE` from a configuration. When the org is a test server on plain `http`, no
    /// TLS is set up, and so no certificates are read.
    pub fn config(mut self, config: &Config) -> Self {
        self.connect_timeout = config.connection_timeout;
        self.proxy = config.proxy.clone();
        self.root_file = config.root_file.clone();
        let proxy = [&config.proxy.http, &config.proxy.https].into_iter().flatten();
        if !config.org_url.is_https() && proxy.count() == 0 {
            self.tls = None;
        }
        self
    }

    /// Whom TLS trusts, and how the client identifies itself.
    pub fn tls(mut self, options: TlsOptions) -> Self {
        self.tls = Some(options);
        self
    }

    /// Sets up no TLS: `https` targets are refused when they are called.
    pub fn without_tls(mut self) -> Self {
        self.tls = None;
        self
    }

    /// The proxies to use. Without a configuration, none: the environment is read by
    /// [`Config`], not here.
    pub fn proxy(mut self, proxy: ProxyConfig) -> Self {
        self.proxy = proxy;
        self
    }

    /// Opens connections (to targets and to proxies) in another way than by TCP: a Unix socket, another
    /// resolver, a test. TLS and proxies stand on top of it; the connector gives plain bytes.
    pub fn connector<C>(mut self, connector: C) -> Self
    where
        C: Service<Uri> + Clone + Send + Sync + 'static,
        C::Response: super::Io,
        C::Error: Into<BoxError>,
        C::Future: Send + 'static,
    {
        self.connector = Some(boxed(connector));
        self
    }

    /// The longest that setting up a connection may take: lookup, TCP, proxy and TLS together. `None` means
    /// no limit.
    pub fn connect_timeout(mut self, limit: Option<Duration>) -> Self {
        self.connect_timeout = limit;
        self
    }

    /// How long an unused connection is kept. `None` means for ever.
    pub fn idle_timeout(mut self, limit: Option<Duration>) -> Self {
        self.idle_timeout = limit;
        self
    }

    /// How many unused connections are kept for each host.
    pub fn max_idle_per_host(mut self, connections: usize) -> Self {
        self.max_idle_per_host = connections;
        self
    }

    #[cfg(feature = "http2")]
    #[cfg_attr(docsrs, doc(cfg(feature = "http2")))]
    /// How often an HTTP/2 connection is pinged (`None`: never), and how long the answer may take before the
    /// connection counts as dead.
    pub fn http2_keep_alive(mut self, interval: Option<Duration>, timeout: Duration) -> Self {
        self.keep_alive_interval = interval;
        self.keep_alive_timeout = timeout;
        self
    }

    /// Which version of HTTP is spoken.
    pub fn http_version(mut self, version: HttpVersion) -> Self {
        self.version = version;
        self
    }

    /// Builds the transport. Reads certificates; opens no connection, and needs no runtime.
    ///
    /// # Errors
    ///
    /// When the TLS options cannot be used, or the system has no certificates to trust.
    pub fn build(self) -> Result<HyperTransport, TransportBuildError> {
        let tls = match self.tls {
            Some(options) => {
                let options = match self.root_file {
                    Some(path) => options.root_file_if_default(path),
                    None => options,
                };
                let mut tls = options.build()?;
                if tls.alpn_protocols.is_empty() {
                    tls.alpn_protocols = self.version.alpn();
                }
                Some(Arc::new(tls))
            }
            None => None,
        };
        let proxies = Proxies::new(&self.proxy, tls.as_ref()).map_err(TransportBuildError::Proxy)?;
        let base = self.connector.unwrap_or_else(|| connect::tcp(self.connect_timeout));
        let route = RouteConnector { base, proxies: proxies.clone() };
        let connector = Connector::new(route, tls, self.connect_timeout);
        let mut pool = legacy::Client::builder(TokioExecutor::new());
        pool.timer(TokioTimer::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(self.idle_timeout)
            .pool_max_idle_per_host(self.max_idle_per_host);
        // Left alone, the read buffer of a connection grows to twice the size of a page.
        pool.http1_max_buf_size(READ_BUFFER);
        #[cfg(feature = "http2")]
        pool.http2_only(self.version == HttpVersion::Http2)
            .http2_keep_alive_interval(self.keep_alive_interval)
            .http2_keep_alive_timeout(self.keep_alive_timeout)
            .http2_keep_alive_while_idle(true);
        Ok(HyperTransport::new(pool.build(connector), proxies))
    }
}

impl fmt::Debug for HyperTransportBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HyperTransportBuilder")
            .field("tls", &self.tls)
            .field("proxy", &self.proxy)
            .field("connector", &self.connector.is_some())
            .field("connect_timeout", &self.connect_timeout)
            .field("idle_timeout", &self.idle_timeout)
            .field("max_idle_per_host", &self.max_idle_per_host)
            .field("version", &self.version)
            .finish_non_exhaustive()
    }
}
