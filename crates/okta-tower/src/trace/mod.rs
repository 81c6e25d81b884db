//! Spans: one for each call, one for each attempt.
//!
//! | span | layer | where it stands | level |
//! |---|---|---|---|
//! | `okta.call` | [`CallSpanLayer`] | outermost: a logical call, waits and attempts included | info |
//! | `okta.attempt` | [`AttemptSpanLayer`] | innermost, above the transport: one physical request | debug |
//!
//! Beside the spans, [`LogLayer`] writes two events a physical request, headers included, for debugging.
//!
//! Field names follow OpenTelemetry's
//! [HTTP client conventions](https://opentelemetry.io/docs/specs/semconv/http/http-spans/) where those have
//! a name for the thing. What a span shows of a request is an allow-list ([`Redaction`]): the path
//! template rather than the path, and only the query parameters and headers that were named.
//!
//! - **Reads and writes**: reads [`meta::Operation`](crate::meta::Operation),
//!   [`meta::Attempt`](crate::meta::Attempt) and [`meta::Attempts`](crate::meta::Attempts); writes nothing.
//! - **Cancel safety**: a span whose future is dropped early closes with `okta.outcome = "cancelled"`.
//! - **Cost**: nothing is formatted or allocated while no subscriber wants the span.
//!
//! ```
//! use std::convert::Infallible;
//! use http::{Request, Response};
//! use okta_tower::trace::{AttemptSpanLayer, CallSpanLayer};
//! use tower::{ServiceBuilder, ServiceExt, service_fn};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Infallible> {
//! let service = ServiceBuilder::new()
//!     .layer(CallSpanLayer::new())
//!     .layer(AttemptSpanLayer::new())
//!     .service(service_fn(|_: Request<()>| async { Ok::<_, Infallible>(Response::new(())) }));
//! service.oneshot(Request::new(())).await?;
//! # Ok(()) }
//! ```

mod attempt;
mod call;
mod future;
mod log;
mod redact;

pub use attempt::{AttemptSpan, AttemptSpanLayer};
pub use call::{CallSpan, CallSpanLayer};
pub use future::SpanFuture;
pub use log::{Log, LogFuture, LogLayer};
pub use redact::{REDACTED, Redaction};

#[cfg(test)]
mod tests;
