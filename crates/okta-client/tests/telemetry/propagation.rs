//! Trace propagation: the `traceparent` header carries the span of its request.

use okta_client::okta_tower::trace::OtelPropagator;
use okta_testkit::{Org, ResponseTemplate};
use opentelemetry::{global, trace::TracerProvider};
use opentelemetry_sdk::{
    propagation::TraceContextPropagator,
    trace::{InMemorySpanExporter, SdkTracerProvider, SpanData},
};
use tracing_subscriber::{Registry, filter::LevelFilter, layer::SubscriberExt};

use super::{
    common::builder,
    support::{retrying, service_app},
};

/// The spans of this thread, exported to memory.
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

    /// Returns the ended spans of the client: those with a `url.template`.
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

/// Returns the `traceparent` of each request that the org received.
fn traceparents(org: &Org) -> Vec<Option<String>> {
    org.requests().iter().map(|request| request.header("traceparent").map(str::to_owned)).collect()
}

#[tokio::test]
async fn each_request_carries_the_span_of_its_attempt() {
    let org = Org::start().await.unwrap();
    let okta = retrying(&org).propagate_trace(OtelPropagator::new()).build().unwrap();
    org.when("GET /api/v1/users/{id}").times(1).respond_with(ResponseTemplate::new(503));
    let tracing = Tracing::start(LevelFilter::DEBUG);
    okta.users().get(org.admin_id()).await.unwrap();

    let spans = tracing.spans();
    let [first, second, call] = &spans[..] else { panic!("{spans:?}") };
    assert_eq!((&*first.name, &*second.name), ("GET /api/v1/users/{id}", "GET /api/v1/users/{id}"));
    assert_eq!(call.name, "getUser");
    assert_eq!(traceparents(&org), [Some(traceparent(first)), Some(traceparent(second))]);
    for attempt in [first, second] {
        assert_eq!(attempt.parent_span_id, call.span_context.span_id());
        assert_eq!(attempt.span_kind, opentelemetry::trace::SpanKind::Client);
    }
    assert_eq!(call.span_kind, opentelemetry::trace::SpanKind::Internal);
    assert!(matches!(first.status, opentelemetry::trace::Status::Error { .. }), "{:?}", first.status);
    assert_eq!(call.status, opentelemetry::trace::Status::Unset);
}

#[tokio::test]
async fn call_span_is_propagated_without_attempt_spans() {
    let org = Org::start().await.unwrap();
    let okta = builder(&org).propagate_trace(OtelPropagator::new()).build().unwrap();
    let tracing = Tracing::start(LevelFilter::INFO);
    okta.users().get(org.admin_id()).await.unwrap();
    let spans = tracing.spans();
    let [call] = &spans[..] else { panic!("{spans:?}") };
    assert_eq!(traceparents(&org), [Some(traceparent(call))]);
}

#[tokio::test]
async fn token_requests_propagate_the_trace_if_enabled() {
    let org = Org::start().await.unwrap();
    let _tracing = Tracing::start(LevelFilter::DEBUG);
    let okta = service_app(&org).build().unwrap();
    okta.users().get(org.admin_id()).await.unwrap();
    let disabled = traceparents(&org);
    assert!(disabled.len() >= 2 && disabled.iter().all(Option::is_none), "{disabled:?}");

    let okta = service_app(&org).propagate_trace(OtelPropagator::new()).build().unwrap();
    okta.users().get(org.admin_id()).await.unwrap();
    let enabled = traceparents(&org).split_off(disabled.len());
    assert!(enabled.len() >= 2 && enabled.iter().all(Option::is_some), "{enabled:?}");
}
