//! The order of the stack, by what each position sees of one call with two attempts.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, Once},
    time::Duration,
};

use http::{Method, Request, Response, header};
use okta_client::{Client, ClientBuilder, HttpService, config::Sources};
use okta_tower::{
    BoxError,
    body::Body,
    cache::CacheStatus,
    meta::{Attempt, Attempts, CallStats, Deadline},
};
use tower::{Layer, ServiceExt, service_fn, util::BoxCloneSyncService};
use tracing_subscriber::{Registry, layer::SubscriberExt, registry::LookupSpan};

type Log = Arc<Mutex<Vec<String>>>;

/// Describes a request at one position of the stack: its headers and extensions, and the open spans.
fn describe(position: &str, request: &Request<Body>) -> String {
    let headers = request.headers();
    let mut seen = vec![position.to_owned()];
    let mut note = |present: bool, name: &str| {
        if present {
            seen.push(name.to_owned());
        }
    };
    note(request.extensions().get::<Deadline>().is_some(), "deadline");
    // The rate limit has recorded the request's bucket.
    note(
        CallStats::from_extensions(request.extensions()).is_some_and(|stats| stats.bucket().is_some()),
        "rate-limited",
    );
    note(headers.contains_key(header::USER_AGENT), "default-headers");
    note(request.extensions().get::<Attempt>().is_some(), "attempt");
    note(headers.contains_key("x-okta-retry-count"), "retried");
    note(headers.contains_key(header::AUTHORIZATION), "signed");
    note(headers.contains_key(header::ACCEPT_ENCODING), "compressed");
    seen.extend(open_spans());
    seen.join(" ")
}

fn open_spans() -> Vec<String> {
    tracing::dispatcher::get_default(|dispatch| {
        let Some(registry) = dispatch.downcast_ref::<Registry>() else { return Vec::new() };
        let Some(id) = dispatch.current_span().id().cloned() else { return Vec::new() };
        let Some(span) = registry.span(&id) else { return Vec::new() };
        span.scope().from_root().map(|span| format!("in:{}", span.name())).collect()
    })
}

/// Returns a layer that logs requests and responses.
fn spy(
    log: &Log,
    position: &'static str,
) -> impl Layer<HttpService, Service = HttpService> + Send + Sync + 'static {
    let log = Arc::clone(log);
    tower::layer::layer_fn(move |inner: HttpService| {
        let log = Arc::clone(&log);
        BoxCloneSyncService::new(service_fn(move |request: Request<Body>| {
            let (log, inner) = (Arc::clone(&log), inner.clone());
            log.lock().unwrap().push(describe(position, &request));
            async move {
                let response = inner.oneshot(request).await?;
                let attempts = response.extensions().get::<Attempts>().map(|attempts| attempts.0);
                let encoded = response.headers().contains_key(header::CONTENT_ENCODING);
                let collected = response.body().as_bytes().is_some();
                let cached = response.extensions().get::<CacheStatus>().is_some();
                log.lock().unwrap().push(format!(
                    "{position} <- {} attempts={attempts:?} encoded={encoded} collected={collected} cached={cached}",
                    response.status().as_u16()
                ));
                Ok(response)
            }
        }))
    })
}

/// Returns a transport that responds with 503, then 200, with a body of several frames without content encoding.
fn transport(log: &Log) -> HttpService {
    let log = Arc::clone(log);
    let statuses = Arc::new(Mutex::new(VecDeque::from([503, 200])));
    BoxCloneSyncService::new(service_fn(move |request: Request<Body>| {
        log.lock().unwrap().push(describe("transport", &request));
        let status = statuses.lock().unwrap().pop_front().unwrap();
        async move {
            let frames = futures_util::stream::iter(["{}", " "].map(|part| {
                Ok::<_, BoxError>(http_body::Frame::data(bytes::Bytes::from_static(part.as_bytes())))
            }));
            let body = Body::new(http_body_util::StreamBody::new(frames));
            Ok(Response::builder().status(status).body(body)?)
        }
    }))
}

/// Records all spans. For all tests at once: a span that another test enters first, without a subscriber, may stay
/// disabled.
fn subscribe() {
    static SUBSCRIBED: Once = Once::new();
    SUBSCRIBED.call_once(|| {
        let subscriber = Registry::default().with(tracing_subscriber::filter::LevelFilter::TRACE);
        tracing::subscriber::set_global_default(subscriber).unwrap();
    });
}

/// Returns a builder of a client over [`transport`].
fn builder(log: &Log) -> ClientBuilder {
    subscribe();
    Client::builder()
        .sources(Sources::none())
        .org_url("https://org.example")
        .token("00token")
        .transport(transport(log))
}

#[tokio::test(start_paused = true)]
async fn layers_are_in_the_documented_order() {
    let log = Log::default();
    let okta = builder(&log)
        .request_timeout(Duration::from_secs(60))
        .cache(true)
        .layer_per_call(spy(&log, "per-call-1"))
        .layer_per_call(spy(&log, "per-call-2"))
        .layer_per_attempt(spy(&log, "per-attempt"))
        .layer_wire(spy(&log, "wire-1"))
        .layer_wire(spy(&log, "wire-2"))
        .build()
        .unwrap();
    let response = okta.request(Method::GET, "/api/v1/x").send().await.unwrap();
    assert_eq!(response.attempts(), 2);

    let attempt = |retried: &str| {
        [
            format!("per-attempt deadline rate-limited default-headers{retried} in:okta.call"),
            format!("wire-1 deadline rate-limited default-headers{retried} signed compressed in:okta.call"),
            format!("wire-2 deadline rate-limited default-headers{retried} signed compressed in:okta.call"),
            format!(
                "transport deadline rate-limited default-headers{retried} signed compressed in:okta.call in:okta.attempt"
            ),
        ]
    };
    let back = |status: u16| {
        [
            format!("wire-2 <- {status} attempts=None encoded=false collected=false cached=false"),
            format!("wire-1 <- {status} attempts=None encoded=false collected=false cached=false"),
            format!("per-attempt <- {status} attempts=None encoded=false collected=false cached=false"),
        ]
    };
    let mut expected =
        vec!["per-call-1 deadline in:okta.call".to_owned(), "per-call-2 deadline in:okta.call".to_owned()];
    expected.extend(attempt(""));
    expected.extend(back(503));
    expected.extend(attempt(" attempt retried"));
    expected.extend(back(200));
    expected.push("per-call-2 <- 200 attempts=Some(2) encoded=false collected=true cached=true".to_owned());
    expected.push("per-call-1 <- 200 attempts=Some(2) encoded=false collected=true cached=true".to_owned());
    assert_eq!(*log.lock().unwrap(), expected);
}

#[tokio::test]
async fn derived_client_keeps_layers_and_adds_its_own() {
    let log = Log::default();
    let first = builder(&log).disable_retry().layer_wire(spy(&log, "first")).build().unwrap();
    let derived = first.to_builder().unwrap().layer_wire(spy(&log, "second")).build().unwrap();
    let error = derived.request(Method::GET, "/api/v1/x").send().await.unwrap_err();
    assert_eq!(error.status().unwrap(), 503);
    let positions: Vec<_> = log
        .lock()
        .unwrap()
        .iter()
        .filter(|entry| !entry.contains("<-"))
        .map(|entry| entry.split(' ').next().unwrap().to_owned())
        .collect();
    assert_eq!(positions, ["first", "second", "transport"]);
}

#[tokio::test]
async fn client_is_built_from_a_clients_service() {
    let log = Log::default();
    let okta = builder(&log).disable_retry().build().unwrap();
    let service = okta.into_service();
    let rebuilt = Client::from_service("https://org.example", service).unwrap();
    let error = rebuilt.request(Method::GET, "/api/v1/x").send().await.unwrap_err();
    assert_eq!(error.status().unwrap(), 503);
    assert_eq!(log.lock().unwrap().len(), 1);
    assert!(rebuilt.to_builder().is_err());
}
