//! Layers in a gRPC client: tonic's channel with fresh tokens, retries and trailers.
//!
//! tonic streams its request bodies, so a `ReplayLayer` records them for a second attempt. Its channel accepts no other
//! body than tonic's, hence the innermost layer, which is tower-http's. The server is a stub in this process: it rejects
//! the first token, is unavailable for the first request with the second token, and then responds with trailers.
//!
//! Run with `cargo run -p okta-examples --features hosts --example tonic_layers`.

mod bytes_codec;
mod stub;

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use bytes::Bytes;
use http::uri::PathAndQuery;
use tokio::net::TcpListener;
use tonic::{client::Grpc, transport::Endpoint};
use tower::ServiceBuilder;
use tower_http::map_request_body::MapRequestBodyLayer;
use tower_outbound::{
    BoxError,
    auth::{AuthError, AuthLayer, OAuth, PlainHttp, Token, TokenRequest, TokenSource},
    collect::CollectLayer,
    meta::RetryHint,
    replay::ReplayLayer,
    retry::{RetryLayer, RetryPolicy},
    timeout::{AttemptTimeoutLayer, DeadlineLayer},
};

use bytes_codec::BytesCodec;

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}", listener.local_addr()?);
    let requests = Arc::new(Mutex::new(Vec::new()));
    let server = tokio::spawn(stub::serve(listener, Arc::clone(&requests)));

    // Generated clients send relative URLs, which the channel completes.
    let auth = AuthLayer::new(url.parse()?, OAuth::new(Broker::default()));
    let channel = ServiceBuilder::new()
        .layer(DeadlineLayer::new(Duration::from_secs(30)))
        .layer(ReplayLayer::new())
        .layer(RetryLayer::new(RetryPolicy::new()))
        .layer(AttemptTimeoutLayer::new(Duration::from_secs(10)))
        .layer(CollectLayer::new()) // passes gRPC as a stream
        .layer(auth.origin_for_relative(url.parse()?).plain_http(PlainHttp::Loopback))
        .layer(MapRequestBodyLayer::new(tonic::body::Body::new))
        .service(Endpoint::from_shared(url)?.connect().await?);

    let mut client = Grpc::new(channel); // in place of a generated client
    client.ready().await?;
    let mut request = tonic::Request::new(Bytes::from_static(b"hello"));
    // gRPC is POST; only the program knows which methods are idempotent.
    request.extensions_mut().insert(RetryHint::new().idempotent(true));
    let response = client.unary(request, PathAndQuery::from_static("/echo.Echo/Say"), BytesCodec).await?;
    server.abort();

    assert_eq!(response.metadata().get("x-cost").map(|cost| cost.as_bytes()), Some(&b"1"[..]));
    assert_eq!(response.get_ref(), "hello");
    let requests = requests.lock().map_err(|_| "the stub panicked")?;
    assert_eq!(*requests, ["Bearer 1: 401", "Bearer 2: 503", "Bearer 2: 200"]);
    println!("response with trailers after {} requests", requests.len());
    Ok(())
}

/// Issues numbered tokens.
#[derive(Default)]
struct Broker(AtomicU32);

impl TokenSource for Broker {
    async fn token(&self, _: &TokenRequest) -> Result<Token, AuthError> {
        Token::bearer((self.0.fetch_add(1, Ordering::Relaxed) + 1).to_string(), Duration::from_secs(3600))
    }
}
