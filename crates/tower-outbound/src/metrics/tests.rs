//! Tests of the recorded metrics.

use std::{collections::BTreeMap, time::Duration};

use http::{HeaderName, Method, Request, Response, StatusCode};
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
    let mut request = Request::get("https://api.example.com/api/v1/users/00u1").body(()).unwrap();
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
    assert_eq!(in_flight["outbound.client.active_calls{}"], gauge(1.0));
    tokio::time::advance(Duration::from_millis(250)).await;
    let response = Response::builder()
        .status(StatusCode::NOT_FOUND)
        .header("x-ratelimit-limit", "600")
        .header("x-ratelimit-remaining", "7");
    send.send_response(response.body(()).unwrap());
    call.await.unwrap();

    let peer = "http.request.method=GET,server.address=api.example.com,server.port=443";
    let expected = [
        (
            "outbound.client.calls{outbound.operation=getUser,outbound.outcome=error_response,outbound.response.status_class=4xx}"
                .to_owned(),
            DebugValue::Counter(1),
        ),
        (
            "outbound.client.call.duration{outbound.operation=getUser,outbound.outcome=error_response,error.type=404}"
                .to_owned(),
            histogram(0.25),
        ),
        // A snapshot resets gauges, so the decrement shows as -1.
        ("outbound.client.active_calls{}".to_owned(), gauge(-1.0)),
        (format!("http.client.active_requests{{{peer}}}"), gauge(-1.0)),
        (
            format!(
                "http.client.request.duration{{{peer},url.template=/api/v1/users/{{id}},error.type=404,\
                 http.response.status_code=404,network.protocol.version=1.1}}"
            ),
            histogram(0.25),
        ),
        ("outbound.client.rate_limit.limit{outbound.rate_limit.bucket=users by id}".to_owned(), gauge(600.0)),
        ("outbound.client.rate_limit.remaining{outbound.rate_limit.bucket=users by id}".to_owned(), gauge(7.0)),
    ];
    assert_eq!(take_recorded(&snapshotter), BTreeMap::from(expected));

    tokio_test::assert_ready_ok!(service.poll_ready());
    drop(service.call(Request::new(())));
    let dropped = take_recorded(&snapshotter);
    assert_eq!(
        dropped["outbound.client.calls{outbound.operation=_OTHER,outbound.outcome=cancelled,outbound.response.status_class=none}"],
        DebugValue::Counter(1)
    );
    assert_eq!(dropped["outbound.client.active_calls{}"], gauge(0.0));
}

#[cfg(feature = "retry")]
#[tokio::test(start_paused = true)]
async fn retries_and_waits_are_recorded() {
    use crate::{
        body::Body,
        retry::{RetryLayer, RetryPolicy},
    };

    let recorder = DebuggingRecorder::new();
    let snapshotter = recorder.snapshotter();
    let _guard = ::metrics::set_default_local_recorder(&recorder);
    let server = tower::service_fn(|_: Request<Body>| async {
        Err::<Response<Body>, BoxError>(std::io::Error::from(std::io::ErrorKind::ConnectionReset).into())
    });
    let retry = RetryLayer::new(RetryPolicy::new().max_retries(1));
    let service = CallMetricsLayer::new().layer(retry.layer(server));
    let start = tokio::time::Instant::now();
    tower::ServiceExt::oneshot(service, request().map(Body::from)).await.unwrap_err();
    let metrics = take_recorded(&snapshotter);
    let labels = "outbound.operation=getUser,outbound.retry.cause=connection_interrupted";
    assert_eq!(metrics[&format!("outbound.client.retries{{{labels}}}")], DebugValue::Counter(1));
    assert_eq!(
        metrics[&format!("outbound.client.abandoned_retries{{{labels},outbound.retry.reason=attempts}}")],
        DebugValue::Counter(1)
    );
    assert_eq!(
        metrics["outbound.client.wait.duration{outbound.wait.reason=backoff}"],
        histogram(start.elapsed().as_secs_f64())
    );
}

#[tokio::test(start_paused = true)]
async fn names_have_configured_prefixes() {
    let recorder = DebuggingRecorder::new();
    let snapshotter = recorder.snapshotter();
    let _guard = ::metrics::set_default_local_recorder(&recorder);
    let names = MetricNames::new("acme.client")
        .limit_header(HeaderName::from_static("x-acme-limit"))
        .label_prefix("a");
    let observers = (CallMetricsLayer::new().prefix("acme.http"), RequestMetricsLayer::new().names(names));
    let server = tower::service_fn(|_: Request<()>| async {
        Ok::<_, BoxError>(Response::builder().header("x-acme-limit", "5").body(())?)
    });
    tower::ServiceExt::oneshot(ObserveLayer::new(observers).layer(server), request()).await.unwrap();
    let recorded = take_recorded(&snapshotter);
    for name in [
        "acme.http.calls{acme.operation=getUser,acme.outcome=ok,acme.response.status_class=2xx}",
        "acme.client.rate_limit.limit{a.rate_limit.bucket=users by id}",
    ] {
        assert!(recorded.contains_key(name), "{name}: {recorded:?}");
    }
    assert!(!recorded.keys().any(|name| name.contains("outbound")), "{recorded:?}");
}

#[test]
fn metrics_have_descriptions_and_units() {
    let recorder = DebuggingRecorder::new();
    let snapshotter = recorder.snapshotter();
    ::metrics::with_local_recorder(&recorder, || {
        describe();
        for name in [
            "calls",
            "cache.lookups",
            "coalesced_calls",
            "retries",
            "abandoned_retries",
            "token.requests",
            "token.refreshes",
        ] {
            ::metrics::counter!(format!("outbound.client.{name}")).absolute(0);
        }
        for name in ["active_calls", "rate_limit.limit", "rate_limit.remaining"] {
            ::metrics::gauge!(format!("outbound.client.{name}")).set(0.0);
        }
        for name in ["call.duration", "wait.duration"] {
            ::metrics::histogram!(format!("outbound.client.{name}")).record(0.0);
        }
        ::metrics::gauge!(ACTIVE_REQUESTS).set(0.0);
        ::metrics::histogram!(REQUEST_DURATION).record(0.0);
    });
    let all = snapshotter.snapshot().into_vec();
    assert_eq!(all.len(), 14);
    for (key, unit, description, _) in all {
        assert!(unit.is_some() && description.is_some(), "{key:?}");
    }
}
