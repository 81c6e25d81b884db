//! The order of the stack, told by what each place saw of one call that needed two attempts.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
    time::Duration,
};

use http::{Method, Request, Response, header};
use okta_client::{Client, HttpService, config::Sources};
use okta_tower::{
    BoxError,
    body::Body,
    cache::CacheStatus,
    meta::{Attempt, Attempts, CallStats, Deadline},
};
use tower::{Layer, ServiceExt, service_fn, util::BoxCloneSyncService};
use tracing_subscriber::{Registry, layer::SubscriberExt, registry::LookupSpan};

type Log = Arc<Mutex<Vec<String>>>;

/// Writes down, at one place of the stack, what a request carries there and which spans are open.
fn describe(place: &str, request: &Request<Body>) -> String {
    let headers = request.headers();
    let mut seen = vec![place.to_owned()];
    let mut note = |holds: bool, name: &str| {
        if holds {
            seen.push(name.to_owned());
        }
    };
    note(request.extensions().get::<Deadline>().is_some(), "deadline");
    // The rate limit has noted the bucket that it counts the request in.
    note(CallStats::from_extensions(request.extensions()).is_some_and(|stats| stats.bucket().is_some()), "paced");
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

/// A layer that logs requests on their way in and answers on their way out.
fn spy(
    log: &Log,
    place: &'static str,
) -> impl Layer<HttpService, Service = HttpService> + Send + Sync + 'static {
    let log = Arc::clone(log);
    tower::layer::layer_fn(move |inner: HttpService| {
        let log = Arc::clone(&log);
        BoxCloneSyncService::new(service_fn(move |request: Request<Body>| {
            let (log, inner) = (Arc::clone(&log), inner.clone());
            log.lock().unwrap().push(describe(place, &request));
            async move {
                let response = inner.oneshot(request).await?;
                let attempts = response.extensions().get::<Attempts>().map(|attempts| attempts.0);
                let encoded = response.headers().contains_key(header::CONTENT_ENCODING);
                let whole = response.body().as_bytes().is_some();
                let looked_up = response.extensions().get::<CacheStatus>().is_some();
                log.lock().unwrap().push(format!(
                    "{place} <- {} attempts={attempts:?} encoded={encoded} collected={whole} cached={looked_up}",
                    response.status().as_u16()
                ));
                Ok(response)
            }
        }))
    })
}

/// Answers 503 first and 200 then, with a body in several frames that claims no encoding.
fn transport(log: &Log) -> HttpService {
    let log = Arc::clone(log);
    let answers = Arc::new(Mutex::new(VecDeque::from([503, 200])));
    BoxCloneSyncService::new(service_fn(move |request: Request<Body>| {
        log.lock().unwrap().push(describe("transport", &request));
        let status = answers.lock().unwrap().pop_front().unwrap();
        async move {
            let frames = futures_util::stream::iter(["{}", " "].map(|part| {
                Ok::<_, BoxError>(http_body::Frame::data(bytes::Bytes::from_static(part.as_bytes())))
            }));
            let body = Body::new(http_body_util::StreamBody::new(frames));
            Ok(Response::builder().status(status).body(body)?)
        }
    }))
}

#[tokio::test(start_paused = true)]
async fn every_layer_stands_where_the_design_says() {
    let _guard = tracing::subscriber::set_default(
        Registry::default().with(tracing_subscriber::filter::LevelFilter::TRACE),
    );
    let log = Log::default();
    let okta = Client::builder()
        .sources(Sources::none())
        .org_url("https://org.example")
        .token("00token")
        .request_timeout(Duration::from_secs(60))
        .cache(true)
        .transport(transport(&log))
        .layer_per_call(spy(&log, "per-call-1"))
        .layer_per_call(spy(&log, "per-call-2"))
        .layer_per_attempt(spy(&log, "per-attempt"))
        .layer_wire(spy(&log, "wire-1"))
        .layer_wire(spy(&log, "wire-2"))
        .build()
        .unwrap();
    let reply = okta.request(Method::GET, "/api/v1/x").send().await.unwrap();
    assert_eq!(reply.attempts(), 2);

    let attempt = |retried: &str| {
        [
            format!("per-attempt deadline paced default-headers{retried} in:okta.call"),
            format!("wire-1 deadline paced default-headers{retried} signed compressed in:okta.call"),
            format!("wire-2 deadline paced default-headers{retried} signed compressed in:okta.call"),
            format!(
                "transport deadline paced default-headers{retried} signed compressed in:okta.call in:okta.attempt"
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
async fn a_derived_client_has_the_layers_of_the_first_and_its_own() {
    let log = Log::default();
    let first = Client::builder()
        .sources(Sources::none())
        .org_url("https://org.example")
        .token("00token")
        .disable_retry()
        .transport(transport(&log))
        .layer_wire(spy(&log, "first"))
        .build()
        .unwrap();
    let derived = first.to_builder().unwrap().layer_wire(spy(&log, "second")).build().unwrap();
    let error = derived.request(Method::GET, "/api/v1/x").send().await.unwrap_err();
    assert_eq!(error.status().unwrap(), 503);
    let places: Vec<_> = log
        .lock()
        .unwrap()
        .iter()
        .filter(|line| !line.contains("<-"))
        .map(|line| line.split(' ').next().unwrap().to_owned())
        .collect();
    assert_eq!(places, ["first", "second", "transport"]);
}

#[tokio::test]
async fn a_client_and_a_service_are_two_ends_of_the_same_thing() {
    let log = Log::default();
    let okta = Client::builder()
        .sources(Sources::none())
        .org_url("https://org.example")
        .token("00token")
        .disable_retry()
        .transport(transport(&log))
        .build()
        .unwrap();
    let service = okta.into_service();
    let again = Client::from_service("https://org.example", service).unwrap();
    let error = again.request(Method::GET, "/api/v1/x").send().await.unwrap_err();
    assert_eq!(error.status().unwrap(), 503);
    assert_eq!(log.lock().unwrap().len(), 1);
    assert!(again.to_builder().is_err());
}
