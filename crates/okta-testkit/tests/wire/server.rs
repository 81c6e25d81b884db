//! Headers of every response, recorded requests, and the life cycle of connections.

use std::time::Duration;

use crate::common::{Http, person};
use http::Version;
use http_body_util::{BodyExt, Full};
use okta_testkit::{Clock, Org};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

async fn raw(org: &Org, request: &str) -> String {
    let address = org.url().trim_start_matches("http://");
    let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut response = Vec::new();
    stream.read_to_end(&mut response).await.unwrap();
    String::from_utf8(response).unwrap()
}

#[tokio::test]
async fn responses_have_request_id_date_and_cookies() {
    let clock = Clock::frozen_at(1_700_000_000);
    let org = Org::builder().clock(clock).charset(true).start().await.unwrap();
    let http = Http::new(&org);
    let response = http.get("/api/v1/users/nobody").await;
    response.assert_error(404, "E0000007");
    assert_eq!(response.headers["date"], "Tue, 14 Nov 2023 22:13:20 GMT");
    assert_eq!(response.headers["x-okta-request-id"], org.requests().only().request_id());
    assert_eq!(response.headers["content-type"], "application/json;charset=UTF-8");
    assert_eq!(response.headers.get_all("set-cookie").iter().count(), 2);
    assert_eq!(response.json()["errorLink"], "E0000007");
}

#[tokio::test]
async fn organization_metadata_is_public() {
    let org = Org::start().await.unwrap();
    let http = Http { token: "wrong".to_owned(), ..Http::new(&org) };
    assert_eq!(http.get("/.well-known/okta-organization").await.ok()["pipeline"], "idx");
}

#[tokio::test]
async fn post_without_length_is_rejected() {
    let org = Org::start().await.unwrap();
    let head = |extra: &str| {
        let (host, token) = (org.url().trim_start_matches("http://"), org.token());
        format!(
            "POST /api/v1/users/me/lifecycle/suspend HTTP/1.1\r\nhost: {host}\r\nauthorization: SSWS {token}\r\n\
             connection: close\r\n{extra}\r\n"
        )
    };
    assert!(raw(&org, &head("")).await.starts_with("HTTP/1.1 411"));
    assert!(raw(&org, &head("content-length: 0\r\n")).await.starts_with("HTTP/1.1 200"));
    let chunked = head("transfer-encoding: chunked\r\n") + "0\r\n\r\n";
    assert!(raw(&org, &chunked).await.starts_with("HTTP/1.1 400"), "already suspended");
}

#[tokio::test]
async fn requests_are_recorded() {
    let org = Org::start().await.unwrap();
    let http = Http::new(&org);
    http.post("/api/v1/users?activate=false", person("a+b@example.com")).await;
    http.get("/api/v1/users/a%2Bb%40example.com").await;
    let requests = org.requests();
    requests.matching("POST users").expect(1).with_status(200).expect(1);
    let post = &requests[0];
    assert_eq!(post.json().unwrap()["profile"]["login"], "a+b@example.com");
    assert_eq!(post.param("activate").as_deref(), Some("false"));
    assert_eq!((post.connection(), post.version()), (1, Version::HTTP_11));
    assert_eq!(requests[1].path(), "/api/v1/users/a%2Bb%40example.com");
    let shown = format!("{:?}", requests);
    assert!(!shown.contains(org.token()), "{shown}");
    assert!(!shown.contains("profile"), "no bodies: {shown}");
    org.clear_requests();
    org.requests().expect(0);
}

#[tokio::test]
async fn http2_by_prior_knowledge() {
    let org = Org::start().await.unwrap();
    let http = Http::http2(&org);
    http.post("/api/v1/users", person("ada@example.com")).await.ok();
    http.get("/api/v1/users").await.ok();
    let connection = org.connections()[0];
    assert!(connection.is_http2() && connection.is_open());
    assert_eq!((connection.number(), connection.requests()), (1, 2));
    assert_eq!(org.requests()[0].version(), Version::HTTP_2);
}

#[test]
fn start_blocking_needs_no_runtime() {
    use std::io::{Read, Write};
    let org = Org::start_blocking().unwrap();
    let mut stream = std::net::TcpStream::connect(org.url().trim_start_matches("http://")).unwrap();
    write!(stream, "GET /api/v1/users HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").unwrap();
    let mut response = String::new();
    stream.read_to_string(&mut response).unwrap();
    assert!(response.starts_with("HTTP/1.1 401"), "{response}");
}

#[tokio::test]
async fn shutdown_closes_port_and_connections() {
    let org = Org::start().await.unwrap();
    let http = Http::new(&org);
    http.get("/api/v1/users").await;
    let address = org.url().trim_start_matches("http://").to_owned();
    let other = org.clone();
    org.shutdown().await;
    assert!(tokio::net::TcpStream::connect(address).await.is_err());
    assert!(!other.connections()[0].is_open());
}

#[tokio::test]
async fn dropping_last_handle_stops_org() {
    let org = Org::start().await.unwrap();
    let http = Http::new(&org);
    http.get("/api/v1/users").await;
    drop(org);
    let request = http.request("GET", "/api/v1/users").body(Full::default()).unwrap();
    // The connection may still accept the request, but never responds.
    assert!(match http.client.request(request).await {
        Err(_) => true,
        Ok(response) => response.into_body().collect().await.is_err(),
    });
}

#[tokio::test]
async fn reads_can_lag_behind_writes() {
    let clock = Clock::frozen_at(1_700_000_000);
    let org = Org::builder()
        .users(3)
        .clock(clock.clone())
        .lag("users", Duration::from_secs(5))
        .start()
        .await
        .unwrap();
    let http = Http::new(&org);
    let created = http.post("/api/v1/users", person("ada@example.com")).await.ok();
    let path = format!("/api/v1/users/{}", created["id"].as_str().unwrap());
    http.get(&path).await.assert_error(404, "E0000007");
    let first = http.get("/api/v1/users?limit=2").await;
    assert_eq!(http.get(&first.next().unwrap()).await.ids().len(), 1);
    // The write is applied: the login is taken, and the log, which does not lag, has its event.
    http.post("/api/v1/users", person("ada@example.com")).await.assert_error(400, "E0000001");
    assert_eq!(
        http.get("/api/v1/logs?filter=eventType+sw+%22user.lifecycle%22")
            .await
            .ok()
            .as_array()
            .unwrap()
            .len(),
        2
    );

    clock.advance(Duration::from_secs(3));
    http.post(&path, serde_json::json!({"profile": {"title": "Dr"}})).await.ok();
    clock.advance(Duration::from_secs(2));
    assert_eq!(http.get(&path).await.ok()["profile"].get("title"), None, "created, not yet updated");
    assert_eq!(http.get(&first.next().unwrap()).await.ids().len(), 2);
    clock.advance(Duration::from_secs(3));
    assert_eq!(http.get(&path).await.ok()["profile"]["title"], "Dr");
    org.set_lag("users", Duration::ZERO);
    http.delete(&path).await;
    assert_eq!(http.get(&path).await.ok()["status"], "DEPROVISIONED");
}
