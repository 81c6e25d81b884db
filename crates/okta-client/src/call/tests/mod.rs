//! Requests and decoded responses of generated calls.

mod parameters;

use std::sync::{Arc, Mutex};

use bytes::Bytes;
use futures_util::TryStreamExt;
use http::{Method, Request, StatusCode};
use http_body_util::BodyExt;
use okta_models as models;
use okta_tower::{
    BoxError,
    body::Body,
    meta::{CacheMode, NoCredentials, Operation, Principal, RetryHint},
};

use crate::{Client, ErrorKind, FilePart};

type Requests = Arc<Mutex<Vec<(http::request::Parts, Bytes)>>>;

/// A client of a service that always sends this response, and the recorded requests.
fn org(status: u16, body: &'static str) -> (Client, Requests) {
    let requests = Requests::default();
    let log = Arc::clone(&requests);
    let service = tower::service_fn(move |request: Request<Body>| {
        let log = Arc::clone(&log);
        async move {
            let (head, content) = request.into_parts();
            let content = content.collect().await?.to_bytes();
            log.lock().unwrap().push((head, content));
            let mut response = http::Response::new(Body::from(body));
            *response.status_mut() = StatusCode::from_u16(status).unwrap();
            Ok::<_, BoxError>(response)
        }
    });
    (Client::from_service("https://acme.okta.com", service).unwrap(), requests)
}

fn last(requests: &Requests) -> (http::request::Parts, Bytes) {
    requests.lock().unwrap().pop().unwrap()
}

#[tokio::test]
async fn get_has_metadata_and_last_parameter() {
    let (okta, requests) = org(200, r#"{"id":"00u1","status":"ACTIVE","profile":{"login":"a@b.example"}}"#);
    let user = okta.users().get("a/b ü@c").expand("blocks").expand("classification").await.unwrap();
    assert_eq!(user.id, "00u1");
    let (head, body) = last(&requests);
    assert_eq!(head.uri, "https://acme.okta.com/api/v1/users/a%2Fb%20%C3%BC%40c?expand=classification");
    assert_eq!(head.method, Method::GET);
    assert!(body.is_empty());
    let meta = head.extensions.get::<Operation>().unwrap().0;
    assert_eq!(
        (meta.id, meta.bucket, meta.scopes),
        ("getUser", "/api/v1/users/{id:.+}", &["okta.users.read"][..])
    );
}

#[tokio::test]
async fn json_body_has_content_type() {
    let (okta, requests) = org(200, "{}");
    let request = models::CreateUserRequest::new().group_ids(["00g1"]);
    okta.users().create(request).activate(false).await.unwrap();
    let (head, body) = last(&requests);
    assert_eq!(head.uri.query(), Some("activate=false"));
    assert_eq!(head.headers["content-type"], "application/json");
    assert_eq!(body, r#"{"groupIds":["00g1"]}"#);
}

#[tokio::test]
async fn invalid_argument_is_rejected_before_send() {
    let (okta, requests) = org(200, "[]");
    let empty = okta.users().get("").await.unwrap_err();
    assert_eq!(empty.kind(), ErrorKind::InvalidRequest);
    assert!(empty.is_before_send() && empty.to_string().contains("`id`: it is empty"), "{empty}");
    let dots = okta.groups().list_users("..").await.unwrap_err();
    assert_eq!(dots.kind(), ErrorKind::InvalidRequest);
    let header = okta.users().list().okta_response("a\r\nX-Evil: 1").await.unwrap_err();
    assert_eq!(header.kind(), ErrorKind::InvalidRequest);
    assert!(requests.lock().unwrap().is_empty());
}

#[tokio::test]
async fn call_options_become_headers_and_extensions() {
    let (okta, requests) = org(200, "{}");
    let call = okta.users().get("me").with_header("x-trace", "1").with_cache(CacheMode::Bypass);
    let response = call.with_retry(RetryHint::none()).with_extension("mine").send().await.unwrap();
    assert_eq!(response.status(), 200);
    let (head, _) = last(&requests);
    assert_eq!(head.headers["x-trace"], "1");
    assert_eq!(head.extensions.get::<CacheMode>(), Some(&CacheMode::Bypass));
    assert_eq!(head.extensions.get::<RetryHint>(), Some(&RetryHint::none()));
    assert_eq!(head.extensions.get::<&str>(), Some(&"mine"));
}

#[tokio::test]
async fn header_parameters_are_sent() {
    let (okta, requests) = org(200, "{}");
    let body = models::UpdateUserRequest::default();
    okta.users().replace("00u1", body).if_match("W/\"1\"").await.unwrap();
    assert_eq!(last(&requests).0.headers["if-match"], "W/\"1\"");
    let (okta, requests) = org(204, "");
    okta.users().delete("00u1").prefer("respond-async").send_email(true).await.unwrap();
    let (head, _) = last(&requests);
    assert_eq!(head.headers["prefer"], "respond-async");
    assert_eq!(head.uri.query(), Some("sendEmail=true"));
}

#[tokio::test]
async fn empty_body_decodes_to_default() {
    let (okta, _) = org(200, "");
    assert_eq!(okta.users().get("me").await.unwrap(), models::User::default());
    assert!(okta.users().list().await.unwrap().is_empty());
    okta.users().suspend("00u1").await.unwrap();
}

#[tokio::test]
async fn object_and_list_of_one_are_interchangeable() {
    let (okta, _) = org(200, r#" [{"id":"00u1"}]"#);
    assert_eq!(okta.users().get("me").await.unwrap().id, "00u1");
    let (okta, _) = org(200, r#" {"id":"00u1"}"#);
    let users = okta.users().list().await.unwrap().into_items().unwrap();
    assert_eq!(users.len(), 1);
    assert_eq!(users[0].id, "00u1");
    let (okta, _) = org(200, r#"[{"id":"00u1"},{"id":"00u2"}]"#);
    // A list of two does not match, but nothing is lost.
    let odd = okta.users().get("me").await.unwrap();
    let mut text = Vec::new();
    okta_models::Model::encode(&odd, &mut text);
    assert_eq!((odd.id.to_option(), text), (None, br#"[{"id":"00u1"},{"id":"00u2"}]"#.to_vec()));
}

#[cfg(feature = "policies")]
#[tokio::test]
async fn object_decodes_as_list_of_one() {
    let (okta, _) = org(200, r#"{"evaluation":[]}"#);
    assert_eq!(okta.policies().simulate(Vec::new()).await.unwrap().len(), 1);
    let (okta, _) = org(200, "7");
    let error = okta.policies().simulate(Vec::new()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
}

#[tokio::test]
async fn json_bodies_are_sent_unchanged() {
    let (okta, requests) = org(200, "{}");
    let body = serde_json::json!({"profile": {"login": 7, "new": null}, "other": [1.5]});
    okta.users().create(body.clone()).await.unwrap();
    let sent: serde_json::Value = serde_json::from_slice(&last(&requests).1).unwrap();
    assert_eq!(sent, body);
}

#[tokio::test]
async fn other_bodies_than_objects_are_invalid() {
    let (okta, requests) = org(200, "{}");
    for (body, found) in [
        (serde_json::json!([{"profile": {}}]), "an array"),
        (serde_json::json!("text"), "a string"),
        (serde_json::Value::Null, "null"),
    ] {
        let error = okta.users().create(body).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
        let text = std::error::Error::source(&error)
            .map_or(error.to_string(), |source| format!("{error}: {source}"));
        let expected = format!("invalid request body: expected an object, found {found}");
        assert!(text.contains(&expected), "{text}");
    }
    assert!(requests.lock().unwrap().is_empty());
}

#[cfg(feature = "policies")]
#[tokio::test]
async fn list_bodies_are_lists_or_json() {
    let (okta, requests) = org(200, "[]");
    let request = models::SimulatePolicyBody::new().with("appInstance", "0oa1");
    okta.policies().simulate([request.clone()]).await.unwrap();
    okta.policies().simulate(vec![request]).await.unwrap();
    okta.policies().simulate(serde_json::json!([{"appInstance": "0oa1"}])).await.unwrap();
    for (_, body) in requests.lock().unwrap().drain(..) {
        assert_eq!(body, &br#"[{"appInstance":"0oa1"}]"#[..]);
    }
    let error = okta.policies().simulate(serde_json::json!({})).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    assert!(requests.lock().unwrap().is_empty());
}

#[tokio::test]
async fn ids_are_path_parameters() {
    let (okta, requests) = org(200, r#"{"id":"00u1"}"#);
    let user = okta.users().get("me").await.unwrap();
    okta.groups().assign_user("00g1", &user.id).await.unwrap();
    assert_eq!(last(&requests).0.uri.path(), "/api/v1/groups/00g1/users/00u1");
    requests.lock().unwrap().clear();
    let error = okta.groups().assign_user("00g1", models::User::new().id).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    assert!(requests.lock().unwrap().is_empty());
}

#[tokio::test]
async fn decode_error_keeps_the_body() {
    let (okta, _) = org(200, "<html>");
    let error = okta.users().get("me").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert_eq!(error.raw_body().unwrap(), "<html>");
}

#[tokio::test]
async fn tail_sorts_ascending_without_until() {
    use futures_util::StreamExt;
    let (okta, requests) = org(200, r#"[{"uuid":"1"},{"uuid":"1"},{"uuid":"2"}]"#);
    let call = okta.logs().list().until("2026-01-01T00:00:00Z").filter("x").sort_order("DESCENDING");
    let events: Vec<_> = call.tail().take(2).map(|event| event.unwrap().uuid.unwrap()).collect().await;
    assert_eq!(events, ["1", "2"]);
    assert_eq!(last(&requests).0.uri.query(), Some("filter=x&sortOrder=ASCENDING"));
}

#[cfg(feature = "apps")]
#[tokio::test]
async fn text_responses_have_accept_header() {
    let (okta, requests) = org(200, "<md/>");
    assert_eq!(okta.apps().get_saml_metadata("0oa1", "k").await.unwrap(), "<md/>");
    let (head, _) = last(&requests);
    assert_eq!(head.headers["accept"], "text/xml");
    assert_eq!(head.uri.query(), Some("kid=k"));

    let (okta, requests) = org(201, "TUlJ");
    let csr = okta.app_credential_keys().generate_csr("0oa1", models::CsrMetadata::default());
    assert_eq!(csr.send_pkcs10().await.unwrap().into_inner(), "TUlJ");
    assert_eq!(last(&requests).0.headers["accept"], "application/pkcs10");
}

#[cfg(feature = "apps")]
#[tokio::test]
async fn certificates_and_files_have_content_types() {
    let (okta, requests) = org(201, "{}");
    let certificate = crate::Certificate::pem("-----BEGIN");
    okta.app_credential_keys().publish_csr("0oa1", "c", certificate).await.unwrap();
    assert_eq!(last(&requests).0.headers["content-type"], "application/x-pem-file");

    okta.apps().upload_logo("0oa1", FilePart::new("l.png", &b"\x89PNG\r\n\x1a\n"[..])).await.unwrap();
    let (head, body) = last(&requests);
    assert!(head.headers["content-type"].to_str().unwrap().starts_with("multipart/form-data; boundary="));
    assert!(body.windows(9).any(|part| part == b"image/png"));
}

#[cfg(feature = "brands")]
#[tokio::test]
async fn list_parameters_are_joined() {
    let (okta, requests) = org(200, "[]");
    okta.brands().list().expand(["themes", "domains"]).await.unwrap();
    assert_eq!(last(&requests).0.uri.query(), Some("expand=themes%2Cdomains"));
}

#[cfg(feature = "user-factors")]
#[tokio::test]
async fn status_selects_response_type() {
    let body = r#"{"factorResult":"WAITING"}"#;
    let (okta, _) = org(201, body);
    let response = okta.user_factors().verify("00u1", "f").await.unwrap();
    assert!(matches!(response, crate::api::VerifyFactorResponse::Created(_)), "{response:?}");
    let (okta, _) = org(200, body);
    let response = okta.user_factors().verify("00u1", "f").await.unwrap();
    assert!(matches!(response, crate::api::VerifyFactorResponse::Ok(_)), "{response:?}");
}

#[cfg(feature = "org")]
#[tokio::test]
async fn operation_runs_on_sibling_host() {
    let (okta, requests) = org(200, "{}");
    okta.disaster_recovery().get_status().await.unwrap();
    assert_eq!(last(&requests).0.uri.host(), Some("drapp.acme.okta.com"));
}

#[cfg(feature = "admin-roles")]
#[tokio::test]
async fn envelope_is_paged_by_its_link() {
    let (okta, requests) = org(
        200,
        r#"{"roles":[{"id":"r1"}],"_links":{"next":{"href":"https://other.example/api/v1/iam/roles?after=r1"}}}"#,
    );
    let page = okta.custom_roles().list().await.unwrap();
    assert_eq!((page.len(), page.next().unwrap().after_value().as_deref()), (1, Some("r1")));
    let (bare, _) = org(200, r#"[{"id":"r1"},{"id":"r2"}]"#);
    assert_eq!(bare.custom_roles().list().await.unwrap().len(), 2);
    let error = okta.custom_roles().list().items().try_collect::<Vec<_>>().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Paging);
    assert_eq!(last(&requests).0.uri, "https://acme.okta.com/api/v1/iam/roles?after=r1");
}

#[tokio::test]
async fn reserved_headers_are_rejected_before_send() {
    let (okta, requests) = org(200, "{}");
    for name in [
        "accept",
        "User-Agent",
        "CONTENT-TYPE",
        "content-length",
        "Transfer-Encoding",
        "host",
        "Connection",
        "aUTHORIZATION",
        "DPoP",
        "X-Okta-Retry-For",
        "x-okta-retry-count",
    ] {
        let typed = okta.users().get("me").with_header(name, "5").await.unwrap_err();
        let raw = okta.request(Method::POST, "/x").body("{}").with_header(name, "5").await.unwrap_err();
        for error in [typed, raw] {
            assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{name}");
            assert!(error.is_before_send() && error.to_string().contains("cannot be overridden"), "{error}");
        }
        let built = Client::builder()
            .sources(crate::config::Sources::none())
            .org_url("https://acme.okta.com")
            .token("00t")
            .default_header(name, "5")
            .build()
            .unwrap_err();
        assert!(built.to_string().contains("cannot be overridden"), "{built}");
    }
    assert!(requests.lock().unwrap().is_empty());
}

#[tokio::test]
async fn accept_and_content_type_have_methods() {
    let (okta, requests) = org(200, "{}");
    okta.users().get("me").with_accept("application/json; okta-version=1.0.0").await.unwrap();
    assert_eq!(last(&requests).0.headers["accept"], "application/json; okta-version=1.0.0");
    let call = okta.request(Method::POST, "/x").body("<a/>").with_content_type("text/xml");
    call.with_accept("text/xml").fetch().await.unwrap();
    let (head, _) = last(&requests);
    assert_eq!(
        (&head.headers["content-type"], &head.headers["accept"]),
        (&"text/xml".parse().unwrap(), &"text/xml".parse().unwrap())
    );
    for call in [
        okta.request(Method::GET, "/x").with_accept("a\nb"),
        okta.request(Method::POST, "/x").with_content_type("a\nb"),
    ] {
        assert_eq!(call.await.unwrap_err().kind(), ErrorKind::InvalidRequest);
    }
}

#[tokio::test]
async fn custom_headers_can_be_read_and_cleared() {
    let builder = Client::builder().sources(crate::config::Sources::none()).org_url("https://acme.okta.com");
    let builder =
        builder.token("00t").user_agent("tool/1").default_header("X-Note", "1").default_header("x-note", "2");
    assert_eq!(builder.custom_headers().count(), 2);
    let okta = builder.build().unwrap();
    assert_eq!(okta.custom_headers().len(), 1);
    let headers = okta.default_headers();
    assert_eq!(
        (headers.len(), &headers["x-note"], &headers["accept"]),
        (3, &"2".parse().unwrap(), &"application/json".parse().unwrap())
    );
    assert!(headers["user-agent"].to_str().unwrap().ends_with(" tool/1"));
    let cleared = okta.to_builder().unwrap().clear_custom_headers().build().unwrap();
    assert!(cleared.custom_headers().is_empty() && cleared.default_headers().len() == 2);
}

#[tokio::test]
async fn ambiguous_paths_are_rejected_before_send() {
    let (okta, requests) = org(200, "{}");
    for id in ["prefix;suffix", ";", "..", "."] {
        assert_eq!(okta.users().delete(id).await.unwrap_err().kind(), ErrorKind::InvalidRequest, "{id}");
        assert_eq!(
            okta.groups().assign_user("00g1", id).await.unwrap_err().kind(),
            ErrorKind::InvalidRequest
        );
    }
    for path in ["/api/v1/users/../groups", "/api/v1/users/%2e%2e/groups", "/api/v1/users/a#b", "/a/./b"] {
        let raw = || okta.request(Method::GET, path);
        assert_eq!(raw().await.unwrap_err().kind(), ErrorKind::InvalidRequest, "{path}");
        assert_eq!(
            raw().pager::<models::User>().await.unwrap_err().kind(),
            ErrorKind::InvalidRequest,
            "{path}"
        );
        assert_eq!(raw().stream().await.unwrap_err().kind(), ErrorKind::InvalidRequest, "{path}");
    }
    assert!(requests.lock().unwrap().is_empty());
    okta.request(Method::GET, "/api/v1/users/jürgen?q=é").await.unwrap();
    assert_eq!(last(&requests).0.uri, "https://acme.okta.com/api/v1/users/j%C3%BCrgen?q=%C3%A9");
}

#[tokio::test]
async fn client_without_credentials_says_so_to_layers() {
    let (okta, requests) = org(200, "{}");
    okta.users().get("00u1").await.unwrap();
    assert!(last(&requests).0.extensions.get::<NoCredentials>().is_none());
    let open = okta.without_credentials();
    open.users().get("00u1").await.unwrap();
    assert!(last(&requests).0.extensions.get::<NoCredentials>().is_some());
    open.request(Method::POST, "/api/v1/authn").await.unwrap();
    let (head, _) = last(&requests);
    assert!(head.extensions.get::<NoCredentials>().is_some());
    assert_ne!(head.extensions.get::<Principal>(), None);
}
