//! The trace goes on to the org: `traceparent` on the wire, with the span of the very request.

use std::time::Duration;

use okta_client::{
    Client,
    config::{AuthorizationMode, Sources},
    okta_tower::{
        retry::{Backoff, RetryPolicy},
        trace::OtelPropagator,
    },
};
use okta_testkit::{Answer, Org, ServiceApp};
use opentelemetry::{global, trace::TracerProvider};
use opentelemetry_sdk::{
    propagation::TraceContextPropagator,
    trace::{InMemorySpanExporter, SdkTracerProvider, SpanData},
};
use tracing_subscriber::{Registry, filter::LevelFilter, layer::SubscriberExt};

use super::builder;

/// Spans of this thread, exported to memory.
struct Tracing {
    exporter: InMemorySpanExporter,
    provider: SdkTracerProvider,
    _guard: tracing::subscriber::DefaultGuard,
}

impl Tracing {
    fn start(level: LevelFilter) -> Self {
        global::set_text_map_propagator(TraceContextPropagator::new());
        let exporter = InMemorySpanExporter::default();
        let provider = SdkTracerProvider::builder().with_simple_exporter(exporter.clone()).build();
        let layer = tracing_opentelemetry::layer().with_tracer(provider.tracer("test"));
        let guard = tracing::subscriber::set_default(Registry::default().with(level).with(layer));
        Self { exporter, provider, _guard: guard }
    }

    /// The spans with a `url.template`, and so of this client, that have ended.
    fn spans(&self) -> Vec<SpanData> {
        self.provider.force_flush().unwrap();
        let spans = self.exporter.get_finished_spans().unwrap();
        let ours = |span: &SpanData| span.attributes.iter().any(|pair| pair.key.as_str() == "url.template");
        spans.into_iter().filter(ours).collect()
    }
}

fn traceparent(span: &SpanData) -> String {
    format!("00-{}-{}-01", span.span_context.trace_id(), span.span_context.span_id())
}

/// What came over the wire, in order.
fn received(org: &Org) -> Vec<Option<String>> {
    org.requests().iter().map(|request| request.header("traceparent").map(str::to_owned)).collect()
}

#[tokio::test]
async fn each_request_carries_the_span_of_its_own_attempt() {
    let org = Org::start().await.unwrap();
    let backoff = Backoff::new(Duration::from_micros(1), Duration::from_millis(1));
    let okta = builder(&org)
        .retry(RetryPolicy::new().backoff(backoff))
        .propagate_trace(OtelPropagator::new())
        .build()
        .unwrap();
    org.when("GET /api/v1/users/{id}").times(1).answer(Answer::status(503));
    let tracing = Tracing::start(LevelFilter::DEBUG);
    okta.users().get(org.admin_id()).await.unwrap();

    let spans = tracing.spans();
    let [first, second, call] = &spans[..] else { panic!("{spans:?}") };
    assert_eq!((&*first.name, &*second.name), ("GET /api/v1/users/{id}", "GET /api/v1/users/{id}"));
    assert_eq!(call.name, "getUser");
    assert_eq!(received(&org), [Some(traceparent(first)), Some(traceparent(second))]);
    for attempt in [first, second] {
        assert_eq!(attempt.parent_span_id, call.span_context.span_id());
        assert_eq!(attempt.span_kind, opentelemetry::trace::SpanKind::Client);
    }
    assert_eq!(call.span_kind, opentelemetry::trace::SpanKind::Internal);
    assert!(matches!(first.status, opentelemetry::trace::Status::Error { .. }), "{:?}", first.status);
    assert_eq!(call.status, opentelemetry::trace::Status::Unset);
}

#[tokio::test]
async fn where_attempts_have_no_span_the_one_around_them_counts() {
    let org = Org::start().await.unwrap();
    let okta = builder(&org).propagate_trace(OtelPropagator::new()).build().unwrap();
    let tracing = Tracing::start(LevelFilter::INFO);
    okta.users().get(org.admin_id()).await.unwrap();
    let spans = tracing.spans();
    let [call] = &spans[..] else { panic!("{spans:?}") };
    assert_eq!(received(&org), [Some(traceparent(call))]);
}

#[tokio::test]
async fn token_requests_carry_it_too_and_nothing_carries_it_unasked() {
    let org = Org::start().await.unwrap();
    let app = org.register_app(ServiceApp::new().scopes(["okta.users.read"])).unwrap();
    let service_app = || {
        Client::builder()
            .sources(Sources::none())
            .org_url(org.url())
            .authorization_mode(AuthorizationMode::PrivateKey)
            .client_id(app.client_id())
            .scopes(["okta.users.read"])
            .private_key(app.private_key_pem())
            .key_id(app.kid())
            .disable_https_check(true)
    };
    let _tracing = Tracing::start(LevelFilter::DEBUG);
    service_app().build().unwrap().users().get(org.admin_id()).await.unwrap();
    let silent = received(&org);
    assert!(silent.len() >= 2 && silent.iter().all(Option::is_none), "{silent:?}");

    service_app()
        .propagate_trace(OtelPropagator::new())
        .build()
        .unwrap()
        .users()
        .get(org.admin_id())
        .await
        .unwrap();
    let told = received(&org).split_off(silent.len());
    assert!(told.len() >= 2 && told.iter().all(Option::is_some), "{told:?}");
}
