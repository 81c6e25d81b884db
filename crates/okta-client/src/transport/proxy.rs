//! Proxies: which one a target goes through, and how.

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

use super::io::{BaseConnector, BoxIo};
use crate::config::{ProxyConfig, ProxyScheme, ProxyServer};

/// A connection through a proxy was not set up. Nothing of the request was sent.
///
/// Its source says at which step: reaching the proxy, TLS with it, or its refusal.
#[derive(Debug)]
pub struct ProxyError {
    proxy: String,
    source: BoxError,
}

impl ProxyError {
    /// The proxy's address, without user name and password.
    #[must_use]
    pub fn proxy(&self) -> &str {
        &self.proxy
    }
}

impl fmt::Display for ProxyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no connection through the proxy {}", self.proxy)
    }
}

impl Error for ProxyError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&*self.source)
    }
}

/// Which proxy, if any, a target goes through.
#[derive(Clone)]
pub(super) struct Proxies(Option<Arc<Rules>>);

struct Rules {
    /// Knows what is reached directly; which proxy it names is of no account.
    matcher: Matcher,
    https: Option<Proxy>,
    http: Option<Proxy>,
}

pub(super) enum Route {
    Direct,
    Through(Proxy),
}

/// A proxy ready for use.
#[derive(Clone)]
pub(super) struct Proxy(Arc<Ready>);

struct Ready {
    server: ProxyServer,
    uri: Uri,
    authorization: Option<HeaderValue>,
    tls: Option<Arc<ClientConfig>>,
}

impl Proxies {
    /// `tls` is what TLS to a proxy is spoken with.
    pub(super) fn new(config: &ProxyConfig, tls: Option<&Arc<ClientConfig>>) -> Result<Self, http::Error> {
        let ready = |server: &Option<ProxyServer>| {
            server.as_ref().map(|server| Proxy::new(server.clone(), tls)).transpose()
        };
        let (https, http) = (ready(&config.https)?, ready(&config.http)?);
        if https.is_none() && http.is_none() {
            return Ok(Self(None));
        }
        let no = config.no_proxy.clone().unwrap_or_default();
        // To the matcher "*" means all names, but no addresses.
        if no.split(',').any(|part| part.trim() == "*") {
            return Ok(Self(None));
        }
        let matcher = Matcher::builder().all("http://proxy.invalid").no(no).build();
        Ok(Self(Some(Arc::new(Rules { matcher, https, http }))))
    }

    pub(super) fn route(&self, target: &Uri) -> Route {
        let proxy = self.0.as_ref().and_then(|rules| {
            rules.matcher.intercept(target)?;
            if target.scheme() == Some(&Scheme::HTTPS) { rules.https.clone() } else { rules.http.clone() }
        });
        proxy.map_or(Route::Direct, Route::Through)
    }

    /// What a request to a plain `http` target says to the proxy that forwards it.
    pub(super) fn authorization(&self, target: &Uri) -> Option<HeaderValue> {
        self.0.as_ref()?;
        if target.scheme() != Some(&Scheme::HTTP) {
            return None;
        }
        match self.route(target) {
            Route::Through(Proxy(ready)) if !ready.is_socks() => ready.authorization.clone(),
            _ => None,
        }
    }
}

impl Proxy {
    fn new(server: ProxyServer, tls: Option<&Arc<ClientConfig>>) -> Result<Self, http::Error> {
        // hyper-util's connectors take host and port from here; they know no scheme but these two.
        let scheme = if server.scheme() == ProxyScheme::Https { "https" } else { "http" };
        let uri = Uri::builder()
            .scheme(scheme)
            .authority(format!("{}:{}", server.host(), server.port()))
            .path_and_query("/")
            .build()?;
        let authorization = match server.login() {
            Some((user, password)) => Some(basic(user, password.expose_secret())?),
            None => None,
        };
        let tls = tls.map(|tls| {
            let mut tls = ClientConfig::clone(tls);
            tls.alpn_protocols = vec![b"http/1.1".to_vec()];
            Arc::new(tls)
        });
        Ok(Self(Arc::new(Ready { server, uri, authorization, tls })))
    }

    /// A connection over which one can talk to the target, or to a proxy that forwards to it.
    pub(super) async fn connect(&self, base: BaseConnector, target: Uri) -> Result<BoxIo, ProxyError> {
        self.0
            .connect(base, target)
            .await
            .map_err(|source| ProxyError { proxy: self.0.server.to_string(), source })
    }
}

impl Ready {
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
                // Boxed to a named type: the compiler cannot see through `oneshot` here that it is `Send`.
                let mut https = HttpsConnector::from((base, Arc::clone(tls)));
                poll_fn(|cx| https.poll_ready(cx)).await?;
                BoxIo::new(https.call(self.uri.clone()).await?)
            }
            (ProxyScheme::Https, None) => return Err("TLS is turned off, and the proxy needs it".into()),
            _ => base.oneshot(self.uri.clone()).await?,
        };
        if target.scheme() == Some(&Scheme::HTTP) {
            return Ok(proxy.proxied());
        }
        let mut tunnel = Tunnel::new(self.uri.clone(), HandOver(Some(proxy)));
        if let Some(authorization) = &self.authorization {
            tunnel = tunnel.with_auth(authorization.clone());
        }
        Ok(tunnel.oneshot(target).await?)
    }

    async fn socks(&self, base: BaseConnector, target: Uri) -> Result<BoxIo, BoxError> {
        let target =
            if self.server.scheme() == ProxyScheme::Socks5 { looked_up(target).await? } else { target };
        let io = base.oneshot(self.uri.clone()).await?;
        let mut socks = SocksV5::new(self.uri.clone(), HandOver(Some(io)));
        if let Some((user, password)) = self.server.login() {
            socks = socks.with_auth(user.to_owned(), password.expose_secret().to_owned());
        }
        Ok(socks.oneshot(target).await?)
    }
}

/// A connector that gives a connection which is there already, once.
struct HandOver(Option<BoxIo>);

impl Service<Uri> for HandOver {
    type Response = BoxIo;
    type Error = io::Error;
    type Future = std::future::Ready<io::Result<BoxIo>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: Uri) -> Self::Future {
        std::future::ready(self.0.take().ok_or_else(|| io::Error::other("the connection was used already")))
    }
}

/// The target with its port spelled out, as a proxy wants it.
fn with_port(target: Uri) -> Result<Uri, BoxError> {
    if target.port().is_some() {
        return Ok(target);
    }
    let port = if target.scheme() == Some(&Scheme::HTTP) { 80 } else { 443 };
    let host = target.host().ok_or("the target has no host")?;
    let authority = format!("{host}:{port}");
    let mut parts = target.into_parts();
    parts.authority = Some(authority.parse()?);
    Ok(Uri::from_parts(parts)?)
}

/// The target with an address in place of its name, an IPv4 one if it has any: fewer proxies reach IPv6.
async fn looked_up(target: Uri) -> Result<Uri, BoxError> {
    let host = target.host().unwrap_or_default().trim_matches(['[', ']']);
    let port = target.port_u16().unwrap_or(443);
    let mut found: Vec<_> = tokio::net::lookup_host((host, port)).await?.collect();
    found.sort_by_key(std::net::SocketAddr::is_ipv6);
    let address = found.first().ok_or("the target's name has no address")?;
    let mut parts = target.into_parts();
    parts.authority = Some(address.to_string().parse()?);
    Ok(Uri::from_parts(parts)?)
}

/// [RFC 7617 §2](https://www.rfc-editor.org/rfc/rfc7617#section-2), in UTF-8.
fn basic(user: &str, password: &str) -> Result<HeaderValue, http::header::InvalidHeaderValue> {
    let encoded = base64::engine::general_purpose::STANDARD.encode(format!("{user}:{password}"));
    let mut value = HeaderValue::try_from(format!("Basic {encoded}"))?;
    value.set_sensitive(true);
    Ok(value)
}
