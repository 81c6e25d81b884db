//! Middleware that limits the duration of calls and of attempts.
//!
//! [`DeadlineLayer`] limits a call with all its attempts and delays; [`AttemptTimeoutLayer`] limits one attempt.
//! Both are [`TimeoutLayer`]s. A response that is ready takes precedence over the timeout. An inner future that exhausts
//! tokio's cooperative budget does not postpone the timeout.
//!
//! A timeout starts at `call`. The readiness of the inner service, such as a place in a `Buffer`, is awaited before and
//! does not count.
//!
//! # Errors
//!
//! [`DeadlineExceeded`] and [`AttemptElapsed`]. Whether the server has processed the request is unknown.
//!
//! # Position
//!
//! The deadline outside everything but the call span, so that backoff, waits for quota, tokens and bodies count. The
//! attempt timeout inside retry and rate limit, and outside collect and auth, so that it covers token, connection,
//! response head and buffered body, but not the wait for quota.
//!
//! # Extensions
//!
//! The deadline layer reads [`meta::CallTimeout`](crate::meta::CallTimeout) and
//! [`meta::Deadline`](crate::meta::Deadline), of which the earlier applies, and inserts the latter, so inner layers do
//! not start waits that exceed it; without it, [`meta::Deadline::of`](crate::meta::Deadline::of) still returns it where
//! the future of the call polls them. The attempt-timeout layer reads
//! [`meta::AttemptTimeout`](crate::meta::AttemptTimeout).
//!
//! # Cancel safety
//!
//! Cancel safe: dropping the future drops the inner call, which closes the connection of an HTTP/1.1 request.
//!
//! # Cost
//!
//! One timer, set when the inner future is first pending. None without a timeout, nor while a timeout inside, in the same
//! task, is earlier. A thread keeps up to 256 timers of futures that ended in time, each until its time, for the next ones.
//!
//! # Examples
//!
//! ```
//! use std::{convert::Infallible, time::Duration};
//! use http::{Request, Response};
//! use tower_outbound::{meta, timeout::{AttemptElapsed, AttemptTimeoutLayer, DeadlineLayer}};
//! use tower::{ServiceBuilder, ServiceExt, service_fn};
//!
//! # #[tokio::main(flavor = "current_thread", start_paused = true)]
//! # async fn main() {
//! let service = ServiceBuilder::new()
//!     .layer(DeadlineLayer::new(Duration::from_secs(60)))
//!     .layer(AttemptTimeoutLayer::new(Duration::from_secs(30)))
//!     .service(service_fn(|request: Request<()>| {
//!         assert!(request.extensions().get::<meta::Deadline>().is_some());
//!         std::future::pending::<Result<Response<()>, Infallible>>()
//!     }));
//! let error = service.oneshot(Request::new(())).await.unwrap_err();
//! assert!(error.is::<AttemptElapsed>());
//! # }
//! ```
//!
//! For streamed bodies both end with the response head.

mod attempt;
mod deadline;
mod future;
mod layer;
mod nested;
mod timer;

pub use attempt::{AttemptElapsed, AttemptTimeoutLayer, PerAttempt};
pub use deadline::{DeadlineExceeded, DeadlineLayer, PerCall};
pub use future::ResponseFuture;
pub use layer::{Timeout, TimeoutLayer, TimeoutScope};
