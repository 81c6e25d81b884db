//! Middleware that opens spans for calls and physical requests, and logs requests.
//!
//! | span | layer | covers | level |
//! |---|---|---|---|
//! | `outbound.call` | [`CallSpanLayer`] | a call with its waits and attempts | info |
//! | `outbound.attempt` | [`AttemptSpanLayer`] | a physical request | debug |
//!
//! [`LogLayer`] logs the head of requests and responses, [`BodyLogLayer`] their bodies, for debugging. [`Redaction`] is
//! an allow-list of what is shown: the path template instead of the path, and the named query parameters and headers; it
//! also applies to URLs in the texts of errors.
//!
//! | field | span | description |
//! |---|---|---|
//! | `otel.kind`, `otel.name` | both | `internal` and the operation id; `client`, method and path template |
//! | `otel.status_code`, `otel.status_description` | both | `ERROR` for a 4xx, a 5xx or an error; the error |
//! | `error.type` | both | the status, the name of an error ([`error_type`](crate::observe::error_type)), or `cancelled` |
//! | `http.request.method`, `http.response.status_code` | both | |
//! | `server.address`, `server.port`, `url.full`, `url.template` | both | the URL, redacted |
//! | `http.request.resend_count` | attempt | the number of earlier requests of the call; absent on the first |
//! | `http.request.method_original`, `network.protocol.version` | attempt | a non-standard method; `1.1`, `2` |
//! | `outbound.operation` | both | the operation id |
//! | `outbound.outcome` | both | `ok`, `error_response` (4xx, 5xx), `failed` (an error), `cancelled` |
//! | `outbound.attempts`, `outbound.requests` | call | completed attempts; requests sent, including replays with a new token or nonce |
//! | `outbound.wait.rate_limit_ms`, `outbound.wait.backoff_ms` | call | milliseconds waited for quota and before retries |
//! | `outbound.rate_limit.bucket` | call | the bucket of the last attempt |
//! | `outbound.rate_limit.limit`, `outbound.rate_limit.remaining` | both | the quota in the response |
//! | `outbound.cache.status`, `outbound.cache.stored` | call | `hit`, `revalidated` or `miss`; whether the response was stored |
//! | `outbound.coalesced` | call | the response is a copy of another call's |
//! | `outbound.request_id` | both | the request id in the response, in `x-request-id` by default |
//!
//! Names follow OpenTelemetry's semantic conventions 1.37
//! ([HTTP spans](https://opentelemetry.io/docs/specs/semconv/http/http-spans/)), in which those used here are stable
//! except `url.template` and, in the log, `http.request.body.size` and `http.response.body.size`, which are in
//! development. By these conventions an attempt is an HTTP client span, and a call, which encloses several, an internal
//! span. Names with the prefix `outbound.` are defined here and covered by this crate's semantic versioning. A
//! [`SpanDialect`] sets another prefix, the headers that are reported, and what is shown by default.
//!
//! A span ends with the response head. If an inner layer collects bodies, the call span covers the body.
//!
//! With a [propagator](AttemptSpanLayer::propagator) each request carries trace headers. Default: none.
//!
//! # Position
//!
//! [`CallSpanLayer`] outermost, [`AttemptSpanLayer`] immediately above the transport.
//!
//! # Extensions
//!
//! Reads [`Operation`](crate::meta::Operation), [`Attempt`](crate::meta::Attempt) and
//! [`Attempts`](crate::meta::Attempts). The call span inserts [`CallStats`](crate::meta::CallStats) into the request and
//! records the counters at its end.
//!
//! # Cancel safety
//!
//! Cancel safe: the span of a dropped future closes with `outbound.outcome = "cancelled"`, including the wait in progress.
//!
//! # Cost
//!
//! None while no subscriber is enabled for the span.
//!
//! # Examples
//!
//! ```
//! use std::convert::Infallible;
//! use http::{Request, Response};
//! use tower_outbound::trace::{AttemptSpanLayer, CallSpanLayer};
//! use tower::{ServiceBuilder, ServiceExt, service_fn};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), tower_outbound::BoxError> {
//! let service = ServiceBuilder::new()
//!     .layer(CallSpanLayer::new())
//!     .layer(AttemptSpanLayer::new())
//!     .service(service_fn(|_: Request<()>| async { Ok::<_, Infallible>(Response::new(())) }));
//! service.oneshot(Request::new(())).await?;
//! # Ok(()) }
//! ```

/// The setters of the layers that have a dialect and a redaction.
macro_rules! span_setters {
    () => {
        /// Sets the names of spans and fields. Default: [`OutboundSpans`](super::OutboundSpans).
        pub fn dialect(mut self, dialect: &'static dyn SpanDialect) -> Self {
            self.dialect = dialect;
            self.redaction = self.redaction.defaults_of(dialect.vocabulary());
            self
        }

        /// Sets what is shown of URLs and headers. Default: [`Redaction::default`], with the names of the dialect.
        pub fn redaction(mut self, redaction: Redaction) -> Self {
            self.redaction = redaction.defaults_of(self.dialect.vocabulary());
            self
        }
    };
}

mod attempt;
mod body_log;
mod call;
mod dialect;
mod log;
#[cfg(feature = "otel")]
mod otel;
mod propagate;
mod redact;
mod redact_text;
mod span;

pub use attempt::AttemptSpanLayer;
pub use body_log::{
    BodyContent, BodyLog, BodyLogLayer, HiddenMembers, PeekBody, PeekBodyFn, PeekKnown, ResponseFuture,
};
pub use call::CallSpanLayer;
pub use dialect::{BodyFields, OutboundSpans, RequestFields, ResponseFields, SpanDialect, SpanVocabulary};
pub use log::{LogLayer, LogObservation};
#[cfg(feature = "otel")]
pub use otel::OtelPropagator;
pub use propagate::Propagate;
pub use redact::{REDACTED, Redaction};
pub use span::SpanObservation;

/// For [`span_dialect!`](crate::span_dialect), so that its users need no dependency on `tracing`.
#[doc(hidden)]
pub mod __private {
    pub use tracing::{Level, Span, debug, debug_span, error, field::Empty, info, info_span, trace, warn};
}

#[cfg(test)]
mod tests;
