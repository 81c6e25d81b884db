//! Middleware that notifies observers of requests and of how they end.
//!
//! [`ObserveLayer`] passes each request to an [`Observer`], and its end to the [`Observation`] which that returns:
//! a response, an error, or cancellation. Spans, metrics and the log (modules `trace` and `metrics`) are observers,
//! and layers as well. A tuple of observers is an observer, so several need only one service. `Option<O>` observes
//! if it is `Some`.
//!
//! # Position
//!
//! Anywhere: outermost it observes calls, innermost physical requests.
//!
//! # Extensions
//!
//! Those of the observer.
//!
//! # Cancel safety
//!
//! Cancel safe: if the future is dropped, the observation ends with [`Outcome::Cancelled`].
//!
//! # Cost
//!
//! That of the observer, and a box per observed request; none if the observer declines.
//!
//! # Examples
//!
//! ```
//! use std::sync::{Arc, atomic::{AtomicU32, Ordering}};
//! use http::{Request, Response};
//! use tower_outbound::{BoxError, observe::{Observation, ObserveLayer, Observer, Outcome}};
//! use tower::{Layer, ServiceExt, service_fn};
//!
//! /// Counts calls without a successful response.
//! #[derive(Clone, Default)]
//! struct Failures(Arc<AtomicU32>);
//!
//! impl Observer for Failures {
//!     type Observation = Self;
//!
//!     fn begin<B>(&self, _: &mut Request<B>) -> Option<Self> {
//!         Some(self.clone())
//!     }
//! }
//!
//! impl Observation for Failures {
//!     fn end(self, outcome: Outcome<'_>) {
//!         if !matches!(outcome, Outcome::Response(parts) if parts.status.is_success()) {
//!             self.0.fetch_add(1, Ordering::Relaxed);
//!         }
//!     }
//! }
//!
//! # #[tokio::main(flavor = "current_thread")] async fn main() {
//! let failures = Failures::default();
//! let server = service_fn(|_: Request<()>| async { Err::<Response<()>, _>(BoxError::from("connection reset")) });
//! let service = ObserveLayer::new(failures.clone()).layer(server);
//! service.oneshot(Request::new(())).await.unwrap_err();
//! assert_eq!(failures.0.load(Ordering::Relaxed), 1);
//! # }
//! ```

#[cfg(any(feature = "trace", feature = "metrics"))]
mod attributes;
mod compose;
mod error_type;
mod future;
mod layer;
#[cfg(test)]
mod tests;

use std::error::Error;

use http::{Extensions, HeaderMap, Request, StatusCode, Version};

#[cfg(any(feature = "trace", feature = "metrics"))]
pub(crate) use self::attributes::{method_name, server};
pub use self::{
    compose::NoopObserver,
    error_type::{ErrorType, OTHER, error_type, layer_error_type},
    future::ResponseFuture,
    layer::{Observe, ObserveLayer},
};

/// Observes requests.
pub trait Observer {
    /// The state of one request until it ends.
    type Observation: Observation;

    /// Called before a request is passed to the inner service. Returns `None` if it is not observed. May add
    /// extensions and headers.
    fn begin<B>(&self, request: &mut Request<B>) -> Option<Self::Observation>;
}

/// Observes one request.
pub trait Observation {
    /// Runs `work`, which is the call of the inner service or a poll of its future. Spans are entered here.
    fn run<T>(&self, work: impl FnOnce() -> T) -> T {
        work()
    }

    /// Called when the request has ended, after the inner future is dropped.
    fn end(self, outcome: Outcome<'_>);
}

/// How a request ended.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Outcome<'a> {
    /// With a response of any status.
    Response(ResponseParts<'a>),
    /// With an error.
    Failed {
        /// The error.
        error: &'a (dyn Error + Send + Sync + 'static),
        /// The low-cardinality name of the error ([`ErrorType`]).
        kind: &'static str,
    },
    /// The future was dropped.
    Cancelled,
}

/// The head of a response.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct ResponseParts<'a> {
    /// The status.
    pub status: StatusCode,
    /// The HTTP version.
    pub version: Version,
    /// The headers.
    pub headers: &'a HeaderMap,
    /// The extensions, set by inner layers.
    pub extensions: &'a Extensions,
}

impl Outcome<'_> {
    /// Returns a low-cardinality name: `ok` for a 2xx or 3xx, `error_response` for a 4xx or 5xx, `failed` for an
    /// error, `cancelled` for a dropped future.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Response(parts) if parts.is_error() => "error_response",
            Self::Response(_) => "ok",
            Self::Failed { .. } => "failed",
            Self::Cancelled => "cancelled",
        }
    }

    /// Returns OpenTelemetry's
    /// [`error.type`](https://opentelemetry.io/docs/specs/semconv/registry/attributes/error/): the status of an error
    /// response, the name of an error, or `cancelled`; `None` on success.
    #[must_use]
    pub fn error_type(&self) -> Option<&str> {
        match self {
            Self::Response(parts) => parts.is_error().then(|| parts.status.as_str()),
            Self::Failed { kind, .. } => Some(kind),
            Self::Cancelled => Some("cancelled"),
        }
    }
}

impl ResponseParts<'_> {
    /// Whether the status is a 4xx or 5xx.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.status.is_client_error() || self.status.is_server_error()
    }
}
