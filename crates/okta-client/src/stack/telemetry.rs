//! Spans, metrics and logs of a client.

use std::{fmt, sync::Arc};

use http::{HeaderMap, Uri};
use okta_tower::{
    auth::Origin,
    observe::ObserveLayer,
    trace::{AttemptSpanLayer, BodyLogLayer, CallSpanLayer, LogLayer, OktaSpans, Propagate, Redaction},
};
use tracing::Span;

use crate::{config::LoggingConfig, error::error_type};

/// The observer of calls, outermost.
pub(crate) type CallObserver = ObserveLayer<CallObservers>;

/// What observes calls.
pub(crate) type CallObservers = (CallSpanLayer, Option<CallMetrics>);

/// The observer of physical requests, innermost.
pub(crate) type RequestObserver = ObserveLayer<(AttemptSpanLayer, Option<RequestMetrics>)>;

#[cfg(feature = "metrics")]
type CallMetrics = okta_tower::metrics::CallMetricsLayer;
#[cfg(feature = "metrics")]
type RequestMetrics = okta_tower::metrics::RequestMetricsLayer;

/// Without the feature there are no metrics.
#[cfg(not(feature = "metrics"))]
type CallMetrics = okta_tower::observe::NoopObserver;
#[cfg(not(feature = "metrics"))]
type RequestMetrics = okta_tower::observe::NoopObserver;

#[cfg(feature = "metrics")]
fn call_metrics() -> CallMetrics {
    CallMetrics::new().names(okta_tower::metrics::names())
}

#[cfg(feature = "metrics")]
fn request_metrics() -> RequestMetrics {
    RequestMetrics::new().names(okta_tower::metrics::names())
}

#[cfg(not(feature = "metrics"))]
fn call_metrics() -> CallMetrics {
    CallMetrics::default()
}

#[cfg(not(feature = "metrics"))]
fn request_metrics() -> RequestMetrics {
    RequestMetrics::default()
}

/// Telemetry settings.
#[derive(Clone, Default)]
pub(crate) struct Telemetry {
    pub(crate) redaction: Redaction,
    pub(crate) propagator: Option<Arc<dyn Propagate>>,
    pub(crate) no_metrics: bool,
}

impl fmt::Debug for Telemetry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Telemetry").field("propagator", &self.propagator.is_some()).finish_non_exhaustive()
    }
}

impl Telemetry {
    pub(crate) fn call_observer(&self) -> CallObserver {
        let span = CallSpanLayer::new().dialect(&OktaSpans).redaction(self.redaction.clone());
        ObserveLayer::new((span, self.metrics(call_metrics))).error_type(error_type)
    }

    /// Requests to `origin` propagate the trace, others do not.
    pub(crate) fn request_observer(&self, origin: &Origin) -> RequestObserver {
        let mut span = AttemptSpanLayer::new().dialect(&OktaSpans).redaction(self.redaction.clone());
        if let Some(propagator) = self.propagator.clone() {
            let origin = origin.clone();
            span = span.propagator(move |span: &Span, to: &Uri, headers: &mut HeaderMap| {
                if origin.contains(to) {
                    propagator.inject(span, to, headers);
                }
            });
        }
        ObserveLayer::new((span, self.metrics(request_metrics))).error_type(error_type)
    }

    fn metrics<T>(&self, observer: impl FnOnce() -> T) -> Option<T> {
        if self.no_metrics { None } else { Some(observer()) }
    }

    /// The log of requests and responses, if the configuration enables it.
    pub(crate) fn log(&self, config: LoggingConfig) -> Option<LogLayer> {
        config
            .enabled
            .then(|| LogLayer::new(config.level).dialect(&OktaSpans).redaction(self.redaction.clone()))
    }
}

/// The log of bodies, if the configuration enables it.
pub(crate) fn body_log(config: LoggingConfig) -> Option<BodyLogLayer> {
    (config.enabled && config.bodies)
        .then(|| BodyLogLayer::new(config.level).dialect(&OktaSpans).limit(config.body_limit))
}
