//! The span of a call.

use http::Request;
use tracing::field::Empty;

use super::{Redaction, SpanObservation};
use crate::{
    meta::{CallStats, Operation},
    observe::{Observer, method_name, server},
};

/// Layer, and observer for an [`ObserveLayer`](crate::observe::ObserveLayer), that opens a span per call.
/// See the [module docs](super).
#[derive(Clone, Debug, Default)]
#[must_use = "layers do nothing until they wrap a service"]
pub struct CallSpanLayer {
    redaction: Redaction,
}

impl CallSpanLayer {
    /// Creates a layer with [`Redaction::default`].
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets what is shown of URLs.
    pub fn with_redaction(mut self, redaction: Redaction) -> Self {
        self.redaction = redaction;
        self
    }
}

observer_is_layer!(CallSpanLayer);

impl Observer for CallSpanLayer {
    type Observation = SpanObservation;

    fn begin<B>(&self, request: &mut Request<B>) -> Option<SpanObservation> {
        // The fields are evaluated only if a subscriber is enabled for the span.
        let operation = || Operation::from_request(request);
        let span = tracing::info_span!(
            "okta.call",
            otel.kind = "internal",
            otel.name = operation().map_or(method_name(request.method()), |meta| meta.id),
            otel.status_code = Empty,
            otel.status_description = Empty,
            error.type = Empty,
            http.request.method = method_name(request.method()),
            http.response.status_code = Empty,
            server.address = server(request).0,
            server.port = server(request).1,
            url.full = self.redaction.url(request.uri(), operation().map(|meta| meta.path)),
            url.template = operation().map(|meta| meta.path),
            okta.operation = operation().map(|meta| meta.id),
            okta.outcome = Empty,
            okta.attempts = Empty,
            okta.requests = Empty,
            okta.wait.rate_limit_ms = Empty,
            okta.wait.backoff_ms = Empty,
            okta.cache.status = Empty,
            okta.cache.stored = Empty,
            okta.coalesced = Empty,
            okta.request_id = Empty,
            okta.rate_limit.bucket = operation().map(|meta| meta.bucket),
            okta.rate_limit.limit = Empty,
            okta.rate_limit.remaining = Empty,
        );
        let stats = (!span.is_disabled()).then(|| CallStats::get_or_insert(request.extensions_mut()));
        SpanObservation::begin(span, stats)
    }
}
