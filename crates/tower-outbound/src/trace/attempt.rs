//! The span of a physical request.

use std::{fmt, sync::Arc};

use http::{Method, Request};
use tracing::{Span, field::Empty};

use super::{Propagate, Redaction, SpanObservation};
use crate::{
    meta::{Attempt, CallStats, Operation, OperationMeta},
    observe::{OTHER, Observer, method_name, server},
};

/// Layer, and observer for an [`ObserveLayer`](crate::observe::ObserveLayer), that opens a span per
/// physical request. See the [module docs](super).
#[derive(Clone, Default)]
#[must_use = "layers do nothing until they wrap a service"]
pub struct AttemptSpanLayer {
    redaction: Redaction,
    propagator: Option<Arc<dyn Propagate>>,
}

impl AttemptSpanLayer {
    /// Creates a layer with [`Redaction::default`].
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets what is shown of URLs.
    pub fn with_redaction(mut self, redaction: Redaction) -> Self {
        self.redaction = redaction;
        self
    }

    /// Sets the propagator that adds trace headers to each request, from the request's span, or from the enclosing
    /// span if no subscriber is enabled for attempt spans. Default: none.
    pub fn with_propagator(mut self, propagator: impl Propagate) -> Self {
        self.propagator = Some(Arc::new(propagator));
        self
    }
}

impl fmt::Debug for AttemptSpanLayer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AttemptSpanLayer")
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
        // The fields are evaluated only if a subscriber is enabled for the span.
        let operation = || Operation::from_request(request);
        let method = request.method();
        let span = tracing::debug_span!(
            "okta.attempt",
            otel.kind = "client",
            otel.name = %SpanName { method, operation: operation() },
            otel.status_code = Empty,
            otel.status_description = Empty,
            error.type = Empty,
            http.request.method = method_name(method),
            http.request.method_original = (method_name(method) == OTHER).then(|| method.as_str()),
            http.request.resend_count = resend_count(number.unwrap_or_else(|| Attempt::from_request(request))),
            http.response.status_code = Empty,
            network.protocol.version = Empty,
            server.address = server(request).0,
            server.port = server(request).1,
            url.full = self.redaction.url(request.uri(), operation().map(|meta| meta.path)),
            url.template = operation().map(|meta| meta.path),
            okta.operation = operation().map(|meta| meta.id),
            okta.outcome = Empty,
            okta.request_id = Empty,
            okta.rate_limit.limit = Empty,
            okta.rate_limit.remaining = Empty,
        );
        if let Some(propagator) = &self.propagator {
            let enclosing = span.is_disabled().then(Span::current);
            let mut headers = std::mem::take(request.headers_mut());
            propagator.inject(enclosing.as_ref().unwrap_or(&span), request.uri(), &mut headers);
            *request.headers_mut() = headers;
        }
        SpanObservation::begin(span, None)
    }
}

/// The number of earlier requests of the call; `None` on the first, as OpenTelemetry requires.
fn resend_count(number: u32) -> Option<u32> {
    number.checked_sub(1).filter(|resends| *resends > 0)
}

/// The name of an HTTP client span: method and path template, or the method alone.
struct SpanName<'a> {
    method: &'a Method,
    operation: Option<&'static OperationMeta>,
}

impl fmt::Display for SpanName<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match method_name(self.method) {
            OTHER => "HTTP",
            name => name,
        })?;
        match self.operation {
            Some(meta) => write!(f, " {}", meta.path),
            None => Ok(()),
        }
    }
}
