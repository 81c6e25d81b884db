//! Metrics of calls.

use ::metrics::{Gauge, Label};
use http::Request;
use tokio::time::Instant;

use super::{ACTIVE_CALLS, CALL_DURATION, CALLS, describe, labels};
use crate::{
    meta::{CallStats, Operation},
    observe::{Observation, Observer, Outcome},
};

/// Layer, and observer for an [`ObserveLayer`](crate::observe::ObserveLayer), that counts and times calls. See
/// the [module docs](super).
#[derive(Clone, Debug)]
#[must_use = "layers do nothing until they wrap a service"]
#[non_exhaustive]
pub struct CallMetricsLayer;

impl CallMetricsLayer {
    /// Creates the layer, and registers descriptions with the recorder.
    pub fn new() -> Self {
        describe();
        Self
    }
}

impl Default for CallMetricsLayer {
    fn default() -> Self {
        Self::new()
    }
}

observer_is_layer!(CallMetricsLayer);

impl Observer for CallMetricsLayer {
    type Observation = CallObservation;

    fn begin<B>(&self, request: &mut Request<B>) -> Option<CallObservation> {
        // The rate-limit layer reports the bucket in them.
        CallStats::get_or_insert(request.extensions_mut());
        let active = ::metrics::gauge!(ACTIVE_CALLS);
        active.increment(1.0);
        let operation = labels::operation(Operation::from_request(request));
        Some(CallObservation { operation, started: Instant::now(), active })
    }
}

/// Observation of a call.
pub struct CallObservation {
    operation: &'static str,
    started: Instant,
    active: Gauge,
}

impl Observation for CallObservation {
    fn end(self, outcome: Outcome<'_>) {
        self.active.decrement(1.0);
        let call = [
            Label::from_static_parts("okta.operation", self.operation),
            Label::from_static_parts("okta.outcome", outcome.name()),
        ];
        let class = Label::from_static_parts("okta.response.status_class", status_class(&outcome));
        ::metrics::counter!(CALLS, call.iter().cloned().chain([class]).collect::<Vec<_>>()).increment(1);
        let labels = call.into_iter().chain(labels::error_type(&outcome)).collect::<Vec<_>>();
        ::metrics::histogram!(CALL_DURATION, labels).record(self.started.elapsed());
        #[cfg(any(feature = "cache", feature = "coalesce"))]
        if let Outcome::Response(parts) = outcome {
            record_shared(parts.extensions);
        }
    }
}

/// Records cache and coalescing metrics of a response.
#[cfg(any(feature = "cache", feature = "coalesce"))]
fn record_shared(extensions: &http::Extensions) {
    #[cfg(feature = "cache")]
    if let Some(status) = extensions.get::<crate::cache::CacheStatus>() {
        ::metrics::counter!(super::CACHE_LOOKUPS, "okta.cache.status" => status.name()).increment(1);
    }
    #[cfg(feature = "coalesce")]
    if extensions.get::<crate::coalesce::Coalesced>().is_some() {
        ::metrics::counter!(super::COALESCED_CALLS).increment(1);
    }
}

/// `2xx` and so on; `none` without a response.
fn status_class(outcome: &Outcome<'_>) -> &'static str {
    let Outcome::Response(parts) = outcome else { return "none" };
    match parts.status.as_u16() / 100 {
        1 => "1xx",
        2 => "2xx",
        3 => "3xx",
        4 => "4xx",
        5 => "5xx",
        _ => "other",
    }
}

impl std::fmt::Debug for CallObservation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CallObservation").field("operation", &self.operation).finish_non_exhaustive()
    }
}
