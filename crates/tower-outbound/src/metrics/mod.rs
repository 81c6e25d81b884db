//! Middleware that records metrics of calls and requests with the [`metrics`](https://docs.rs/metrics) facade.
//!
//! | metric | kind, unit | labels | description |
//! |---|---|---|---|
//! | [`http.client.request.duration`](REQUEST_DURATION) | histogram, seconds | `http.request.method`, `http.response.status_code`, `error.type`, `server.address`, `server.port`, `url.template`, `network.protocol.version` | physical requests, up to the response head |
//! | [`http.client.active_requests`](ACTIVE_REQUESTS) | gauge | `http.request.method`, `server.address`, `server.port` | physical requests in flight |
//! | `outbound.client.calls` | counter | `outbound.operation`, `outbound.outcome`, `outbound.response.status_class` | completed calls |
//! | `outbound.client.call.duration` | histogram, seconds | `outbound.operation`, `outbound.outcome`, `error.type` | calls, including waits and all attempts |
//! | `outbound.client.active_calls` | gauge | | calls in flight |
//! | `outbound.client.cache.lookups` | counter | `outbound.cache.status` | cache lookups |
//! | `outbound.client.coalesced_calls` | counter | | calls that received a copy of another call's response |
//! | `outbound.client.rate_limit.limit`, `outbound.client.rate_limit.remaining` | gauge | `outbound.rate_limit.bucket` | the quota in the last response |
//! | `outbound.client.wait.duration` | histogram, seconds | `outbound.wait.reason`: `rate_limit`, `backoff` | waits, including cancelled ones |
//! | `outbound.client.retries` | counter | `outbound.operation`, `outbound.retry.cause` | retries |
//! | `outbound.client.abandoned_retries` | counter | `outbound.operation`, `outbound.retry.cause`, `outbound.retry.reason` | retryable calls that were not retried |
//! | `outbound.client.token.requests` | counter | `outbound.outcome`, `error.type` | requests to the token endpoint |
//! | `outbound.client.token.refreshes` | counter | `outbound.outcome`, `error.type` | token refreshes, successful or not |
//!
//! Names follow OpenTelemetry's semantic conventions 1.37
//! ([HTTP metrics](https://opentelemetry.io/docs/specs/semconv/http/http-metrics/)), in which
//! `http.client.request.duration` is stable with its attributes except `url.template`, which, like
//! `http.client.active_requests`, is in development. Names with the prefix `outbound.` are defined here and covered by this
//! crate's semantic versioning; [`MetricNames`] sets another prefix. Prometheus exporters replace dots by `_`.
//!
//! # Position
//!
//! [`CallMetricsLayer`] outermost, [`RequestMetricsLayer`] immediately above the transport. Both are observers and can
//! be combined with spans in one [`ObserveLayer`](crate::observe::ObserveLayer). Waits and retries are recorded
//! by their layers inside a [`CallMetricsLayer`], with its names; tokens by the auth layer, with the names of its dialect.
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

/// The constructor and the setters of the layers.
macro_rules! metrics_setters {
    () => {
        /// Creates the layer with [`MetricNames::default`], and registers descriptions with the recorder.
        pub fn new() -> Self {
            let names = MetricNames::default();
            names.describe();
            Self { names }
        }

        /// Sets the names, and registers their descriptions with the recorder.
        pub fn names(mut self, names: MetricNames) -> Self {
            names.describe();
            self.names = names;
            self
        }

        /// Sets the prefix of metric names, and of label names to its first part. Default: `outbound.client`.
        pub fn prefix(self, prefix: &str) -> Self {
            self.names(MetricNames::new(prefix))
        }
    };
}

mod calls;
mod labels;
mod names;
mod requests;
#[cfg(test)]
mod tests;

pub use self::{
    calls::{CallMetricsLayer, CallObservation},
    names::{ACTIVE_REQUESTS, MetricNames, REQUEST_DURATION},
    requests::{RequestMetricsLayer, RequestObservation},
};

impl Default for CallMetricsLayer {
    fn default() -> Self {
        Self::new()
    }
}

impl Default for RequestMetricsLayer {
    fn default() -> Self {
        Self::new()
    }
}

/// Registers units and descriptions of [`MetricNames::default`] with the recorder. See [`MetricNames::describe`].
pub fn describe() {
    MetricNames::default().describe();
}

/// Records a wait.
#[cfg(any(feature = "rate-limit", feature = "retry"))]
pub(crate) fn record_wait(names: &MetricNames, reason: &'static str, time: std::time::Duration) {
    let names = names.composed();
    let labels = vec![names::label(&names.wait_reason, reason)];
    ::metrics::histogram!(names.wait_duration.clone(), labels).record(time);
}

/// Records a decision of the retry policy about a call with a [`CallMetricsLayer`].
#[cfg(feature = "retry")]
pub(crate) fn record_retry(event: &crate::retry::RetryEvent<'_>, extensions: &http::Extensions) {
    use crate::{meta::CallStats, retry::RetryAction};
    let Some(names) = CallStats::from_extensions(extensions).and_then(CallStats::metric_names) else {
        return;
    };
    let names = names.composed();
    let mut labels = vec![
        names::label(&names.operation, labels::operation(event.operation)),
        names::label(&names.retry_cause, event.cause.name()),
    ];
    let name = match event.action {
        RetryAction::Retry { .. } => &names.retries,
        RetryAction::Stop(reason) => {
            labels.push(names::label(&names.retry_reason, reason.name()));
            &names.abandoned_retries
        }
    };
    ::metrics::counter!(name.clone(), labels).increment(1);
}

/// Records a request to the token endpoint.
#[cfg(feature = "oauth")]
pub(crate) fn token_requested(
    names: &MetricNames,
    result: Result<http::StatusCode, &crate::auth::AuthError>,
) {
    let (outcome, error) = match result {
        Ok(status) if status.is_success() => ("ok", None),
        Ok(status) => ("error_response", Some(status.as_str().to_owned().into())),
        Err(error) => ("failed", Some(crate::observe::error_type(error).into())),
    };
    let labels = labels::outcome(names, outcome, error);
    ::metrics::counter!(names.composed().token_requests.clone(), labels).increment(1);
}

/// Records a token refresh.
#[cfg(feature = "oauth")]
pub(crate) fn token_renewed(names: &MetricNames, error: Option<&crate::auth::AuthError>) {
    let kind = error.map(|error| crate::observe::error_type(error).into());
    let outcome = if error.is_none() { "ok" } else { "failed" };
    let labels = labels::outcome(names, outcome, kind);
    ::metrics::counter!(names.composed().token_refreshes.clone(), labels).increment(1);
}
