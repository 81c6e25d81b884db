//! Faults: scripted responses, interrupted connections and bodies.

use futures_util::FutureExt;
use http_body_util::{BodyExt, Full};
use okta_testkit::{DropAt, Org, ResponseTemplate};
use serde_json::json;
use tokio::{io::AsyncWriteExt, net::TcpStream};

use crate::common::{Http, person};

#[tokio::test]
async fn responses_can_be_scripted() {
    let org = Org::start().await.unwrap();
    let http = Http::new(&org);
    let rule = org
        .when("GET /api/v1/users")
        .times(2)
        .respond_with(ResponseTemplate::okta_error("E0000009", "broken"));
    http.get("/api/v1/users/me").await.ok();
    http.get("/api/v1/users").await.assert_error(500, "E0000009");
    http.get("/api/v1/users").await.assert_error(500, "E0000009");
    http.get("/api/v1/users").await.ok();
    assert_eq!(rule.hits(), 2);

    org.when("*").respond_with_each([
        ResponseTemplate::new(502).html("<html>bad</html>"),
        ResponseTemplate::new(503),
        ResponseTemplate::redirect("https://x.example/"),
    ]);
    let html = http.get("/api/v1/users").await;
    assert_eq!((html.status.as_u16(), html.headers["content-type"].to_str().unwrap()), (502, "text/html"));
    let empty = http.get("/api/v1/users").await;
    assert_eq!((empty.status.as_u16(), empty.body.len()), (503, 0));
    assert_eq!(http.get("/api/v1/users").await.headers["location"], "https://x.example/");
    http.get("/api/v1/users").await.ok();
}

#[tokio::test]
async fn unknown_operations_can_be_scripted() {
    let org = Org::start().await.unwrap();
    let http = Http::new(&org);
    let rule = org.when("POST /api/v1/inlineHooks/{id}/execute").always().respond_with_fn(|request| {
        ResponseTemplate::ok(json!({"path": request.path(), "sent": request.json()}))
    });
    let response = http.post("/api/v1/inlineHooks/cal1/execute", json!({"a": 1})).await.ok();
    assert_eq!(response, json!({"path": "/api/v1/inlineHooks/cal1/execute", "sent": {"a": 1}}));
    rule.remove();
    http.post("/api/v1/inlineHooks/cal1/execute", json!({"a": 1})).await.assert_error(501, "TESTKIT");

    org.when("users").after(1).map_response(|response| response.header("x-extra", "1"));
    assert!(!http.get("/api/v1/users").await.headers.contains_key("x-extra"));
    let changed = http.get("/api/v1/users").await;
    assert!(changed.headers.contains_key("x-extra") && changed.ok().is_array());
}

#[tokio::test]
async fn matching_rules_apply_in_order() {
    let org = Org::start().await.unwrap();
    let http = Http::new(&org);
    org.when("users").respond_with(ResponseTemplate::new(503));
    org.when("users").respond_with(ResponseTemplate::new(504));
    let codes =
        [http.get("/api/v1/users").await, http.get("/api/v1/users").await, http.get("/api/v1/users").await];
    assert_eq!(codes.map(|response| response.status.as_u16()), [503, 504, 200]);
    org.when("users").always().respond_with(ResponseTemplate::new(503));
    org.clear_faults();
    http.get("/api/v1/users").await.ok();
}

#[tokio::test]
async fn dropped_request_is_applied_up_to_drop_point() {
    for http2 in [false, true] {
        let org = Org::start().await.unwrap();
        let http = if http2 { Http::http2(&org) } else { Http::new(&org) };
        for (at, users) in
            [(DropAt::BeforeReading, 1), (DropAt::BeforeApplying, 1), (DropAt::BeforeResponse, 2)]
        {
            org.when("POST users").drop_connection(at);
            let request = http.request("POST", "/api/v1/users").header("content-type", "application/json");
            let request = request.body(Full::from(person("ada@example.com").to_string())).unwrap();
            assert!(http.send(request).await.is_err(), "{at:?}");
            assert_eq!(org.user_count(), users, "{at:?}");
        }
        let requests = org.requests().matching("POST users");
        requests.expect(3);
        assert!(requests.iter().all(|request| request.status().is_none()));
        assert!(requests[0].body().is_empty() && !requests[1].body().is_empty());
        http.get("/api/v1/users").await.ok();
        assert_eq!(org.connections().len(), 4, "each drop closes its connection");
    }
}

#[tokio::test]
async fn bodies_are_interrupted_after_first_half() {
    for http2 in [false, true] {
        let org = Org::builder().users(20).start().await.unwrap();
        let http = if http2 { Http::http2(&org) } else { Http::new(&org) };
        let whole = http.get("/api/v1/users").await.body.len();
        let first_half = async |http: &Http| {
            let request = http.request("GET", "/api/v1/users").body(Full::default()).unwrap();
            let mut body = http.client.request(request).await.unwrap().into_body();
            let mut received = 0;
            let interrupted = loop {
                match body.frame().await {
                    Some(Ok(frame)) => received += frame.into_data().unwrap().len(),
                    Some(Err(_)) => break true,
                    None => break false,
                }
            };
            (received, interrupted)
        };
        org.when("users").truncate_body();
        assert_eq!(first_half(&http).await, (whole / 2, true));
        org.when("users").reset_body();
        let (received, interrupted) = first_half(&http).await;
        assert!(interrupted && received <= whole / 2, "{received}");

        org.when("users").stall_body();
        let request = http.request("GET", "/api/v1/users").body(Full::default()).unwrap();
        let mut body = http.client.request(request).await.unwrap().into_body();
        assert_eq!(body.frame().await.unwrap().unwrap().into_data().unwrap().len(), whole / 2);
        tokio::task::yield_now().await;
        assert!(body.frame().now_or_never().is_none());
    }
}

#[tokio::test]
async fn connection_can_be_reset() {
    let org = Org::start().await.unwrap();
    let http = Http::new(&org);
    for (at, users) in [(DropAt::BeforeReading, 1), (DropAt::BeforeApplying, 1), (DropAt::BeforeResponse, 2)]
    {
        org.when("POST users").reset_connection(at);
        let request = http.request("POST", "/api/v1/users").header("content-type", "application/json");
        let request = request.body(Full::from(person("ada@example.com").to_string())).unwrap();
        let error = format!("{:?}", http.send(request).await.unwrap_err());
        assert!(error.contains("ConnectionReset"), "{error}");
        assert_eq!(org.user_count(), users, "{at:?}");
    }
}

#[tokio::test]
async fn slow_body_is_sent_in_chunks() {
    let org = Org::builder().users(20).start().await.unwrap();
    let http = Http::http2(&org);
    let whole = http.get("/api/v1/users").await.body;
    org.when("users").slow_body(std::time::Duration::ZERO);
    let request = http.request("GET", "/api/v1/users").body(Full::default()).unwrap();
    let mut body = http.client.request(request).await.unwrap().into_body();
    let (mut chunks, mut received) = (0, Vec::new());
    while let Some(frame) = body.frame().await {
        received.extend(frame.unwrap().into_data().unwrap());
        chunks += 1;
    }
    assert_eq!((received.as_slice(), chunks), (&whole[..], 8));
}

#[tokio::test]
async fn stalled_connection_never_responds() {
    let org = Org::start().await.unwrap();
    let http = Http::new(&org);
    org.stall_connections(1);
    let mut stalled = TcpStream::connect(org.url().trim_start_matches("http://")).await.unwrap();
    stalled.write_all(b"GET /api/v1/users HTTP/1.1\r\nhost: x\r\n\r\n").await.unwrap();
    // The next connection is served while the first is stalled.
    http.get("/api/v1/users").await.ok();
    let nothing = stalled.try_read(&mut [0]).unwrap_err();
    assert_eq!(nothing.kind(), std::io::ErrorKind::WouldBlock);
    org.requests().expect(1);
}

#[tokio::test]
async fn connections_can_be_rejected_and_limited() {
    let org = Org::start().await.unwrap();
    let http = Http::new(&org);
    org.reject_connections(1);
    let request = || http.request("GET", "/api/v1/users").body(Full::default()).unwrap();
    assert!(http.send(request()).await.is_err());
    org.requests().expect(0);
    http.get("/api/v1/users").await.ok();

    org.set_requests_per_connection(2);
    for _ in 0..3 {
        http.get("/api/v1/users").await.ok();
    }
    assert_eq!(org.connections().iter().map(|c| c.requests()).max(), Some(2));
}

#[tokio::test]
async fn goaway_serves_requests_in_flight() {
    let org = Org::start().await.unwrap();
    let http = Http::http2(&org);
    http.get("/api/v1/users").await.ok();
    org.when("GET /api/v1/users").go_away();
    let held = org.when("GET /api/v1/users/me").hold();
    let (response, ()) = tokio::join!(http.get("/api/v1/users/me"), async {
        held.wait_for(1).await;
        http.get("/api/v1/users").await.ok();
        held.release();
    });
    response.ok();
    http.get("/api/v1/users").await.ok();
    assert_eq!(org.connections().len(), 2);
}

#[tokio::test]
async fn hanging_request_is_recorded() {
    let org = Org::start().await.unwrap();
    let http = Http::new(&org);
    org.when("users").hang();
    let mut call = std::pin::pin!(http.get("/api/v1/users"));
    while org.requests().is_empty() {
        assert!(call.as_mut().now_or_never().is_none());
        tokio::task::yield_now().await;
    }
    assert_eq!(org.requests().only().status(), None);
    org.drop_connections();
}

#[tokio::test]
async fn bodies_are_compressed_on_accept_encoding() {
    let org = Org::builder().users(20).start().await.unwrap();
    let http = Http::new(&org);
    let request =
        http.request("GET", "/api/v1/users").header("accept-encoding", "gzip").body(Full::default()).unwrap();
    let response = http.send(request).await.unwrap();
    assert_eq!(response.headers["content-encoding"], "gzip");
    assert_eq!(response.body[..2], [0x1f, 0x8b]);
    assert!(!http.get("/api/v1/users").await.headers.contains_key("content-encoding"));
}
