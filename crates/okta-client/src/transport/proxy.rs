//! Proxies: selection by target, and the proxy protocols.

use std::{
    error::Error,
    fmt,
    future::poll_fn,
    io,
    sync::Arc,
    task::{Context, Poll},
};

use base64::Engine as _;
use http::{HeaderValue, Uri, uri::Scheme};
use hyper_rustls::HttpsConnector;
use hyper_util::client::{
    legacy::connect::proxy::{SocksV5, Tunnel},
    proxy::matcher::Matcher,
};
use okta_tower::BoxError;
use rustls::ClientConfig;
use secrecy::ExposeSecret;
use tower::{Service, ServiceExt};

use super::{
    connect::RouteConnector,
    io::{BaseConnector, BoxIo},
};
use crate::config::{NoProxy, ProxyConfig, ProxyScheme, ProxyServer};

/// The error of connecting through a proxy. Nothing of the request was sent.
///
/// The source is the error of connecting to the proxy, of TLS with it, or its error response.
#[derive(Debug)]
pub struct ProxyError {
    proxy: String,
    source: BoxError,
}

impl ProxyError {
    /// Returns the address of the proxy, without user name and password.
    #[must_use]
    pub fn proxy(&self) -> &str {
        &self.proxy
    }
}

impl fmt::Display for ProxyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "error connecting through proxy {}", self.proxy)
    }
}

impl Error for ProxyError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&*self.source)
    }
}

/// The configured proxies.
#[derive(Clone)]
pub(super) struct Proxies(Option<Arc<ProxyRules>>);

struct ProxyRules {
    /// Match targets that are not connected to directly, each those of one port or of all; the proxies that they
    /// return are ignored.
    matchers: Vec<(Option<u16>, Matcher)>,
    https: Option<Proxy>,
    http: Option<Proxy>,
}

pub(super) enum ProxyRoute {
    Direct,
    Proxied(Proxy),
}

/// A proxy server with its prepared settings.
#[derive(Clone)]
pub(super) struct Proxy(Arc<ProxyInner>);

struct ProxyInner {
    server: ProxyServer,
    uri: Uri,
    authorization: Option<HeaderValue>,
    tls: Option<Arc<ClientConfig>>,
}

impl Proxies {
    /// Prepares the proxies; `tls` is the configuration of TLS connections to a proxy.
    pub(super) fn new(config: &ProxyConfig, tls: Option<&Arc<ClientConfig>>) -> Result<Self, http::Error> {
        let prepare = |server: &Option<ProxyServer>| {
            server.as_ref().map(|server| Proxy::new(server.clone(), tls)).transpose()
        };
        let (https, http) = (prepare(&config.https)?, prepare(&config.http)?);
        if https.is_none() && http.is_none() {
            return Ok(Self(None));
        }
        let no_proxy = NoProxy::parse(config.no_proxy.as_deref().unwrap_or_default());
        if no_proxy.all {
            return Ok(Self(None));
        }
        let mut by_port: Vec<(Option<u16>, String)> = Vec::new();
        for entry in no_proxy.entries {
            match by_port.iter_mut().find(|(port, _)| *port == entry.port) {
                Some((_, hosts)) => {
                    hosts.push(',');
                    hosts.push_str(&entry.hosts);
                }
                None => by_port.push((entry.port, entry.hosts)),
            }
        }
        let matcher = |hosts: String| Matcher::builder().all("http://proxy.invalid").no(hosts).build();
        let matchers = by_port.into_iter().map(|(port, hosts)| (port, matcher(hosts))).collect();
        Ok(Self(Some(Arc::new(ProxyRules { matchers, https, http }))))
    }

    pub(super) fn route(&self, target: &Uri) -> ProxyRoute {
        let proxy = self.0.as_ref().and_then(|rules| {
            if rules.is_direct(target) {
                return None;
            }
            if target.scheme() == Some(&Scheme::HTTPS) { rules.https.clone() } else { rules.http.clone() }
        });
        proxy.map_or(ProxyRoute::Direct, ProxyRoute::Proxied)
    }

    /// Returns the `Proxy-Authorization` of a request to a plain `http` target, which the proxy forwards.
    pub(super) fn authorization(&self, target: &Uri) -> Option<HeaderValue> {
        self.0.as_ref()?;
        if target.scheme() != Some(&Scheme::HTTP) {
            return None;
        }
        match self.route(target) {
            ProxyRoute::Proxied(Proxy(proxy)) if !proxy.is_socks() => proxy.authorization.clone(),
            _ => None,
        }
    }
}

impl ProxyRules {
    fn is_direct(&self, target: &Uri) -> bool {
        let port = target.port_u16().unwrap_or_else(|| default_port(target));
        self.matchers.iter().any(|(only, matcher)| {
            only.is_none_or(|only| only == port) && matcher.intercept(target).is_none()
        })
    }
}

fn default_port(target: &Uri) -> u16 {
    if target.scheme() == Some(&Scheme::HTTP) { 80 } else { 443 }
}

impl Proxy {
    fn new(server: ProxyServer, tls: Option<&Arc<ClientConfig>>) -> Result<Self, http::Error> {
        // hyper-util's connectors use host and port of this URI, and support only these two schemes.
        let scheme = if server.scheme() == ProxyScheme::Https { "https" } else { "http" };
        let uri = Uri::builder()
            .scheme(scheme)
            .authority(format!("{}:{}", server.host(), server.port()))
            .path_and_query("/")
            .build()?;
        let authorization = match server.login() {
            Some((user, password)) => Some(basic_auth(user, password.expose_secret())?),
            None => None,
        };
        let tls = tls.map(|tls| {
            let mut tls = ClientConfig::clone(tls);
            tls.alpn_protocols = vec![b"http/1.1".to_vec()];
            Arc::new(tls)
        });
        Ok(Self(Arc::new(ProxyInner { server, uri, authorization, tls })))
    }

    /// Connects to a target through the proxy, or to the proxy that forwards its requests.
    pub(super) async fn connect(&self, base: BaseConnector, target: Uri) -> Result<BoxIo, ProxyError> {
        self.0
            .connect(base, target)
            .await
            .map_err(|source| ProxyError { proxy: self.0.server.to_string(), source })
    }
}

impl ProxyInner {
    fn is_socks(&self) -> bool {
        matches!(self.server.scheme(), ProxyScheme::Socks5 | ProxyScheme::Socks5h)
    }

    async fn connect(&self, base: BaseConnector, target: Uri) -> Result<BoxIo, BoxError> {
        let target = with_port(target)?;
        if self.is_socks() {
            return self.socks(base, target).await;
        }
        let proxy = match (self.server.scheme(), &self.tls) {
            (ProxyScheme::Https, Some(tls)) => {
                // Without `oneshot`, whose future the compiler cannot prove to be `Send` here.
                let direct = RouteConnector { base, proxies: Proxies(None) };
                let mut https = HttpsConnector::from((direct, Arc::clone(tls)));
                poll_fn(|cx| https.poll_ready(cx)).await?;
                BoxIo::new(https.call(self.uri.clone()).await?)
            }
            (ProxyScheme::Https, None) => return Err("TLS is disabled, but the proxy requires it".into()),
            _ => base.oneshot(self.uri.clone()).await?,
        };
        if target.scheme() == Some(&Scheme::HTTP) {
            return Ok(proxy.proxied());
        }
        let mut tunnel = Tunnel::new(self.uri.clone(), ExistingConnection(Some(proxy)));
        if let Some(authorization) = &self.authorization {
            tunnel = tunnel.with_auth(authorization.clone());
        }
        Ok(tunnel.oneshot(target).await?)
    }

    async fn socks(&self, base: BaseConnector, target: Uri) -> Result<BoxIo, BoxError> {
        let target =
            if self.server.scheme() == ProxyScheme::Socks5 { resolve(target).await? } else { target };
        let io = base.oneshot(self.uri.clone()).await?;
        let mut socks = SocksV5::new(self.uri.clone(), ExistingConnection(Some(io)));
        if let Some((user, password)) = self.server.login() {
            socks = socks.with_auth(user.to_owned(), password.expose_secret().to_owned());
        }
        Ok(socks.oneshot(target).await?)
    }
}

/// A connector that returns an existing connection, once.
struct ExistingConnection(Option<BoxIo>);

impl Service<Uri> for ExistingConnection {
    type Response = BoxIo;
    type Error = io::Error;
    type Future = std::future::Ready<io::Result<BoxIo>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: Uri) -> Self::Future {
        std::future::ready(self.0.take().ok_or_else(|| io::Error::other("connection already used")))
    }
}

/// Adds the default port to a target, as proxies require it.
fn with_port(target: Uri) -> Result<Uri, BoxError> {
    if target.port().is_some() {
        return Ok(target);
    }
    let port = default_port(&target);
    let host = target.host().ok_or("target URI has no host")?;
    let authority = format!("{host}:{port}");
    let mut parts = target.into_parts();
    parts.authority = Some(authority.parse()?);
    Ok(Uri::from_parts(parts)?)
}

/// Replaces the host name of a target by its address. IPv4 is preferred, because fewer proxies support IPv6.
async fn resolve(target: Uri) -> Result<Uri, BoxError> {
    let host = target.host().unwrap_or_default().trim_matches(['[', ']']);
    let port = target.port_u16().unwrap_or(443);
    let addresses = tokio::net::lookup_host((host, port)).await?;
    let address = addresses.min_by_key(std::net::SocketAddr::is_ipv6).ok_or("host name has no address")?;
    let mut parts = target.into_parts();
    parts.authority = Some(address.to_string().parse()?);
    Ok(Uri::from_parts(parts)?)
}

/// Returns the `Basic` credentials ([RFC 7617 §2](https://www.rfc-editor.org/rfc/rfc7617#section-2)), in
/// UTF-8.
fn basic_auth(user: &str, password: &str) -> Result<HeaderValue, http::header::InvalidHeaderValue> {
    let encoded = base64::engine::general_purpose::STANDARD.encode(format!("{user}:{password}"));
    let mut value = HeaderValue::try_from(format!("Basic {encoded}"))?;
    value.set_sensitive(true);
    Ok(value)
}
