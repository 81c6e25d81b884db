//! Metrics of physical requests, and of the quota that their responses report.

use std::borrow::Cow;

use ::metrics::{Gauge, Label, SharedString};
use http::Request;
use tokio::time::Instant;

use super::{ACTIVE_REQUESTS, MetricNames, REQUEST_DURATION, labels, names::label};
use crate::{
    meta::{CallStats, Operation, OperationMeta},
    observe::{Observation, Observer, Outcome, ResponseParts, method_name, server},
};

/// Layer, and observer for an [`ObserveLayer`](crate::observe::ObserveLayer), that times physical requests and
/// reports the remaining quota. See the [module docs](super).
#[derive(Clone, Debug)]
#[must_use = "layers do nothing until they wrap a service"]
pub struct RequestMetricsLayer {
    names: MetricNames,
}

impl RequestMetricsLayer {
    metrics_setters!();
}

observer_is_layer!(RequestMetricsLayer);

impl Observer for RequestMetricsLayer {
    type Observation = RequestObservation;

    fn begin<B>(&self, request: &mut Request<B>) -> Option<RequestObservation> {
        let (address, port) = server(request.uri());
        let labels = vec![
            Label::from_static_parts("http.request.method", method_name(request.method())),
            Label::new("server.address", address.to_owned()),
            Label::new("server.port", port.to_string()),
        ];
        let active = ::metrics::gauge!(ACTIVE_REQUESTS, labels.iter());
        active.increment(1.0);
        Some(RequestObservation {
            names: self.names.clone(),
            operation: Operation::from_request(request),
            stats: CallStats::from_extensions(request.extensions()).cloned(),
            started: Instant::now(),
            labels,
            active,
        })
    }
}

/// Observation of a physical request.
pub struct RequestObservation {
    names: MetricNames,
    operation: Option<&'static OperationMeta>,
    stats: Option<CallStats>,
    started: Instant,
    labels: Vec<Label>,
    active: Gauge,
}

impl Observation for RequestObservation {
    fn end(self, outcome: Outcome<'_>) {
        self.active.decrement(1.0);
        let mut labels = self.labels;
        if let Some(meta) = self.operation {
            labels.push(Label::from_static_parts("url.template", meta.path));
        }
        labels.extend(labels::error_type(&outcome));
        if let Outcome::Response(parts) = outcome {
            labels.push(Label::new("http.response.status_code", parts.status.as_str().to_owned()));
            if let Some(version) = parts.protocol_version() {
                labels.push(Label::from_static_parts("network.protocol.version", version));
            }
            let observed = self.stats.and_then(|stats| stats.bucket());
            let declared = self.operation.map(|meta| meta.bucket).filter(|bucket| !bucket.is_empty());
            if let Some(bucket) = observed.or(declared.map(Cow::Borrowed)) {
                record_quota(&self.names, parts, bucket.into());
            }
        }
        ::metrics::histogram!(REQUEST_DURATION, labels).record(self.started.elapsed());
    }
}

/// Records the rate-limit headers of a response.
fn record_quota(names: &MetricNames, parts: ResponseParts<'_>, bucket: SharedString) {
    let names = names.composed();
    // A limit of 0 reports concurrent requests, not a window.
    let Some(limit) = parts.header_u64(&names.limit_header).filter(|limit| *limit > 0) else { return };
    let labels = vec![label(&names.bucket, bucket)];
    ::metrics::gauge!(names.rate_limit.clone(), labels.iter()).set(to_f64(limit));
    if let Some(remaining) = parts.header_u64(&names.remaining_header) {
        ::metrics::gauge!(names.rate_limit_remaining.clone(), labels).set(to_f64(remaining));
    }
}

/// Exact up to `u32::MAX`.
fn to_f64(number: u64) -> f64 {
    u32::try_from(number).map_or(f64::INFINITY, f64::from)
}

impl std::fmt::Debug for RequestObservation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RequestObservation")
            .field("operation", &self.operation.map(|meta| meta.id))
            .finish_non_exhaustive()
    }
}
