//! The metrics of a complete client.

use std::{collections::BTreeMap, time::Duration};

use metrics_util::debugging::{DebugValue, DebuggingRecorder, Snapshotter};
use okta_testkit::{Org, ResponseTemplate};

use super::support::{retrying, service_app};

/// Returns all counters and gauges, and the number of samples of each histogram, by `name{label=value,…}`
/// without the `server.*` labels, which differ between runs.
fn recorded(snapshotter: &Snapshotter) -> BTreeMap<String, f64> {
    let mut all = BTreeMap::new();
    for (key, _, _, value) in snapshotter.snapshot().into_vec() {
        let labels = key.key().labels().filter(|label| !label.key().starts_with("server."));
        let labels: Vec<_> = labels.map(|label| format!("{}={}", label.key(), label.value())).collect();
        let value = match value {
            DebugValue::Counter(count) => u32::try_from(count).unwrap().into(),
            DebugValue::Gauge(value) => value.into_inner(),
            DebugValue::Histogram(samples) => u32::try_from(samples.len()).unwrap().into(),
        };
        all.insert(format!("{}{{{}}}", key.key().name(), labels.join(",")), value);
    }
    all
}

#[tokio::test]
async fn retried_call_counts_once_and_its_requests_twice() {
    let recorder = DebuggingRecorder::new();
    let snapshotter = recorder.snapshotter();
    let _guard = metrics::set_default_local_recorder(&recorder);
    let org =
        Org::builder().rate_limit("/api/v1/users/*", 600, Duration::from_secs(60)).start().await.unwrap();
    let okta = retrying(&org).build().unwrap();
    org.when("GET /api/v1/users/{id}").times(1).respond_with(ResponseTemplate::new(503));
    okta.users().get("admin@example.com").await.unwrap();

    let seen = recorded(&snapshotter);
    let get = "http.request.method=GET,url.template=/api/v1/users/{id}";
    for (key, value) in [
        (
            "okta.client.calls{okta.operation=getUser,okta.outcome=ok,okta.response.status_class=2xx}"
                .to_owned(),
            1.0,
        ),
        ("okta.client.call.duration{okta.operation=getUser,okta.outcome=ok}".to_owned(), 1.0),
        ("okta.client.active_calls{}".to_owned(), 0.0),
        (
            format!(
                "http.client.request.duration{{{get},error.type=503,http.response.status_code=503,\
                 network.protocol.version=1.1}}"
            ),
            1.0,
        ),
        (
            format!(
                "http.client.request.duration{{{get},http.response.status_code=200,network.protocol.version=1.1}}"
            ),
            1.0,
        ),
        ("http.client.active_requests{http.request.method=GET}".to_owned(), 0.0),
        ("okta.client.retries{okta.operation=getUser,okta.retry.cause=unavailable}".to_owned(), 1.0),
        ("okta.client.wait.duration{okta.wait.reason=backoff}".to_owned(), 1.0),
    ] {
        assert_eq!(seen.get(&key), Some(&value), "{key}: {seen:#?}");
    }
    let limits: Vec<_> =
        seen.iter().filter(|(key, _)| key.starts_with("okta.client.rate_limit.limit")).collect();
    let [(bucket, limit)] = limits[..] else { panic!("{limits:?}") };
    assert_eq!((bucket.contains("/api/v1/users/{id:.+}"), *limit), (true, 600.0), "{bucket}");
    let text = format!("{seen:?}");
    assert!(!text.contains("admin@example.com") && !text.contains(org.token()));
}

#[tokio::test]
async fn token_requests_and_refreshes_are_counted() {
    let recorder = DebuggingRecorder::new();
    let snapshotter = recorder.snapshotter();
    let _guard = metrics::set_default_local_recorder(&recorder);
    let org = Org::start().await.unwrap();
    let okta = service_app(&org).build().unwrap();
    for _ in 0..3 {
        okta.users().get(org.admin_id()).await.unwrap();
    }
    let seen = recorded(&snapshotter);
    assert_eq!(seen.get("okta.client.token.refreshes{okta.outcome=ok}"), Some(&1.0), "{seen:#?}");
    assert_eq!(seen.get("okta.client.token.requests{okta.outcome=ok}"), Some(&1.0), "{seen:#?}");
}
