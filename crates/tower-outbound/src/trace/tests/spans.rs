//! Tests of span fields.

use std::time::Duration;

use http::{Method, Request, Response, StatusCode, Version};
use tower_layer::Layer;
use tower_test::mock;
use tracing::Level;

use super::{capture::Capture, request};
use crate::{
    BoxError,
    meta::{Attempts, CallStats},
    trace::{AttemptSpanLayer, CallSpanLayer},
};

type Mock = mock::Mock<Request<()>, Response<()>>;

/// A mock server with both spans.
macro_rules! mock_with_spans {
    () => {
        mock::spawn_with(|inner: Mock| CallSpanLayer::new().layer(AttemptSpanLayer::new().layer(inner)))
    };
}

fn not_found() -> Response<()> {
    let mut response = Response::builder()
        .status(StatusCode::NOT_FOUND)
        .version(Version::HTTP_2)
        .header("x-request-id", "req-1")
        .header("x-ratelimit-limit", "600")
        .header("x-ratelimit-remaining", "599")
        .body(())
        .unwrap();
    response.extensions_mut().insert(Attempts(3));
    response
}

#[tokio::test]
async fn response_is_recorded_in_both_spans() {
    let (capture, _guard) = Capture::subscribe(Level::TRACE);
    let (mut service, mut handle) = mock_with_spans!();
    handle.allow(0);
    tokio_test::assert_pending!(service.poll_ready());
    handle.allow(1);
    tokio_test::assert_ready_ok!(service.poll_ready());
    let call = service.call(request());
    let (inner, send) = handle.next_request().await.unwrap();
    CallStats::from_extensions(inner.extensions()).unwrap().add_backoff_wait(Duration::from_millis(1500));
    drop(inner);
    send.send_response(not_found());
    call.await.unwrap();

    let [attempt, call] = &capture.spans()[..] else { panic!("two spans") };
    let url = "https://api.example.com:8443/api/v1/users/{id}?search=[redacted]";
    let both = [
        ("http.request.method", "GET"),
        ("http.response.status_code", "404"),
        ("server.address", "api.example.com"),
        ("server.port", "8443"),
        ("url.full", url),
        ("url.template", "/api/v1/users/{id}"),
        ("error.type", "404"),
        ("otel.status_code", "ERROR"),
        ("otel.status_description", ""),
        ("outbound.operation", "getUser"),
        ("outbound.outcome", "error_response"),
        ("outbound.request_id", "req-1"),
        ("outbound.rate_limit.limit", "600"),
        ("outbound.rate_limit.remaining", "599"),
    ];
    let specific = [
        (
            attempt,
            vec![
                ("otel.kind", "client"),
                ("otel.name", "GET /api/v1/users/{id}"),
                ("network.protocol.version", "2"),
                ("http.request.resend_count", ""),
                ("http.request.method_original", ""),
            ],
        ),
        (
            call,
            vec![
                ("otel.kind", "internal"),
                ("otel.name", "getUser"),
                ("outbound.rate_limit.bucket", "GET /api/v1/users/{id}"),
                ("outbound.attempts", "3"),
                ("outbound.requests", "1"),
                ("outbound.wait.rate_limit_ms", "0"),
                ("outbound.wait.backoff_ms", "1500"),
            ],
        ),
    ];
    for (span, specific) in specific {
        for (field, value) in both.into_iter().chain(specific) {
            assert_eq!(span.get(field), value, "{field} of {}", span.name);
        }
        assert!(!format!("{span:?}").contains("SECRET"), "{span:?}");
    }
    assert_eq!((attempt.name, attempt.parent), ("outbound.attempt", Some("outbound.call")));
    assert_eq!((call.name, call.parent), ("outbound.call", None));
}

#[tokio::test]
async fn error_is_recorded_in_both_spans() {
    let (capture, _guard) = Capture::subscribe(Level::TRACE);
    let (mut service, mut handle) = mock_with_spans!();
    handle.allow(1);
    tokio_test::assert_ready_ok!(service.poll_ready());
    let call = service.call(request());
    let reset = std::io::Error::from(std::io::ErrorKind::ConnectionReset);
    handle.next_request().await.unwrap().1.send_error(BoxError::from(reset));
    call.await.unwrap_err();
    for span in capture.spans() {
        assert_eq!(span.get("error.type"), "connection_interrupted");
        assert_eq!(span.get("otel.status_description"), "connection reset");
        assert_eq!((span.get("otel.status_code"), span.get("outbound.outcome")), ("ERROR", "failed"));
    }
}

#[tokio::test]
async fn urls_in_errors_are_redacted_in_both_spans() {
    let (capture, _guard) = Capture::subscribe(Level::TRACE);
    let (mut service, mut handle) = mock_with_spans!();
    handle.allow(1);
    tokio_test::assert_ready_ok!(service.poll_ready());
    let call = service.call(request());
    let error = "error sending request for url (https://me:s3cret@api.example.com/a?api_key=s3cret)";
    handle.next_request().await.unwrap().1.send_error(BoxError::from(error));
    call.await.unwrap_err();
    for span in capture.spans() {
        let shown = "error sending request for url (https://[redacted]@api.example.com/a?api_key=[redacted])";
        assert_eq!(span.get("otel.status_description"), shown);
        assert!(!format!("{span:?}").contains("s3cret"), "{span:?}");
    }
}

#[tokio::test]
async fn dialect_names_spans_fields_and_headers() {
    crate::span_dialect! {
        AcmeSpans, acme, request_id_header = "x-acme-id", limit_header = "x-acme-limit", shown_query = &["search"]
    }
    let (capture, _guard) = Capture::subscribe(Level::TRACE);
    let layer = AttemptSpanLayer::new().dialect(&AcmeSpans);
    let service = CallSpanLayer::new().dialect(&AcmeSpans).layer(layer.layer(tower::service_fn(
        |_: Request<()>| async {
            let response = Response::builder().header("x-acme-id", "id-1").header("x-acme-limit", "5");
            Ok::<_, BoxError>(response.header("x-ratelimit-remaining", "4").body(())?)
        },
    )));
    tower::ServiceExt::oneshot(service, request()).await.unwrap();
    let [attempt, call] = &capture.spans()[..] else { panic!("two spans") };
    assert_eq!((attempt.name, call.name), ("acme.attempt", "acme.call"));
    for span in [attempt, call] {
        for (field, value) in [
            ("acme.operation", "getUser"),
            ("acme.outcome", "ok"),
            ("acme.request_id", "id-1"),
            ("acme.rate_limit.limit", "5"),
            ("acme.rate_limit.remaining", "4"),
            ("url.full", "https://api.example.com:8443/api/v1/users/{id}?search=s3cret"),
        ] {
            assert_eq!(span.get(field), value, "{field} of {}", span.name);
        }
    }
    assert_eq!(call.get("acme.requests"), "1");
    assert!(!format!("{call:?}{attempt:?}").contains("outbound."));
}

#[tokio::test]
async fn dropped_call_closes_spans_as_cancelled() {
    let (capture, _guard) = Capture::subscribe(Level::TRACE);
    let (mut service, mut handle) = mock_with_spans!();
    handle.allow(1);
    tokio_test::assert_ready_ok!(service.poll_ready());
    drop(service.call(request()));
    let spans = capture.spans();
    assert_eq!(spans.len(), 2);
    for span in spans {
        assert_eq!((span.get("outbound.outcome"), span.get("error.type")), ("cancelled", "cancelled"));
    }
}

#[tokio::test]
async fn resend_count_is_set_from_second_request() {
    let (capture, _guard) = Capture::subscribe(Level::TRACE);
    let service = AttemptSpanLayer::new()
        .layer(tower::service_fn(|_: Request<()>| async { Ok::<_, BoxError>(Response::new(())) }));
    let send = async |request| {
        tower::ServiceExt::oneshot(service.clone(), request).await.unwrap();
        capture.span("outbound.attempt").get("http.request.resend_count").to_owned()
    };
    // From `Attempt`, without `CallStats`.
    let mut third = request();
    third.extensions_mut().insert(crate::meta::Attempt(3));
    assert_eq!((send(request()).await, send(third.clone()).await), (String::new(), "2".into()));
    // From `CallStats`, which include replays with a new token or nonce within one attempt.
    CallStats::get_or_insert(third.extensions_mut());
    assert_eq!((send(third.clone()).await, send(third.clone()).await), (String::new(), "1".into()));
}

#[tokio::test]
async fn unusual_methods_and_addresses_are_recorded() {
    let (capture, _guard) = Capture::subscribe(Level::TRACE);
    let service = AttemptSpanLayer::new()
        .layer(tower::service_fn(|_: Request<()>| async { Ok::<_, BoxError>(Response::new(())) }));
    let request = Request::builder()
        .method(Method::from_bytes(b"PURGE").unwrap())
        .uri("http://[::1]/api/v1/users/00uSECRET/factors")
        .body(())
        .unwrap();
    tower::ServiceExt::oneshot(service, request).await.unwrap();
    let span = capture.span("outbound.attempt");
    for (field, value) in [
        ("otel.name", "HTTP"),
        ("http.request.method", "_OTHER"),
        ("http.request.method_original", "PURGE"),
        ("server.address", "::1"),
        ("server.port", "80"),
        ("url.template", ""),
        ("url.full", "http://[::1]/api/v1/…"),
    ] {
        assert_eq!(span.get(field), value, "{field}");
    }
}

#[tokio::test]
async fn disabled_call_span_inserts_no_stats() {
    let (mut service, mut handle) = mock_with_spans!();
    let disabled = tracing::subscriber::set_default(tracing::subscriber::NoSubscriber::default());
    handle.allow(2);
    tokio_test::assert_ready_ok!(service.poll_ready());
    let _call = service.call(request());
    let (sent, _send) = handle.next_request().await.unwrap();
    assert!(CallStats::from_extensions(sent.extensions()).is_none());
    drop(disabled);

    let (capture, _guard) = Capture::subscribe(Level::INFO);
    tokio_test::assert_ready_ok!(service.poll_ready());
    let call = service.call(request());
    let (sent, send) = handle.next_request().await.unwrap();
    assert!(CallStats::from_extensions(sent.extensions()).is_some());
    send.send_response(Response::new(()));
    call.await.unwrap();
    assert_eq!(
        capture.span("outbound.call").get("outbound.requests"),
        "1",
        "counted with the attempt span disabled"
    );
}
