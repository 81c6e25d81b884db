//! The observation of both kinds of spans.

use tracing::Span;

use super::{Redaction, SpanDialect, SpanVocabulary};
use crate::{
    meta::{Attempts, CallStats},
    observe::{Observation, Outcome, ResponseParts},
};

/// Observation of a request by a span.
#[derive(Debug)]
pub struct SpanObservation {
    span: Span,
    names: &'static SpanVocabulary,
    redaction: Redaction,
    stats: Option<CallStats>,
}

impl SpanObservation {
    /// Creates an observation; `None` if no subscriber is enabled for the span.
    pub(super) fn begin(
        span: Span,
        dialect: &dyn SpanDialect,
        redaction: &Redaction,
        stats: Option<CallStats>,
    ) -> Option<Self> {
        if span.is_disabled() {
            return None;
        }
        Some(Self { span, names: dialect.vocabulary(), redaction: redaction.clone(), stats })
    }

    fn record_stats(&self, stats: &CallStats) {
        let (span, names) = (&self.span, self.names);
        span.record(names.attempts, stats.attempts());
        span.record(names.requests, stats.requests());
        span.record(names.rate_limit_wait, millis(stats.rate_limit_wait()));
        span.record(names.backoff_wait, millis(stats.backoff_wait()));
        if let Some(bucket) = stats.bucket() {
            span.record(names.bucket, &*bucket);
        }
    }

    fn record_response(&self, parts: ResponseParts<'_>) {
        let (span, names) = (&self.span, self.names);
        span.record("http.response.status_code", parts.status.as_u16());
        if let Some(version) = parts.protocol_version() {
            span.record("network.protocol.version", version);
        }
        if let Some(attempts) = parts.extensions.get::<Attempts>() {
            span.record(names.attempts, attempts.0);
        }
        #[cfg(feature = "cache")]
        if let Some(status) = parts.extensions.get::<crate::cache::CacheStatus>() {
            span.record(names.cache_status, status.name());
            span.record(names.cache_stored, parts.extensions.get::<crate::cache::Stored>().is_some());
        }
        #[cfg(feature = "coalesce")]
        if parts.extensions.get::<crate::coalesce::Coalesced>().is_some() {
            span.record(names.coalesced, true);
        }
        if let Some(id) = parts.header_str(names.request_id_header) {
            span.record(names.request_id, id);
        }
        for (field, header) in [(names.limit, names.limit_header), (names.remaining, names.remaining_header)]
        {
            if let Some(number) = parts.header_u64(header) {
                span.record(field, number);
            }
        }
    }
}

impl Observation for SpanObservation {
    fn run<T>(&self, work: impl FnOnce() -> T) -> T {
        self.span.in_scope(work)
    }

    fn end(self, outcome: Outcome<'_>) {
        let span = &self.span;
        span.record(self.names.outcome, outcome.name());
        if let Some(stats) = &self.stats {
            self.record_stats(stats);
        }
        if let Some(kind) = outcome.error_type() {
            span.record("error.type", kind);
            span.record("otel.status_code", "ERROR");
        }
        match outcome {
            Outcome::Response(parts) => self.record_response(parts),
            Outcome::Failed { error, .. } => {
                let text = error.to_string();
                span.record("otel.status_description", tracing::field::display(self.redaction.text(&text)));
            }
            Outcome::Cancelled => {}
        }
    }
}

fn millis(wait: std::time::Duration) -> u64 {
    u64::try_from(wait.as_millis()).unwrap_or(u64::MAX)
}
