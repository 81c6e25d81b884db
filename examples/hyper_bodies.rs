//! Layers over a bare hyper client, with three types of request bodies.
//!
//! `Full` is in memory, and retry clones it. A `BoxBody` or a `StreamBody` cannot be cloned and is sent once; with a
//! `ReplayLayer`, which records it while it is sent, it is retried as well. For other types in memory,
//! `RetryLayer::clone_body_fn` takes a function that clones them.
//!
//! The server is a stub in this process that rejects first attempts and echoes the body of others.
//!
//! Run with `cargo run --example hyper_bodies`.

use std::{convert::Infallible, time::Duration};

use axum::{
    Router,
    extract::Request as StubRequest,
    response::{IntoResponse, Response as StubResponse},
};
use bytes::Bytes;
use futures_util::stream;
use http::{HeaderName, Request, Response, StatusCode};
use http_body::Frame;
use http_body_util::{BodyExt, Full, StreamBody};
use hyper_util::{client::legacy::Client, rt::TokioExecutor};
use tokio::net::TcpListener;
use tower::{Service, ServiceBuilder, ServiceExt};
use tower_outbound::{
    BoxError,
    auth::{AuthLayer, Bearer, PlainHttp},
    collect::CollectLayer,
    replay::ReplayLayer,
    retry::{RetryLayer, RetryPolicy},
    timeout::{AttemptTimeoutLayer, DeadlineLayer},
};

const RETRY: HeaderName = HeaderName::from_static("x-retry");

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}", listener.local_addr()?);
    tokio::spawn(axum::serve(listener, Router::new().fallback(respond)).into_future());

    let layers = ServiceBuilder::new()
        .layer(DeadlineLayer::new(Duration::from_secs(30)))
        .layer(RetryLayer::new(RetryPolicy::new().count_header(RETRY)))
        .layer(AttemptTimeoutLayer::new(Duration::from_secs(10)))
        .layer(CollectLayer::new())
        .layer(AuthLayer::new(url.parse()?, Bearer::new("token")?).plain_http(PlainHttp::Loopback));
    let hyper = Client::builder(TokioExecutor::new());

    let full = || Full::<Bytes>::from("full");
    let boxed = || Full::<Bytes>::from("boxed").boxed();
    let streamed = || {
        let frames = ["str", "eam"].map(|part| Ok::<_, Infallible>(Frame::data(Bytes::from(part))));
        StreamBody::new(stream::iter(frames))
    };

    // Each body type has a separate client, as hyper's client is generic over it.
    let retried = put(layers.clone().service(hyper.build_http()), &url, full()).await?;
    assert_eq!(retried, (StatusCode::OK, "full".into()));
    for sent_once in [
        put(layers.clone().service(hyper.build_http()), &url, boxed()).await?,
        put(layers.clone().service(hyper.build_http()), &url, streamed()).await?,
    ] {
        assert_eq!(sent_once.0, StatusCode::SERVICE_UNAVAILABLE);
    }

    // With the layer that records bodies, one client takes them all.
    let any = ServiceBuilder::new().layer(ReplayLayer::new()).layer(layers).service(hyper.build_http());
    assert_eq!(put(any.clone(), &url, full()).await?, (StatusCode::OK, "full".into()));
    assert_eq!(put(any.clone(), &url, boxed()).await?, (StatusCode::OK, "boxed".into()));
    assert_eq!(put(any, &url, streamed()).await?, (StatusCode::OK, "stream".into()));
    println!("retried: Full; with ReplayLayer: Full, BoxBody, StreamBody");
    Ok(())
}

/// Sends a body, and returns status and body of the response.
async fn put<S, B, R>(service: S, url: &str, body: B) -> Result<(StatusCode, Bytes), BoxError>
where
    S: Service<Request<B>, Response = Response<R>, Error = BoxError>,
    R: http_body::Body<Error: Into<BoxError>>,
{
    let response = service.oneshot(Request::put(url).body(body)?).await?;
    let status = response.status();
    Ok((status, response.into_body().collect().await.map_err(Into::into)?.to_bytes()))
}

async fn respond(request: StubRequest) -> StubResponse {
    if request.headers().contains_key(RETRY) {
        request.into_body().into_response()
    } else {
        StatusCode::SERVICE_UNAVAILABLE.into_response()
    }
}
