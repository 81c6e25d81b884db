//! Tests of the layer over mock services.

mod redirects;
mod waiting;

use std::{
    convert::Infallible,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU32, Ordering},
    },
};

use bytes::Bytes;
use http::{HeaderValue, Method, Request, Response, StatusCode, header::AUTHORIZATION, request, response};
use http_body_util::{BodyExt, Full, StreamBody};
use tower::{Layer, Service, ServiceExt, service_fn};
use tower_test::mock;

use super::*;
use crate::{
    BoxError,
    meta::{ErrorBody, NoCredentials, Operation, OperationMeta, Security},
};

type Text = Full<Bytes>;

const SERVER: &str = "https://example.com";

fn layer(credential: Bearer) -> AuthLayer<Bearer> {
    AuthLayer::new(SERVER.parse().unwrap(), credential)
}

fn bearer() -> Bearer {
    Bearer::new("secret").unwrap()
}

fn get(uri: &str) -> Request<Text> {
    Request::get(uri).body(Text::default()).unwrap()
}

/// Sends a request through `layer` to a service that responds 200, and returns the received request.
async fn receive<C: Credential>(
    layer: AuthLayer<C>,
    request: Request<Text>,
) -> Result<Request<Text>, BoxError> {
    let seen = Arc::new(Mutex::new(None));
    let slot = Arc::clone(&seen);
    let service = layer.layer(service_fn(move |request: Request<Text>| {
        *slot.lock().unwrap() = Some(request);
        async { Ok::<_, Infallible>(Response::new(Text::default())) }
    }));
    service.oneshot(request).await?;
    Ok(seen.lock().unwrap().take().unwrap())
}

#[track_caller]
fn kind(error: &BoxError) -> AuthErrorKind {
    error.downcast_ref::<AuthError>().unwrap().kind()
}

#[tokio::test]
async fn authorization_replaces_caller_headers() {
    let mut request = get("https://example.com/api/v1/users");
    request.headers_mut().insert("AUTHORIZATION", HeaderValue::from_static("evil"));
    request.headers_mut().append("authorization", HeaderValue::from_static("evil too"));
    request.headers_mut().insert("DPoP", HeaderValue::from_static("evil"));
    let request = receive(layer(bearer()), request).await.unwrap();
    let values: Vec<_> = request.headers().get_all(AUTHORIZATION).iter().collect();
    assert_eq!(values, ["Bearer secret"]);
    assert!(values[0].is_sensitive());
    assert!(!request.headers().contains_key("dpop"));

    let trimmed = AuthLayer::new(SERVER.parse().unwrap(), Bearer::new(" abc\n").unwrap());
    let request = receive(trimmed, get("https://example.com/")).await.unwrap();
    assert_eq!(request.headers()[AUTHORIZATION], "Bearer abc");
}

#[tokio::test]
async fn credential_is_limited_to_its_origin() {
    for uri in [
        "https://other.example/",
        "https://example.com:8443/",
        "https://example.com.evil.example/",
        "https://admin.example.com/",
        "http://example.com/",
        "/relative",
    ] {
        let error = receive(layer(bearer()), get(uri)).await.unwrap_err();
        assert_eq!(kind(&error), AuthErrorKind::ForeignOrigin, "{uri}");

        let mut request = get(uri);
        request.headers_mut().insert(AUTHORIZATION, HeaderValue::from_static("Bearer secret"));
        let stripped =
            receive(layer(bearer()).foreign_origin(ForeignOrigin::SendWithoutCredentials), request)
                .await
                .unwrap();
        assert!(stripped.headers().is_empty(), "{uri}");
    }
    let trusted = layer(bearer()).trust("https://other.example".parse().unwrap());
    let request = receive(trusted, get("https://other.example/")).await.unwrap();
    assert!(request.headers().contains_key(AUTHORIZATION));
}

#[tokio::test]
async fn plain_http_requires_opt_in() {
    let local = |plain_http| {
        AuthLayer::new("http://127.0.0.1:8080".parse().unwrap(), bearer()).plain_http(plain_http)
    };
    let remote =
        |plain_http| AuthLayer::new("http://example.com".parse().unwrap(), bearer()).plain_http(plain_http);

    let error = receive(local(PlainHttp::Never), get("http://127.0.0.1:8080/")).await.unwrap_err();
    assert_eq!(kind(&error), AuthErrorKind::Insecure);
    receive(local(PlainHttp::Loopback), get("http://127.0.0.1:8080/")).await.unwrap();
    let error = receive(remote(PlainHttp::Loopback), get("http://example.com/")).await.unwrap_err();
    assert_eq!(kind(&error), AuthErrorKind::Insecure);
    receive(remote(PlainHttp::AnyHostForTesting), get("http://example.com/")).await.unwrap();
}

#[tokio::test]
async fn operation_without_security_gets_no_credential() {
    static OPEN: OperationMeta =
        OperationMeta::new("getKeys", Method::GET, "/.well-known/keys").security(Security::None);
    let mut request = get("https://example.com/.well-known/keys");
    request.extensions_mut().insert(Operation(&OPEN));
    let request = receive(layer(bearer()), request).await.unwrap();
    assert!(request.headers().is_empty());
}

#[tokio::test]
async fn request_can_ask_for_no_credential() {
    let mut request = get("https://example.com/api");
    request.extensions_mut().insert(NoCredentials);
    let request = receive(layer(bearer()), request).await.unwrap();
    assert!(request.headers().is_empty());
}

#[test]
fn invalid_tokens_are_rejected_and_not_shown() {
    for token in ["", "  ", "two words", "line\nbreak", "schlüssel", "nul\0"] {
        let name = http::HeaderName::from_static("x-api-key");
        for error in [StaticCredential::header(name, token).unwrap_err(), Bearer::new(token).unwrap_err()] {
            assert_eq!(error.kind(), AuthErrorKind::Credential);
            assert!(token.trim().is_empty() || !format!("{error} {error:?}").contains(token));
        }
    }
    let layer = AuthLayer::new(SERVER.parse().unwrap(), SharedCredential::new(bearer()));
    for text in [format!("{:?}", bearer()), format!("{layer:?}"), format!("{:?}", layer.credential())] {
        assert!(!text.contains("secret"), "{text}");
    }
}

/// Counts attempts and retries each 401.
#[derive(Default)]
struct RetryOn401 {
    attempts: AtomicU32,
    decisions: AtomicU32,
}

impl Credential for RetryOn401 {
    async fn attach(&self, request: &mut request::Parts) -> Result<AttachState, AuthError> {
        let number = self.attempts.fetch_add(1, Ordering::Relaxed) + 1;
        request.headers.insert(AUTHORIZATION, HeaderValue::from(number));
        Ok(AttachState::with(number))
    }

    fn inspect(&self, _: &AttachState, response: &response::Parts) -> ResponseInterest {
        if response.status == StatusCode::UNAUTHORIZED {
            ResponseInterest::Body
        } else {
            ResponseInterest::None
        }
    }

    fn decide(&self, state: &AttachState, _: &response::Parts, body: &[u8]) -> AuthDecision {
        assert_eq!(state.get::<u32>().copied(), Some(self.attempts.load(Ordering::Relaxed)));
        self.decisions.fetch_add(1, Ordering::Relaxed);
        match body {
            b"nonce" => AuthDecision::Retry(AuthRetryReason::ProofRejected),
            b"token" => AuthDecision::Retry(AuthRetryReason::TokenRejected),
            _ => AuthDecision::Accept,
        }
    }

    fn may_retry(&self) -> bool {
        true
    }
}

/// The result of a call through [`RetryOn401`].
struct CallResult {
    status: StatusCode,
    body: Bytes,
    attempts: u32,
    bodies: Vec<String>,
}

/// Responds to the n-th attempt with 401 and the n-th of `errors`, and to later attempts with 200.
async fn call_with_errors(errors: &'static [&'static str], request: Request<Text>) -> CallResult {
    let credential = Arc::new(RetryOn401::default());
    let bodies = Arc::new(Mutex::new(Vec::new()));
    let (seen, shared) = (Arc::clone(&bodies), SharedCredential::new(Arc::clone(&credential)));
    let service =
        AuthLayer::new(SERVER.parse().unwrap(), shared).layer(service_fn(move |request: Request<Text>| {
            let seen = Arc::clone(&seen);
            async move {
                let body = request.into_body().collect().await.unwrap().to_bytes();
                let number = {
                    let mut seen = seen.lock().unwrap();
                    seen.push(String::from_utf8(body.to_vec()).unwrap());
                    seen.len()
                };
                let response = match errors.get(number - 1) {
                    Some(text) => Response::builder().status(401).body(Text::from(*text)).unwrap(),
                    None => Response::new(Text::from("done")),
                };
                Ok::<_, Infallible>(response)
            }
        }));
    let response = service.oneshot(request).await.unwrap();
    let status = response.status();
    let body = response.into_body().collect().await.unwrap().to_bytes();
    let bodies = bodies.lock().unwrap().clone();
    CallResult { status, body, attempts: credential.attempts.load(Ordering::Relaxed), bodies }
}

fn post() -> Request<Text> {
    Request::post("https://example.com/x").body(Text::from("payload")).unwrap()
}

#[tokio::test]
async fn each_reason_retries_once_with_same_body() {
    let result = call_with_errors(&["token"], post()).await;
    assert_eq!((result.status, result.attempts), (StatusCode::OK, 2));
    assert_eq!(result.bodies, ["payload", "payload"]);

    let result = call_with_errors(&["nonce", "token"], post()).await;
    assert_eq!((result.status, result.attempts), (StatusCode::OK, 3));
}

#[tokio::test]
async fn repeated_reason_returns_the_complete_response() {
    for errors in [&["token", "token"] as &[_], &["nonce", "nonce"]] {
        let result = call_with_errors(errors, post()).await;
        assert_eq!((result.status, result.attempts), (StatusCode::UNAUTHORIZED, 2));
        assert_eq!(result.body, errors[1]);
    }
    let result = call_with_errors(&["other"], post()).await;
    assert_eq!((result.status, result.attempts, &*result.body), (StatusCode::UNAUTHORIZED, 1, &b"other"[..]));
}

/// Counts the warnings on this thread.
#[cfg(feature = "trace")]
#[derive(Clone, Default)]
struct Warnings(Arc<AtomicU32>);

#[cfg(feature = "trace")]
impl<S: tracing::Subscriber> tracing_subscriber::Layer<S> for Warnings {
    fn on_event(&self, event: &tracing::Event<'_>, _: tracing_subscriber::layer::Context<'_, S>) {
        if *event.metadata().level() == tracing::Level::WARN {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }
}

#[tokio::test]
async fn unclonable_body_is_not_retried() {
    #[cfg(feature = "trace")]
    let (warnings, _guard) = {
        use tracing_subscriber::layer::SubscriberExt;
        let warnings = Warnings::default();
        let subscriber = tracing_subscriber::registry().with(warnings.clone());
        (warnings, tracing::subscriber::set_default(subscriber))
    };
    let sent = Arc::new(AtomicU32::new(0));
    let count = Arc::clone(&sent);
    let service = AuthLayer::new(SERVER.parse().unwrap(), RetryOn401::default()).layer(service_fn(
        move |_: Request<crate::body::Body>| {
            count.fetch_add(1, Ordering::Relaxed);
            async { Ok::<_, Infallible>(Response::builder().status(401).body(Text::from("token")).unwrap()) }
        },
    ));
    for _ in 0..2 {
        let frame = Ok::<_, Infallible>(http_body::Frame::data(Bytes::from("x")));
        let body = crate::body::Body::new(StreamBody::new(futures_util::stream::iter([frame])));
        let request = Request::post("https://example.com/").body(body).unwrap();
        let response = service.clone().oneshot(request).await.unwrap();
        assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
        assert_eq!(response.into_body().collect().await.unwrap().to_bytes(), "token");
    }
    assert_eq!(sent.load(Ordering::Relaxed), 2);
    #[cfg(feature = "trace")]
    assert_eq!(warnings.0.load(Ordering::Relaxed), 1, "once per layer");
}

#[tokio::test]
async fn collected_error_body_is_not_read_again() {
    let credential = Arc::new(RetryOn401::default());
    let service = AuthLayer::new(SERVER.parse().unwrap(), Arc::clone(&credential)).layer(service_fn(
        |_: Request<Text>| async {
            let mut response = Response::builder().status(401).body(Text::from("body")).unwrap();
            response.extensions_mut().insert(ErrorBody(Bytes::from("token")));
            Ok::<_, Infallible>(response)
        },
    ));
    let response = service.oneshot(get("https://example.com/")).await.unwrap();
    assert_eq!(credential.decisions.load(Ordering::Relaxed), 2);
    assert_eq!(response.into_body().collect().await.unwrap().to_bytes(), "body");
}

#[tokio::test]
async fn inner_readiness_is_polled_before_each_attempt() {
    let (mut service, mut handle) = mock::spawn_layer::<Request<Text>, Response<Text>, _>(AuthLayer::new(
        SERVER.parse().unwrap(),
        RetryOn401::default(),
    ));
    handle.allow(0);
    tokio_test::assert_pending!(service.poll_ready());
    handle.allow(1);
    tokio_test::assert_ready_ok!(service.poll_ready());
    // The mock panics if it is called before it was ready.
    let mut call = tokio_test::task::spawn(service.call(get("https://example.com/")));
    // The ready service is given back, since this credential may wait.
    tokio_test::assert_pending!(call.poll());
    handle.allow(1);
    tokio_test::assert_pending!(call.poll());
    let (_, reply) = handle.next_request().await.unwrap();
    reply.send_response(Response::builder().status(401).body(Text::from("token")).unwrap());
    tokio_test::assert_pending!(call.poll(), "the retry waits for readiness");
    handle.allow(1);
    tokio_test::assert_pending!(call.poll());
    let (request, reply) = handle.next_request().await.unwrap();
    assert_eq!(request.headers()[AUTHORIZATION], "2");
    reply.send_response(Response::new(Text::default()));
    assert_eq!(call.await.unwrap().status(), StatusCode::OK);
}

#[test]
fn layer_and_service_are_send_and_sync() {
    fn check<T: Clone + Send + Sync + 'static>(_: &T) {}
    let layer = layer(bearer());
    check(&layer);
    check(
        &layer.layer(service_fn(|_: Request<Text>| async {
            Ok::<_, Infallible>(Response::new(Text::default()))
        })),
    );
    fn service<S: Service<Request<Text>, Error = BoxError>>(_: S) {}
    service(
        layer.layer(service_fn(|_: Request<Text>| async {
            Ok::<_, Infallible>(Response::new(Text::default()))
        })),
    );
}
