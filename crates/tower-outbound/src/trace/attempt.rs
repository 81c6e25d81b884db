//! The span of a physical request.

use std::{fmt, sync::Arc};

use http::Request;
use tracing::Span;

use super::{OutboundSpans, Propagate, Redaction, RequestFields, SpanDialect, SpanObservation};
use crate::{meta::CallStats, observe::Observer};

/// Layer, and observer for an [`ObserveLayer`](crate::observe::ObserveLayer), that opens a span per
/// physical request. See the [module docs](super).
#[derive(Clone)]
#[must_use = "layers do nothing until they wrap a service"]
pub struct AttemptSpanLayer {
    dialect: &'static dyn SpanDialect,
    redaction: Redaction,
    propagator: Option<Arc<dyn Propagate>>,
}

impl AttemptSpanLayer {
    /// Creates a layer with [`OutboundSpans`] and [`Redaction::default`].
    pub fn new() -> Self {
        Self { dialect: &OutboundSpans, redaction: Redaction::default(), propagator: None }
    }

    span_setters!();

    /// Sets the propagator that adds trace headers to each request, from the request's span, or from the enclosing
    /// span if no subscriber is enabled for attempt spans. Default: none.
    pub fn propagator(mut self, propagator: impl Propagate) -> Self {
        self.propagator = Some(Arc::new(propagator));
        self
    }
}

impl Default for AttemptSpanLayer {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for AttemptSpanLayer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AttemptSpanLayer")
            .field("dialect", &self.dialect)
            .field("redaction", &self.redaction)
            .field("propagator", &self.propagator.is_some())
            .finish()
    }
}

observer_is_layer!(AttemptSpanLayer);

impl Observer for AttemptSpanLayer {
    type Observation = SpanObservation;

    fn begin<B>(&self, request: &mut Request<B>) -> Option<SpanObservation> {
        let number = CallStats::from_extensions(request.extensions()).map(CallStats::add_request);
        let span = self.dialect.attempt_span(&RequestFields::new(request, &self.redaction).number(number));
        if let Some(propagator) = &self.propagator {
            let enclosing = span.is_disabled().then(Span::current);
            let mut headers = std::mem::take(request.headers_mut());
            propagator.inject(enclosing.as_ref().unwrap_or(&span), request.uri(), &mut headers);
            *request.headers_mut() = headers;
        }
        SpanObservation::begin(span, self.dialect, &self.redaction, None)
    }
}
