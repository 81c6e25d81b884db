//! What the org does not support, and forms of requests that Okta accepts.

use http_body_util::Full;
use okta_testkit::Org;
use serde_json::json;

use crate::common::Http;

#[tokio::test]
async fn unsupported_operations_are_named_and_counted() {
    let org = Org::start().await.unwrap();
    let http = Http::new(&org);
    for (method, path, id, nearest) in [
        (
            "POST",
            "/api/v1/inlineHooks/cal1/execute",
            "executeInlineHook",
            "calls a server outside of the org",
        ),
        ("GET", "/api/v9/campaigns", "/api/v9/campaigns", "GET /"),
        ("POST", "/api/v1/authn/unknown", "/api/v1/authn/unknown", "POST /"),
    ] {
        let response = http.write(method, path, json!({})).await;
        let error = response.assert_error(501, "TESTKIT").json();
        let text = error.to_string();
        assert!(text.contains(id) && text.contains(nearest), "{text}");
    }
    http.delete("/api/v1/users").await.assert_error(405, "E0000022");
    http.get("/api/v1/users/nobody").await.assert_error(404, "E0000007");
    org.requests().unsupported().expect(3);
}

#[tokio::test]
async fn ignored_parameters_are_rejected_unless_lenient() {
    let strict = Org::start().await.unwrap();
    let path = "/api/v1/users?expand=classification";
    let error = Http::new(&strict).get(path).await;
    let text = error.assert_error(501, "TESTKIT").json().to_string();
    assert!(text.contains("expand") && text.contains("listUsers"), "{text}");
    // Okta ignores parameters that it does not know.
    Http::new(&strict).get("/api/v1/users?colour=red").await.ok();
    strict.requests().unsupported().expect(1);

    let lenient = Org::builder().lenient().start().await.unwrap();
    Http::new(&lenient).get(path).await.ok();
    lenient.requests().unsupported().expect(1);
}

#[tokio::test]
async fn tokens_without_blank_are_accepted() {
    let org = Org::start().await.unwrap();
    let request = http::Request::get(format!("{}/api/v1/users/me", org.url()))
        .header("authorization", format!("SSWS{}", org.token()));
    let response = Http::new(&org).send(request.body(Full::default()).unwrap()).await.unwrap();
    assert_eq!(response.ok()["id"], org.admin_id());
}

#[tokio::test]
async fn slash_at_the_end_adds_nothing() {
    let org = Org::start().await.unwrap();
    let http = Http::new(&org);
    assert_eq!(http.get("/api/v1/users/me/").await.ok()["id"], org.admin_id());
    assert_eq!(http.get("/api/v1/users/").await.ids(), [org.admin_id()]);
    org.requests().matching("GET /api/v1/users/{id}").expect(1);
}

#[tokio::test]
async fn head_is_get_without_body() {
    let org = Org::start().await.unwrap();
    let http = Http::new(&org);
    for (path, status) in [("/api/v1/users/me", 200), ("/api/v1/users/nobody", 404), ("/api/v1/groups", 200)]
    {
        let request = http.request("HEAD", path).body(Full::default()).unwrap();
        let response = http.send(request).await.unwrap();
        assert_eq!((response.status.as_u16(), response.body.len()), (status, 0), "{path}");
    }
}
