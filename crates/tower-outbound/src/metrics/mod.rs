//! Middleware that records metrics of calls and requests with the [`metrics`](https://docs.rs/metrics) facade.
//!
//! | metric | kind, unit | labels | description |
//! |---|---|---|---|
//! | [`http.client.request.duration`](REQUEST_DURATION) | histogram, seconds | `http.request.method`, `http.response.status_code`, `error.type`, `server.address`, `server.port`, `url.template`, `network.protocol.version` | physical requests, up to the response head |
//! | [`http.client.active_requests`](ACTIVE_REQUESTS) | gauge | `http.request.method`, `server.address`, `server.port` | physical requests in flight |
//! | [`okta.client.calls`](CALLS) | counter | `okta.operation`, `okta.outcome`, `okta.response.status_class` | completed calls |
//! | [`okta.client.call.duration`](CALL_DURATION) | histogram, seconds | `okta.operation`, `okta.outcome`, `error.type` | calls, including waits and all attempts |
//! | [`okta.client.active_calls`](ACTIVE_CALLS) | gauge | | calls in flight |
//! | [`okta.client.cache.lookups`](CACHE_LOOKUPS) | counter | `okta.cache.status` | cache lookups |
//! | [`okta.client.coalesced_calls`](COALESCED_CALLS) | counter | | calls that received a copy of another call's response |
//! | [`okta.client.rate_limit.limit`](RATE_LIMIT), [`okta.client.rate_limit.remaining`](RATE_LIMIT_REMAINING) | gauge | `okta.rate_limit.bucket` | the quota in the last response |
//! | [`okta.client.wait.duration`](WAIT_DURATION) | histogram, seconds | `okta.wait.reason`: `rate_limit`, `backoff` | waits, including cancelled ones |
//! | [`okta.client.retries`](RETRIES) | counter | `okta.operation`, `okta.retry.cause` | retries |
//! | [`okta.client.abandoned_retries`](ABANDONED_RETRIES) | counter | `okta.operation`, `okta.retry.cause`, `okta.retry.reason` | retryable calls that were not retried |
//! | [`okta.client.token.requests`](TOKEN_REQUESTS) | counter | `okta.outcome`, `error.type` | requests to the token endpoint |
//! | [`okta.client.token.refreshes`](TOKEN_REFRESHES) | counter | `okta.outcome`, `error.type` | token refreshes, successful or not |
//!
//! Names follow OpenTelemetry's semantic conventions 1.37
//! ([HTTP metrics](https://opentelemetry.io/docs/specs/semconv/http/http-metrics/)), in which
//! `http.client.request.duration` is stable with its attributes except `url.template`, which, like
//! `http.client.active_requests`, is in development. Names with the prefix `okta.` are defined here and covered by this
//! crate's semantic versioning. Prometheus exporters replace dots by `_`.
//!
//! # Position
//!
//! [`CallMetricsLayer`] outermost, [`RequestMetricsLayer`] immediately above the transport. Both are observers and can
//! be combined with spans in one [`ObserveLayer`](crate::observe::ObserveLayer). Waits, retries and tokens are recorded
//! by their layers if the feature `metrics` is enabled.
//!
//! # Extensions
//!
//! Reads [`Operation`](crate::meta::Operation); inserts [`CallStats`](crate::meta::CallStats) into the request.
//!
//! # Cancel safety
//!
//! Cancel safe: a dropped future is recorded with the outcome `cancelled`.
//!
//! # Cost
//!
//! Two clock readings and the metric keys, per call and per request.
//!
//! # Examples
//!
//! ```
//! use std::convert::Infallible;
//! use http::{Request, Response};
//! use tower_outbound::metrics::{CallMetricsLayer, RequestMetricsLayer};
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

/// Records a wait.
#[cfg(any(feature = "rate-limit", feature = "retry"))]
pub(crate) fn record_wait(reason: &'static str, time: std::time::Duration) {
    ::metrics::histogram!(WAIT_DURATION, "okta.wait.reason" => reason).record(time);
}

/// Records a decision of the retry policy.
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

/// Records a request to the token endpoint.
#[cfg(feature = "oauth")]
pub(crate) fn token_requested(result: Result<http::StatusCode, &crate::auth::AuthError>) {
    let (outcome, error) = match result {
        Ok(status) if status.is_success() => ("ok", None),
        Ok(status) => ("error_response", Some(status.as_str().to_owned().into())),
        Err(error) => ("failed", Some(crate::observe::error_type(error).into())),
    };
    ::metrics::counter!(TOKEN_REQUESTS, labels::outcome(outcome, error)).increment(1);
}

/// Records a token refresh.
#[cfg(feature = "oauth")]
pub(crate) fn token_renewed(error: Option<&crate::auth::AuthError>) {
    let kind = error.map(|error| crate::observe::error_type(error).into());
    let outcome = if error.is_none() { "ok" } else { "failed" };
    ::metrics::counter!(TOKEN_REFRESHES, labels::outcome(outcome, kind)).increment(1);
}
