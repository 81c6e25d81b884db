//! The transport over real sockets.

#[cfg(test)]
mod support;

use http::{Method, Request, header::CONTENT_LENGTH};
use http_body_util::BodyExt;
use okta_client::transport::{HyperTransport, TransportErrorKind};
use okta_tower::body::Body;
use support::Origin;
use tower::ServiceExt;

#[tokio::test]
async fn one_connection_serves_many_calls() {
    let origin = Origin::http().await;
    let transport = HyperTransport::builder().without_tls().build().unwrap();
    for n in 0..5 {
        let request = Request::get(origin.url(&format!("/{n}"))).body(Body::empty()).unwrap();
        let response = transport.clone().oneshot(request).await.unwrap();
        let body = response.into_body().collect().await.unwrap().to_bytes();
        assert_eq!(body, format!("GET /{n}"));
    }
    assert_eq!(origin.connections(), 1);
}

#[tokio::test]
async fn a_body_without_content_is_announced_where_okta_asks_for_it() {
    let origin = Origin::http().await;
    let transport = HyperTransport::builder().without_tls().build().unwrap();
    for (method, body, expected) in [
        (Method::POST, Body::empty(), Some("0")),
        (Method::PUT, Body::from(""), Some("0")),
        (Method::PATCH, Body::empty(), Some("0")),
        (Method::POST, Body::from("{}"), Some("2")),
        (Method::GET, Body::empty(), None),
        (Method::DELETE, Body::empty(), None),
    ] {
        let request = Request::builder().method(&method).uri(origin.url("/")).body(body).unwrap();
        transport.clone().oneshot(request).await.unwrap().into_body().collect().await.unwrap();
        let seen = origin.last_request();
        let length = seen.headers().get(CONTENT_LENGTH).map(|value| value.to_str().unwrap());
        assert_eq!(length, expected, "{method}");
    }
}

#[tokio::test]
async fn nobody_there_is_a_failure_to_connect() {
    let free = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let transport = HyperTransport::builder().without_tls().build().unwrap();
    let request = Request::get(format!("http://{free}/")).body(Body::empty()).unwrap();
    let error = transport.oneshot(request).await.unwrap_err();
    assert_eq!(TransportErrorKind::of(&*error), TransportErrorKind::Connect);
}
