//! Tests of observers.

use std::{
    sync::{Arc, Mutex},
    task::Poll,
};

use http::{Request, Response, StatusCode};
use tower_layer::Layer;
use tower_test::mock;

use super::*;
use crate::BoxError;

/// Records its notifications under a name.
#[derive(Clone)]
struct Recorder(&'static str, Arc<Mutex<Vec<String>>>);

impl Recorder {
    fn record(&self, what: &str) {
        self.1.lock().unwrap().push(format!("{} {what}", self.0));
    }
}

impl Observer for Recorder {
    type Observation = Self;

    fn begin<B>(&self, _: &mut Request<B>) -> Option<Self> {
        self.record("begin");
        Some(self.clone())
    }
}

impl Observation for Recorder {
    fn run<T>(&self, work: impl FnOnce() -> T) -> T {
        self.record("enter");
        work()
    }

    fn end(self, outcome: Outcome<'_>) {
        self.record(&format!("{} {:?}", outcome.name(), outcome.error_type()));
    }
}

type Log = Arc<Mutex<Vec<String>>>;

fn pair() -> (ObserveLayer<(Recorder, Option<Recorder>)>, Log) {
    let log = Log::default();
    (ObserveLayer::new((Recorder("outer", log.clone()), Some(Recorder("inner", log.clone())))), log)
}

/// Takes the recorded entries, without those of `run`.
fn take_recorded(log: &Log) -> Vec<String> {
    log.lock().unwrap().drain(..).filter(|entry| !entry.ends_with("enter")).collect()
}

#[tokio::test]
async fn observers_in_a_tuple_are_nested() {
    let (layer, log) = pair();
    let (mut service, mut handle) = mock::spawn_layer::<Request<()>, Response<()>, _>(layer);
    handle.allow(0);
    tokio_test::assert_pending!(service.poll_ready());
    handle.allow(3);
    for (result, outcome) in [
        (Ok(StatusCode::OK), "ok None"),
        (Ok(StatusCode::NOT_FOUND), "error_response Some(\"404\")"),
        (Err("connection reset"), "failed Some(\"_OTHER\")"),
    ] {
        tokio_test::assert_ready_ok!(service.poll_ready());
        let call = service.call(Request::new(()));
        let (_, send) = handle.next_request().await.unwrap();
        match result {
            Ok(status) => send.send_response(Response::builder().status(status).body(()).unwrap()),
            Err(text) => send.send_error(BoxError::from(text)),
        }
        let _ = call.await;
        assert_eq!(
            take_recorded(&log),
            [
                "outer begin".into(),
                "inner begin".into(),
                format!("inner {outcome}"),
                format!("outer {outcome}")
            ]
        );
    }
}

#[tokio::test]
async fn dropped_call_ends_after_its_inner_future() {
    /// Records its drop.
    struct DropRecorder(Recorder);

    impl Drop for DropRecorder {
        fn drop(&mut self) {
            self.0.record("dropped");
        }
    }

    let log = Log::default();
    let recorder = Recorder("wait", log.clone());
    let service =
        ObserveLayer::new(Recorder("call", log.clone())).layer(tower::service_fn(move |_: Request<()>| {
            let wait = DropRecorder(recorder.clone());
            async move {
                let _wait = wait;
                std::future::pending::<Result<Response<()>, BoxError>>().await
            }
        }));
    let mut call = tokio_test::task::spawn(tower::ServiceExt::oneshot(service, Request::new(())));
    assert!(matches!(call.poll(), Poll::Pending));
    drop(call);
    assert_eq!(take_recorded(&log), ["call begin", "wait dropped", "call cancelled Some(\"cancelled\")"]);
}

#[tokio::test]
async fn error_type_is_customizable() {
    let (layer, log) = pair();
    let service = layer
        .error_type(|_| "custom_error")
        .layer(tower::service_fn(|_: Request<()>| async { Err::<Response<()>, _>(BoxError::from("x")) }));
    tower::ServiceExt::oneshot(service, Request::new(())).await.unwrap_err();
    assert_eq!(take_recorded(&log)[3], "outer failed Some(\"custom_error\")");
}
