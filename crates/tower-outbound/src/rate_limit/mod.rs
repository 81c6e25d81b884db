//! Middleware that schedules requests by the API's rate limits before the server rejects them.
//!
//! Many APIs report in each response the limit of its bucket, the remaining requests, and the end of the window.
//! [`RateLimitLayer`] schedules requests by what its [`Dialect`] reads:
//!
//! - **Buckets** belong to an origin (scheme, host and port), and come from
//!   [`bucket_by`](RateLimitsBuilder::bucket_by), from the operation
//!   ([`OperationMeta::bucket`](crate::meta::OperationMeta::bucket)) or from the dialect. They are corrected by
//!   responses: operations of one declared bucket with different limits or windows are separated, buckets that share
//!   a counter are merged.
//! - **Reservations**: requests in flight count as used.
//! - **Cold start**: the first request of a bucket is sent alone, the others once its response reports the limit.
//! - **Pacing**: when more requests wait than fit into the window, those that fit are spread over its rest, without
//!   delaying a request beyond its deadline.
//! - **Exhausted windows**: after the end one request is sent, with random jitter; the others follow once its
//!   response confirms the new window.
//! - **Pauses**: `Retry-After`, and limits of the whole origin. They are kept up to the dialect's
//!   [longest wait](Dialect::max_wait), a day by default.
//! - **Concurrency**: a response that reports too many concurrent requests says nothing about a window. The limit on
//!   requests in flight is halved by each, and raised by responses.
//! - **Fairness**: first come, first served, within a bucket and among buckets. A rejected request that is retried
//!   keeps its place ([`QueuePosition`](crate::meta::QueuePosition)).
//! - **Deadlines**: a request that cannot be sent before its [`Deadline`](crate::meta::Deadline) fails at once. One
//!   whose deadline ends before the next window overtakes those that can wait; at most one window of requests does so
//!   at once. No request waits past its deadline.
//!
//! # Errors
//!
//! [`Throttled`] when the wait exceeds the deadline.
//!
//! # Position
//!
//! Inside retry, so each attempt is counted and each response is read. Outside the attempt timeout, so the timeout
//! excludes the wait for quota.
//!
//! The service is always ready: it holds no place in the services below while a request waits, and awaits the readiness
//! of a clone in its future once the request may be sent. [`LoadShed`](https://docs.rs/tower/latest/tower/load_shed/)
//! above it therefore never sheds, and a balancer above it sees only its load; put both below.
//!
//! # Extensions
//!
//! Reads [`Operation`](crate::meta::Operation), [`Deadline`](crate::meta::Deadline) and
//! [`QueuePosition`](crate::meta::QueuePosition) from the request, and the headers of the dialect from the response.
//! Inserts [`WaitedForQuota`] into the response if the request waited, and
//! [`QueuePosition`](crate::meta::QueuePosition) if it was rejected.
//!
//! # Cancel safety
//!
//! Cancel safe: a future that is not polled does nothing; dropping one leaves the queue, or returns the reservation. A
//! request that may have reached the server stays counted until the next response. A request that is granted quota
//! and not polled for a quarter of a second is passed over until it is polled again.
//!
//! # Cost
//!
//! A clone of the service, two short locks and no allocation. A request that waits has a boxed future and a timer. The
//! work of an event grows with the logarithm of the requests that wait.
//!
//! # Examples
//!
//! ```
//! use std::time::Duration;
//! use http::{Request, Response};
//! use tower_outbound::{BoxError, meta::Deadline, rate_limit::{Dialect, RateLimitLayer, RateLimits, Throttled}};
//! use tower::{Layer, ServiceExt, service_fn};
//!
//! # #[tokio::main(flavor = "current_thread", start_paused = true)]
//! # async fn main() -> Result<(), BoxError> {
//! let exhausted = service_fn(|_: Request<()>| async {
//!     let response = Response::builder()
//!         .header("RateLimit-Policy", r#""default";q=100;w=60"#)
//!         .header("RateLimit", r#""default";r=0;t=60"#);
//!     Ok::<_, BoxError>(response.body(())?)
//! });
//! let limits = RateLimits::builder(Dialect::ietf()).max_capacity(80).build();
//! let service = RateLimitLayer::new(limits.clone()).layer(exhausted);
//! service.clone().oneshot(Request::get("https://example.com/users").body(())?).await?;
//! assert_eq!(limits.snapshot().buckets[0].limit, Some(100));
//!
//! let mut request = Request::get("https://example.com/users").body(())?;
//! let deadline = tokio::time::Instant::now() + Duration::from_secs(5);
//! request.extensions_mut().insert(Deadline(deadline.into_std()));
//! let error = service.oneshot(request).await.unwrap_err();
//! let throttled: &Throttled = error.downcast_ref().ok_or("unexpected error")?;
//! assert!(throttled.wait() > Duration::from_secs(50));
//! # Ok(())
//! # }
//! ```

#[cfg(feature = "rate-limit")]
mod acquire;
mod date_cache;
mod dialect;
#[cfg(feature = "rate-limit")]
mod error;
#[cfg(feature = "rate-limit")]
mod future;
mod headers;
#[cfg(feature = "rate-limit")]
mod key;
#[cfg(feature = "rate-limit")]
mod layer;
#[cfg(feature = "rate-limit")]
mod registry;
#[cfg(feature = "rate-limit")]
mod scheduler;
#[cfg(feature = "rate-limit")]
mod store;
#[cfg(test)]
#[cfg(feature = "rate-limit")]
mod tests;

pub use dialect::{Dialect, ExceededLimit, LimitHeaders, LimitedResponse, RateLimitReport, ResetFormat};
pub use headers::{RateLimitSnapshot, retry_after};
#[cfg(feature = "rate-limit")]
pub use {
    error::Throttled,
    future::ResponseFuture,
    layer::{RateLimit, RateLimitLayer, WaitedForQuota},
    registry::{RateLimits, RateLimitsBuilder},
    scheduler::{BucketSnapshot, LimitsSnapshot},
    store::{ObservedResponse, RateLimitStore, RateLimitStoreFuture, Reservation},
};
