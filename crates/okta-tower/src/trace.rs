//! Spans and logs under Okta's names.
//!
//! Re-exports [`tower_outbound::trace`], and adds [`OktaSpans`], the dialect of Okta's spans: `okta.call` and
//! `okta.attempt`, fields with the prefix `okta.`, and Okta's headers.
//!
//! ```
//! use std::convert::Infallible;
//! use http::{Request, Response};
//! use okta_tower::trace::{AttemptSpanLayer, CallSpanLayer, OktaSpans};
//! use tower::{ServiceBuilder, ServiceExt, service_fn};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), okta_tower::BoxError> {
//! let service = ServiceBuilder::new()
//!     .layer(CallSpanLayer::new().dialect(&OktaSpans))
//!     .layer(AttemptSpanLayer::new().dialect(&OktaSpans))
//!     .service(service_fn(|_: Request<()>| async { Ok::<_, Infallible>(Response::new(())) }));
//! service.oneshot(Request::new(())).await?;
//! # Ok(()) }
//! ```

pub use tower_outbound::trace::*;

/// The headers that are shown by default.
const HEADERS: [&str; 20] = [
    "accept",
    "accept-language",
    "cache-control",
    "content-encoding",
    "content-length",
    "content-type",
    "date",
    "etag",
    "if-match",
    "if-none-match",
    "prefer",
    "retry-after",
    "traceparent",
    "user-agent",
    "x-okta-request-id",
    "x-okta-retry-count",
    "x-okta-retry-for",
    "x-rate-limit-limit",
    "x-rate-limit-remaining",
    "x-rate-limit-reset",
];

/// The query parameters that are shown by default.
const QUERY: [&str; 6] = ["activate", "expand", "limit", "provider", "sortBy", "sortOrder"];

tower_outbound::span_dialect! {
    /// Okta's dialect: spans `okta.call` and `okta.attempt`, fields with the prefix `okta.`, the request id and the
    /// quota in Okta's headers. API tokens (`SSWS …`) are hidden in logged bodies.
    pub OktaSpans, okta,
    request_id_header = "x-okta-request-id",
    limit_header = "x-rate-limit-limit",
    remaining_header = "x-rate-limit-remaining",
    shown_headers = &HEADERS,
    shown_query = &QUERY,
    hidden_prefixes = &["SSWS "],
}
