//! Numbers for the [`metrics`](https://docs.rs/metrics) facade: whatever recorder the program has installed gets
//! them.
//!
//! | metric | kind, unit | labels | what |
//! |---|---|---|---|
//! | [`okta.client.calls`](CALLS) | counter | `okta.operation`, `okta.outcome`, `okta.response.status_class` | calls that ended |
//! | [`okta.client.call.duration`](CALL_DURATION) | histogram, seconds | `okta.operation`, `okta.outcome`, `error.type` | how long they took, waits and attempts included |
//! | [`okta.client.active_calls`](ACTIVE_CALLS) | gauge | | calls under way |
//! | [`okta.client.cache.lookups`](CACHE_LOOKUPS) | counter | `okta.cache.status` | reads that the cache was asked for |
//! | [`okta.client.coalesced_calls`](COALESCED_CALLS) | counter | | calls that got a copy of another's answer |
//! | [`http.client.request.duration`](REQUEST_DURATION) | histogram, seconds | `http.request.method`, `http.response.status_code`, `error.type`, `server.address`, `server.port`, `url.template`, `network.protocol.version` | physical requests, to the answer's head |
//! | [`http.client.active_requests`](ACTIVE_REQUESTS) | gauge | `http.request.method`, `server.address`, `server.port` | physical requests under way |
//! | [`okta.client.rate_limit.limit`](RATE_LIMIT), [`okta.client.rate_limit.remaining`](RATE_LIMIT_REMAINING) | gauge | `okta.rate_limit.bucket` | what the last answer said |
//! | [`okta.client.wait.duration`](WAIT_DURATION) | histogram, seconds | `okta.wait.reason`: `rate_limit`, `backoff` | waits |
//! | [`okta.client.retries`](RETRIES) | counter | `okta.operation`, `okta.retry.cause` | calls sent again |
//! | [`okta.client.abandoned_retries`](ABANDONED_RETRIES) | counter | `okta.operation`, `okta.retry.cause`, `okta.retry.reason` | calls worth sending again that were not |
//! | [`okta.client.token.requests`](TOKEN_REQUESTS) | counter | `okta.outcome`, `error.type` | requests to the token endpoint |
//! | [`okta.client.token.refreshes`](TOKEN_REFRESHES) | counter | `okta.outcome`, `error.type` | tokens obtained, or not |
//!
//! Names and labels follow OpenTelemetry's
//! [HTTP client metrics](https://opentelemetry.io/docs/specs/semconv/http/http-metrics/) where they have one for the
//! thing. A Prometheus exporter writes `_` for each dot.
//!
//! - **Where it stands**: [`CallMetricsLayer`] outermost, [`RequestMetricsLayer`] above the transport; both are also
//!   observers, to be put together with spans in one [`ObserveLayer`](crate::observe::ObserveLayer). Waits, retries
//!   and tokens are counted by the layers that have to do with them, once this feature is on.
//! - **Reads and writes**: [`Operation`](crate::meta::Operation); puts
//!   [`CallStats`](crate::meta::CallStats) into the request.
//! - **Cancel safety**: what is dropped counts with the outcome `cancelled`.
//! - **Cost**: two clock readings and a handful of keys a call and a request. Nothing without the feature.
//!
//! ```
//! use std::convert::Infallible;
//! use http::{Request, Response};
//! use okta_tower::metrics::{CallMetricsLayer, RequestMetricsLayer};
//! use tower::{ServiceBuilder, ServiceExt, service_fn};
//!
//! # #[tokio::main(flavor = "current_thread")] async fn main() {
//! let service = ServiceBuilder::new()
//!     .layer(CallMetricsLayer::new())
//!     .layer(RequestMetricsLayer::new())
//!     .service(service_fn(|_: Request<()>| async { Ok::<_, Infallible>(Response::new(())) }));
//! service.oneshot(Request::new(())).await.unwrap();
//! # }
//! ```

mod calls;
mod labels;
mod names;
mod requests;
#[cfg(test)]
mod tests;

pub use self::{
    calls::{CallMetricsLayer, CallObservation},
    names::*,
    requests::{RequestMetricsLayer, RequestObservation},
};

/// Counts a wait.
#[cfg(any(feature = "rate-limit", feature = "retry"))]
pub(crate) fn record_wait(reason: &'static str, time: std::time::Duration) {
    ::metrics::histogram!(WAIT_DURATION, "okta.wait.reason" => reason).record(time);
}

/// Counts a decision of the retry policy.
#[cfg(feature = "retry")]
pub(crate) fn record_retry(event: &crate::retry::RetryEvent<'_>) {
    use crate::retry::RetryAction;
    let operation = labels::operation(event.operation);
    let cause = event.cause.name();
    match event.action {
        RetryAction::Retry { .. } => {
            ::metrics::counter!(RETRIES, "okta.operation" => operation, "okta.retry.cause" => cause)
                .increment(1);
        }
        RetryAction::Stop(reason) => {
            ::metrics::counter!(
                ABANDONED_RETRIES,
                "okta.operation" => operation,
                "okta.retry.cause" => cause,
                "okta.retry.reason" => reason.name()
            )
            .increment(1);
        }
    }
}

/// Counts a request to the token endpoint.
#[cfg(feature = "oauth")]
pub(crate) fn token_requested(answer: Result<http::StatusCode, &crate::auth::AuthError>) {
    let (outcome, error) = match answer {
        Ok(status) if status.is_success() => ("ok", None),
        Ok(status) => ("refused", Some(status.as_str().to_owned().into())),
        Err(error) => ("failed", Some(crate::observe::error_type(error).into())),
    };
    ::metrics::counter!(TOKEN_REQUESTS, labels::outcome(outcome, error)).increment(1);
}

/// Counts a token that was obtained, or not.
#[cfg(feature = "oauth")]
pub(crate) fn token_renewed(error: Option<&crate::auth::AuthError>) {
    let kind = error.map(|error| crate::observe::error_type(error).into());
    let outcome = if error.is_none() { "ok" } else { "failed" };
    ::metrics::counter!(TOKEN_REFRESHES, labels::outcome(outcome, kind)).increment(1);
}
