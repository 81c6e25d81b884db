//! What a caller sees when the org refuses, answers badly, or does not answer.

use std::time::Duration;

use http::Method;
use okta_client::{Client, ErrorKind, config::Sources};
use okta_testkit::{DropAt, Org, ResponseTemplate};
use okta_tests::{builder, client};

async fn refusal(org: &Org, answer: ResponseTemplate) -> okta_client::Error {
    let okta = builder(org).disable_retry().build().unwrap();
    org.when("GET /api/v1/users/me").respond_with(answer);
    okta.request(Method::GET, "/api/v1/users/me").send().await.unwrap_err()
}

#[tokio::test]
async fn the_status_decides_whatever_the_body_says() {
    let org = Org::start().await.unwrap();
    let empty = refusal(&org, ResponseTemplate::new(401)).await;
    assert!(empty.is_unauthorized() && empty.api().is_none());

    let page = refusal(&org, ResponseTemplate::new(503).html("<h1>maintenance</h1>")).await;
    assert!(page.is_retryable() && page.api().is_none());
    assert_eq!(page.raw_body().unwrap(), "<h1>maintenance</h1>");
    assert!(!page.to_string().contains("<h1>"));

    let lying =
        refusal(&org, ResponseTemplate::new(500).header("content-type", "application/json").body("{\"a")).await;
    assert_eq!(lying.status().unwrap(), 500);

    let okta_error = refusal(&org, ResponseTemplate::okta_error("E0000007", "Not found: user")).await;
    assert_eq!(okta_error.api().unwrap().error_code(), "E0000007");
}

#[tokio::test]
async fn a_good_status_with_a_bad_body_is_a_decode_error_that_keeps_the_body() {
    let org = Org::start().await.unwrap();
    let error = refusal(&org, ResponseTemplate::new(200).body("{\"id\":")).await;
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert_eq!(error.raw_body().unwrap(), "{\"id\":");
    assert!(std::error::Error::source(&error).is_some());
}

#[tokio::test]
async fn an_empty_body_is_legal_on_any_success() {
    let org = Org::start().await.unwrap();
    let okta = client(&org).unwrap();
    for status in [200, 201, 202, 204] {
        org.when("POST /api/v1/users/x/lifecycle/anything").respond_with(ResponseTemplate::new(status));
        let reply = okta.request(Method::POST, "/api/v1/users/x/lifecycle/anything").send().await.unwrap();
        assert_eq!(reply.status(), status);
        assert_eq!(reply.to_value().unwrap(), serde_json::Value::Null);
    }
    for request in org.requests().iter() {
        assert_eq!(request.header("content-length"), Some("0"));
    }
}

#[tokio::test]
async fn absurd_rate_limit_headers_neither_panic_nor_park_the_call() {
    let org = Org::start().await.unwrap();
    let okta = builder(&org).request_timeout(Duration::from_secs(5)).build().unwrap();
    for reset in ["99999999999999999999999", "-5", "soon", "", "18446744073709551615"] {
        let absurd =
            ResponseTemplate::new(429).header("x-rate-limit-limit", "100").header("x-rate-limit-remaining", "0");
        org.clear_faults();
        org.when("GET /api/v1/users/me").respond_with(absurd.header("x-rate-limit-reset", reset));
        match okta.request(Method::GET, "/api/v1/users/me").send().await {
            Ok(reply) => assert_eq!(reply.attempts(), 2, "{reset:?}"),
            Err(error) => assert!(error.is_rate_limited(), "{reset:?}: {error}"),
        }
    }
}

#[tokio::test]
async fn a_connection_that_breaks_is_a_transport_error_and_a_missing_server_a_connect_error() {
    let org = Org::start().await.unwrap();
    let okta = builder(&org).disable_retry().build().unwrap();
    org.when("POST /api/v1/groups").drop_connection(DropAt::BeforeResponse);
    let error = okta
        .request(Method::POST, "/api/v1/groups")
        .json(&okta_models::Json::from_serialize(&serde_json::json!({"profile": {"name": "g"}})).unwrap())
        .send()
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Transport, "{error:?}");
    assert!(!error.is_before_send());

    org.when("GET /api/v1/users/me").truncate_body();
    let error = okta.request(Method::GET, "/api/v1/users/me").send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Transport, "{error:?}");

    let url = org.url().to_owned();
    org.shutdown().await;
    let nobody = Client::builder()
        .sources(Sources::none())
        .org_url(url)
        .token("00token")
        .disable_https_check(true)
        .disable_retry()
        .build()
        .unwrap();
    let error = nobody.request(Method::POST, "/api/v1/users").send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connect, "{error:?}");
    assert!(error.is_before_send() && error.is_retryable());
}

#[tokio::test]
async fn a_stalled_answer_ends_with_the_attempt_and_a_stuck_call_with_the_deadline() {
    let org = Org::start().await.unwrap();
    let okta = builder(&org).disable_retry().build().unwrap();
    org.when("GET /api/v1/users/me").always().hang();
    let call = || okta.request(Method::GET, "/api/v1/users/me");
    let error = call().with_attempt_timeout(Duration::from_millis(20)).send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert!(error.to_string().contains("in time"), "{error}");
    let error = call().with_deadline(Duration::from_millis(20)).send().await.unwrap_err();
    assert!(error.is_timeout() && error.to_string().contains("deadline"), "{error}");
}

#[tokio::test]
async fn headers_with_line_breaks_are_refused_before_anything_is_sent() {
    let org = Org::start().await.unwrap();
    let okta = client(&org).unwrap();
    let error = okta
        .request(Method::GET, "/api/v1/users/me")
        .with_header("x-note", "a\r\nAuthorization: evil")
        .send()
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    assert!(error.to_string().contains("x-note") && !error.to_string().contains("evil"));
    assert_eq!(org.requests().len(), 0);
}

#[tokio::test]
async fn an_error_tells_when_calling_again_can_succeed() {
    let org = Org::start().await.unwrap();
    let error = refusal(&org, ResponseTemplate::new(503).header("retry-after", "7")).await;
    assert_eq!(error.retry_after(), Some(Duration::from_secs(7)));
    assert_eq!(refusal(&org, ResponseTemplate::new(503)).await.retry_after(), None);
    assert_eq!(refusal(&org, ResponseTemplate::new(404)).await.retry_after(), None);

    // The server refuses: its window says when.
    org.set_rate_limit("GET /api/v1/users/{id}", 1, Duration::from_secs(60));
    let blunt = builder(&org).disable_retry().disable_rate_limit().build().unwrap();
    blunt.users().get("me").await.unwrap();
    let refused = blunt.users().get("me").await.unwrap_err();
    assert_eq!(refused.status().unwrap(), 429);
    let wait = refused.retry_after().unwrap().as_secs();
    assert!((30..=61).contains(&wait), "{wait}");

    // The client holds the call back: it knows what the server would say.
    org.reset_rate_limits();
    let okta = client(&org).unwrap();
    okta.users().get("me").await.unwrap();
    let held = okta.users().get("me").with_deadline(Duration::from_secs(2)).await.unwrap_err();
    assert!(held.is_rate_limited() && held.status().is_none(), "{held}");
    let wait = held.retry_after().unwrap().as_secs();
    assert!((30..=75).contains(&wait), "{wait}");
}
