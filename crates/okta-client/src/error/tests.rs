use std::{
    io::Write,
    sync::{Arc, Mutex},
    time::Duration,
};

use bytes::Bytes;
use futures_util::TryStreamExt;
use http::{HeaderMap, Method, Request, StatusCode};
use okta_tower::{
    BoxError,
    auth::{Bearer, Ssws},
    body::Body,
    meta::RetryHint,
    retry::{Backoff, RetryPolicy},
};
use tower::service_fn;

use super::*;
use crate::{Client, ClientBuilder, config::Sources};

const fn assert_send_sync<T: Send + Sync>() {}
const _: () = assert_send_sync::<Error>();
const _: () = assert!(size_of::<Error>() == size_of::<usize>());

fn error_response(status: u16, body: &'static str) -> Error {
    error_with(status, &[], body)
}

fn error_with(status: u16, headers: &[(&'static str, &str)], body: &'static str) -> Error {
    let mut map = HeaderMap::new();
    map.insert("x-okta-request-id", http::HeaderValue::from_static("req-7"));
    for (name, value) in headers {
        map.append(*name, value.parse().unwrap());
    }
    let status = StatusCode::from_u16(status).unwrap();
    let meta = ResponseMeta::new(status, map, 2, None);
    Error::from_response(RawResponse::new(meta, Bytes::from_static(body.as_bytes())))
}

#[test]
fn status_sets_the_kind_and_body_the_details() {
    let error = error_response(
        404,
        r#"{"errorCode":"E0000007","errorSummary":"gone","errorCauses":[],"errorId":"x"}"#,
    );
    assert!(error.is_not_found() && !error.is_retryable());
    assert_eq!(error.api().unwrap().error_code(), "E0000007");
    assert_eq!(error.to_string(), "HTTP 404 Not Found: E0000007 gone (request req-7), after 2 attempts");

    let empty = error_response(401, "");
    assert!(empty.is_unauthorized() && empty.api().is_none());
    let page = error_response(502, "<html>bad gateway</html>");
    assert!(page.is_retryable());
    assert_eq!(page.raw_body().unwrap(), "<html>bad gateway</html>");
}

#[test]
fn too_many_requests_is_rate_limited() {
    let error = error_response(429, r#"{"errorCode":"E0000047"}"#);
    assert_eq!(error.kind(), ErrorKind::RateLimited);
    assert!(error.is_rate_limited() && error.is_retryable() && !error.is_before_send());
}

#[test]
fn error_reports_its_challenge() {
    let header = r#"DPoP error="invalid_dpop_proof", error_description="htu mismatch""#;
    let error = error_with(400, &[("www-authenticate", header)], "");
    let challenge = error.challenge().unwrap();
    assert_eq!(
        (challenge.scheme(), challenge.error(), challenge.error_description(), challenge.scope()),
        ("DPoP", Some("invalid_dpop_proof"), Some("htu mismatch"), None)
    );
    assert!(
        error.to_string().starts_with("HTTP 400 Bad Request: invalid_dpop_proof htu mismatch ("),
        "{error}"
    );

    let scope = r#"Bearer error="insufficient_scope", scope="okta.users.manage""#;
    let error = error_with(403, &[("www-authenticate", "Basic realm=x"), ("www-authenticate", scope)], "{}");
    assert_eq!(error.challenge().unwrap().scope(), Some("okta.users.manage"));
    assert_eq!(error.challenges().len(), 2);
    assert!(error.to_string().contains(": insufficient_scope (scope okta.users.manage)"), "{error}");

    // Beside Okta's code it is shown, too; a repetition of it is not.
    let both = error_with(401, &[("www-authenticate", header)], r#"{"errorCode":"E0000011"}"#);
    assert!(both.to_string().contains("E0000011: invalid_dpop_proof"), "{both}");
    let same = error_with(401, &[("www-authenticate", header)], r#"{"error":"invalid_dpop_proof"}"#);
    assert_eq!(same.to_string().matches("invalid_dpop_proof").count(), 1, "{same}");
}

#[test]
fn error_without_explanation_describes_its_body() {
    assert!(error_response(400, "").to_string().contains("Bad Request, empty response body"));
    let page = error_with(502, &[("content-type", "Text/HTML; charset=utf-8")], "<html>");
    assert!(page.to_string().contains("text/html response body of 6 bytes"), "{page}");
    assert!(page.challenge().is_none());
}

fn builder(
    service: impl Fn(&Request<Body>) -> Result<http::Response<Body>, BoxError> + Clone + Send + Sync + 'static,
) -> ClientBuilder {
    let service = service_fn(move |request: Request<Body>| {
        let response = service(&request);
        async move { response }
    });
    Client::builder()
        .sources(Sources::none())
        .org_url("https://example.okta.com")
        .retry(RetryPolicy::new().backoff(Backoff::new(Duration::ZERO, Duration::ZERO)))
        .transport(service)
}

fn response(status: u16, headers: &[(&str, &str)], body: impl Into<Body>) -> http::Response<Body> {
    let mut response = http::Response::builder().status(status);
    for (name, value) in headers {
        response = response.header(*name, *value);
    }
    response.body(body.into()).unwrap()
}

fn respond(
    status: u16,
    headers: &'static [(&'static str, &'static str)],
    body: &'static str,
) -> ClientBuilder {
    builder(move |_| Ok(response(status, headers, body)))
}

#[tokio::test]
async fn missing_right_depends_on_the_credential() {
    let forbidden = || respond(403, &[], r#"{"errorCode":"E0000006"}"#);
    let tokens = [
        forbidden().token("00t").build().unwrap(),
        forbidden().credential(Ssws::new("00t").unwrap()).build().unwrap(),
    ];
    for okta in tokens {
        let call = okta.users().get("me").await.unwrap_err();
        let listing = okta.users().list().items().try_collect::<Vec<_>>().await.unwrap_err();
        let streamed = okta.request(Method::GET, "/x").stream().await.unwrap_err();
        for error in [call, listing, streamed] {
            assert!(error.required_scopes().is_empty(), "{error}");
            let text = error.to_string();
            assert!(text.contains("admin role") && !text.contains("scope"), "{text}");
        }
    }
    let okta = forbidden().credential(Bearer::new("at").unwrap()).build().unwrap();
    let error = okta.users().get("me").await.unwrap_err();
    assert_eq!(error.required_scopes(), ["okta.users.read"]);
    assert!(error.to_string().contains("; requires scope okta.users.read"), "{error}");
}

#[tokio::test]
async fn other_reasons_of_403_name_no_right() {
    let body = r#"{"errorCode":"E0000056","errorSummary":"Delete application forbidden."}"#;
    let okta = respond(403, &[], body).token("00t").build().unwrap();
    let text = okta.users().get("me").await.unwrap_err().to_string();
    assert!(text.contains("E0000056") && !text.contains("admin role"), "{text}");
}

#[tokio::test]
async fn byte_order_mark_is_skipped() {
    let okta = respond(200, &[], "\u{feff}{\"id\":\"00u1\"}").token("00t").build().unwrap();
    assert_eq!(okta.users().get("me").await.unwrap().id, "00u1");
    assert_eq!(okta.users().list().await.unwrap().into_items().unwrap().len(), 1);
    assert_eq!(okta.request(Method::GET, "/x").await.unwrap().as_str(), "{\"id\":\"00u1\"}");
    let okta = respond(200, &[], "\u{feff}[{\"id\":\"00u1\"}]").token("00t").build().unwrap();
    assert_eq!(okta.users().list().items().try_collect::<Vec<_>>().await.unwrap().len(), 1);
    assert_eq!(okta.users().get("me").await.unwrap().id, "00u1");
    let okta = respond(200, &[], "\u{feff}").token("00t").build().unwrap();
    assert_eq!(okta.users().get("me").await.unwrap(), okta_models::User::default(), "an empty body");
    assert!(okta.users().list().await.unwrap().is_empty());
    let okta = respond(404, &[], "\u{feff}{\"errorCode\":\"E0000007\"}").token("00t").build().unwrap();
    assert_eq!(okta.users().get("me").await.unwrap_err().api().unwrap().error_code(), "E0000007");
}

#[tokio::test]
async fn other_kinds_than_objects_are_decode_errors() {
    for body in ["\"Service unavailable\"", "true", "5", "null", " ", "\r\n", "\u{feff}null", "{", "x"] {
        let okta = respond(200, &[], body).token("00t").build().unwrap();
        let error = okta.users().get("me").await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode, "{body:?}");
        let created = okta.users().create(okta_models::CreateUserRequest::default()).await;
        assert_eq!(created.unwrap_err().kind(), ErrorKind::Decode, "{body:?}");
        assert_eq!(okta.users().list().await.unwrap_err().kind(), ErrorKind::Decode, "{body:?}");
    }
}

#[tokio::test]
async fn other_lists_than_of_one_object_are_kept() {
    for body in ["[]", "[{\"id\":\"1\"},{\"id\":\"2\"}]", "[\"x\"]"] {
        let okta = respond(200, &[], body).token("00t").build().unwrap();
        let user = okta.users().get("me").await.unwrap();
        assert!(user.id.is_empty());
        assert_eq!(user.to_json(), body.as_bytes());
        assert!(!okta_models::Audit::from_model(&user).is_clean());
    }
}

#[tokio::test]
async fn web_page_is_an_error_with_its_cause() {
    const HTML: &[(&str, &str)] = &[("content-type", "text/html;charset=utf-8")];
    let okta = respond(200, HTML, "<!DOCTYPE html><title>Sign in</title>").token("00t").build().unwrap();
    let errors = [
        okta.users().get("me").await.unwrap_err(),
        okta.users().list().await.unwrap_err(),
        okta.users().suspend("00u1").await.unwrap_err(),
        okta.request(Method::GET, "/x").await.unwrap_err(),
        okta.request(Method::GET, "/x").send_as::<okta_models::User>().await.unwrap_err(),
    ];
    for error in errors {
        let text = error.to_string();
        assert_eq!((error.kind(), error.status()), (ErrorKind::Decode, Some(StatusCode::OK)));
        assert!(
            text.contains("text/html") && text.contains("proxy") && text.contains("login page"),
            "{text}"
        );
    }
    assert_eq!(okta.request(Method::GET, "/x").fetch().await.unwrap().status(), 200, "any content");
    for headers in [&[][..], &[("content-type", "application/json")]] {
        let okta = respond(200, headers, "\n<HTML><body>").token("00t").build().unwrap();
        let error = okta.users().suspend("00u1").await.unwrap_err();
        assert!(error.to_string().contains("body is HTML, probably a page of a proxy"), "{error}");
    }
    let okta = respond(200, &[("content-type", "text/csv")], "a;b").token("00t").build().unwrap();
    let error = okta.users().get("me").await.unwrap_err();
    assert!(error.to_string().ends_with("content type is text/csv"), "{error}");
}

#[tokio::test]
async fn unread_error_body_keeps_kind_and_retry() {
    let broken = || {
        let data = Ok(http_body::Frame::data(Bytes::from_static(b"par")));
        let reset = Err(BoxError::from(std::io::Error::from(std::io::ErrorKind::ConnectionReset)));
        Body::new(http_body_util::StreamBody::new(futures_util::stream::iter([data, reset])))
    };
    for (status, kind) in [(503, ErrorKind::Api), (502, ErrorKind::Api), (429, ErrorKind::RateLimited)] {
        let okta = builder(move |_| Ok(response(status, &[], broken()))).token("00t").build().unwrap();
        let once = okta.request(Method::POST, "/x").with_retry(RetryHint::none()).await.unwrap_err();
        assert_eq!((once.kind(), once.status().unwrap().as_u16()), (kind, status), "{once}");
        assert_eq!(once.raw_body().unwrap(), "par");

        let attempts = Arc::new(Mutex::new(0));
        let okta = builder(move |_| {
            *attempts.lock().unwrap() += 1;
            let gzip = &[("content-encoding", "gzip")];
            Ok(match *attempts.lock().unwrap() {
                1 => response(status, gzip, "<html>not compressed"),
                2 => response(status, &[], broken()),
                _ => response(200, &[], "{}"),
            })
        });
        let okta = okta.token("00t").build().unwrap();
        assert_eq!(okta.users().get("me").send().await.unwrap().attempts(), 3, "{status}");
    }
    // Without a stack, too.
    let service = service_fn(move |_: Request<Body>| {
        let body = broken();
        async move { Ok::<_, BoxError>(response(503, &[], body)) }
    });
    let okta = Client::from_service("https://example.okta.com", service).unwrap();
    assert_eq!(okta.users().get("me").await.unwrap_err().status().unwrap(), 503);
}

#[cfg(feature = "gzip")]
#[tokio::test]
async fn content_coding_error_is_a_decode_error() {
    for coding in ["br", "gzip"] {
        let okta = builder(move |_| Ok(response(200, &[("content-encoding", coding)], "{\"id\":1}")));
        let okta = okta.token("00t").build().unwrap();
        let error = okta.users().get("me").await.unwrap_err();
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::Decode, 1), "{error:?}");
        assert!(error.to_string().contains(coding), "{error}");
    }
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(b"{\"id\":\"00u1\"}").unwrap();
    let whole = encoder.finish().unwrap();
    let sent = Arc::new(Mutex::new(0));
    let okta = builder(move |_| {
        let mut sent = sent.lock().unwrap();
        *sent += 1;
        let body = if *sent == 1 { whole[..whole.len() - 3].to_vec() } else { whole.clone() };
        Ok(response(200, &[("content-encoding", "X-GZIP")], body))
    });
    let okta = okta.token("00t").build().unwrap();
    assert_eq!(okta.users().get("me").send().await.unwrap().attempts(), 2, "truncated, then whole");
}

#[tokio::test(start_paused = true)]
async fn attempts_without_a_response_are_counted() {
    let reset = |_: &Request<Body>| Err(std::io::Error::from(std::io::ErrorKind::ConnectionReset).into());
    let okta = builder(reset).token("00t").build().unwrap();
    let error = okta.users().get("me").await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Transport, 4), "{error:?}");
    assert!(error.to_string().ends_with(", after 4 attempts"), "{error}");
    let post = okta.request(Method::POST, "/x").await.unwrap_err();
    assert_eq!(post.attempts(), 1);
    assert!(!post.to_string().contains("attempts"), "{post}");

    let hang =
        service_fn(|_: Request<Body>| std::future::pending::<Result<http::Response<Body>, BoxError>>());
    let okta = builder(reset).transport(hang).token("00t").build().unwrap();
    let limited = okta.users().get("me").with_attempt_timeout(Duration::from_secs(1));
    let timeout = limited.with_retry(RetryHint::new().max_retries(2)).await.unwrap_err();
    assert_eq!((timeout.kind(), timeout.attempts()), (ErrorKind::Timeout, 3), "{timeout:?}");
    let in_flight = okta.users().get("me").with_deadline(Duration::from_secs(1)).await.unwrap_err();
    assert_eq!((in_flight.kind(), in_flight.attempts()), (ErrorKind::Timeout, 1), "{in_flight:?}");
    let second = okta.users().get("me").with_attempt_timeout(Duration::from_secs(2));
    let second = second.with_deadline(Duration::from_secs(3)).await.unwrap_err();
    assert_eq!(second.attempts(), 2, "{second:?}");

    let invalid = okta.users().get("").await.unwrap_err();
    assert_eq!(invalid.attempts(), 0);
}

#[test]
fn predicates_tell_what_to_do() {
    let taken = r#"{"errorCode":"E0000001","errorSummary":"Api validation failed: login","errorCauses":[{"errorSummary":
        "login: An object with this field already exists in the current organization"}]}"#;
    let error = error_response(400, taken);
    assert!(error.is_validation() && error.is_duplicate());
    let blank = r#"{"errorCode":"E0000001","errorCauses":[{"errorSummary":"login: The field cannot be left blank"}]}"#;
    let error = error_response(400, blank);
    assert!(error.is_validation() && !error.is_duplicate());
    assert_eq!(error.api().unwrap().error_causes()[0].field(), Some("login"));
    assert!(error_response(400, r#"{"errorCode":"E0000003"}"#).is_validation());
    assert!(!error_response(400, r#"{"error":"invalid_request"}"#).is_validation());
    let error = error_response(403, "");
    assert!(error.is_forbidden() && !error.is_unauthorized());
    let error = error_response(401, "");
    assert!(error.is_unauthorized() && !error.is_forbidden());
}

#[test]
fn redirects_show_their_target() {
    let target = [("location", "https://example.com/next")];
    assert_eq!(error_with(302, &target, "").location(), Some("https://example.com/next"));
    assert_eq!(error_with(302, &[], "").location(), None);
    assert_eq!(error_with(404, &target, "").location(), None);
}

#[test]
fn absent_objects_can_be_none() {
    assert_eq!(Ok::<_, Error>(1).optional().unwrap(), Some(1));
    for status in [404, 410] {
        assert_eq!(Err::<(), _>(error_response(status, "")).optional().unwrap(), None);
    }
    assert_eq!(Err::<(), _>(error_response(403, "")).optional().unwrap_err().status().unwrap(), 403);
}
