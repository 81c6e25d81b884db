//! `okta_tower::layers` over a real socket: hyper's client against hyper's server.
#![cfg(test)]

use std::{
    convert::Infallible,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use bytes::Bytes;
use futures_util::future::join_all;
use http::{HeaderMap, Request, Response, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::{TokioExecutor, TokioIo, TokioTimer},
};
use okta_tower::{
    OktaService,
    auth::{AuthError, Credential, PlainHttp, Ssws, Token, TokenRequest, TokenSource, oauth},
    clock::{Clock, SystemClock, unix_seconds},
    meta::Attempts,
    rate_limit::WaitedForQuota,
    retry::{self, Backoff},
};
use tokio::net::TcpListener;
use tower::{Layer, ServiceExt};

type Hyper = Client<HttpConnector, Full<Bytes>>;

/// The status and the headers of a response.
type Head = (StatusCode, Vec<(&'static str, String)>);

/// A server that records the headers of its requests.
struct Server {
    url: String,
    requests: Arc<Mutex<Vec<HeaderMap>>>,
}

impl Server {
    /// Starts a server that responds as `respond` says, with the number of the request, counted from 1.
    async fn start(respond: impl Fn(u32, &HeaderMap) -> Head + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let requests = Arc::new(Mutex::new(Vec::new()));
        let (respond, log) = (Arc::new(respond), Arc::clone(&requests));
        tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                let (respond, log) = (Arc::clone(&respond), Arc::clone(&log));
                let service = service_fn(move |request: Request<Incoming>| {
                    let (head, body) = request.into_parts();
                    let number = {
                        let mut log = log.lock().unwrap();
                        log.push(head.headers.clone());
                        u32::try_from(log.len()).unwrap()
                    };
                    let (status, headers) = respond(number, &head.headers);
                    async move {
                        let body = body.collect().await.unwrap().to_bytes();
                        let mut response = Response::builder().status(status);
                        for (name, value) in headers {
                            response = response.header(name, value);
                        }
                        Ok::<_, Infallible>(response.body(Full::new(body)).unwrap())
                    }
                });
                tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(socket), service));
            }
        });
        Self { url, requests }
    }

    fn client<C: Credential>(&self, credential: C) -> OktaService<Hyper, C> {
        let hyper =
            Client::builder(TokioExecutor::new()).pool_timer(TokioTimer::new()).build(HttpConnector::new());
        let backoff = Backoff::new(Duration::from_millis(1), Duration::from_millis(5));
        okta_tower::layers(self.url.parse().unwrap(), credential)
            .retry(retry::policy().backoff(backoff))
            .plain_http(PlainHttp::Loopback)
            .layer(hyper)
    }

    fn get(&self) -> Request<Full<Bytes>> {
        Request::get(format!("{}/api/v1/users", self.url)).body(Full::default()).unwrap()
    }

    fn requests(&self) -> Vec<HeaderMap> {
        self.requests.lock().unwrap().clone()
    }
}

/// Okta's headers of a window that ends within two seconds.
fn window(limit: u64, remaining: u64, reset: u64) -> Vec<(&'static str, String)> {
    vec![
        ("x-rate-limit-limit", limit.to_string()),
        ("x-rate-limit-remaining", remaining.to_string()),
        ("x-rate-limit-reset", reset.to_string()),
    ]
}

fn now() -> u64 {
    unix_seconds(SystemClock.now())
}

#[tokio::test]
async fn exhausted_window_is_awaited_without_rejections() {
    const LIMIT: u64 = 4;
    let window_state = Mutex::new((0, 0));
    let server = Server::start(move |_, _| {
        let (end, used) = &mut *window_state.lock().unwrap();
        let now = now();
        if now >= *end {
            (*end, *used) = (now + 2, 0);
        }
        *used += 1;
        let status = if *used > LIMIT { StatusCode::TOO_MANY_REQUESTS } else { StatusCode::OK };
        (status, window(LIMIT, LIMIT.saturating_sub(*used), *end))
    })
    .await;
    let client = server.client(Ssws::new("00token").unwrap());
    let calls = (0..2 * LIMIT).map(|_| client.clone().oneshot(server.get()));
    let responses: Vec<_> = join_all(calls).await.into_iter().map(Result::unwrap).collect();
    assert!(responses.iter().all(|response| response.status() == StatusCode::OK), "{responses:?}");
    let rejected = responses.iter().filter(|response| Attempts::from_response(response) > 1).count();
    assert!(rejected <= 1, "{rejected} calls were rejected before they succeeded");
    assert!(responses.iter().any(|response| WaitedForQuota::from_response(response) > Duration::ZERO));
}

#[tokio::test]
async fn rejected_request_is_retried_after_the_window() {
    let server = Server::start(|number, _| match number {
        1 => (StatusCode::TOO_MANY_REQUESTS, window(600, 0, now() + 1)),
        _ => (StatusCode::OK, window(600, 599, now() + 60)),
    })
    .await;
    let request = Request::post(format!("{}/api/v1/users", server.url)).body(Full::from("new")).unwrap();
    let response = server.client(Ssws::new("00token").unwrap()).oneshot(request).await.unwrap();
    assert_eq!((response.status(), Attempts::from_response(&response)), (StatusCode::OK, 2));
    assert_eq!(response.into_body().collect().await.unwrap().to_bytes(), "new");
    let requests = server.requests();
    assert_eq!(requests[1]["x-okta-retry-count"], "1");
    assert!(requests.iter().all(|headers| headers["authorization"] == "SSWS 00token"));
}

#[tokio::test]
async fn unavailable_server_is_retried_for_reads_only() {
    let unavailable = |number, _: &HeaderMap| {
        let status = if number % 2 == 1 { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::OK };
        (status, Vec::new())
    };
    let server = Server::start(unavailable).await;
    let client = server.client(Ssws::new("00token").unwrap());
    let response = client.clone().oneshot(server.get()).await.unwrap();
    assert_eq!((response.status(), server.requests().len()), (StatusCode::OK, 2));

    let request = Request::post(format!("{}/api/v1/users", server.url)).body(Full::from("new")).unwrap();
    let response = client.oneshot(request).await.unwrap();
    assert_eq!((response.status(), server.requests().len()), (StatusCode::SERVICE_UNAVAILABLE, 3));
}

/// Issues numbered tokens.
#[derive(Default)]
struct Broker(AtomicU32);

impl TokenSource for Broker {
    async fn token(&self, _: &TokenRequest) -> Result<Token, AuthError> {
        let number = self.0.fetch_add(1, Ordering::Relaxed) + 1;
        Token::bearer(format!("token-{number}"), Duration::from_secs(3600))
    }
}

#[tokio::test]
async fn rejected_token_is_replaced_within_the_attempt() {
    let server = Server::start(|_, headers| {
        if headers["authorization"] == "Bearer token-1" {
            let challenge = r#"Bearer error="invalid_token""#.to_owned();
            (StatusCode::UNAUTHORIZED, vec![("www-authenticate", challenge)])
        } else {
            (StatusCode::OK, Vec::new())
        }
    })
    .await;
    let request = Request::post(format!("{}/api/v1/users", server.url)).body(Full::from("new")).unwrap();
    let client = server.client(oauth(Broker::default()).build());
    let response = client.oneshot(request).await.unwrap();
    assert_eq!((response.status(), Attempts::from_response(&response)), (StatusCode::OK, 1));
    assert_eq!(response.into_body().collect().await.unwrap().to_bytes(), "new");
    assert_eq!(server.requests().len(), 2);
}
