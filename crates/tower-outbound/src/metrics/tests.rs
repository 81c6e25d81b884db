//! Tests of the recorded metrics.

use std::{collections::BTreeMap, time::Duration};

use http::{Method, Request, Response, StatusCode};
use metrics_util::debugging::{DebugValue, DebuggingRecorder, Snapshotter};
use tower_layer::Layer;
use tower_test::mock;

use super::*;
use crate::{
    BoxError,
    meta::{Operation, OperationMeta},
    observe::ObserveLayer,
};

static GET_USER: OperationMeta =
    OperationMeta::new("getUser", Method::GET, "/api/v1/users/{id}").bucket("users by id");

/// Takes the recorded metrics, as `name{label=value,…}`.
fn take_recorded(snapshotter: &Snapshotter) -> BTreeMap<String, DebugValue> {
    let name = |key: &::metrics::Key| {
        let labels: Vec<_> = key.labels().map(|label| format!("{}={}", label.key(), label.value())).collect();
        format!("{}{{{}}}", key.name(), labels.join(","))
    };
    snapshotter.snapshot().into_vec().into_iter().map(|(key, _, _, value)| (name(key.key()), value)).collect()
}

fn histogram(seconds: f64) -> DebugValue {
    DebugValue::Histogram(vec![seconds.into()])
}

fn gauge(value: f64) -> DebugValue {
    DebugValue::Gauge(value.into())
}

fn request() -> Request<()> {
    let mut request = Request::get("https://org.example/api/v1/users/00u1").body(()).unwrap();
    request.extensions_mut().insert(Operation(&GET_USER));
    request
}

#[tokio::test(start_paused = true)]
async fn calls_and_requests_are_recorded() {
    let recorder = DebuggingRecorder::new();
    let snapshotter = recorder.snapshotter();
    let _guard = ::metrics::set_default_local_recorder(&recorder);
    let layer = ObserveLayer::new((CallMetricsLayer::new(), Some(RequestMetricsLayer::new())));
    let (mut service, mut handle) = mock::spawn_layer::<Request<()>, Response<()>, _>(layer);
    handle.allow(0);
    tokio_test::assert_pending!(service.poll_ready());
    handle.allow(2);
    tokio_test::assert_ready_ok!(service.poll_ready());
    let call = service.call(request());
    let (_, send) = handle.next_request().await.unwrap();
    let in_flight = take_recorded(&snapshotter);
    assert_eq!(in_flight["okta.client.active_calls{}"], gauge(1.0));
    tokio::time::advance(Duration::from_millis(250)).await;
    let response = Response::builder()
        .status(StatusCode::NOT_FOUND)
        .header("x-rate-limit-limit", "600")
        .header("x-rate-limit-remaining", "7");
    send.send_response(response.body(()).unwrap());
    call.await.unwrap();

    let peer = "http.request.method=GET,server.address=org.example,server.port=443";
    let expected = [
        (
            "okta.client.calls{okta.operation=getUser,okta.outcome=error_response,okta.response.status_class=4xx}"
                .to_owned(),
            DebugValue::Counter(1),
        ),
        (
            "okta.client.call.duration{okta.operation=getUser,okta.outcome=error_response,error.type=404}"
                .to_owned(),
            histogram(0.25),
        ),
        // A snapshot resets gauges, so the decrement shows as -1.
        ("okta.client.active_calls{}".to_owned(), gauge(-1.0)),
        (format!("http.client.active_requests{{{peer}}}"), gauge(-1.0)),
        (
            format!(
                "http.client.request.duration{{{peer},url.template=/api/v1/users/{{id}},error.type=404,\
                 http.response.status_code=404,network.protocol.version=1.1}}"
            ),
            histogram(0.25),
        ),
        ("okta.client.rate_limit.limit{okta.rate_limit.bucket=users by id}".to_owned(), gauge(600.0)),
        ("okta.client.rate_limit.remaining{okta.rate_limit.bucket=users by id}".to_owned(), gauge(7.0)),
    ];
    assert_eq!(take_recorded(&snapshotter), BTreeMap::from(expected));

    tokio_test::assert_ready_ok!(service.poll_ready());
    drop(service.call(Request::new(())));
    let dropped = take_recorded(&snapshotter);
    assert_eq!(
        dropped["okta.client.calls{okta.operation=_OTHER,okta.outcome=cancelled,okta.response.status_class=none}"],
        DebugValue::Counter(1)
    );
    assert_eq!(dropped["okta.client.active_calls{}"], gauge(0.0));
}

#[cfg(feature = "retry")]
#[tokio::test(start_paused = true)]
async fn retries_and_waits_are_recorded() {
    use crate::{body::Body, retry::{RetryLayer, RetryPolicy}};

    let recorder = DebuggingRecorder::new();
    let snapshotter = recorder.snapshotter();
    let _guard = ::metrics::set_default_local_recorder(&recorder);
    let server = tower::service_fn(|_: Request<Body>| async {
        Err::<Response<Body>, BoxError>(std::io::Error::from(std::io::ErrorKind::ConnectionReset).into())
    });
    let service = RetryLayer::new(RetryPolicy::new().max_retries(1)).layer(server);
    let start = tokio::time::Instant::now();
    tower::ServiceExt::oneshot(service, request().map(Body::from)).await.unwrap_err();
    let metrics = take_recorded(&snapshotter);
    let labels = "okta.operation=getUser,okta.retry.cause=connection_interrupted";
    assert_eq!(metrics[&format!("okta.client.retries{{{labels}}}")], DebugValue::Counter(1));
    assert_eq!(
        metrics[&format!("okta.client.abandoned_retries{{{labels},okta.retry.reason=attempts}}")],
        DebugValue::Counter(1)
    );
    assert_eq!(
        metrics["okta.client.wait.duration{okta.wait.reason=backoff}"],
        histogram(start.elapsed().as_secs_f64())
    );
}

#[test]
fn metrics_have_descriptions_and_units() {
    let recorder = DebuggingRecorder::new();
    let snapshotter = recorder.snapshotter();
    ::metrics::with_local_recorder(&recorder, || {
        describe();
        for name in [
            CALLS,
            CACHE_LOOKUPS,
            COALESCED_CALLS,
            RETRIES,
            ABANDONED_RETRIES,
            TOKEN_REQUESTS,
            TOKEN_REFRESHES,
        ] {
            ::metrics::counter!(name).absolute(0);
        }
        for name in [ACTIVE_CALLS, ACTIVE_REQUESTS, RATE_LIMIT, RATE_LIMIT_REMAINING] {
            ::metrics::gauge!(name).set(0.0);
        }
        for name in [CALL_DURATION, REQUEST_DURATION, WAIT_DURATION] {
            ::metrics::histogram!(name).record(0.0);
        }
    });
    let all = snapshotter.snapshot().into_vec();
    assert_eq!(all.len(), 14);
    for (key, unit, description, _) in all {
        assert!(unit.is_some() && description.is_some(), "{key:?}");
    }
}
