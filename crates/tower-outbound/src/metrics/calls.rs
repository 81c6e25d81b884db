//! Metrics of calls.

use ::metrics::Gauge;
use http::Request;
use tokio::time::Instant;

use super::{MetricNames, labels, names::label};
use crate::{
    meta::{CallStats, Operation},
    observe::{Observation, Observer, Outcome},
};

/// Layer, and observer for an [`ObserveLayer`](crate::observe::ObserveLayer), that counts and times calls. See
/// the [module docs](super).
#[derive(Clone, Debug)]
#[must_use = "layers do nothing until they wrap a service"]
pub struct CallMetricsLayer {
    names: MetricNames,
}

impl CallMetricsLayer {
    metrics_setters!();
}

observer_is_layer!(CallMetricsLayer);

impl Observer for CallMetricsLayer {
    type Observation = CallObservation;

    fn begin<B>(&self, request: &mut Request<B>) -> Option<CallObservation> {
        // The rate-limit layer reports the bucket in them; it and retry read the names.
        CallStats::get_or_insert(request.extensions_mut()).set_metric_names(&self.names);
        let active = ::metrics::gauge!(self.names.composed().active_calls.clone());
        active.increment(1.0);
        let operation = labels::operation(Operation::from_request(request));
        Some(CallObservation { names: self.names.clone(), operation, started: Instant::now(), active })
    }
}

/// Observation of a call.
pub struct CallObservation {
    names: MetricNames,
    operation: &'static str,
    started: Instant,
    active: Gauge,
}

impl Observation for CallObservation {
    fn end(self, outcome: Outcome<'_>) {
        self.active.decrement(1.0);
        let names = self.names.composed();
        let call = [label(&names.operation, self.operation), label(&names.outcome, outcome.name())];
        let class = label(&names.status_class, status_class(&outcome));
        let labels = call.iter().cloned().chain([class]).collect::<Vec<_>>();
        ::metrics::counter!(names.calls.clone(), labels).increment(1);
        let labels = call.into_iter().chain(labels::error_type(&outcome)).collect::<Vec<_>>();
        ::metrics::histogram!(names.call_duration.clone(), labels).record(self.started.elapsed());
        #[cfg(any(feature = "cache", feature = "coalesce"))]
        if let Outcome::Response(parts) = outcome {
            record_shared(&self.names, parts.extensions);
        }
    }
}

/// Records cache and coalescing metrics of a response.
#[cfg(any(feature = "cache", feature = "coalesce"))]
fn record_shared(names: &MetricNames, extensions: &http::Extensions) {
    let names = names.composed();
    #[cfg(feature = "cache")]
    if let Some(status) = extensions.get::<crate::cache::CacheStatus>() {
        let labels = vec![label(&names.cache_status, status.name())];
        ::metrics::counter!(names.cache_lookups.clone(), labels).increment(1);
    }
    #[cfg(feature = "coalesce")]
    if extensions.get::<crate::coalesce::Coalesced>().is_some() {
        ::metrics::counter!(names.coalesced_calls.clone()).increment(1);
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
