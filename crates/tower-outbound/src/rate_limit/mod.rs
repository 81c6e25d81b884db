//! Middleware that schedules requests by Okta's rate limits before the server rejects them.
//!
//! Every response of Okta's reports the limit of its bucket, the remaining requests, and the end of the window.
//! [`RateLimitLayer`] schedules requests by these headers:
//!
//! - **Buckets** come from the operation ([`OperationMeta::bucket`](crate::meta::OperationMeta::bucket)) or from
//!   the path ([`bucket_of`]), and are corrected by responses: operations of one declared bucket with different
//!   limits or windows are separated, buckets that share a counter are merged.
//! - **Reservations**: requests in flight count as used.
//! - **Cold start**: the first request of a bucket is sent alone, the others once its response reports the limit.
//! - **Pacing**: when more requests wait than fit into the window, those that fit are spread over its rest, without
//!   delaying a request beyond its deadline.
//! - **Exhausted windows**: after the end one request is sent, with random jitter; the others follow once its
//!   response confirms the new window.
//! - **Concurrency**: a `429` with a limit of 0 reports too many concurrent requests and says nothing about a
//!   window. The limit on requests in flight is halved by each, and raised by responses.
//! - **Fairness**: first in, first out, within a bucket and among buckets.
//! - **Deadlines**: a request that cannot be sent before its [`Deadline`](crate::meta::Deadline) fails at once. No
//!   request waits past its deadline.
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
//! # Extensions
//!
//! Reads [`Operation`](crate::meta::Operation) and [`Deadline`](crate::meta::Deadline) from the request, and the
//! headers `X-Rate-Limit-*`, `Date` and `Retry-After` from the response. Inserts [`WaitedForQuota`] into the
//! response if the request waited.
//!
//! # Cancel safety
//!
//! Cancel safe: dropping the future leaves the queue, or returns the reservation. A request that may have reached
//! the server stays counted until the next response.
//!
//! # Cost
//!
//! Two short locks and no allocation. A request that waits has a boxed future and a timer.
//!
//! # Examples
//!
//! ```
//! use std::time::Duration;
//! use http::{Request, Response};
//! use tower_outbound::{BoxError, meta::Deadline, rate_limit::{RateLimitLayer, RateLimits, Throttled}};
//! use tower::{Layer, ServiceExt, service_fn};
//!
//! # #[tokio::main(flavor = "current_thread", start_paused = true)]
//! # async fn main() -> Result<(), BoxError> {
//! let exhausted = service_fn(|_: Request<()>| async {
//!     let response = Response::builder()
//!         .header("X-Rate-Limit-Limit", "100")
//!         .header("X-Rate-Limit-Remaining", "0")
//!         .header("X-Rate-Limit-Reset", "1700000060")
//!         .header("Date", "Tue, 14 Nov 2023 22:13:20 GMT");
//!     Ok::<_, BoxError>(response.body(())?)
//! });
//! let limits = RateLimits::builder().max_capacity(80).build();
//! let service = RateLimitLayer::new(limits.clone()).layer(exhausted);
//! service.clone().oneshot(Request::get("/api/v1/users").body(())?).await?;
//! assert_eq!(limits.snapshot().buckets[0].limit, Some(100));
//!
//! let mut request = Request::get("/api/v1/users").body(())?;
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
#[cfg(feature = "rate-limit")]
mod buckets;
#[cfg(feature = "rate-limit")]
mod date_cache;
#[cfg(feature = "rate-limit")]
mod error;
#[cfg(feature = "rate-limit")]
mod future;
mod headers;
#[cfg(feature = "rate-limit")]
mod layer;
#[cfg(feature = "rate-limit")]
mod registry;
#[cfg(feature = "rate-limit")]
mod route;
#[cfg(feature = "rate-limit")]
mod scheduler;
#[cfg(feature = "rate-limit")]
mod store;
#[cfg(test)]
#[cfg(feature = "rate-limit")]
mod tests;

pub use headers::{LIMIT, REMAINING, RESET, RateLimitSnapshot, retry_after};
#[cfg(feature = "rate-limit")]
pub use {
    error::Throttled,
    future::ResponseFuture,
    layer::{RateLimit, RateLimitLayer, WaitedForQuota},
    registry::{RateLimits, RateLimitsBuilder},
    route::bucket_of,
    scheduler::{BucketSnapshot, LimitsSnapshot},
    store::{ObservedResponse, RateLimitStore, RateLimitStoreFuture, Reservation},
};
