//! A minimal server with prebuilt responses, on a separate thread.

use std::{convert::Infallible, io, net::SocketAddr, sync::Arc, time::Duration};

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Request, Response, header};
use http_body_util::Full;
use hyper::{body::Incoming, service::service_fn};
use hyper_util::{
    rt::{TokioExecutor, TokioIo},
    server::conn::auto,
};
use tokio::{net::TcpListener, sync::oneshot};

use crate::payload;

/// Page size of the user list.
pub const PAGE: usize = 200;

/// A server on a loopback port. Stops on drop.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    _stop: oneshot::Sender<Infallible>,
}

struct Responses {
    url: String,
    user: Bytes,
    page: Bytes,
    pages: usize,
    latency: Duration,
    headers: HeaderMap,
}

impl Server {
    /// Starts a server with `pages` pages of [`PAGE`] users that delays each response by `latency`.
    ///
    /// # Errors
    ///
    /// Fails if no port or thread is available.
    pub fn start(pages: usize, latency: Duration) -> io::Result<Self> {
        let listener = std::net::TcpListener::bind("127.0.0.1:0")?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let user = payload::users(1);
        let responses = Arc::new(Responses {
            url: format!("http://{address}"),
            user: Bytes::copy_from_slice(user.trim_matches(['[', ']']).as_bytes()),
            page: payload::users(PAGE).into(),
            pages,
            latency,
            headers: headers(),
        });
        let (stop, stopped) = oneshot::channel();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        std::thread::Builder::new().name("server".to_owned()).spawn(move || {
            runtime.block_on(async {
                tokio::select! {
                    () = accept(listener, responses) => {}
                    _ = stopped => {}
                }
            });
        })?;
        Ok(Self { address, _stop: stop })
    }

    /// Returns the base URL.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }
}

async fn accept(listener: std::net::TcpListener, responses: Arc<Responses>) {
    let Ok(listener) = TcpListener::from_std(listener) else { return };
    while let Ok((stream, _)) = listener.accept().await {
        let _ = stream.set_nodelay(true);
        let responses = Arc::clone(&responses);
        tokio::spawn(async move {
            let service = service_fn(move |request| respond(Arc::clone(&responses), request));
            let _ = auto::Builder::new(TokioExecutor::new())
                .serve_connection(TokioIo::new(stream), service)
                .await;
        });
    }
}

async fn respond(
    responses: Arc<Responses>,
    request: Request<Incoming>,
) -> Result<Response<Full<Bytes>>, Infallible> {
    if !responses.latency.is_zero() {
        tokio::time::sleep(responses.latency).await;
    }
    let list = request.uri().path().ends_with("/users");
    let body = if list { &responses.page } else { &responses.user };
    let mut response = Response::new(Full::new(body.clone()));
    *response.headers_mut() = responses.headers.clone();
    if list {
        let number = request.uri().query().and_then(after).unwrap_or(1);
        link(response.headers_mut(), &format!("<{}{}>; rel=\"self\"", responses.url, request.uri()));
        if number < responses.pages {
            let next = number + 1;
            let url = &responses.url;
            link(
                response.headers_mut(),
                &format!("<{url}/api/v1/users?after={next}&limit={PAGE}>; rel=\"next\""),
            );
        }
    }
    Ok(response)
}

/// Returns the page number in a query.
fn after(query: &str) -> Option<usize> {
    query.split('&').find_map(|pair| pair.strip_prefix("after=")?.parse().ok())
}

fn link(headers: &mut HeaderMap, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.append(header::LINK, value);
    }
}

/// Returns the headers Okta sends with each response.
fn headers() -> HeaderMap {
    [
        ("content-type", "application/json"),
        ("x-okta-request-id", "aR1bcdefghijklmnopqrstuvwxyz"),
        ("x-xss-protection", "0"),
        ("p3p", "CP=\"HONK\""),
        ("set-cookie", "sid=\"\"; Version=1; Path=/; Max-Age=0; Secure; HttpOnly"),
        ("x-rate-limit-limit", "1000000"),
        ("x-rate-limit-remaining", "999999"),
        ("x-rate-limit-reset", "4102444800"),
        ("cache-control", "no-cache, no-store"),
        ("pragma", "no-cache"),
        ("expires", "0"),
        ("x-content-type-options", "nosniff"),
        ("strict-transport-security", "max-age=315360000; includeSubDomains"),
    ]
    .into_iter()
    .map(|(name, value)| (http::HeaderName::from_static(name), HeaderValue::from_static(value)))
    .collect()
}
