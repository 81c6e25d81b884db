//! Tests of the body log.

use bytes::Bytes;
use http::{HeaderMap, Method, Request, Response};
use http_body_util::{Empty, Full};
use proptest::prelude::*;
use serde_json::{Value, json};
use tower::ServiceExt;
use tower_layer::Layer;
use tower_test::mock;
use tracing::Level;

use super::{
    BodyLogLayer, HiddenMembers,
    hidden_members::{NAMES, PARTS},
    redacted_body::RedactedBody,
};
use crate::{
    BoxError,
    body::Body,
    meta::{Operation, OperationMeta},
    trace::tests::capture::Capture,
};

fn redacted(content: &[u8], limit: usize) -> String {
    let (headers, hidden) = (&HeaderMap::new(), &HiddenMembers::default());
    RedactedBody { content: Some(content), headers, hidden, prefixes: &[], limit, secret: false }.to_string()
}

/// The logged request and response bodies.
async fn logged(layer: BodyLogLayer, request: Request<Body>, response: Response<Body>) -> (String, String) {
    let (capture, _guard) = Capture::subscribe(Level::DEBUG);
    let response = std::sync::Mutex::new(Some(response));
    let service = layer.layer(tower::service_fn(|_: Request<Body>| {
        let response = response.lock().unwrap().take();
        async move { response.ok_or_else(|| BoxError::from("called twice")) }
    }));
    let response = service.oneshot(request).await.unwrap();
    drop(response);
    let events = capture.events();
    let [request, response] = &events[..] else { panic!("{events:?}") };
    (request.get("outbound.request.body").to_owned(), response.get("outbound.response.body").to_owned())
}

#[tokio::test]
async fn json_is_redacted_and_truncated() {
    let request = json!({"credentials": {"password": {"value": "s3cret"}}, "profile": {"login": "jane"}});
    let response = json!({"_links": {"self": {"href": "https://x/?token=s3cret"}}, "id": "00u1"});
    let (request, response) = logged(
        BodyLogLayer::new(Level::DEBUG).limit(60),
        Request::new(Body::from(request.to_string())),
        Response::new(Body::from(response.to_string())),
    )
    .await;
    assert_eq!(request, r#"{"credentials":{"password":"[redacted]"},"profile":{"login":… [68 bytes]"#);
    assert_eq!(response, r#"{"_links":{"self":{"href":"[redacted]"}},"id":"00u1"}"#);
    assert!(!format!("{request}{response}").contains("s3cret"));
}

#[tokio::test]
async fn other_content_and_streams_are_not_shown() {
    let (capture, guard) = Capture::subscribe(Level::DEBUG);
    let stream = || {
        let body = http_body_util::Full::new(bytes::Bytes::from_static(b"{\"a\": 1}"));
        Body::new(http_body_util::BodyExt::map_frame(body, |frame| frame))
    };
    let service =
        BodyLogLayer::new(Level::DEBUG).layer(tower::service_fn(|request: Request<Body>| async move {
            let text = Response::builder().header("content-type", "text/plain; charset=utf-8");
            Ok::<_, BoxError>(match request.uri().path() {
                "/text" => text.body(Body::from("s3cret"))?,
                _ => Response::new(request.into_body()),
            })
        }));
    service.clone().oneshot(Request::get("/text").body(Body::empty()).unwrap()).await.unwrap();
    let echo = service.oneshot(Request::get("/echo").body(stream()).unwrap()).await.unwrap();
    drop(guard);
    let content = http_body_util::BodyExt::collect(echo.into_body()).await.unwrap().to_bytes();
    assert_eq!(content, "{\"a\": 1}");
    let events = capture.events();
    let logged: Vec<_> = events
        .iter()
        .map(|event| event.get("outbound.request.body").to_owned() + event.get("outbound.response.body"))
        .collect();
    assert_eq!(logged, ["", "[6 bytes of text/plain]", "[stream]", "[stream]"]);
}

#[tokio::test]
async fn responses_of_secret_operations_are_redacted() {
    static SECRET: OperationMeta = OperationMeta::new("token", Method::POST, "/token").secret(true);
    let mut request = Request::new(Body::from(r#"{"a":1}"#));
    request.extensions_mut().insert(Operation(&SECRET));
    let response = Response::new(Body::from(r#"{"anything": "s3cret"}"#));
    let (request, response) = logged(BodyLogLayer::new(Level::DEBUG), request, response).await;
    assert_eq!((&*request, &*response), (r#"{"a":1}"#, "[redacted]"));
}

#[tokio::test]
async fn poll_ready_propagates_readiness() {
    let (mut service, mut handle) =
        mock::spawn_layer::<Request<()>, Response<()>, _>(BodyLogLayer::new(Level::DEBUG));
    handle.allow(0);
    tokio_test::assert_pending!(service.poll_ready());
    handle.allow(1);
    tokio_test::assert_ready_ok!(service.poll_ready());
    let call = service.call(Request::new(()));
    handle.next_request().await.unwrap().1.send_response(Response::new(()));
    call.await.unwrap();
}

/// The logged response body of a service with another body type.
async fn logged_response<B: Send + 'static>(body: B) -> String {
    let (capture, _guard) = Capture::subscribe(Level::DEBUG);
    let mut body = Some(body);
    let service = BodyLogLayer::new(Level::DEBUG).layer(tower::service_fn(move |_: Request<()>| {
        std::future::ready(body.take().map(Response::new).ok_or("called twice"))
    }));
    service.oneshot(Request::new(())).await.unwrap();
    capture.events()[1].get("outbound.response.body").to_owned()
}

/// A body type of another crate.
struct ForeignBody(Bytes);

#[tokio::test]
async fn known_bodies_are_shown_and_others_pass() {
    let json = Bytes::from_static(b"[1]");
    assert_eq!(logged_response(Full::new(json.clone())).await, "[1]");
    assert_eq!(logged_response(Empty::<Bytes>::new()).await, "");
    assert_eq!(logged_response(json.to_vec()).await, "[1]");
    assert_eq!(logged_response(ForeignBody(json.clone())).await, "[stream]");
    #[cfg(feature = "collect")]
    {
        use crate::collect::CollectedBody;
        assert_eq!(logged_response(CollectedBody::<Full<Bytes>>::buffered(json.clone())).await, "[1]");
        assert_eq!(logged_response(CollectedBody::stream(Full::new(json.clone()))).await, "[stream]");
    }
}

#[cfg(feature = "auth")]
#[tokio::test]
async fn bodies_of_auth_layer_are_shown() {
    use crate::auth::{AuthLayer, Bearer, Origin};

    let origin = Origin::from_uri(&"https://api.example.com".parse().unwrap()).unwrap();
    let auth = AuthLayer::new(origin, Bearer::new("token").unwrap());
    let (capture, _guard) = Capture::subscribe(Level::DEBUG);
    let server = tower::service_fn(|_: Request<Full<Bytes>>| async {
        Ok::<_, BoxError>(Response::new(Full::new(Bytes::from_static(b"[1]"))))
    });
    let request =
        Request::get("https://api.example.com/a").body(Full::new(Bytes::from_static(b"[2]"))).unwrap();
    BodyLogLayer::new(Level::DEBUG).layer(auth.layer(server)).oneshot(request).await.unwrap();
    let events = capture.events();
    assert_eq!(events[0].get("outbound.request.body"), "[2]");
    assert_eq!(events[1].get("outbound.response.body"), "[1]");
}

#[tokio::test]
async fn custom_functions_read_foreign_bodies() {
    let (capture, _guard) = Capture::subscribe(Level::DEBUG);
    let layer = BodyLogLayer::new(Level::DEBUG)
        .peek_request_fn(|body: &ForeignBody| Some(body.0.clone()))
        .peek_response_fn(|body: &Option<ForeignBody>| body.as_ref().map(|body| body.0.clone()));
    let service = layer.layer(tower::service_fn(|request: Request<ForeignBody>| async {
        Ok::<_, BoxError>(Response::new(Some(request.into_body())))
    }));
    service.oneshot(Request::new(ForeignBody(Bytes::from_static(b"[1]")))).await.unwrap();
    let events = capture.events();
    assert_eq!(events[0].get("outbound.request.body"), "[1]");
    assert_eq!(events[1].get("outbound.response.body"), "[1]");
}

#[test]
fn hidden_names_are_extensible() {
    let hidden = HiddenMembers::default().hide("costCenter");
    for name in ["cost_center", "client_secret", "sharedSecret", "stateToken", "tempPassword", "PIN", "d"] {
        assert!(hidden.hides(name), "{name}");
    }
    for name in
        ["id", "login", "status", "errorCode", "displayName", "question", "postalCode", "kid", "n", "e"]
    {
        assert!(!hidden.hides(name), "{name}");
    }
}

#[test]
fn secret_values_are_hidden_in_any_member() {
    for text in [
        "eyJhbGciOiJFUzI1NiJ9.e30.s3cret",
        "-----BEGIN PRIVATE KEY-----\ns3cret",
        "Bearer s3cret",
        "https://www.example.com/welcome?Token=s3cret",
    ] {
        let body = json!([{"note": text}]).to_string();
        assert_eq!(redacted(body.as_bytes(), 1000), r#"[{"note":"[redacted]"}]"#);
    }
}

const SECRET: &str = "Zx9secretvalueZx9";

/// JSON with the secret in a nested hidden member.
fn json_with_secret() -> impl Strategy<Value = Value> {
    let part = (prop::sample::select(PARTS.to_vec()), "[a-z_]{0,4}", "[A-Z-]{0,4}")
        .prop_map(|(part, before, after)| format!("{before}{part}{after}"));
    let name = prop::sample::select(NAMES.to_vec()).prop_map(str::to_owned);
    let name = prop_oneof![part, name].prop_flat_map(|name| {
        prop_oneof![Just(name.clone()), Just(name.to_uppercase()), Just(format!("_{name}"))]
    });
    let leaf = prop_oneof![
        Just(json!(SECRET)),
        Just(json!([1, SECRET])),
        Just(json!({"value": SECRET, "inner": {"more": SECRET}})),
    ];
    let hidden = (name, leaf).prop_map(|(name, leaf)| json!({"shown": 1, name: leaf}));
    hidden.prop_recursive(6, 64, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 1..4).prop_map(Value::Array),
            prop::collection::btree_map("[a-z]{6}", inner, 1..4)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn prop_hidden_secrets_never_appear(body in json_with_secret(), limit in 0usize..400, pretty in any::<bool>()) {
        let text = if pretty { serde_json::to_string_pretty(&body)? } else { body.to_string() };
        let redacted = redacted(text.as_bytes(), limit);
        // Not even partly, where the text is truncated.
        prop_assert!(!redacted.contains(&SECRET[..4]), "{redacted}");
    }

    #[test]
    fn prop_invalid_json_is_not_shown(body in json_with_secret(), cut in 1usize..40) {
        let text = body.to_string();
        let cut = text.len().saturating_sub(cut);
        let redacted = redacted(&text.as_bytes()[..cut], 1000);
        prop_assert!(!redacted.contains(&SECRET[..4]), "{redacted}");
    }
}
