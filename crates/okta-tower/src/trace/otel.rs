//! Handing the trace on by OpenTelemetry's global propagator.

use http::{HeaderMap, HeaderName, HeaderValue, Uri};
use opentelemetry::{global, propagation::Injector};
use tracing::Span;
use tracing_opentelemetry::OpenTelemetrySpanExt;

use super::Propagate;

/// Writes what OpenTelemetry's global propagator makes of a span: `traceparent` and `tracestate` with
/// `TraceContextPropagator`, `baggage` with `BaggagePropagator`.
///
/// It writes nothing until the program has set a propagator (`opentelemetry::global::set_text_map_propagator`)
/// and a subscriber with the layer of tracing-opentelemetry.
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct OtelPropagator;

impl OtelPropagator {
    /// The global propagator, whichever it is when a request goes out.
    #[must_use]
    pub const fn new() -> Self {
        Self
    }
}

impl Propagate for OtelPropagator {
    fn inject(&self, span: &Span, _: &Uri, headers: &mut HeaderMap) {
        let context = span.context();
        global::get_text_map_propagator(|propagator| {
            propagator.inject_context(&context, &mut Headers(headers));
        });
    }
}

struct Headers<'a>(&'a mut HeaderMap);

impl Injector for Headers<'_> {
    fn set(&mut self, key: &str, value: String) {
        // What cannot stand in a header is left out: a trace is not worth a failed request.
        if let (Ok(name), Ok(value)) = (HeaderName::from_bytes(key.as_bytes()), HeaderValue::try_from(value))
        {
            self.0.insert(name, value);
        }
    }
}
