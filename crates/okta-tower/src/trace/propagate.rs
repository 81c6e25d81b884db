//! Handing the trace on to the server.

use http::{HeaderMap, Uri};
use tracing::Span;

/// Writes the headers by which a server knows the trace that a request belongs to, such as those of
/// [W3C Trace Context](https://www.w3.org/TR/trace-context/), `traceparent` and `tracestate`.
///
/// [`AttemptSpanLayer::with_propagator`](super::AttemptSpanLayer::with_propagator) uses it on each physical
/// request. Closures implement it; `OtelPropagator` (feature `otel`) asks OpenTelemetry's global propagator.
///
/// ```
/// use http::{HeaderMap, HeaderValue, Uri};
/// use okta_tower::trace::AttemptSpanLayer;
/// use tracing::Span;
///
/// let layer = AttemptSpanLayer::new().with_propagator(|span: &Span, _to: &Uri, headers: &mut HeaderMap| {
///     if let Some(id) = span.id() {
///         headers.insert("x-span", HeaderValue::from(id.into_u64()));
///     }
/// });
/// # let _ = layer;
/// ```
pub trait Propagate: Send + Sync + 'static {
    /// Adds headers to a request of `span` that goes to `to`. They replace those of the same names.
    fn inject(&self, span: &Span, to: &Uri, headers: &mut HeaderMap);
}

impl<F: Fn(&Span, &Uri, &mut HeaderMap) + Send + Sync + 'static> Propagate for F {
    fn inject(&self, span: &Span, to: &Uri, headers: &mut HeaderMap) {
        self(span, to, headers);
    }
}
