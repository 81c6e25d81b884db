//! Looking at what passes: one layer for everything that only watches.
//!
//! [`ObserveLayer`] tells an [`Observer`] of each request, and the [`Observation`] that this begins of how it
//! ended: answered, failed or dropped. Spans, metrics and the log (modules `trace` and `metrics`) are
//! observers; each is a layer by itself as well. Several in one place are put together as a tuple, which costs one service instead of one
//! each. `Option<O>` observes or does not.
//!
//! - **Where it stands**: wherever one wants to look. Outermost it sees calls, innermost physical requests.
//! - **Reads and writes**: what its observer does.
//! - **Cancel safety**: an observation whose future is dropped ends with [`Outcome::Cancelled`].
//! - **Cost**: that of the observer, and a box for what it observes; nothing where it declines to.
//!
//! ```
//! use std::sync::{Arc, atomic::{AtomicU32, Ordering}};
//! use http::{Request, Response};
//! use okta_tower::{BoxError, observe::{Observation, ObserveLayer, Observer, Outcome}};
//! use tower::{Layer, ServiceExt, service_fn};
//!
//! /// Counts what went wrong.
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
//!         if !matches!(outcome, Outcome::Response(answer) if answer.status.is_success()) {
//!             self.0.fetch_add(1, Ordering::Relaxed);
//!         }
//!     }
//! }
//!
//! # #[tokio::main(flavor = "current_thread")] async fn main() {
//! let failures = Failures::default();
//! let broken = service_fn(|_: Request<()>| async { Err::<Response<()>, _>(BoxError::from("it broke")) });
//! let service = ObserveLayer::new(failures.clone()).layer(broken);
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

/// Watches requests.
pub trait Observer {
    /// What is kept of one request until it has ended.
    type Observation: Observation;

    /// A request is about to be passed on; `None` if it is not to be watched. Extensions and headers may be
    /// added to it.
    fn begin<B>(&self, request: &mut Request<B>) -> Option<Self::Observation>;
}

/// Watches one request.
pub trait Observation {
    /// Runs a piece of the request's work: the call of the inner service, or one poll of its future. A span
    /// is entered for so long.
    fn run<T>(&self, work: impl FnOnce() -> T) -> T {
        work()
    }

    /// The request has ended. What worked on it is gone by now.
    fn end(self, outcome: Outcome<'_>);
}

/// How a request ended.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Outcome<'a> {
    /// With an answer, whatever it says.
    Response(ResponseParts<'a>),
    /// Without an answer.
    Failed {
        /// Why.
        error: &'a (dyn Error + Send + Sync + 'static),
        /// What kind of failure that is, in one of few words ([`ErrorType`]).
        kind: &'static str,
    },
    /// Nobody waited for its end.
    Cancelled,
}

/// An answer's head.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct ResponseParts<'a> {
    /// The status.
    pub status: StatusCode,
    /// The version of HTTP that it came by.
    pub version: Version,
    /// The headers.
    pub headers: &'a HeaderMap,
    /// What the layers further in have to say about it.
    pub extensions: &'a Extensions,
}

impl Outcome<'_> {
    /// The outcome in one word: `ok` for a 2xx or 3xx, `refused` for another answer, `failed` for none,
    /// `cancelled` when nobody waited for it.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Response(answer) if answer.is_error() => "refused",
            Self::Response(_) => "ok",
            Self::Failed { .. } => "failed",
            Self::Cancelled => "cancelled",
        }
    }

    /// What OpenTelemetry calls
    /// [`error.type`](https://opentelemetry.io/docs/specs/semconv/registry/attributes/error/): the status of a
    /// refusal, the kind of a failure, `None` when all went well.
    #[must_use]
    pub fn error_type(&self) -> Option<&str> {
        match self {
            Self::Response(answer) => answer.is_error().then(|| answer.status.as_str()),
            Self::Failed { kind, .. } => Some(kind),
            Self::Cancelled => Some("cancelled"),
        }
    }
}

impl ResponseParts<'_> {
    /// Whether it is a 4xx or 5xx.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.status.is_client_error() || self.status.is_server_error()
    }
}
