//! Requests, TLS options, and HTTP and SOCKS proxies.

use std::{
    io,
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use http::{Request, Response};
use okta_client::transport::{HyperTransport, TlsOptions};
use okta_testkit::Org;
use okta_tower::{BoxError, body::Body};
use tokio::{
    io::{
        AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader, copy_bidirectional,
    },
    net::{TcpListener, TcpStream},
};
use tokio_rustls::TlsAcceptor;
use tower::ServiceExt;

pub(crate) async fn get(transport: &HyperTransport, url: &str) -> Result<Response<Body>, BoxError> {
    transport.clone().oneshot(Request::get(url).body(Body::empty()).unwrap()).await
}

/// Returns a URL of the org that requires no credentials.
pub(crate) fn public_url(org: &Org) -> String {
    format!("{}/.well-known/okta-organization", org.url())
}

/// Returns TLS options that trust only the org's certificate authority.
pub(crate) fn trusting(org: &Org) -> TlsOptions {
    TlsOptions::new().only_added_roots().add_root_pem(org.ca_pem())
}

/// A proxy on the loopback interface that records its requests. It stops with the runtime of its test.
pub(crate) struct Proxy {
    pub(crate) address: SocketAddr,
    heads: Arc<Mutex<Vec<String>>>,
}

/// The settings of a proxy.
#[derive(Clone, Default)]
pub(crate) struct ProxySettings {
    pub(crate) tls: Option<TlsAcceptor>,
    /// The required value of `Proxy-Authorization`.
    pub(crate) authorization: Option<&'static str>,
    /// A host name that only the proxy can resolve, and its address.
    pub(crate) name: Option<(&'static str, SocketAddr)>,
}

impl Proxy {
    pub(crate) async fn http(settings: ProxySettings) -> Self {
        Self::start(move |stream, heads| {
            let settings = settings.clone();
            async move {
                match &settings.tls {
                    Some(tls) => serve_http(tls.accept(stream).await?, &settings, &heads).await,
                    None => serve_http(stream, &settings, &heads).await,
                }
            }
        })
        .await
    }

    pub(crate) async fn socks(settings: ProxySettings, login: Option<(&'static str, &'static str)>) -> Self {
        Self::start(move |stream, heads| {
            let settings = settings.clone();
            async move { serve_socks(stream, &settings, login, &heads).await }
        })
        .await
    }

    async fn start<F, S>(serve: S) -> Self
    where
        S: Fn(TcpStream, Arc<Mutex<Vec<String>>>) -> F + Send + 'static,
        F: Future<Output = io::Result<()>> + Send + 'static,
    {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let heads = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&heads);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, Arc::clone(&seen)));
            }
        });
        Self { address, heads }
    }

    /// Returns the heads of the requests to an HTTP proxy, or the targets requested from a SOCKS proxy.
    pub(crate) fn heads(&self) -> Vec<String> {
        self.heads.lock().unwrap().clone()
    }
}

async fn serve_http<S>(stream: S, settings: &ProxySettings, heads: &Mutex<Vec<String>>) -> io::Result<()>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let mut stream = BufReader::new(stream);
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if stream.read_line(&mut head).await? == 0 {
            return Ok(());
        }
    }
    heads.lock().unwrap().push(head.clone());
    let authorization = head
        .lines()
        .find_map(|line| line.to_ascii_lowercase().starts_with("proxy-authorization:").then(|| &line[20..]));
    if settings.authorization.is_some() && authorization.map(str::trim) != settings.authorization {
        return stream
            .write_all(b"HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\nContent-Length: 0\r\n\r\n")
            .await;
    }
    let mut words = head.split(' ');
    let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let authority = match target.strip_prefix("http://") {
        Some(rest) => rest.split('/').next().unwrap_or_default(),
        None => target,
    };
    let mut upstream = TcpStream::connect(resolve(authority, settings)).await?;
    if method == "CONNECT" {
        stream.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n").await?;
    } else {
        upstream.write_all(head.as_bytes()).await?;
    }
    copy_bidirectional(&mut stream, &mut upstream).await.map(drop)
}

fn resolve(authority: &str, settings: &ProxySettings) -> String {
    match settings.name {
        Some((name, address)) if authority.starts_with(name) => address.to_string(),
        _ => authority.to_owned(),
    }
}

/// Serves RFC 1928 and RFC 1929, as far as connecting requires.
async fn serve_socks(
    mut stream: TcpStream,
    settings: &ProxySettings,
    login: Option<(&str, &str)>,
    heads: &Mutex<Vec<String>>,
) -> io::Result<()> {
    async fn text(stream: &mut TcpStream) -> io::Result<String> {
        let mut bytes = vec![0; stream.read_u8().await?.into()];
        stream.read_exact(&mut bytes).await?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }
    stream.read_u8().await?;
    let mut methods = vec![0; stream.read_u8().await?.into()];
    stream.read_exact(&mut methods).await?;
    let method = if login.is_some() { 2 } else { 0 };
    if !methods.contains(&method) {
        return stream.write_all(&[5, 0xff]).await;
    }
    stream.write_all(&[5, method]).await?;
    if let Some((user, password)) = login {
        stream.read_u8().await?;
        let received = (text(&mut stream).await?, text(&mut stream).await?);
        let matches = (received.0.as_str(), received.1.as_str()) == (user, password);
        stream.write_all(&[1, u8::from(!matches)]).await?;
        if !matches {
            return Ok(());
        }
    }
    let mut head = [0; 4];
    stream.read_exact(&mut head).await?;
    let host = if head[3] == 3 {
        text(&mut stream).await?
    } else {
        let mut address = [0; 4];
        stream.read_exact(&mut address).await?;
        std::net::Ipv4Addr::from(address).to_string()
    };
    let target = format!("{host}:{}", stream.read_u16().await?);
    heads.lock().unwrap().push(target.clone());
    let mut upstream = TcpStream::connect(resolve(&target, settings)).await?;
    stream.write_all(&[5, 0, 0, 1, 0, 0, 0, 0, 0, 0]).await?;
    copy_bidirectional(&mut stream, &mut upstream).await.map(drop)
}
