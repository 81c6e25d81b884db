//! The builder of the transport.

use std::{fmt, io, path::PathBuf, sync::Arc, time::Duration};

use http::Uri;
use hyper_util::{
    client::legacy,
    rt::{TokioExecutor, TokioTimer},
};
use okta_tower::BoxError;
use tower::Service;

#[cfg(feature = "http2")]
use super::cold_start::ColdStarts;
use super::{
    HyperTransport, TlsOptions,
    connect::{self, Connector, RouteConnector},
    io::{BaseConnector, boxed},
    proxy::Proxies,
};
use crate::config::{Config, ProxyConfig};

/// The HTTP version.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum HttpVersion {
    /// Negotiated by ALPN over TLS; HTTP/1.1 without TLS.
    #[default]
    Auto,
    /// HTTP/1.1 only.
    Http1,
    #[cfg(feature = "http2")]
    #[cfg_attr(docsrs, doc(cfg(feature = "http2")))]
    /// HTTP/2 only; with prior knowledge without TLS
    /// ([RFC 9113 §3.3](https://www.rfc-editor.org/rfc/rfc9113#section-3.3)).
    Http2,
}

impl HttpVersion {
    /// Returns the ALPN protocols, in order of preference.
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

/// The error of building a transport.
#[derive(Debug)]
#[non_exhaustive]
pub enum TransportBuildError {
    /// No crypto provider is compiled in, and none was set.
    NoProvider,
    /// A PEM text contains no certificate, or there is no trusted certificate.
    NoCertificates,
    /// The private key of the client is not a valid PEM key.
    IdentityKey,
    /// The file of trusted certificates cannot be read.
    RootFile {
        /// The path of the file.
        path: PathBuf,
        /// The cause.
        source: io::Error,
    },
    /// rustls rejected the options, or the platform's certificates could not be loaded.
    Tls(rustls::Error),
    /// The address or credentials of the proxy are invalid.
    Proxy(http::Error),
}

impl fmt::Display for TransportBuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoProvider => f.write_str(
                "no crypto provider; enable the feature aws-lc-rs or ring, or set one in TlsOptions",
            ),
            Self::NoCertificates => f.write_str("no certificates found in the PEM text or the trust store"),
            Self::IdentityKey => f.write_str("invalid client private key; expected PEM"),
            Self::RootFile { path, .. } => {
                write!(f, "error reading certificate file {}", path.display())
            }
            Self::Tls(_) => f.write_str("error configuring TLS"),
            Self::Proxy(_) => f.write_str("invalid proxy address or credentials"),
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

/// Size of the read buffer of an HTTP/1.1 connection, in bytes, which is also the limit of a response head.
const READ_BUFFER: usize = 64 * 1024;

/// The limit of a response head over HTTP/2, in bytes.
#[cfg(feature = "http2")]
const HEADER_LIST: u32 = 64 * 1024;

/// Builder of a [`HyperTransport`]; see the [module](super) for the defaults.
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
            // Below the usual idle timeout of load balancers, so that they do not close connections first.
            idle_timeout: Some(Duration::from_secs(50)),
            max_idle_per_host: usize::MAX,
            #[cfg(feature = "http2")]
            keep_alive_interval: Some(Duration::from_secs(30)),
            #[cfg(feature = "http2")]
            keep_alive_timeout: Duration::from_secs(10),
            version: HttpVersion::Auto,
        }
    }
}

impl HyperTransportBuilder {
    /// Creates a builder with the defaults.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets connect timeout, proxies and `SSL_CERT_FILE` from a configuration. If the org is a test server on
    /// plain `http` and no proxy is configured, TLS is disabled, so that no certificates are loaded.
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

    /// Sets the TLS options: trusted certificates and the client certificate.
    pub fn tls(mut self, options: TlsOptions) -> Self {
        self.tls = Some(options);
        self
    }

    /// Disables TLS: requests to `https` URLs fail with [`TlsDisabled`](super::TlsDisabled).
    pub fn without_tls(mut self) -> Self {
        self.tls = None;
        self
    }

    /// Sets the proxies. Default: none. The environment is read by [`Config`], not by this builder.
    pub fn proxy(mut self, proxy: ProxyConfig) -> Self {
        self.proxy = proxy;
        self
    }

    /// Sets a custom connector for connections to servers and proxies, for example over a Unix socket, with a
    /// custom resolver, or in tests. Default: TCP. TLS and proxy protocols are layered on top of its
    /// connections.
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

    /// Sets the timeout of establishing a connection: DNS, TCP, proxy and TLS together. `None` disables it.
    /// Default: 10 s.
    pub fn connect_timeout(mut self, limit: Option<Duration>) -> Self {
        self.connect_timeout = limit;
        self
    }

    /// Sets how long idle connections are kept. `None` disables the timeout. Default: 50 s.
    pub fn idle_timeout(mut self, limit: Option<Duration>) -> Self {
        self.idle_timeout = limit;
        self
    }

    /// Sets the maximum number of idle connections per host. Default: no limit, so that a burst of calls over HTTP/1.1
    /// finds the connections of the last one; they are closed after the [idle timeout](Self::idle_timeout).
    pub fn max_idle_per_host(mut self, connections: usize) -> Self {
        self.max_idle_per_host = connections;
        self
    }

    #[cfg(feature = "http2")]
    #[cfg_attr(docsrs, doc(cfg(feature = "http2")))]
    /// Sets the interval of HTTP/2 pings (`None` disables them) and the timeout after which a connection
    /// without a response is closed. Default: 30 s, 10 s.
    pub fn http2_keep_alive(mut self, interval: Option<Duration>, timeout: Duration) -> Self {
        self.keep_alive_interval = interval;
        self.keep_alive_timeout = timeout;
        self
    }

    /// Sets the HTTP version. Default: [`HttpVersion::Auto`].
    pub fn http_version(mut self, version: HttpVersion) -> Self {
        self.version = version;
        self
    }

    /// Builds the transport. It loads certificates, opens no connection, and requires no runtime.
    ///
    /// # Errors
    ///
    /// When the TLS options are invalid, or the system has no trusted certificates.
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
        #[cfg(feature = "http2")]
        let (starts, negotiates) = {
            let offers_http2 =
                |tls: &Arc<rustls::ClientConfig>| tls.alpn_protocols.iter().any(|name| name == b"h2");
            (
                ColdStarts::default(),
                self.version == HttpVersion::Auto && tls.as_ref().is_some_and(offers_http2),
            )
        };
        let connector = Connector::new(
            route,
            tls,
            self.connect_timeout,
            #[cfg(feature = "http2")]
            starts.clone(),
        );
        let mut pool = legacy::Client::builder(TokioExecutor::new());
        pool.timer(TokioTimer::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(self.idle_timeout)
            .pool_max_idle_per_host(self.max_idle_per_host);
        // By default the read buffer of a connection grows to twice the size of a page.
        pool.http1_max_buf_size(READ_BUFFER).http1_allow_obsolete_multiline_headers_in_responses(true);
        #[cfg(feature = "http2")]
        pool.http2_only(self.version == HttpVersion::Http2)
            .http2_keep_alive_interval(self.keep_alive_interval)
            .http2_keep_alive_timeout(self.keep_alive_timeout)
            .http2_keep_alive_while_idle(true)
            .http2_max_header_list_size(HEADER_LIST);
        Ok(HyperTransport::new(
            pool.build(connector),
            proxies,
            #[cfg(feature = "http2")]
            negotiates.then_some(starts),
        ))
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
