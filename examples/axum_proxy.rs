//! A reverse proxy: an axum server whose fallback is a stack of layers over a hyper client.
//!
//! The stack is an axum service as it is; axum's `HandleErrorLayer` turns its errors into responses. Request bodies are
//! streamed, and recorded while they pass, so that neither a rejected token nor a failed attempt reaches the caller. The
//! upstream is a stub in this process that rejects the first token for reads and the first two for writes, and fails the
//! first read.
//!
//! Run with `cargo run --example axum_proxy`.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use axum::{
    Router,
    error_handling::HandleErrorLayer,
    extract::{Request, State},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use futures_util::stream;
use http::{Method, StatusCode, header::HOST};
use http_body::Frame;
use http_body_util::{BodyExt, StreamBody};
use hyper_util::{client::legacy::Client, rt::TokioExecutor};
use tokio::net::TcpListener;
use tower::ServiceBuilder;
use tower_outbound::{
    BoxError,
    auth::{AuthError, AuthLayer, OAuth, PlainHttp, Token, TokenRequest, TokenSource},
    body::Body,
    replay::ReplayLayer,
    retry::{RetryLayer, RetryPolicy},
    timeout::{AttemptTimeoutLayer, DeadlineLayer},
};

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    let requests = Arc::new(AtomicU32::new(0));
    let upstream = serve(Router::new().fallback(respond).with_state(Arc::clone(&requests))).await?;

    let (origin, token) = (upstream.clone(), OAuth::new(Broker::default()));
    let stack = ServiceBuilder::new()
        .layer(HandleErrorLayer::new(async |error: BoxError| (StatusCode::BAD_GATEWAY, error.to_string())))
        .map_request(move |request| to_upstream(request, &origin))
        .layer(DeadlineLayer::new(Duration::from_secs(30)))
        .layer(ReplayLayer::new())
        .layer(RetryLayer::new(RetryPolicy::new()))
        .layer(AttemptTimeoutLayer::new(Duration::from_secs(10)))
        .layer(AuthLayer::new(upstream.parse()?, token).plain_http(PlainHttp::Loopback))
        .service(Client::builder(TokioExecutor::new()).build_http::<Body>());
    let proxy = serve(Router::new().fallback_service(stack)).await?;

    let client = Client::builder(TokioExecutor::new()).build_http::<Body>();
    let response = client.request(http::Request::get(&proxy).body(Body::empty())?).await?;
    let read = requests.swap(0, Ordering::Relaxed);
    assert_eq!((response.status(), read), (StatusCode::OK, 3));

    let frames = ["str", "eam"].map(|part| Ok::<_, BoxError>(Frame::data(Bytes::from(part))));
    let body = Body::new(StreamBody::new(stream::iter(frames)));
    let response = client.request(http::Request::post(&proxy).body(body)?).await?;
    let status = response.status();
    let echoed = response.into_body().collect().await?.to_bytes();
    let written = requests.load(Ordering::Relaxed);
    assert_eq!((status, &echoed[..], written), (StatusCode::OK, &b"stream"[..], 2));

    println!("a read after {read} requests, a streamed write after {written}");
    Ok(())
}

/// Points a request of the proxy's caller to the upstream.
fn to_upstream(mut request: Request, origin: &str) -> Request {
    let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
    if let Ok(uri) = format!("{origin}{path}").parse() {
        *request.uri_mut() = uri;
    }
    request.headers_mut().remove(HOST);
    request
}

async fn serve(router: Router) -> Result<String, BoxError> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}", listener.local_addr()?);
    tokio::spawn(axum::serve(listener, router).into_future());
    Ok(url)
}

/// Echoes a request, unless its token is rejected or it is the second one.
async fn respond(State(requests): State<Arc<AtomicU32>>, request: Request) -> Response {
    let number = requests.fetch_add(1, Ordering::Relaxed) + 1;
    let accepted = if request.method() == Method::GET { "Bearer 2" } else { "Bearer 3" };
    if request.headers().get("authorization").is_none_or(|token| token != accepted) {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    if number == 2 && request.method() == Method::GET {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    request.into_body().into_response()
}

/// Issues numbered tokens.
#[derive(Default)]
struct Broker(AtomicU32);

impl TokenSource for Broker {
    async fn token(&self, _: &TokenRequest) -> Result<Token, AuthError> {
        Token::bearer((self.0.fetch_add(1, Ordering::Relaxed) + 1).to_string(), Duration::from_secs(3600))
    }
}
