//! Two events a physical request, for debugging.

use http::Request;
use tracing::Level;

use super::Redaction;
use crate::{
    meta::Operation,
    observe::{Observation, Observer, Outcome},
};

/// Layer that writes one event when a request goes out and one when it is over: answered, failed or given
/// up. They carry the method, the URL and all headers, of which [`Redaction`] shows what it allows; bodies,
/// which hold personal data, are shown by [`BodyLogLayer`](super::BodyLogLayer) alone.
///
/// - **Where**: next to [`AttemptSpanLayer`](super::AttemptSpanLayer), inside it, so that events belong to
///   the attempt's span and show what really goes out.
/// - **Reads and writes**: reads [`meta::Operation`](crate::meta::Operation); writes nothing.
/// - **Cancel safety**: a future dropped early says so in its event.
/// - **Cost**: nothing is formatted or allocated while no subscriber wants the level. Spans are for every
///   day; this is for the day when something is wrong.
///
/// ```
/// use std::convert::Infallible;
/// use http::{Request, Response};
/// use okta_tower::trace::LogLayer;
/// use tower::{ServiceBuilder, ServiceExt, service_fn};
/// use tracing::Level;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), okta_tower::BoxError> {
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
    /// Writes events of this level, showing what [`Redaction::default`] allows.
    pub fn new(level: Level) -> Self {
        Self { level: Some(level), redaction: Redaction::default() }
    }

    /// Writes nothing.
    pub fn disabled() -> Self {
        Self { level: None, redaction: Redaction::default() }
    }

    /// Shows what `redaction` allows.
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
            http.request.headers = ?self.redaction.headers(request.headers()),
            "request goes out"
        );
        Some(LogObservation { level, redaction: self.redaction.clone() })
    }
}

/// How the end of a request is written down.
#[derive(Debug)]
pub struct LogObservation {
    level: Level,
    redaction: Redaction,
}

impl Observation for LogObservation {
    fn end(self, outcome: Outcome<'_>) {
        match outcome {
            Outcome::Response(answer) => event_at!(
                self.level,
                http.response.status_code = answer.status.as_u16(),
                http.response.headers = ?self.redaction.headers(answer.headers),
                "answer came in"
            ),
            Outcome::Failed { error, .. } => event_at!(self.level, %error, "request failed"),
            Outcome::Cancelled => event_at!(self.level, "request given up"),
        }
    }
}
