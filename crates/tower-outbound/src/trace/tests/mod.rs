//! Tests of spans and of the log.

pub(super) mod capture;
mod spans;

use std::{
    io,
    sync::{Arc, Mutex},
};

use http::{Method, Request, Response, StatusCode};
use tower_layer::Layer;
use tower_test::mock;

use super::*;
use crate::{
    BoxError,
    meta::{Operation, OperationMeta},
};

static GET_USER: OperationMeta =
    OperationMeta::new("getUser", Method::GET, "/api/v1/users/{id}").bucket("GET /api/v1/users/{id}");

#[derive(Clone, Default)]
struct LogBuffer(Arc<Mutex<Vec<u8>>>);

impl io::Write for LogBuffer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl LogBuffer {
    fn subscribe(&self) -> tracing::subscriber::DefaultGuard {
        let log = self.clone();
        let subscriber = tracing_subscriber::fmt()
            .with_max_level(tracing::Level::TRACE)
            .with_ansi(false)
            .with_writer(move || log.clone())
            .finish();
        tracing::subscriber::set_default(subscriber)
    }

    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

fn request() -> Request<()> {
    let mut request = Request::get("https://api.example.com:8443/api/v1/users/00uSECRET?search=s3cret")
        .header("authorization", "Bearer s3cret")
        .body(())
        .unwrap();
    request.extensions_mut().insert(Operation(&GET_USER));
    request
}

#[tokio::test]
async fn log_shows_redacted_headers() {
    let log = LogBuffer::default();
    let _guard = log.subscribe();
    let (mut service, mut handle) = mock::spawn_layer(LogLayer::new(tracing::Level::WARN));
    handle.allow(0);
    tokio_test::assert_pending!(service.poll_ready());
    handle.allow(1);
    tokio_test::assert_ready_ok!(service.poll_ready());
    let mut call = tokio_test::task::spawn(service.call(request()));
    tokio_test::assert_pending!(call.poll());
    let (_, send) = handle.next_request().await.unwrap();
    let response = Response::builder()
        .status(StatusCode::NOT_FOUND)
        .header("x-request-id", "req-1")
        .header("set-cookie", "sid=s3cret");
    send.send_response(response.body(()).unwrap());
    tokio_test::assert_ready_ok!(call.poll());
    let text = log.text();
    let events: Vec<_> = text.lines().collect();
    assert_eq!(events.len(), 2, "{text}");
    for (event, expected) in events.iter().zip([
        [
            "WARN",
            "request",
            "GET",
            "/api/v1/users/{id}?search=[redacted]",
            "\"authorization\": \"[redacted]\"",
        ],
        ["WARN", "response", "404", "\"x-request-id\": \"req-1\"", "\"set-cookie\": \"[redacted]\""],
    ]) {
        for part in expected {
            assert!(event.contains(part), "{part} is not in {event}");
        }
    }
    assert!(!text.contains("s3cret") && !text.contains("SECRET"), "{text}");
}

#[tokio::test]
async fn log_distinguishes_failure_and_cancellation() {
    let log = LogBuffer::default();
    let _guard = log.subscribe();
    let logged =
        LogLayer::new(tracing::Level::DEBUG).layer(tower::service_fn(|fails: Request<bool>| async move {
            if *fails.body() {
                let error =
                    "error sending request for url (https://me:s3cret@api.example.com/a?api_key=s3cret)";
                Err::<Response<()>, BoxError>(error.into())
            } else {
                std::future::pending().await
            }
        }));
    let call = |fails: bool| tower::ServiceExt::oneshot(logged.clone(), Request::new(fails));
    call(true).await.unwrap_err();
    let mut cancelled = tokio_test::task::spawn(call(false));
    tokio_test::assert_pending!(cancelled.poll());
    drop(cancelled);
    let text = log.text();
    let failed = "request failed error=error sending request for url \
                  (https://[redacted]@api.example.com/a?api_key=[redacted])\n";
    assert!(text.contains(failed) && text.contains("request cancelled"), "{text}");
}
