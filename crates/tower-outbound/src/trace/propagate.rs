//! Trace propagation.

use http::{HeaderMap, Uri};
use tracing::Span;

/// Adds trace headers to requests, such as `traceparent` and `tracestate` of
/// [W3C Trace Context](https://www.w3.org/TR/trace-context/).
///
/// [`AttemptSpanLayer::propagator`](super::AttemptSpanLayer::propagator) applies it to each physical request.
/// Implemented by closures, and by `OtelPropagator` (feature `otel`) with OpenTelemetry's global propagator.
///
/// ```
/// use http::{HeaderMap, HeaderValue, Uri};
/// use tower_outbound::trace::AttemptSpanLayer;
/// use tracing::Span;
///
/// let layer = AttemptSpanLayer::new().propagator(|span: &Span, _uri: &Uri, headers: &mut HeaderMap| {
///     if let Some(id) = span.id() {
///         headers.insert("x-span", HeaderValue::from(id.into_u64()));
///     }
/// });
/// # let _ = layer;
/// ```
pub trait Propagate: Send + Sync + 'static {
    /// Adds the headers of `span` to a request to `uri`, replacing headers of the same names.
    fn inject(&self, span: &Span, uri: &Uri, headers: &mut HeaderMap);
}

impl<F: Fn(&Span, &Uri, &mut HeaderMap) + Send + Sync + 'static> Propagate for F {
    fn inject(&self, span: &Span, uri: &Uri, headers: &mut HeaderMap) {
        self(span, uri, headers);
    }
}
