//! Trace propagation with OpenTelemetry's global propagator.

use http::{HeaderMap, HeaderName, HeaderValue, Uri};
use opentelemetry::{global, propagation::Injector};
use tracing::Span;
use tracing_opentelemetry::OpenTelemetrySpanExt;

use super::Propagate;

/// Propagates spans with OpenTelemetry's global propagator: `traceparent` and `tracestate` with
/// `TraceContextPropagator`, `baggage` with `BaggagePropagator`.
///
/// Adds no headers unless the program has set a propagator (`opentelemetry::global::set_text_map_propagator`) and a
/// subscriber with the layer of tracing-opentelemetry.
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct OtelPropagator;

impl OtelPropagator {
    /// Creates a propagator that uses the global one at the time of each request.
    #[must_use]
    pub const fn new() -> Self {
        Self
    }
}

impl Propagate for OtelPropagator {
    fn inject(&self, span: &Span, _: &Uri, headers: &mut HeaderMap) {
        let context = span.context();
        global::get_text_map_propagator(|propagator| {
            propagator.inject_context(&context, &mut HeaderInjector(headers));
        });
    }
}

struct HeaderInjector<'a>(&'a mut HeaderMap);

impl Injector for HeaderInjector<'_> {
    fn set(&mut self, key: &str, value: String) {
        // Invalid headers are skipped rather than failing the request.
        if let (Ok(name), Ok(value)) = (HeaderName::from_bytes(key.as_bytes()), HeaderValue::try_from(value))
        {
            self.0.insert(name, value);
        }
    }
}
