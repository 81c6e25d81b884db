//! Errors of rejected requests, invalid responses and missing responses.

use std::time::Duration;

use http::Method;
use okta_client::{Client, ErrorKind, config::Sources};
use okta_testkit::{DropAt, Org, ResponseTemplate};
use okta_tests::{builder, client};

async fn error_of(org: &Org, response: ResponseTemplate) -> okta_client::Error {
    let okta = builder(org).disable_retry().build().unwrap();
    org.when("GET /api/v1/users/me").respond_with(response);
    okta.request(Method::GET, "/api/v1/users/me").send().await.unwrap_err()
}

#[tokio::test]
async fn status_determines_the_error_whatever_the_body() {
    let org = Org::start().await.unwrap();
    let empty = error_of(&org, ResponseTemplate::new(401)).await;
    assert!(empty.is_unauthorized() && empty.api().is_none());

    let page = error_of(&org, ResponseTemplate::new(503).html("<h1>maintenance</h1>")).await;
    assert!(page.is_retryable() && page.api().is_none());
    assert_eq!(page.raw_body().unwrap(), "<h1>maintenance</h1>");
    assert!(!page.to_string().contains("<h1>"));

    let malformed =
        error_of(&org, ResponseTemplate::new(500).header("content-type", "application/json").body("{\"a"))
            .await;
    assert_eq!(malformed.status().unwrap(), 500);

    let okta_error = error_of(&org, ResponseTemplate::okta_error("E0000007", "Not found: user")).await;
    assert_eq!(okta_error.api().unwrap().error_code(), "E0000007");
}

#[tokio::test]
async fn decode_error_keeps_the_body() {
    let org = Org::start().await.unwrap();
    let error = error_of(&org, ResponseTemplate::new(200).body("{\"id\":")).await;
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert_eq!(error.raw_body().unwrap(), "{\"id\":");
    assert!(std::error::Error::source(&error).is_some());
}

#[tokio::test]
async fn empty_body_is_valid_with_any_success_status() {
    let org = Org::start().await.unwrap();
    let okta = client(&org).unwrap();
    for status in [200, 201, 202, 204] {
        org.when("POST /api/v1/users/x/lifecycle/anything").respond_with(ResponseTemplate::new(status));
        let response = okta.request(Method::POST, "/api/v1/users/x/lifecycle/anything").send().await.unwrap();
        assert_eq!(response.status(), status);
        assert_eq!(response.to_value().unwrap(), serde_json::Value::Null);
    }
    for request in org.requests().iter() {
        assert_eq!(request.header("content-length"), Some("0"));
    }
}

#[tokio::test]
async fn invalid_rate_limit_headers_do_not_block() {
    let org = Org::start().await.unwrap();
    let okta = builder(&org).request_timeout(Duration::from_secs(5)).build().unwrap();
    for reset in ["99999999999999999999999", "-5", "soon", "", "18446744073709551615"] {
        let response = ResponseTemplate::new(429)
            .header("x-rate-limit-limit", "100")
            .header("x-rate-limit-remaining", "0");
        org.clear_faults();
        org.when("GET /api/v1/users/me").respond_with(response.header("x-rate-limit-reset", reset));
        match okta.request(Method::GET, "/api/v1/users/me").send().await {
            Ok(response) => assert_eq!(response.attempts(), 2, "{reset:?}"),
            Err(error) => assert!(error.is_rate_limited(), "{reset:?}: {error}"),
        }
    }
}

#[tokio::test]
async fn broken_connection_and_unreachable_server_differ() {
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
    let unreachable = Client::builder()
        .sources(Sources::none())
        .org_url(url)
        .token("00token")
        .disable_https_check(true)
        .disable_retry()
        .build()
        .unwrap();
    let error = unreachable.request(Method::POST, "/api/v1/users").send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connect, "{error:?}");
    assert!(error.is_before_send() && error.is_retryable());
}

#[tokio::test]
async fn attempt_timeout_and_deadline_end_stalled_calls() {
    let org = Org::start().await.unwrap();
    let okta = builder(&org).disable_retry().build().unwrap();
    org.when("GET /api/v1/users/me").always().hang();
    let call = || okta.request(Method::GET, "/api/v1/users/me");
    let error = call().with_attempt_timeout(Duration::from_millis(20)).send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert!(error.to_string().contains("attempt timed out"), "{error}");
    let error = call().with_deadline(Duration::from_millis(20)).send().await.unwrap_err();
    assert!(error.is_timeout() && error.to_string().contains("deadline"), "{error}");
}

#[tokio::test]
async fn header_with_line_break_is_invalid_request() {
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
async fn retry_after_is_reported_by_the_error() {
    let org = Org::start().await.unwrap();
    let error = error_of(&org, ResponseTemplate::new(503).header("retry-after", "7")).await;
    assert_eq!(error.retry_after(), Some(Duration::from_secs(7)));
    assert_eq!(error_of(&org, ResponseTemplate::new(503)).await.retry_after(), None);
    assert_eq!(error_of(&org, ResponseTemplate::new(404)).await.retry_after(), None);

    // The server rejects the call: the delay is that of its window.
    org.set_rate_limit("GET /api/v1/users/{id}", 1, Duration::from_secs(60));
    let unlimited = builder(&org).disable_retry().disable_rate_limit().build().unwrap();
    unlimited.users().get("me").await.unwrap();
    let rejected = unlimited.users().get("me").await.unwrap_err();
    assert_eq!(rejected.status().unwrap(), 429);
    let wait = rejected.retry_after().unwrap().as_secs();
    assert!((30..=61).contains(&wait), "{wait}");

    // The client does not send the call, since the server would reject it.
    org.reset_rate_limits();
    let okta = client(&org).unwrap();
    okta.users().get("me").await.unwrap();
    let limited = okta.users().get("me").with_deadline(Duration::from_secs(2)).await.unwrap_err();
    assert!(limited.is_rate_limited() && limited.status().is_none(), "{limited}");
    let wait = limited.retry_after().unwrap().as_secs();
    assert!((30..=75).contains(&wait), "{wait}");
}
