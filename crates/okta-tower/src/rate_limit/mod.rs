//! Okta's rate limits: keeping to them, instead of running into them.
//!
//! Every answer of Okta's says how many requests its bucket allows in a window, how many are left, and when
//! the window ends. [`RateLimitLayer`] takes that into account before it sends the next one:
//!
//! - **Buckets** are known per operation ([`OperationMeta::bucket`](crate::meta::OperationMeta::bucket)) or from
//!   the path ([`bucket_of`]). What answers say corrects that: operations of one declared bucket whose limits or
//!   windows differ are told apart, buckets that prove to share one counter are merged.
//! - **Reservations**: requests under way count as used, so many callers cannot all take the last one.
//! - **A cold start** sends one request per bucket, and the others when its answer has told the limit.
//! - **Pacing**: once more requests wait than fit into the window, what fits is spread over its time, without
//!   making anyone late who would be in time otherwise.
//! - **At the end of a window** that was used up, one request goes first, after a random moment; the others
//!   follow when it has found the new window open.
//! - **Concurrency**: a `429` with a limit of 0 means too many at the same time. It says nothing of any window.
//!   The number under way is halved, and raised again by answers.
//! - **Fairness**: first come, first served, within a bucket and among buckets.
//! - **Deadlines**: a request that cannot go before its [`Deadline`](crate::meta::Deadline) fails at once with
//!   [`Throttled`], which says when it could. None waits past its deadline.
//!
//! - **Where it stands**: inside retry, so that each attempt is counted and each answer teaches; outside the
//!   attempt timeout, because waiting is not slowness.
//! - **Reads and writes**: reads [`Operation`](crate::meta::Operation) and
//!   [`Deadline`](crate::meta::Deadline) from the request, the `X-Rate-Limit-*` headers, `Date` and
//!   `Retry-After` from the answer. Writes [`WaitedForQuota`] into the extensions of an answer whose request waited.
//! - **Cancel safety**: a dropped call leaves the line, or gives its reservation back. One that may have reached
//!   the server stays counted until an answer tells.
//! - **Cost**: two short locks and no allocation. Those who wait have a boxed future and a timer.
//!
//! ```
//! use std::time::Duration;
//! use http::{Request, Response};
//! use okta_tower::{BoxError, meta::Deadline, rate_limit::{RateLimitLayer, RateLimits, Throttled}};
//! use tower::{Layer, ServiceExt, service_fn};
//!
//! # #[tokio::main(flavor = "current_thread", start_paused = true)]
//! # async fn main() -> Result<(), BoxError> {
//! let used_up = service_fn(|_: Request<()>| async {
//!     let answer = Response::builder()
//!         .header("X-Rate-Limit-Limit", "100")
//!         .header("X-Rate-Limit-Remaining", "0")
//!         .header("X-Rate-Limit-Reset", "1700000060")
//!         .header("Date", "Tue, 14 Nov 2023 22:13:20 GMT");
//!     Ok::<_, BoxError>(answer.body(())?)
//! });
//! let limits = RateLimits::builder().max_capacity(80).build();
//! let service = RateLimitLayer::new(limits.clone()).layer(used_up);
//! service.clone().oneshot(Request::get("/api/v1/users").body(())?).await?;
//! assert_eq!(limits.snapshot().buckets[0].limit, Some(100));
//!
//! let mut hurried = Request::get("/api/v1/users").body(())?;
//! let soon = tokio::time::Instant::now() + Duration::from_secs(5);
//! hurried.extensions_mut().insert(Deadline(soon.into_std()));
//! let error = service.oneshot(hurried).await.unwrap_err();
//! let throttled: &Throttled = error.downcast_ref().ok_or("another error")?;
//! assert!(throttled.wait() > Duration::from_secs(50));
//! # Ok(())
//! # }
//! ```

#[cfg(feature = "rate-limit")]
mod acquire;
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
