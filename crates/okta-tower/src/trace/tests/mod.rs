//! What a subscriber sees of calls and attempts.

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
struct Sink(Arc<Mutex<Vec<u8>>>);

impl io::Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Sink {
    fn listen(&self) -> tracing::subscriber::DefaultGuard {
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
    let mut request = Request::get("https://org.example:8443/api/v1/users/00uSECRET?search=s3cret")
        .header("authorization", "SSWS s3cret")
        .body(())
        .unwrap();
    request.extensions_mut().insert(Operation(&GET_USER));
    request
}

#[tokio::test]
async fn the_log_layer_shows_headers_both_ways_and_keeps_secrets() {
    let log = Sink::default();
    let _guard = log.listen();
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
        .header("x-okta-request-id", "req-1")
        .header("set-cookie", "sid=s3cret");
    send.send_response(response.body(()).unwrap());
    tokio_test::assert_ready_ok!(call.poll());
    let text = log.text();
    let lines: Vec<_> = text.lines().collect();
    assert_eq!(lines.len(), 2, "{text}");
    for (line, expected) in lines.iter().zip([
        [
            "WARN",
            "request goes out",
            "GET",
            "/api/v1/users/{id}?search=[redacted]",
            "\"authorization\": \"[redacted]\"",
        ],
        [
            "WARN",
            "answer came in",
            "404",
            "\"x-okta-request-id\": \"req-1\"",
            "\"set-cookie\": \"[redacted]\"",
        ],
    ]) {
        for part in expected {
            assert!(line.contains(part), "{part} is not in {line}");
        }
    }
    assert!(!text.contains("s3cret") && !text.contains("SECRET"), "{text}");
}

#[tokio::test]
async fn the_log_layer_tells_failed_from_given_up_and_can_be_silent() {
    let log = Sink::default();
    let _guard = log.listen();
    let logged =
        LogLayer::new(tracing::Level::DEBUG).layer(tower::service_fn(|fails: Request<bool>| async move {
            if *fails.body() {
                Err::<Response<()>, BoxError>("it broke".into())
            } else {
                std::future::pending().await
            }
        }));
    let call = |fails: bool| tower::ServiceExt::oneshot(logged.clone(), Request::new(fails));
    call(true).await.unwrap_err();
    let mut given_up = tokio_test::task::spawn(call(false));
    tokio_test::assert_pending!(given_up.poll());
    drop(given_up);
    let text = log.text();
    assert!(text.contains("request failed error=it broke") && text.contains("request given up"), "{text}");

    let silent = LogLayer::disabled()
        .layer(tower::service_fn(|_: Request<()>| async { Ok::<_, BoxError>(Response::new(())) }));
    tower::ServiceExt::oneshot(silent, Request::new(())).await.unwrap();
    assert_eq!(log.text(), text);
}
