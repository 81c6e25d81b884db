//! A minimal server with prebuilt responses, on a separate thread.

use std::{
    convert::Infallible,
    io,
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Request, Response, StatusCode, header};
use http_body_util::Full;
use hyper::{body::Incoming, service::service_fn};
use hyper_util::{
    rt::{TokioExecutor, TokioIo},
    server::conn::auto,
};
use okta_client::okta_tower::clock::{Clock, SystemClock};
use tokio::{net::TcpListener, sync::oneshot};

use crate::{
    limit::{Limit, Quota},
    payload,
};

/// Page size of the user list.
pub const PAGE: usize = 200;

/// A server on a loopback port. Stops on drop.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    responses: Arc<Responses>,
    _stop: oneshot::Sender<Infallible>,
}

#[derive(Debug)]
struct Responses {
    url: String,
    /// The users, by their number.
    users: Vec<Bytes>,
    /// Pages of these users.
    bodies: Vec<Bytes>,
    /// The number of pages of a listing, which repeats the bodies.
    pages: usize,
    latency: Duration,
    limit: Option<Limit>,
    headers: HeaderMap,
    counters: Counters,
}

#[derive(Debug, Default)]
struct Counters {
    connections: AtomicU64,
    requests: AtomicU64,
    rejected: AtomicU64,
}

fn count(counter: &AtomicU64) {
    counter.fetch_add(1, Ordering::Relaxed);
}

/// What a server has received since its start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counts {
    /// Connections.
    pub connections: u64,
    /// Requests, including those rejected.
    pub requests: u64,
    /// Requests rejected with 429.
    pub rejected: u64,
}

impl std::ops::Sub for Counts {
    type Output = Self;

    fn sub(self, earlier: Self) -> Self {
        Self {
            connections: self.connections - earlier.connections,
            requests: self.requests - earlier.requests,
            rejected: self.rejected - earlier.rejected,
        }
    }
}

impl Server {
    /// Starts a server with `pages` equal pages of [`PAGE`] users that delays each response by `latency`.
    ///
    /// # Errors
    ///
    /// Fails if no port or thread is available.
    pub fn start(pages: usize, latency: Duration) -> io::Result<Self> {
        Self::start_with(pages, 1, latency, None)
    }

    /// Starts a server with `pages` pages of different users, and optionally with a rate limit.
    ///
    /// # Errors
    ///
    /// Fails if no port or thread is available.
    pub fn start_distinct(pages: usize, limit: Option<Limit>) -> io::Result<Self> {
        Self::start_with(pages, pages, Duration::ZERO, limit)
    }

    fn start_with(
        pages: usize,
        distinct: usize,
        latency: Duration,
        limit: Option<Limit>,
    ) -> io::Result<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        // Unlike std, tokio listens with a backlog that holds hundreds of connections at once.
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0"))?;
        let address = listener.local_addr()?;
        let user = |number| {
            let user = payload::users_from(number, 1);
            Bytes::copy_from_slice(user.trim_matches(['[', ']']).as_bytes())
        };
        let responses = Arc::new(Responses {
            url: format!("http://{address}"),
            users: (0..distinct * PAGE).map(user).collect(),
            bodies: (0..distinct).map(|page| payload::users_from(page * PAGE, PAGE).into()).collect(),
            pages,
            latency,
            limit,
            headers: headers(),
            counters: Counters::default(),
        });
        let (stop, stopped) = oneshot::channel();
        let shared = Arc::clone(&responses);
        std::thread::Builder::new().name("server".to_owned()).spawn(move || {
            runtime.block_on(async {
                tokio::select! {
                    () = accept(listener, shared) => {}
                    _ = stopped => {}
                }
            });
        })?;
        Ok(Self { address, responses, _stop: stop })
    }

    /// Returns the base URL.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Returns what has been received so far.
    #[must_use]
    pub fn counts(&self) -> Counts {
        let Counters { connections, requests, rejected } = &self.responses.counters;
        let [connections, requests, rejected] =
            [connections, requests, rejected].map(|counter| counter.load(Ordering::Relaxed));
        Counts { connections, requests, rejected }
    }

    /// Returns the time until the next window of the rate limit; zero without one.
    #[must_use]
    pub fn until_next_window(&self) -> Duration {
        self.responses
            .limit
            .as_ref()
            .map_or(Duration::ZERO, |limit| limit.until_next_window(SystemClock.now()))
    }
}

async fn accept(listener: TcpListener, responses: Arc<Responses>) {
    while let Ok((stream, _)) = listener.accept().await {
        let _ = stream.set_nodelay(true);
        count(&responses.counters.connections);
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
    count(&responses.counters.requests);
    let quota = responses.limit.as_ref().map(|limit| limit.take(SystemClock.now()));
    if let Some(quota) = quota.filter(|quota| quota.exceeded) {
        count(&responses.counters.rejected);
        return Ok(too_many_requests(&responses, quota));
    }
    let path = request.uri().path();
    let list = path.ends_with("/users");
    let number = request.uri().query().and_then(after).unwrap_or(1);
    let body = if list {
        at(&responses.bodies, number.saturating_sub(1))
    } else {
        at(
            &responses.users,
            path.rsplit_once("/00u").and_then(|(_, number)| number.parse().ok()).unwrap_or(0),
        )
    };
    let mut response = Response::new(Full::new(body));
    *response.headers_mut() = responses.headers.clone();
    if let Some(quota) = quota {
        quota.write(response.headers_mut());
    }
    if list {
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

fn too_many_requests(responses: &Responses, quota: Quota) -> Response<Full<Bytes>> {
    let body = r#"{"errorCode":"E0000047","errorSummary":"rate limit exceeded","errorLink":"E0000047","errorId":"oae1234567890abcdefghijkl","errorCauses":[]}"#;
    let mut response = Response::new(Full::new(Bytes::from_static(body.as_bytes())));
    *response.status_mut() = StatusCode::TOO_MANY_REQUESTS;
    *response.headers_mut() = responses.headers.clone();
    quota.write(response.headers_mut());
    response
}

/// Returns the body at an index, from the start again after the last.
fn at(bodies: &[Bytes], index: usize) -> Bytes {
    index.checked_rem(bodies.len()).and_then(|index| bodies.get(index)).cloned().unwrap_or_default()
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        floor::{BoxError, Floor, Version},
        load,
        serde_types::DerivedUser,
    };

    #[test]
    fn distinct_users_are_listed_and_read() -> Result<(), BoxError> {
        let server = Server::start_distinct(2, None)?;
        let floor = Floor::new(server.url(), Version::Http1);
        load::runtime()?.block_on(async {
            assert_eq!(load::floor_list::<DerivedUser>(&floor).await?, 2 * PAGE);
            let (_, page) = floor.get("/api/v1/users?after=2&limit=200").await?;
            let (_, user) = floor.get("/api/v1/users/00u00000000000000250").await?;
            assert!(user.starts_with(b"{\"id\":\"00u00000000000000250\""));
            assert!(page.windows(user.len()).any(|text| text == user));
            assert_eq!(server.counts(), Counts { connections: 1, requests: 4, rejected: 0 });
            Ok(())
        })
    }

    #[test]
    fn requests_beyond_the_limit_are_rejected() -> Result<(), BoxError> {
        // A window of decades, so that it does not end during the test.
        let server = Server::start_distinct(1, Some(Limit::new(1, 1_000_000_000)))?;
        let floor = Floor::new(server.url(), Version::Http1);
        load::runtime()?.block_on(async {
            let (headers, _) = floor.get("/api/v1/users/00u1").await?;
            assert_eq!(headers["x-rate-limit-remaining"], "0");
            let (_, body) = floor.get("/api/v1/users/00u1").await?;
            assert!(body.windows(8).any(|text| text == b"E0000047"));
            assert_eq!(server.counts().rejected, 1);
            Ok(())
        })
    }
}
