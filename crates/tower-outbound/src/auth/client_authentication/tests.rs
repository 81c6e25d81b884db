//! Tests of the layer.

use std::{
    sync::{Arc, Mutex},
    time::{Duration, UNIX_EPOCH},
};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use http::{HeaderMap, Method, Request, Response};
use http_body_util::{BodyExt, Full};
use tower::{Layer, ServiceExt, service_fn};

use super::*;
use crate::{
    BoxError,
    auth::{AuthLayer, Bearer, PrivateKey, SigningAlgorithm},
    body::Body,
    clock::ManualClock,
    meta::{NoCredentials, Operation, OperationMeta, Security},
};

const SECRET: &str = "s&cret";

/// The requests that a server received: headers, and the members of the form.
type Log = Arc<Mutex<Vec<(HeaderMap, Vec<(String, String)>)>>>;

fn layer(authentication: impl Into<ClientAuthentication>) -> ClientAuthenticationLayer {
    ClientAuthenticationLayer::new("https://example.com".parse().unwrap(), "c 1", authentication).unwrap()
}

fn secret() -> SecretString {
    SECRET.into()
}

fn form(body: &'static str) -> Request<String> {
    Request::post("https://example.com/introspect?x=1")
        .header("content-type", "application/x-www-form-urlencoded; charset=utf-8")
        .header("content-length", body.len())
        .header("authorization", "Bearer caller")
        .body(body.to_owned())
        .unwrap()
}

/// Sends a request through the layer, with an [`AuthLayer`] below it.
async fn send(layer: ClientAuthenticationLayer, request: Request<String>, log: &Log) -> Result<(), BoxError> {
    let received = Arc::clone(log);
    let server = service_fn(move |request: Request<Body>| {
        let received = Arc::clone(&received);
        async move {
            let (head, body) = request.into_parts();
            let body = body.collect().await?.to_bytes();
            let members = form_urlencoded::parse(&body).into_owned().collect();
            received.lock().unwrap().push((head.headers, members));
            let response = Response::builder().header("date", "Fri, 15 Jan 2027 08:10:00 GMT");
            Ok::<_, BoxError>(response.body(Full::<bytes::Bytes>::default())?)
        }
    });
    let auth = AuthLayer::new("https://example.com".parse()?, Bearer::new("token")?);
    layer.layer(auth.layer(server)).oneshot(request).await.map(drop)
}

async fn sent(
    layer: ClientAuthenticationLayer,
    request: Request<String>,
) -> (HeaderMap, Vec<(String, String)>) {
    let log = Log::default();
    send(layer, request, &log).await.unwrap();
    log.lock().unwrap().pop().unwrap()
}

fn names(members: &[(String, String)]) -> Vec<&str> {
    members.iter().map(|(name, _)| name.as_str()).collect()
}

#[tokio::test]
async fn secret_is_a_header_or_a_member() {
    let (headers, members) =
        sent(layer(ClientAuthentication::secret_basic(secret()).unwrap()), form("token=t")).await;
    // The parts are form-encoded: `c+1:s%26cret`.
    assert_eq!(headers["authorization"], "Basic YysxOnMlMjZjcmV0");
    assert!(headers["authorization"].is_sensitive());
    assert_eq!(members, [("token".to_owned(), "t".to_owned())]);

    let (headers, members) =
        sent(layer(ClientAuthentication::secret_post(secret()).unwrap()), form("token=t%26")).await;
    assert!(
        !headers.contains_key("authorization"),
        "the caller's header is removed, and no other is attached"
    );
    assert!(!headers.contains_key("content-length"));
    let expected = [("token", "t&"), ("client_id", "c 1"), ("client_secret", SECRET)];
    assert_eq!(members, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
}

#[tokio::test]
async fn public_client_sends_its_id() {
    let (headers, members) = sent(layer(ClientAuthentication::none()), form("token=t")).await;
    assert!(!headers.contains_key("authorization"));
    assert_eq!(names(&members), ["token", "client_id"]);
}

#[tokio::test]
async fn members_of_the_caller_are_replaced() {
    let body = "client_id=other&client_secret=x&client_assertion=y&client_assertion_type=z&token=t";
    let (_, members) = sent(layer(ClientAuthentication::none()), form(body)).await;
    assert_eq!(names(&members), ["token", "client_id"]);
    // The id is a parameter of some requests, and authentication another thing.
    let (_, members) = sent(layer(ClientAuthentication::secret_basic(secret()).unwrap()), form(body)).await;
    assert_eq!(members[0], ("client_id".to_owned(), "c 1".to_owned()));
    assert_eq!(names(&members), ["client_id", "token"]);
}

#[tokio::test]
async fn each_request_has_another_assertion() {
    let clock = ManualClock::new(UNIX_EPOCH + Duration::from_secs(1_800_000_000));
    let key = PrivateKey::generate(SigningAlgorithm::Es256).unwrap();
    let layer = layer(PrivateKeyJwt::new(key)).clock(clock.clone());
    let log = Log::default();
    for _ in 0..2 {
        send(layer.clone(), form("token=t"), &log).await.unwrap();
    }
    let claims: Vec<serde_json::Value> = log
        .lock()
        .unwrap()
        .iter()
        .map(|(_, members)| {
            assert_eq!(names(members), ["token", "client_assertion_type", "client_assertion"]);
            assert_eq!(members[1].1, "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
            let claims = members[2].1.split('.').nth(1).unwrap();
            serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).unwrap()).unwrap()
        })
        .collect();
    assert_eq!(claims[0]["aud"], "https://example.com/introspect");
    assert_eq!(claims[0]["sub"], "c 1");
    assert_ne!(claims[0]["jti"], claims[1]["jti"]);
    // The first response shows that the server's clock is ten minutes ahead.
    let issued = |claims: &serde_json::Value| claims["iat"].as_u64().unwrap();
    assert_eq!(issued(&claims[1]) - issued(&claims[0]), 600);
}

#[tokio::test]
async fn other_requests_pass_unchanged() {
    let layer = || layer(ClientAuthentication::secret_post(secret()).unwrap());
    let open = OperationMeta::new("keys", Method::POST, "/keys").security(Security::None);
    let open: &'static OperationMeta = Box::leak(Box::new(open));
    let mut without = form("token=t");
    without.extensions_mut().insert(NoCredentials);
    let mut operation = form("token=t");
    operation.extensions_mut().insert(Operation(open));
    for request in [without, operation] {
        let (headers, members) = sent(layer(), request).await;
        assert_eq!(headers["authorization"], "Bearer caller");
        assert_eq!(names(&members), ["token"]);
    }
    let json = Request::post("https://example.com/clients").header("content-type", "application/json");
    let (headers, _) = sent(layer(), json.body("{}".to_owned()).unwrap()).await;
    assert_eq!(headers["authorization"], "Bearer token", "the credential below");
}

#[tokio::test]
async fn operation_decides_before_the_form() {
    let client = OperationMeta::new("revoke", Method::POST, "/revoke").security(Security::Client);
    let client: &'static OperationMeta = Box::leak(Box::new(client));
    let mut request = Request::post("https://example.com/revoke").body(String::new()).unwrap();
    request.extensions_mut().insert(Operation(client));
    let (headers, members) = sent(layer(ClientAuthentication::none()), request).await;
    assert_eq!(names(&members), ["client_id"]);
    assert_eq!(headers["content-type"], FORM_TYPE);
}

const FORM_TYPE: &str = "application/x-www-form-urlencoded";

#[tokio::test]
async fn secret_stays_at_its_origin() {
    let layer = layer(ClientAuthentication::secret_basic(secret()).unwrap());
    let log = Log::default();
    for (url, kind) in [
        ("https://evil.example/introspect", AuthErrorKind::ForeignOrigin),
        ("http://example.com/introspect", AuthErrorKind::ForeignOrigin),
        ("/introspect", AuthErrorKind::ForeignOrigin),
    ] {
        let mut request = form("token=t");
        *request.uri_mut() = url.parse().unwrap();
        let error = send(layer.clone(), request, &log).await.unwrap_err();
        assert_eq!(error.downcast_ref::<AuthError>().unwrap().kind(), kind, "{error}");
        assert!(!error.to_string().contains(SECRET));
    }
    let plain = ClientAuthenticationLayer::new(
        "http://example.com".parse().unwrap(),
        "c",
        ClientAuthentication::none(),
    );
    let mut request = form("token=t");
    *request.uri_mut() = "http://example.com/introspect".parse().unwrap();
    let error = send(plain.unwrap(), request, &log).await.unwrap_err();
    assert_eq!(error.downcast_ref::<AuthError>().unwrap().kind(), AuthErrorKind::Insecure);
    assert!(log.lock().unwrap().is_empty());
    assert!(!format!("{layer:?}").contains(SECRET));
}

#[test]
fn empty_id_is_rejected() {
    let origin = "https://example.com".parse().unwrap();
    assert!(ClientAuthenticationLayer::new(origin, " ", ClientAuthentication::none()).is_err());
    assert!(ClientAuthentication::secret_basic(String::new().into()).is_err());
}
