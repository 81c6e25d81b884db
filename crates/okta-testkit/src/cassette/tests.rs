//! Redaction and request matching.

use std::{future::ready, io};

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt, Full};
use serde_json::json;
use tokio::runtime::Builder;
use tower::{Layer, ServiceExt, service_fn};

use super::{Cassette, Recorder, Replay, ReplayOrder, Scrub};

pub(super) type TestRequest = Request<Full<Bytes>>;

pub(super) fn get(url: &str) -> TestRequest {
    Request::get(format!("https://org.example{url}")).body(Full::default()).unwrap()
}

pub(super) fn post(url: &str, content_type: &str, body: impl Into<Bytes>) -> TestRequest {
    let request = Request::post(format!("https://org.example{url}")).header("content-type", content_type);
    request.body(Full::new(body.into())).unwrap()
}

pub(super) fn response(content_type: &str, body: impl Into<Bytes>) -> Response<Full<Bytes>> {
    Response::builder().header("content-type", content_type).body(Full::new(body.into())).unwrap()
}

fn run<T>(future: impl Future<Output = T>) -> T {
    Builder::new_current_thread().build().unwrap().block_on(future)
}

/// The cassette text of the exchanges, recorded with these rules.
pub(super) fn record(scrub: Scrub, exchanges: Vec<(TestRequest, Response<Full<Bytes>>)>) -> String {
    let recorder = Recorder::with_scrub(scrub);
    run(async {
        for (request, response) in exchanges {
            let server = service_fn(move |_: TestRequest| ready(Ok::<_, io::Error>(response.clone())));
            let response = recorder.layer(server).oneshot(request).await.unwrap();
            response.into_body().collect().await.unwrap();
        }
    });
    recorder.cassette().to_string()
}

pub(super) fn replay(text: &str) -> Replay {
    Replay::new(text.parse().unwrap())
}

pub(super) fn send(replay: &Replay, request: TestRequest) -> Result<Bytes, String> {
    run(async {
        let response = replay.clone().oneshot(request).await.map_err(|error| error.to_string())?;
        Ok(response.into_body().collect().await.unwrap().to_bytes())
    })
}

#[test]
fn non_secrets_are_not_redacted() {
    let body = json!({
        "passwordChanged": "2024-01-01T00:00:00.000Z",
        "accessTokenLifetimeMinutes": 60,
        "settings": {"password": {"complexity": {"minLength": 8, "excludeAttributes": ["firstName"]}, "age": {"maxAgeDays": 90}}},
        "_links": {"resetPassword": {"href": "https://org.example/api/v1/users/1/lifecycle/reset_password", "method": "POST"}},
        "errorCode": "E0000011",
        "token_type": "Bearer",
        "password": {},
        "d": "not a key"
    });
    let challenge =
        "DPoP error=\"use_dpop_nonce\", error_description=\"Authorization server requires nonce\"";
    let mut response = response("application/json", body.to_string());
    response.headers_mut().insert("www-authenticate", challenge.parse().unwrap());
    let text = record(Scrub::new(), vec![(get("/api/v1/sessions/me"), response)]);
    assert!(!text.contains("REDACTED"), "{text}");
    assert!(text.contains(&challenge.replace('"', "\\\"")) && text.contains("/api/v1/sessions/me"), "{text}");
}

#[test]
fn credentials_in_urls_are_redacted() {
    for (url, recorded) in [
        ("/welcome/s3cret", "/welcome/REDACTED"),
        ("/signin/reset-password/s3cret", "/signin/reset-password/REDACTED"),
        ("/signin/verify/okta/email/s3cret", "/signin/verify/REDACTED/REDACTED/REDACTED"),
        ("/api/v1/users/00u1/factors/opf1/verify", "/api/v1/users/00u1/factors/opf1/verify"),
        ("/.well-known/okta-organization", "/.well-known/okta-organization"),
        ("/api/v1/users?s3cret&limit=1&q=a%20b", "/api/v1/users?REDACTED&limit=1&q=a+b"),
        ("/welcome/s3cret?s3cret", "/welcome/REDACTED?REDACTED"),
    ] {
        let text = record(Scrub::new(), vec![(get(url), response("application/json", "{}"))]);
        assert!(text.contains(&format!("\"{recorded}\"")) && !text.contains("s3cret"), "{url}: {text}");
        send(&replay(&text), get(url)).unwrap();
    }
}

#[test]
fn custom_rules_apply_to_recording_and_replay() {
    let scrub = Scrub::new()
        .keep_header("x-trace")
        .secret_name("cost_center")
        .secret("classified")
        .replace("org.example", "example.okta.com")
        .rule(|text| text.starts_with("00u").then(|| "00uUSER".to_owned()));
    let mut response =
        response("application/json", r#"{"id":"00u77","costCenter":"R-1","note":"it is classified"}"#);
    response.headers_mut().insert("x-trace", "https://org.example/00u".parse().unwrap());
    let text = record(scrub.clone(), vec![(get("/api/v1/users/00u77?q=a%20b"), response)]);
    let expected = concat!(
        r#"{"request":{"method":"GET","url":"/api/v1/users/00uUSER?q=a+b"},"response":{"status":200,"#,
        r#""headers":[["content-type","application/json"],["x-trace","https://example.okta.com/00u"]],"#,
        r#""body":{"json":{"id":"00uUSER","costCenter":"REDACTED","note":"it is REDACTED"}}}}"#
    );
    assert_eq!(text.lines().nth(1), Some(expected));
    // The rules make requests for different ids equal.
    let replay = Replay::with_options(text.parse().unwrap(), ReplayOrder::ByRequest, scrub);
    assert!(send(&replay, get("/api/v1/users/00u99?q=a+b")).is_ok());
}

#[test]
#[should_panic(expected = "carries credentials")]
fn credential_headers_cannot_be_recorded() {
    let _ = Scrub::new().keep_header("Authorization");
}

#[test]
fn requests_match_in_any_order() {
    let exchange = |url: &str, body: &'static str| (get(url), response("text/plain", body));
    let text = record(
        Scrub::new(),
        vec![exchange("/a?x=1&y=2", "one"), exchange("/b", "two"), exchange("/a?x=1&y=2", "three")],
    );
    let replay = replay(&text);
    assert_eq!(send(&replay, get("/b")).unwrap(), "two");
    assert_eq!(send(&replay, get("/a?y=2&x=1")).unwrap(), "one");
    assert_eq!(replay.unused(), ["3: GET /a?x=1&y=2"]);
    assert_eq!(send(&replay, get("/a?x=1&y=2")).unwrap(), "three");
    replay.assert_finished();
    let error = send(&replay, get("/b")).unwrap_err();
    assert_eq!(error, "no recorded exchange left for GET /b: all 1 replayed");
    replay.rewind();
    assert_eq!(send(&replay, get("/b")).unwrap(), "two");
}

#[test]
fn unmatched_request_reports_closest_exchange() {
    let json = |body: &str| post("/api/v1/groups", "application/json", body.to_owned());
    let text = record(
        Scrub::new(),
        vec![
            (get("/api/v1/users?limit=2"), response("text/plain", "")),
            (json(r#"{"a":1,"b":2}"#), response("text/plain", "made")),
        ],
    );
    let replay = replay(&text);
    assert_eq!(send(&replay, json(r#"{ "b": 2, "a": 1 }"#)).unwrap(), "made");
    assert_eq!(
        send(&replay, get("/api/v1/users?limit=3")).unwrap_err(),
        "no recorded exchange for GET /api/v1/users?limit=3: \
         closest is exchange 1 (GET /api/v1/users?limit=2), query differs"
    );
    let error = send(&replay, json(r#"{"a":2}"#)).unwrap_err();
    assert!(error.contains("exchange 2 (POST /api/v1/groups), body differs"), "{error}");
    let error = send(&Replay::new(Cassette::default()), get("/")).unwrap_err();
    assert_eq!(error, "no recorded exchange for GET /: the cassette is empty");
}

#[test]
fn recorded_order_is_enforced() {
    let exchanges = ["/a", "/b"].map(|url| (get(url), response("text/plain", url)));
    let text = record(Scrub::new(), exchanges.into());
    let strict = || Replay::with_options(text.parse().unwrap(), ReplayOrder::Recorded, Scrub::new());
    let replay = strict();
    assert_eq!(
        send(&replay, get("/b")).unwrap_err(),
        "unexpected request GET /b: next is exchange 1 (GET /a), path differs"
    );
    assert_eq!(send(&replay, get("/a")).unwrap(), "/a");
    assert_eq!(send(&replay, get("/b")).unwrap(), "/b");
    let error = send(&replay, get("/b")).unwrap_err();
    assert_eq!(error, "unexpected request GET /b: all 2 recorded exchanges replayed");
}

#[test]
fn multipart_boundary_is_ignored() {
    let upload = |boundary: &str| {
        let body = format!("--{boundary}\r\ncontent-type: image/png\r\n\r\n\u{1}x\r\n--{boundary}--\r\n");
        post("/api/v1/apps/1/logo", &format!("multipart/form-data; boundary={boundary}"), body)
    };
    let text = record(Scrub::new(), vec![(upload("abc123"), response("text/plain", "fine"))]);
    assert!(!text.contains("abc123"), "{text}");
    assert_eq!(send(&replay(&text), upload("zzz")).unwrap(), "fine");
}

#[test]
fn dropped_and_failed_response_bodies() {
    use futures_util::{StreamExt, stream};
    let recorder = Recorder::new();
    run(async {
        fn chunked(
            last: io::Result<&'static str>,
        ) -> Response<impl http_body::Body<Data = Bytes, Error = io::Error>> {
            let chunks = stream::iter([Ok("one"), last]);
            let frames = chunks.map(|chunk| chunk.map(|text| http_body::Frame::data(Bytes::from(text))));
            Response::new(http_body_util::StreamBody::new(frames))
        }
        let complete = service_fn(async |_: TestRequest| Ok::<_, io::Error>(chunked(Ok("two"))));
        let mut body = recorder.layer(complete).oneshot(get("/dropped")).await.unwrap().into_body();
        body.frame().await.unwrap().unwrap();
        assert!(recorder.cassette().is_empty());
        drop(body);
        let truncated = service_fn(async |_: TestRequest| {
            Ok::<_, io::Error>(chunked(Err(io::Error::other("truncated"))))
        });
        let response = recorder.layer(truncated).oneshot(get("/truncated")).await.unwrap();
        response.into_body().collect().await.unwrap_err();
        let failed = service_fn(async |_: TestRequest| {
            Err::<Response<Full<Bytes>>, _>(io::Error::other("no connection"))
        });
        recorder.layer(failed).oneshot(get("/failed")).await.unwrap_err();
    });
    let replay = Replay::new(recorder.cassette());
    assert_eq!(send(&replay, get("/dropped")).unwrap(), "one");
    replay.assert_finished();
}

#[test]
fn load_error_contains_path_and_line() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("calls.jsonl");
    let text = record(Scrub::new(), vec![(get("/a"), response("text/plain", "a"))]);
    text.parse::<Cassette>().unwrap().save(&path).unwrap();
    assert_eq!(Cassette::load(&path).unwrap().to_string(), text);
    std::fs::write(&path, format!("{text}{{\"request\":1}}\n")).unwrap();
    let error = Cassette::load(&path).unwrap_err().to_string();
    assert!(error.contains("calls.jsonl: line 3: "), "{error}");
    let error = Cassette::load(directory.path().join("none.jsonl")).unwrap_err();
    assert!(error.kind() == io::ErrorKind::NotFound && error.to_string().contains("none.jsonl"), "{error}");
    assert_eq!("".parse::<Cassette>().unwrap_err().line(), 1);
    let newer = r#"{"cassette":"okta-testkit","version":2}"#.parse::<Cassette>().unwrap_err();
    assert_eq!(newer.to_string(), "line 1: unsupported version 2 (newest supported: 1)");
}
