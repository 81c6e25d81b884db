//! What observers hear.

use std::{
    sync::{Arc, Mutex},
    task::Poll,
};

use http::{Request, Response, StatusCode};
use tower_layer::Layer;
use tower_test::mock;

use super::*;
use crate::BoxError;

/// Writes down what it hears, under a name.
#[derive(Clone)]
struct Scribe(&'static str, Arc<Mutex<Vec<String>>>);

impl Scribe {
    fn note(&self, what: &str) {
        self.1.lock().unwrap().push(format!("{} {what}", self.0));
    }
}

impl Observer for Scribe {
    type Observation = Self;

    fn begin<B>(&self, _: &mut Request<B>) -> Option<Self> {
        self.note("begin");
        Some(self.clone())
    }
}

impl Observation for Scribe {
    fn run<T>(&self, work: impl FnOnce() -> T) -> T {
        self.note("enter");
        work()
    }

    fn end(self, outcome: Outcome<'_>) {
        self.note(&format!("{} {:?}", outcome.name(), outcome.error_type()));
    }
}

type Log = Arc<Mutex<Vec<String>>>;

fn pair() -> (ObserveLayer<(Scribe, Option<Scribe>)>, Log) {
    let log = Log::default();
    (ObserveLayer::new((Scribe("outer", log.clone()), Some(Scribe("inner", log.clone())))), log)
}

/// What was noted since the last time, but for the entering.
fn heard(log: &Log) -> Vec<String> {
    log.lock().unwrap().drain(..).filter(|line| !line.ends_with("enter")).collect()
}

#[tokio::test]
async fn two_observers_hear_the_same_and_enclose_each_other() {
    let (layer, log) = pair();
    let (mut service, mut handle) = mock::spawn_layer::<Request<()>, Response<()>, _>(layer);
    handle.allow(0);
    tokio_test::assert_pending!(service.poll_ready());
    handle.allow(3);
    for (answer, outcome) in [
        (Ok(StatusCode::OK), "ok None"),
        (Ok(StatusCode::NOT_FOUND), "refused Some(\"404\")"),
        (Err("it broke"), "failed Some(\"_OTHER\")"),
    ] {
        tokio_test::assert_ready_ok!(service.poll_ready());
        let call = service.call(Request::new(()));
        let (_, send) = handle.next_request().await.unwrap();
        match answer {
            Ok(status) => send.send_response(Response::builder().status(status).body(()).unwrap()),
            Err(text) => send.send_error(BoxError::from(text)),
        }
        let _ = call.await;
        assert_eq!(
            heard(&log),
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
async fn a_dropped_call_ends_after_what_it_was_waiting_for() {
    /// Notes when it is dropped.
    struct Wait(Scribe);

    impl Drop for Wait {
        fn drop(&mut self) {
            self.0.note("over");
        }
    }

    let log = Log::default();
    let scribe = Scribe("wait", log.clone());
    let service =
        ObserveLayer::new(Scribe("call", log.clone())).layer(tower::service_fn(move |_: Request<()>| {
            let wait = Wait(scribe.clone());
            async move {
                let _wait = wait;
                std::future::pending::<Result<Response<()>, BoxError>>().await
            }
        }));
    let mut call = tokio_test::task::spawn(tower::ServiceExt::oneshot(service, Request::new(())));
    assert!(matches!(call.poll(), Poll::Pending));
    drop(call);
    assert_eq!(heard(&log), ["call begin", "wait over", "call cancelled Some(\"cancelled\")"]);
}

#[tokio::test]
async fn the_kind_of_a_failure_can_be_named_by_others() {
    let (layer, log) = pair();
    let service = layer
        .with_error_type(|_| "leaky_pipe")
        .layer(tower::service_fn(|_: Request<()>| async { Err::<Response<()>, _>(BoxError::from("x")) }));
    tower::ServiceExt::oneshot(service, Request::new(())).await.unwrap_err();
    assert_eq!(heard(&log)[3], "outer failed Some(\"leaky_pipe\")");
}
