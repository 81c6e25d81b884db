//! What a client tells of itself: spans, metrics and the log.

use std::{fmt, sync::Arc};

use http::{HeaderMap, Uri};
use okta_tower::{
    auth::Origin,
    observe::ObserveLayer,
    trace::{AttemptSpanLayer, BodyLogLayer, CallSpanLayer, LogLayer, Propagate, Redaction},
};
use tracing::Span;

use crate::{config::LoggingConfig, error::error_type};

/// What watches calls, outermost.
pub(crate) type CallWatch = ObserveLayer<(CallSpanLayer, Option<CallNumbers>)>;

/// What watches physical requests, innermost.
pub(crate) type RequestWatch = ObserveLayer<(AttemptSpanLayer, Option<RequestNumbers>)>;

#[cfg(feature = "metrics")]
type CallNumbers = okta_tower::metrics::CallMetricsLayer;
#[cfg(feature = "metrics")]
type RequestNumbers = okta_tower::metrics::RequestMetricsLayer;

/// Without the feature, nothing is counted.
#[cfg(not(feature = "metrics"))]
type CallNumbers = okta_tower::observe::NoopObserver;
#[cfg(not(feature = "metrics"))]
type RequestNumbers = okta_tower::observe::NoopObserver;

/// What is shown, and how.
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
    pub(crate) fn of_calls(&self) -> CallWatch {
        let span = CallSpanLayer::new().with_redaction(self.redaction.clone());
        ObserveLayer::new((span, self.counts(CallNumbers::default))).with_error_type(error_type)
    }

    /// `home` is where the trace is handed on to: nobody else is told of it.
    pub(crate) fn of_requests(&self, home: &Origin) -> RequestWatch {
        let mut span = AttemptSpanLayer::new().with_redaction(self.redaction.clone());
        if let Some(propagator) = self.propagator.clone() {
            let home = home.clone();
            span = span.with_propagator(move |span: &Span, to: &Uri, headers: &mut HeaderMap| {
                if home.contains(to) {
                    propagator.inject(span, to, headers);
                }
            });
        }
        ObserveLayer::new((span, self.counts(RequestNumbers::default))).with_error_type(error_type)
    }

    fn counts<T>(&self, numbers: impl FnOnce() -> T) -> Option<T> {
        if self.no_metrics { None } else { Some(numbers()) }
    }

    /// The log of headers, where the configuration turns it on.
    pub(crate) fn log(&self, config: LoggingConfig) -> Option<LogLayer> {
        config.enabled.then(|| LogLayer::new(config.level).with_redaction(self.redaction.clone()))
    }
}

/// The log of bodies, if the configuration turns it on.
pub(crate) fn bodies(config: LoggingConfig) -> BodyLogLayer {
    match config.enabled && config.bodies {
        true => BodyLogLayer::new(config.level).with_limit(config.body_limit),
        false => BodyLogLayer::disabled(),
    }
}
