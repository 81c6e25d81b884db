//! The log of physical requests.

use http::Request;
use tracing::Level;

use super::{OutboundSpans, Redaction, RequestFields, ResponseFields, SpanDialect};
use crate::observe::{Observation, Observer, Outcome};

/// Middleware that logs two events per physical request: the request, and its response, error or cancellation.
///
/// The events contain method, URL and headers, redacted by [`Redaction`]. Bodies, which contain personal data, are
/// logged only by [`BodyLogLayer`](super::BodyLogLayer). Intended for debugging.
///
/// # Position
///
/// Inside [`AttemptSpanLayer`](super::AttemptSpanLayer), so that events belong to the attempt's span and show the
/// request as sent.
///
/// # Extensions
///
/// Reads [`Operation`](crate::meta::Operation).
///
/// # Cancel safety
///
/// Cancel safe: a dropped future is logged as `request cancelled`.
///
/// # Cost
///
/// None while no subscriber is enabled for the level.
///
/// # Examples
///
/// ```
/// use std::convert::Infallible;
/// use http::{Request, Response};
/// use tower_outbound::trace::LogLayer;
/// use tower::{ServiceBuilder, ServiceExt, service_fn};
/// use tracing::Level;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), tower_outbound::BoxError> {
/// let service = ServiceBuilder::new()
///     .layer(LogLayer::new(Level::DEBUG))
///     .service(service_fn(|_: Request<()>| async { Ok::<_, Infallible>(Response::new(())) }));
/// service.oneshot(Request::new(())).await?;
/// # Ok(()) }
/// ```
#[derive(Clone, Debug)]
#[must_use = "layers do nothing until they wrap a service"]
pub struct LogLayer {
    level: Level,
    dialect: &'static dyn SpanDialect,
    redaction: Redaction,
}

impl LogLayer {
    /// Creates a layer that logs at `level`, with [`OutboundSpans`] and [`Redaction::default`].
    pub fn new(level: Level) -> Self {
        Self { level, dialect: &OutboundSpans, redaction: Redaction::default() }
    }

    span_setters!();
}

observer_is_layer!(LogLayer);

impl Observer for LogLayer {
    type Observation = LogObservation;

    fn begin<B>(&self, request: &mut Request<B>) -> Option<LogObservation> {
        self.dialect.log_request(self.level, &RequestFields::new(request, &self.redaction));
        Some(LogObservation { layer: self.clone() })
    }
}

/// Observation of a request.
#[derive(Debug)]
pub struct LogObservation {
    layer: LogLayer,
}

impl Observation for LogObservation {
    fn end(self, outcome: Outcome<'_>) {
        let LogLayer { level, dialect, redaction } = self.layer;
        match outcome {
            Outcome::Response(parts) => {
                dialect.log_response(level, &ResponseFields::from_parts(parts, &redaction));
            }
            Outcome::Failed { error, .. } => dialect.log_failure(level, &redaction.text(&error.to_string())),
            Outcome::Cancelled => dialect.log_cancelled(level),
        }
    }
}
