//! Trailers of requests and responses survive the documented stack, over an HTTP/2 socket.
#![cfg(test)]

use std::{
    convert::Infallible,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode};
use http_body_util::{BodyExt, Full, combinators::BoxBody};
use hyper::{body::Incoming, server::conn::http2, service::service_fn};
use hyper_util::{
    client::legacy::Client,
    rt::{TokioExecutor, TokioIo},
};
use tokio::net::TcpListener;
use tower::{ServiceBuilder, ServiceExt};
use tower_outbound::{
    OutboundBuilderExt,
    auth::{AuthLayer, Bearer, PlainHttp},
    body::Body,
    cache::CacheLayer,
    coalesce::CoalesceLayer,
    meta::Attempts,
    rate_limit::{Dialect, RateLimits},
    retry::{Backoff, RetryPolicy},
};
use tracing::Level;

const SENT: HeaderName = HeaderName::from_static("x-sent");
const CHECKSUM: HeaderName = HeaderName::from_static("x-checksum");

fn trailers(name: HeaderName, value: &'static str) -> HeaderMap {
    HeaderMap::from_iter([(name, HeaderValue::from_static(value))])
}

/// Responds with trailers: a checksum, and those of the request. Rejects every other request.
async fn respond(
    request: Request<Incoming>,
    requests: Arc<AtomicU32>,
) -> Result<Response<BoxBody<Bytes, Infallible>>, hyper::Error> {
    let failing = requests.fetch_add(1, Ordering::Relaxed).is_multiple_of(2);
    let received = request.into_body().collect().await?;
    let mut sent = received.trailers().cloned().unwrap_or_default();
    sent.extend(trailers(CHECKSUM, "7"));
    let body = Full::new(received.to_bytes()).with_trailers(async { Some(Ok(sent)) });
    let mut response = Response::new(body.boxed());
    if failing {
        *response.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
    }
    response.headers_mut().insert("content-type", HeaderValue::from_static("text/plain"));
    Ok(response)
}

async fn serve() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let requests = Arc::new(AtomicU32::new(0));
        while let Ok((socket, _)) = listener.accept().await {
            let requests = Arc::clone(&requests);
            let service = service_fn(move |request| respond(request, Arc::clone(&requests)));
            tokio::spawn(
                http2::Builder::new(TokioExecutor::new()).serve_connection(TokioIo::new(socket), service),
            );
        }
    });
    url
}

#[tokio::test]
async fn trailers_of_both_directions_survive_the_stack() {
    let subscriber =
        tracing_subscriber::fmt().with_max_level(Level::TRACE).with_writer(std::io::sink).finish();
    let _guard = tracing::subscriber::set_default(subscriber);
    let url = serve().await;
    let backoff = Backoff::new(Duration::from_millis(1), Duration::from_millis(5));
    // Every layer, in the documented order.
    let service = ServiceBuilder::new()
        .call_span()
        .call_metrics()
        .deadline(Duration::from_secs(60))
        .serialize_writes(|head| Some(head.uri.path().to_owned()))
        .cache_responses(CacheLayer::single_user())
        .coalesce_reads(CoalesceLayer::single_user())
        .replay_bodies()
        .retry_requests(RetryPolicy::new().backoff(backoff))
        .pace_requests(RateLimits::new(Dialect::ietf()))
        .attempt_timeout(Duration::from_secs(30))
        .log_bodies(Level::TRACE)
        .collect_bodies()
        .layer(
            AuthLayer::new(url.parse().unwrap(), Bearer::new("token").unwrap())
                .plain_http(PlainHttp::Loopback),
        )
        .attempt_span()
        .request_metrics()
        .log_requests(Level::TRACE)
        .service(Client::builder(TokioExecutor::new()).http2_only(true).build_http::<Body>());
    for method in [Method::GET, Method::PUT] {
        let body = Full::new(Bytes::from("body"))
            .with_trailers(async { Some(Ok::<_, Infallible>(trailers(SENT, "yes"))) });
        let request = Request::builder().method(method.clone()).uri(format!("{url}/{method}"));
        let response = service.clone().oneshot(request.body(body).unwrap()).await.unwrap();
        assert_eq!((response.status(), Attempts::from_response(&response)), (StatusCode::OK, 2), "{method}");
        // The server announces no length, so it is known only of a collected body.
        assert_eq!(http_body::Body::size_hint(response.body()).exact(), Some(4), "{method}");
        let Ok(received) = response.into_body().collect().await else { panic!("{method}: no body") };
        let mut expected = trailers(SENT, "yes");
        expected.extend(trailers(CHECKSUM, "7"));
        assert_eq!(received.trailers(), Some(&expected), "{method}");
        assert_eq!(received.to_bytes(), "body", "{method}");
    }
}
