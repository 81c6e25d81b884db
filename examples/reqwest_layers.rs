//! Layers over a reqwest client, with its proxies, certificates and protocol versions.
//!
//! `ReqwestService` is the client as a service over `http` types. In reverse, reqwest cannot host the layers: its
//! `connector_layer` wraps connections, and sees no request.
//!
//! The server is a stub in this process that rejects the first token, and then the first attempt.
//!
//! Run with `cargo run --example reqwest_layers`.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use axum::{
    Router,
    extract::{Request as StubRequest, State},
    response::{IntoResponse, Response as StubResponse},
};
use bytes::Bytes;
use http::{Request, StatusCode};
use http_body_util::{BodyExt, Full};
use tokio::net::TcpListener;
use tower::{ServiceBuilder, ServiceExt};
use tower_outbound::{
    BoxError,
    auth::{AuthError, AuthLayer, OAuth, PlainHttp, Token, TokenRequest, TokenSource},
    collect::CollectLayer,
    meta::Attempts,
    reqwest::ReqwestService,
    retry::{Failure, RetryLayer, RetryPolicy},
    timeout::{AttemptTimeoutLayer, DeadlineLayer},
};

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}", listener.local_addr()?);
    let requests = Arc::new(AtomicU32::new(0));
    let stub = Router::new().fallback(respond).with_state(Arc::clone(&requests));
    tokio::spawn(axum::serve(listener, stub).into_future());

    // The layers retry, and keep credentials from other origins.
    let reqwest = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .build()?;
    let service = ServiceBuilder::new()
        .layer(DeadlineLayer::new(Duration::from_secs(30)))
        .layer(RetryLayer::new(RetryPolicy::new()))
        .layer(AttemptTimeoutLayer::new(Duration::from_secs(10)))
        .layer(CollectLayer::new())
        .layer(AuthLayer::new(url.parse()?, OAuth::new(Broker::default())).plain_http(PlainHttp::Loopback))
        .service(ReqwestService::new(reqwest));

    let request = Request::put(&url).body(Full::<Bytes>::from("body"))?;
    let response = service.oneshot(request).await?;
    let (status, attempts) = (response.status(), Attempts::from_response(&response));
    assert_eq!((status, attempts, requests.load(Ordering::Relaxed)), (StatusCode::OK, 2, 3));
    assert_eq!(response.into_body().collect().await?.to_bytes(), "body");

    // reqwest's errors are known as well: nothing was sent to a port that nobody listens on.
    let closed = TcpListener::bind("127.0.0.1:0").await?.local_addr()?;
    let request = Request::post(format!("http://{closed}")).body(Full::<Bytes>::default())?;
    let Err(error) = ReqwestService::default().oneshot(request).await else { return Err("connected".into()) };
    assert_eq!(Failure::from_error(&error), Failure::NotSent);

    println!("{status} after {attempts} attempts; a closed port counts as {:?}", Failure::from_error(&error));
    Ok(())
}

/// Echoes the third request.
async fn respond(State(requests): State<Arc<AtomicU32>>, request: StubRequest) -> StubResponse {
    match requests.fetch_add(1, Ordering::Relaxed) {
        0 => StatusCode::UNAUTHORIZED.into_response(),
        1 => StatusCode::SERVICE_UNAVAILABLE.into_response(),
        _ => request.into_body().into_response(),
    }
}

/// Issues numbered tokens.
#[derive(Default)]
struct Broker(AtomicU32);

impl TokenSource for Broker {
    async fn token(&self, _: &TokenRequest) -> Result<Token, AuthError> {
        Token::bearer(self.0.fetch_add(1, Ordering::Relaxed).to_string(), Duration::from_secs(3600))
    }
}
