//! The span of a call.

use http::Request;

use super::{OutboundSpans, Redaction, RequestFields, SpanDialect, SpanObservation};
use crate::{meta::CallStats, observe::Observer};

/// Layer, and observer for an [`ObserveLayer`](crate::observe::ObserveLayer), that opens a span per call.
/// See the [module docs](super).
#[derive(Clone, Debug)]
#[must_use = "layers do nothing until they wrap a service"]
pub struct CallSpanLayer {
    dialect: &'static dyn SpanDialect,
    redaction: Redaction,
}

impl CallSpanLayer {
    /// Creates a layer with [`OutboundSpans`] and [`Redaction::default`].
    pub fn new() -> Self {
        Self { dialect: &OutboundSpans, redaction: Redaction::default() }
    }

    span_setters!();
}

impl Default for CallSpanLayer {
    fn default() -> Self {
        Self::new()
    }
}

observer_is_layer!(CallSpanLayer);

impl Observer for CallSpanLayer {
    type Observation = SpanObservation;

    fn begin<B>(&self, request: &mut Request<B>) -> Option<SpanObservation> {
        let span = self.dialect.call_span(&RequestFields::new(request, &self.redaction));
        let stats = (!span.is_disabled()).then(|| CallStats::get_or_insert(request.extensions_mut()));
        SpanObservation::begin(span, self.dialect, &self.redaction, stats)
    }
}
