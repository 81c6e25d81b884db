//! The observation of both kinds of spans.

use tracing::Span;

use crate::{
    meta::{Attempts, CallStats},
    observe::{Observation, Outcome, ResponseParts},
};

/// Observation of a request by a span.
#[derive(Debug)]
pub struct SpanObservation {
    span: Span,
    stats: Option<CallStats>,
}

impl SpanObservation {
    /// Creates an observation; `None` if no subscriber is enabled for the span.
    pub(super) fn begin(span: Span, stats: Option<CallStats>) -> Option<Self> {
        (!span.is_disabled()).then_some(Self { span, stats })
    }
}

impl Observation for SpanObservation {
    fn run<T>(&self, work: impl FnOnce() -> T) -> T {
        self.span.in_scope(work)
    }

    fn end(self, outcome: Outcome<'_>) {
        let span = &self.span;
        span.record("okta.outcome", outcome.name());
        if let Some(stats) = &self.stats {
            record_stats(span, stats);
        }
        if let Some(kind) = outcome.error_type() {
            span.record("error.type", kind);
            span.record("otel.status_code", "ERROR");
        }
        match outcome {
            Outcome::Response(parts) => record_response(span, parts),
            Outcome::Failed { error, .. } => {
                span.record("otel.status_description", tracing::field::display(error));
            }
            Outcome::Cancelled => {}
        }
    }
}

fn record_stats(span: &Span, stats: &CallStats) {
    span.record("okta.attempts", stats.attempts());
    span.record("okta.requests", stats.requests());
    span.record("okta.wait.rate_limit_ms", millis(stats.rate_limit_wait()));
    span.record("okta.wait.backoff_ms", millis(stats.backoff_wait()));
    if let Some(bucket) = stats.bucket() {
        span.record("okta.rate_limit.bucket", &*bucket);
    }
}

fn millis(wait: std::time::Duration) -> u64 {
    u64::try_from(wait.as_millis()).unwrap_or(u64::MAX)
}

fn record_response(span: &Span, parts: ResponseParts<'_>) {
    span.record("http.response.status_code", parts.status.as_u16());
    if let Some(version) = parts.protocol_version() {
        span.record("network.protocol.version", version);
    }
    if let Some(attempts) = parts.extensions.get::<Attempts>() {
        span.record("okta.attempts", attempts.0);
    }
    #[cfg(feature = "cache")]
    if let Some(status) = parts.extensions.get::<crate::cache::CacheStatus>() {
        span.record("okta.cache.status", status.name());
        span.record("okta.cache.stored", parts.extensions.get::<crate::cache::Stored>().is_some());
    }
    #[cfg(feature = "coalesce")]
    if parts.extensions.get::<crate::coalesce::Coalesced>().is_some() {
        span.record("okta.coalesced", true);
    }
    if let Some(id) = parts.header_str("x-okta-request-id") {
        span.record("okta.request_id", id);
    }
    for (field, name) in [
        ("okta.rate_limit.limit", "x-rate-limit-limit"),
        ("okta.rate_limit.remaining", "x-rate-limit-remaining"),
    ] {
        if let Some(number) = parts.header_u64(name) {
            span.record(field, number);
        }
    }
}
