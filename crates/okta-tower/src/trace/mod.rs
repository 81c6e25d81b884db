//! Spans: one for each call, one for each physical request. And a log, for debugging.
//!
//! | span | layer | where it stands | level |
//! |---|---|---|---|
//! | `okta.call` | [`CallSpanLayer`] | outermost: a logical call, waits and attempts included | info |
//! | `okta.attempt` | [`AttemptSpanLayer`] | innermost, above the transport: one physical request | debug |
//!
//! Beside the spans, [`LogLayer`] writes two events a physical request, headers included, for debugging;
//! [`BodyLogLayer`] two more an attempt, with the bodies.
//!
//! Fields are those of OpenTelemetry's
//! [HTTP client conventions](https://opentelemetry.io/docs/specs/semconv/http/http-spans/) where they have a name
//! for the thing. By these an attempt is an HTTP client span, and a call, which encloses several, an internal
//! one. What a span shows of a request is an allow-list ([`Redaction`]): the path template rather than the path,
//! and only the query parameters and headers that were named.
//!
//! | field | of | what |
//! |---|---|---|
//! | `otel.kind`, `otel.name` | both | `internal` and the operation's id; `client`, method and path template |
//! | `otel.status_code`, `otel.status_description` | both | `ERROR` for a 4xx, a 5xx and without an answer; why there was none |
//! | `error.type` | both | the status, or the kind of failure ([`error_type`](crate::observe::error_type)), or `cancelled` |
//! | `http.request.method`, `http.response.status_code` | both | |
//! | `server.address`, `server.port`, `url.full`, `url.template` | both | the URL as [`Redaction`] allows |
//! | `http.request.resend_count` | attempt | how often the call was sent before, for whatever reason; absent the first time |
//! | `http.request.method_original`, `network.protocol.version` | attempt | a method that is no standard one; `1.1`, `2` |
//! | `okta.operation` | both | the operation's id |
//! | `okta.outcome` | both | `ok`, `refused` (4xx, 5xx), `failed` (no answer), `cancelled` |
//! | `okta.attempts`, `okta.requests` | call | attempts that ended; requests that went out, also again for a token or nonce |
//! | `okta.wait.rate_limit_ms`, `okta.wait.backoff_ms` | call | milliseconds waited for quota, and before sending again |
//! | `okta.rate_limit.bucket` | call | the bucket that the last attempt was counted in |
//! | `okta.rate_limit.limit`, `okta.rate_limit.remaining` | both | what the answer said of it |
//! | `okta.cache.status`, `okta.cache.stored` | call | `hit`, `revalidated` or `miss`; whether the answer was stored |
//! | `okta.coalesced` | call | the answer is a copy of another call's |
//! | `okta.request_id` | both | the answer's `X-Okta-Request-Id` |
//!
//! - **Reads and writes**: reads [`meta::Operation`](crate::meta::Operation),
//!   [`meta::Attempt`](crate::meta::Attempt) and [`meta::Attempts`](crate::meta::Attempts). The call span puts
//!   [`meta::CallStats`](crate::meta::CallStats) into the request and reads from it what the layers have counted.
//! - **Cancel safety**: a span whose future is dropped early closes with `okta.outcome = "cancelled"`, waits that
//!   were cut off included.
//! - **Cost**: nothing is formatted, allocated or counted while no subscriber wants the span.
//!
//! **Handing the trace on.** With a [propagator](AttemptSpanLayer::with_propagator) each request carries the
//! headers by which the server, or a proxy on the way, knows the trace. Without one it does not.
//!
//! A span ends with the head of the answer. In a stack that collects bodies below, the call span covers the body.
//!
//! ```
//! use std::convert::Infallible;
//! use http::{Request, Response};
//! use okta_tower::trace::{AttemptSpanLayer, CallSpanLayer};
//! use tower::{ServiceBuilder, ServiceExt, service_fn};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), okta_tower::BoxError> {
//! let service = ServiceBuilder::new()
//!     .layer(CallSpanLayer::new())
//!     .layer(AttemptSpanLayer::new())
//!     .service(service_fn(|_: Request<()>| async { Ok::<_, Infallible>(Response::new(())) }));
//! service.oneshot(Request::new(())).await?;
//! # Ok(()) }
//! ```

/// An event whose level is known only at run time; `tracing` wants it at compile time.
macro_rules! event_at {
    ($level:expr, $($rest:tt)*) => {
        match $level {
            tracing::Level::ERROR => tracing::error!($($rest)*),
            tracing::Level::WARN => tracing::warn!($($rest)*),
            tracing::Level::INFO => tracing::info!($($rest)*),
            tracing::Level::DEBUG => tracing::debug!($($rest)*),
            tracing::Level::TRACE => tracing::trace!($($rest)*),
        }
    };
}

mod attempt;
mod body_log;
mod call;
mod log;
#[cfg(feature = "otel")]
mod otel;
mod propagate;
mod redact;
mod span;

pub use attempt::AttemptSpanLayer;
pub use body_log::{BodyLog, BodyLogLayer, HiddenMembers, PeekBody, ResponseFuture};
pub use call::CallSpanLayer;
pub use log::{LogLayer, LogObservation};
#[cfg(feature = "otel")]
pub use otel::OtelPropagator;
pub use propagate::Propagate;
pub use redact::{REDACTED, Redaction};
pub use span::SpanObservation;

#[cfg(test)]
mod tests;
