//! Numbers of physical requests, and of the quota that their answers tell.

use std::borrow::Cow;

use ::metrics::{Gauge, Label, SharedString};
use http::Request;
use tokio::time::Instant;

use super::{ACTIVE_REQUESTS, RATE_LIMIT, RATE_LIMIT_REMAINING, REQUEST_DURATION, describe, labels};
use crate::{
    meta::{CallStats, Operation, OperationMeta},
    observe::{Observation, Observer, Outcome, ResponseParts, method_name, server},
};

/// Layer, and observer for an [`ObserveLayer`](crate::observe::ObserveLayer), that times physical requests and
/// shows the quota that is left. See the [module docs](super).
#[derive(Clone, Debug)]
#[must_use = "layers do nothing until they wrap a service"]
#[non_exhaustive]
pub struct RequestMetricsLayer;

impl RequestMetricsLayer {
    /// Times requests; tells the recorder what there is to count.
    pub fn new() -> Self {
        describe();
        Self
    }
}

impl Default for RequestMetricsLayer {
    fn default() -> Self {
        Self::new()
    }
}

observer_is_layer!(RequestMetricsLayer);

impl Observer for RequestMetricsLayer {
    type Observation = RequestObservation;

    fn begin<B>(&self, request: &mut Request<B>) -> Option<RequestObservation> {
        let (address, port) = server(request);
        let labels = vec![
            Label::from_static_parts("http.request.method", method_name(request.method())),
            Label::new("server.address", address.to_owned()),
            Label::new("server.port", port.to_string()),
        ];
        let active = ::metrics::gauge!(ACTIVE_REQUESTS, labels.iter());
        active.increment(1.0);
        Some(RequestObservation {
            operation: Operation::from_request(request),
            stats: CallStats::from_extensions(request.extensions()).cloned(),
            since: Instant::now(),
            labels,
            active,
        })
    }
}

/// A physical request under way.
pub struct RequestObservation {
    operation: Option<&'static OperationMeta>,
    stats: Option<CallStats>,
    since: Instant,
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
        if let Outcome::Response(answer) = outcome {
            labels.push(Label::new("http.response.status_code", answer.status.as_str().to_owned()));
            if let Some(version) = answer.protocol_version() {
                labels.push(Label::from_static_parts("network.protocol.version", version));
            }
            let told = self.stats.and_then(|stats| stats.bucket());
            let declared = self.operation.map(|meta| meta.bucket).filter(|bucket| !bucket.is_empty());
            if let Some(bucket) = told.or(declared.map(Cow::Borrowed)) {
                quota(answer, bucket.into());
            }
        }
        ::metrics::histogram!(REQUEST_DURATION, labels).record(self.since.elapsed());
    }
}

/// Shows what an answer says of its bucket.
fn quota(answer: ResponseParts<'_>, bucket: SharedString) {
    // A limit of 0 speaks of requests at the same time, not of a window.
    let Some(limit) = answer.number("x-rate-limit-limit").filter(|limit| *limit > 0) else { return };
    ::metrics::gauge!(RATE_LIMIT, "okta.rate_limit.bucket" => bucket.clone()).set(real(limit));
    if let Some(remaining) = answer.number("x-rate-limit-remaining") {
        ::metrics::gauge!(RATE_LIMIT_REMAINING, "okta.rate_limit.bucket" => bucket).set(real(remaining));
    }
}

/// Exact for what rate limits can be.
fn real(number: u64) -> f64 {
    u32::try_from(number).map_or(f64::INFINITY, f64::from)
}

impl std::fmt::Debug for RequestObservation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RequestObservation")
            .field("operation", &self.operation.map(|meta| meta.id))
            .finish_non_exhaustive()
    }
}
