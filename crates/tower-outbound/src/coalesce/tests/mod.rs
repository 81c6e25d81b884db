mod sharing;

use std::{convert::Infallible, error::Error as _, io, time::Duration};

use bytes::Bytes;
use futures_util::FutureExt;
use http::{Method, Request, Response};
use tokio_test::{assert_pending, assert_ready_ok, task};
use tower::{ServiceExt, service_fn};
use tower_test::mock::{self, Handle, Mock};

use super::*;
use crate::{
    BoxError,
    body::Body,
    collect::BodyTooLarge,
    meta::{AttemptTimeout, BodyMode, CacheMode, Deadline, ErrorBody, Principal, RetryHint},
};

type Server = Handle<Request<Body>, Response<Body>>;
type Client = Coalesce<Mock<Request<Body>, Response<Body>>>;
type Collected = Response<CollectedBody<Body>>;

fn pair() -> (Client, Server) {
    let (mock, server) = mock::pair();
    (CoalesceLayer::single_user().layer(mock), server)
}

fn get(path: &'static str) -> Request<Body> {
    Request::get(path).body(Body::empty()).unwrap()
}

fn with<T: Clone + Send + Sync + 'static>(mut request: Request<Body>, extension: T) -> Request<Body> {
    request.extensions_mut().insert(extension);
    request
}

/// Spawns a call and polls it until it waits.
async fn start(
    client: &Client,
    request: Request<Body>,
) -> tokio::task::JoinHandle<Result<Collected, BoxError>> {
    let call = tokio::spawn(client.clone().oneshot(request));
    settle().await;
    call
}

/// Runs every spawned task until it waits.
async fn settle() {
    for _ in 0..20 {
        tokio::task::yield_now().await;
    }
}

async fn respond(server: &mut Server, body: &'static str) -> Request<Body> {
    let (request, send) = server.next_request().await.unwrap();
    send.send_response(Response::new(Body::from(body)));
    request
}

fn text(response: &Collected) -> &str {
    std::str::from_utf8(response.body().as_bytes().unwrap()).unwrap()
}

async fn idle(server: &mut Server) -> bool {
    settle().await;
    server.next_request().now_or_never().is_none()
}

#[tokio::test]
async fn equal_requests_share_one_flight() {
    let (client, mut server) = pair();
    let mut calls = Vec::new();
    for _ in 0..10 {
        calls.push(start(&client, get("/a")).await);
    }
    respond(&mut server, "one").await;
    let mut joined = 0;
    for call in calls {
        let response = call.await.unwrap().unwrap();
        assert_eq!(text(&response), "one");
        joined += usize::from(response.extensions().get::<Coalesced>().is_some());
    }
    assert_eq!(joined, 9);
    assert!(idle(&mut server).await);

    let next = start(&client, get("/a")).await;
    respond(&mut server, "two").await;
    assert_eq!(text(&next.await.unwrap().unwrap()), "two");
}

#[tokio::test]
async fn tracing_headers_are_not_part_of_key() {
    let (client, mut server) = pair();
    let traced = |id: &'static str| {
        let mut request = get("/a");
        request.headers_mut().insert("traceparent", http::HeaderValue::from_static(id));
        request
    };
    let first = start(&client, traced("1")).await;
    let second = start(&client, traced("2")).await;
    respond(&mut server, "ok").await;
    assert_eq!(text(&first.await.unwrap().unwrap()), text(&second.await.unwrap().unwrap()));
}

#[tokio::test]
async fn unequal_requests_are_not_coalesced() {
    let header = |name: &'static str, value: &'static str| {
        let mut request = get("/a");
        request.headers_mut().insert(name, http::HeaderValue::from_static(value));
        request
    };
    let others = [
        get("/a?expand=b"),
        get("https://other.example/a"),
        Request::head("/a").body(Body::empty()).unwrap(),
        header("accept", "text/xml"),
        header("accept-language", "de"),
        header("content-type", "application/json; view=short"),
        header("x-forwarded-for", "192.0.2.1"),
        with(get("/a"), Principal::new("another")),
        with(get("/a"), RetryHint::none()),
        with(get("/a"), AttemptTimeout(None)),
    ];
    for other in others {
        let (client, mut server) = pair();
        let name = format!("{other:?}");
        let _first = start(&client, get("/a")).await;
        let _second = start(&client, other).await;
        let _one = server.next_request().await.unwrap();
        assert!(server.next_request().now_or_never().is_some(), "{name}");
    }
}

#[tokio::test]
async fn principals_do_not_share_flights() {
    let (mock, mut server) = mock::pair();
    let layer = CoalesceLayer::single_user();
    let one: Client = layer.clone().principal(Principal::new("one")).layer(mock.clone());
    let two: Client = layer.principal(Principal::new("two")).layer(mock);
    let _first = start(&one, get("/a")).await;
    let _second = start(&two, get("/a")).await;
    let _joined = start(&two, with(get("/a"), Principal::new("one"))).await;
    let _one = server.next_request().await.unwrap();
    assert!(server.next_request().now_or_never().is_some());
    assert!(idle(&mut server).await);
}

#[tokio::test]
async fn personal_requests_are_not_coalesced() {
    let header = |name: &'static str| {
        let mut request = get("/a");
        request.headers_mut().insert(name, http::HeaderValue::from_static("x"));
        request
    };
    let mut makers: Vec<Box<dyn Fn() -> Request<Body>>> = vec![
        Box::new(|| with(get("/a"), BodyMode::Stream)),
        Box::new(|| with(get("/a"), CacheMode::Bypass)),
        Box::new(|| with(get("/a"), CacheMode::Refresh)),
        Box::new(|| Request::get("/a").body(Body::from("query")).unwrap()),
        Box::new(|| Request::post("/a").body(Body::empty()).unwrap()),
    ];
    for name in ["authorization", "cookie", "dpop", "if-none-match", "if-match", "range", "cache-control"] {
        makers.push(Box::new(move || header(name)));
    }
    for make in makers {
        let (client, mut server) = pair();
        let _first = start(&client, make()).await;
        let _second = start(&client, make()).await;
        let _one = server.next_request().await.unwrap();
        assert!(server.next_request().now_or_never().is_some(), "{:?}", make());
    }
}

#[tokio::test]
async fn flight_survives_its_leader() {
    let (client, mut server) = pair();
    let first = start(&client, get("/a")).await;
    let second = start(&client, get("/a")).await;
    first.abort();
    settle().await;
    let third = start(&client, get("/a")).await;
    respond(&mut server, "ok").await;
    assert_eq!(text(&second.await.unwrap().unwrap()), "ok");
    assert_eq!(text(&third.await.unwrap().unwrap()), "ok");
    assert!(idle(&mut server).await);
}

#[tokio::test]
async fn abandoned_flight_is_dropped() {
    struct Dropped(tokio::sync::mpsc::UnboundedSender<()>);
    impl Drop for Dropped {
        fn drop(&mut self) {
            let _ = self.0.send(());
        }
    }
    let (sender, mut dropped) = tokio::sync::mpsc::unbounded_channel();
    let server = service_fn(move |_: Request<Body>| {
        let guard = Dropped(sender.clone());
        async move {
            std::future::pending::<()>().await;
            drop(guard);
            Ok::<_, Infallible>(Response::new(Body::empty()))
        }
    });
    let client = CoalesceLayer::single_user().layer(server);
    let first = tokio::spawn(client.clone().oneshot(get("/a")));
    let second = tokio::spawn(client.clone().oneshot(get("/a")));
    settle().await;
    first.abort();
    settle().await;
    assert!(dropped.try_recv().is_err(), "dropped while a call waits for it");
    second.abort();
    dropped.recv().await.unwrap();
    settle().await;
    assert_eq!(format!("{:?}", client.flights), "SingleFlight(0 open)");
}

#[tokio::test]
async fn error_is_shared_with_its_source() {
    let (client, mut server) = pair();
    let first = start(&client, get("/a")).await;
    let second = start(&client, get("/a")).await;
    server.next_request().await.unwrap().1.send_error(io::Error::from(io::ErrorKind::ConnectionReset));
    for call in [first, second] {
        let error = call.await.unwrap().unwrap_err();
        let shared = error.downcast_ref::<SharedError>().unwrap().clone();
        let source = shared.get_ref().unwrap().downcast_ref::<io::Error>().unwrap();
        assert_eq!(source.kind(), io::ErrorKind::ConnectionReset);
        assert!(shared.source().unwrap().is::<io::Error>());
        assert!(!shared.to_string().contains(&source.to_string()));
    }
    assert_eq!(format!("{:?}", client.flights), "SingleFlight(0 open)");
}

#[tokio::test]
async fn response_extensions_are_shared() {
    let (client, mut server) = pair();
    let first = start(&client, get("/a")).await;
    let second = start(&client, get("/a")).await;
    let (_, send) = server.next_request().await.unwrap();
    let mut response = Response::builder().status(404).body(Body::from("{}")).unwrap();
    response.extensions_mut().insert(ErrorBody(Bytes::from_static(b"{}")));
    send.send_response(response);
    for call in [first, second] {
        let response = call.await.unwrap().unwrap();
        assert_eq!(response.status().as_u16(), 404);
        assert_eq!(response.extensions().get::<ErrorBody>().unwrap().0, "{}");
    }
}

#[tokio::test]
async fn read_after_write_starts_new_flight() {
    for outcome in ["completed", "failed", "dropped"] {
        let (client, mut server) = pair();
        let before = start(&client, get("/a")).await;
        let (_, send_before) = server.next_request().await.unwrap();

        let write = start(&client, Request::put("/a").body(Body::from("{}")).unwrap()).await;
        let (_, send_write) = server.next_request().await.unwrap();
        let during = start(&client, get("/a")).await;
        match outcome {
            "completed" => send_write.send_response(Response::new(Body::empty())),
            "failed" => send_write.send_error(io::Error::from(io::ErrorKind::TimedOut)),
            _ => write.abort(),
        }
        settle().await;
        let after = start(&client, get("/a")).await;

        send_before.send_response(Response::new(Body::from("old")));
        respond(&mut server, "new").await;
        assert_eq!(text(&before.await.unwrap().unwrap()), "old");
        assert_eq!(text(&during.await.unwrap().unwrap()), "old");
        assert_eq!(text(&after.await.unwrap().unwrap()), "new", "{outcome}");
    }
}

#[tokio::test]
async fn panic_fails_call_and_closes_flight() {
    let server = service_fn(|request: Request<Body>| async move {
        assert!(request.uri().path() != "/a", "expected by this test");
        Ok::<_, Infallible>(Response::new(Body::from("ok")))
    });
    let client = CoalesceLayer::single_user().layer(server);
    let error = client.clone().oneshot(get("/a")).await.unwrap_err();
    assert!(error.downcast_ref::<SharedError>().unwrap().get_ref().is_none());
    assert_eq!(format!("{:?}", client.flights), "SingleFlight(0 open)");
}

#[tokio::test(start_paused = true)]
async fn flight_with_early_deadline_is_not_joined() {
    let (client, mut server) = pair();
    let within = |seconds| {
        let at = tokio::time::Instant::now() + Duration::from_secs(seconds);
        with(get("/a"), Deadline(at.into_std()))
    };
    let _first = start(&client, within(10)).await;
    let _one = server.next_request().await.unwrap();
    let _joins = start(&client, within(20)).await;
    assert!(idle(&mut server).await);
    let _independent = start(&client, within(21)).await;
    assert!(server.next_request().now_or_never().is_some());
    let _forever = start(&client, get("/a")).await;
    assert!(server.next_request().now_or_never().is_some());
}

#[tokio::test]
async fn body_above_limit_is_an_error() {
    let server =
        service_fn(|_: Request<Body>| async { Ok::<_, Infallible>(Response::new(Body::from("12345"))) });
    let client = CoalesceLayer::single_user().limit(4).layer(server);
    let error = client.oneshot(get("/a")).await.unwrap_err();
    assert!(error.source().unwrap().is::<BodyTooLarge>());
}

#[test]
fn without_runtime_calls_pass_through() {
    let server = service_fn(|request: Request<Body>| async move {
        assert_eq!(*request.method(), Method::GET);
        Ok::<_, Infallible>(Response::new(Body::from("ok")))
    });
    let client = CoalesceLayer::single_user().layer(server);
    let response = client.oneshot(get("/a")).now_or_never().unwrap().unwrap();
    assert!(response.body().as_bytes().is_none());
}

const _: fn() = || {
    fn check<T: Clone + Send + Sync + 'static>() {}
    check::<CoalesceLayer>();
    check::<Coalesce<()>>();
    check::<SharedError>();
};
