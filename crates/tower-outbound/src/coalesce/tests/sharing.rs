//! What is shared, with whom, and without holding a place.

use super::*;

#[tokio::test]
async fn requests_without_principal_are_not_coalesced_by_principal() {
    let (mock, mut server) = mock::pair();
    let client: Client = CoalesceLayer::by_principal().layer(mock);
    let _first = start(&client, get("/a")).await;
    let _second = start(&client, get("/a")).await;
    let _one = server.next_request().await.unwrap();
    assert!(server.next_request().now_or_never().is_some(), "their credentials are unknown");

    let alice = || with(get("/a"), Principal::new("alice"));
    let first = start(&client, alice()).await;
    let second = start(&client, alice()).await;
    respond(&mut server, "ok").await;
    assert_eq!(text(&first.await.unwrap().unwrap()), "ok");
    assert!(second.await.unwrap().unwrap().extensions().get::<Coalesced>().is_some());
    assert!(idle(&mut server).await);
}

/// A credential that depends on the request must be known to the layer.
#[tokio::test]
async fn responses_are_not_shared_between_users() {
    #[derive(Clone)]
    struct User(&'static str);
    let server = service_fn(|request: Request<Body>| async move {
        tokio::task::yield_now().await;
        let user = request.extensions().get::<User>().unwrap().0;
        Ok::<_, Infallible>(Response::new(Body::from(user)))
    });
    let client = CoalesceLayer::by_principal().layer(server);
    let call = |user| client.clone().oneshot(with(get("/me"), User(user)));
    let (alice, bob) = futures_util::future::join(call("alice"), call("bob")).await;
    let body = async |response: Result<Collected, BoxError>| {
        http_body_util::BodyExt::collect(response.unwrap().into_body()).await.unwrap().to_bytes()
    };
    assert_eq!(body(alice).await, "alice");
    assert_eq!(body(bob).await, "bob");
}

/// Equal requests join without a place in the inner service.
#[tokio::test(start_paused = true)]
async fn equal_requests_join_over_one_permit() {
    let server = service_fn(|_: Request<Body>| async {
        tokio::time::sleep(Duration::from_secs(10)).await;
        Ok::<_, Infallible>(Response::new(Body::from("ok")))
    });
    let client = tower::ServiceBuilder::new()
        .layer(CoalesceLayer::single_user())
        .layer(tower::limit::ConcurrencyLimitLayer::new(1))
        .service(server);
    let begin = tokio::time::Instant::now();
    let calls = (0..3).map(|_| client.clone().oneshot(get("/a")));
    let responses = futures_util::future::join_all(calls).await;
    let joined = |response: &Result<Collected, BoxError>| {
        response.as_ref().unwrap().extensions().get::<Coalesced>().is_some()
    };
    assert_eq!(responses.iter().filter(|response| joined(response)).count(), 2);
    assert_eq!(begin.elapsed(), Duration::from_secs(10));
}

#[tokio::test]
async fn service_is_always_ready() {
    let (mut service, mut server) = mock::spawn_layer(CoalesceLayer::single_user());
    server.allow(0);
    assert_ready_ok!(service.poll_ready());
    let mut call = task::spawn(service.call(get("/a")));
    assert_pending!(call.poll());
    settle().await;
    assert!(server.next_request().now_or_never().is_none());
    server.allow(1);
    respond(&mut server, "ok").await;
    settle().await;
    let response: Collected = assert_ready_ok!(call.poll());
    assert_eq!(text(&response), "ok");
}

#[tokio::test]
async fn streams_are_passed_to_each_caller() {
    let (client, mut server) = pair();
    let first = start(&client, get("/events")).await;
    let second = start(&client, get("/events")).await;
    for body in ["one", "two"] {
        let (_, send) = server.next_request().await.unwrap();
        let events = Response::builder().header("content-type", "text/event-stream");
        send.send_response(events.body(Body::from(body)).unwrap());
        settle().await;
    }
    for (call, expected) in [(first, "one"), (second, "two")] {
        let response = call.await.unwrap().unwrap();
        assert!(response.body().as_bytes().is_none());
        assert!(response.extensions().get::<Coalesced>().is_none());
        let body = http_body_util::BodyExt::collect(response.into_body()).await.unwrap();
        assert_eq!(body.to_bytes(), expected);
    }
}

#[tokio::test]
async fn watch_is_not_coalesced_by_request_predicate() {
    let (mock, mut server) = mock::pair();
    let layer = CoalesceLayer::single_user().when_request(|head| !crate::collect::is_watch(head));
    let client: Client = layer.layer(mock);
    let _first = start(&client, get("/pods?watch=true")).await;
    let _second = start(&client, get("/pods?watch=true")).await;
    let _one = server.next_request().await.unwrap();
    assert!(server.next_request().now_or_never().is_some());
}

#[tokio::test]
async fn trailers_are_shared() {
    let (client, mut server) = pair();
    let first = start(&client, get("/a")).await;
    let second = start(&client, get("/a")).await;
    let (_, send) = server.next_request().await.unwrap();
    let trailers: http::HeaderMap =
        [(http::header::ETAG, http::HeaderValue::from_static("x"))].into_iter().collect();
    let sent = trailers.clone();
    let body = http_body_util::Full::new(Bytes::from_static(b"{}"));
    let body = http_body_util::BodyExt::with_trailers(body, async move { Some(Ok(sent)) });
    send.send_response(Response::new(Body::new(body)));
    for call in [first, second] {
        assert_eq!(call.await.unwrap().unwrap().body().trailers(), Some(&trailers));
    }
}
