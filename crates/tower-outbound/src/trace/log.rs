//! The log of physical requests.

use http::Request;
use tracing::Level;

use super::Redaction;
use crate::{
    meta::Operation,
    observe::{Observation, Observer, Outcome},
};

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
/// Reads [`Operation`].
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
    level: Option<Level>,
    redaction: Redaction,
}

impl LogLayer {
    /// Creates a layer that logs at `level`, with [`Redaction::default`].
    pub fn new(level: Level) -> Self {
        Self { level: Some(level), redaction: Redaction::default() }
    }

    /// Creates a layer that logs nothing.
    pub fn disabled() -> Self {
        Self { level: None, redaction: Redaction::default() }
    }

    /// Sets what is shown of URLs and headers.
    pub fn with_redaction(mut self, redaction: Redaction) -> Self {
        self.redaction = redaction;
        self
    }
}

observer_is_layer!(LogLayer);

impl Observer for LogLayer {
    type Observation = LogObservation;

    fn begin<B>(&self, request: &mut Request<B>) -> Option<LogObservation> {
        let level = self.level?;
        event_at!(
            level,
            http.request.method = %request.method(),
            url.full = %self.redaction.url(request.uri(), Operation::from_request(request).map(|meta| meta.path)),
            okta.request.headers = ?self.redaction.headers(request.headers()),
            "request"
        );
        Some(LogObservation { level, redaction: self.redaction.clone() })
    }
}

/// Observation of a request.
#[derive(Debug)]
pub struct LogObservation {
    level: Level,
    redaction: Redaction,
}

impl Observation for LogObservation {
    fn end(self, outcome: Outcome<'_>) {
        match outcome {
            Outcome::Response(parts) => event_at!(
                self.level,
                http.response.status_code = parts.status.as_u16(),
                okta.response.headers = ?self.redaction.headers(parts.headers),
                "response"
            ),
            Outcome::Failed { error, .. } => event_at!(self.level, %error, "request failed"),
            Outcome::Cancelled => event_at!(self.level, "request cancelled"),
        }
    }
}
