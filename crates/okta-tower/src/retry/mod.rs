//! Sending a request again: when it helps, when it is safe, and after how long.
//!
//! [`RetryPolicy`] is a [`tower::retry::Policy`], used with [`tower::retry::RetryLayer`].
//!
//! | Outcome | Sent again |
//! |---|---|
//! | `429` | always (Okta refuses before it acts), when the window ends: `X-Rate-Limit-Reset` minus the server's own `Date`, or `Retry-After`. Not for quotas of hours or days |
//! | `429` with a limit of 0 (concurrency) | always, after a short random wait |
//! | no connection, HTTP/2 `REFUSED_STREAM`, `GOAWAY` | always: the request was not looked at ([`Failure::NotSent`]) |
//! | `408`, `502`, `503`, `504`; broken connection, cut-off answer, attempt timeout | if sending twice has the effect of once |
//! | `409` and `423` with one of Okta's "try again" codes | if sending twice has the effect of once |
//! | a status of [`RetryHint::statuses`](crate::meta::RetryHint) | always: the caller asked for it |
//! | everything else | never |
//!
//! Whether sending twice has the effect of once is said by [`RetryHint`](crate::meta::RetryHint), else by
//! [`OperationMeta`](crate::meta::OperationMeta), else by the method. A `POST` of which a byte may have
//! reached the server is not sent twice unless one of the first two says so.
//!
//! A wait that would end after the call's deadline is not begun. Whenever the policy gives up, the last
//! answer or error itself is returned, except that an error by which nothing was sent is wrapped in
//! [`PossiblyDelivered`] where an earlier attempt may have reached the server.
//!
//! - **Where it stands**: inside cache and deadline; outside rate limit, attempt timeout, collect and auth, so
//!   that each attempt pays for itself, is bounded by itself and has a fresh proof.
//! - **Reads and writes**: reads [`RetryHint`](crate::meta::RetryHint), [`Operation`](crate::meta::Operation)
//!   and [`Deadline`](crate::meta::Deadline) from the request and [`ErrorBody`](crate::meta::ErrorBody) from the
//!   answer. Writes [`Attempt`](crate::meta::Attempt), `X-Okta-Retry-Count` and `X-Okta-Retry-For` on retries
//!   only, [`Attempts`](crate::meta::Attempts) on an answer of a request that was sent more than once, and the
//!   count and the waits into a [`CallStats`](crate::meta::CallStats).
//! - **Cancel safety**: dropping the call ends it; budget tokens that its retries took stay taken.
//! - **Cost**: one copy of the request's head; no allocation of its own on a first answer that succeeds.
//!
//! ```
//! use std::sync::atomic::{AtomicU32, Ordering};
//! use bytes::Bytes;
//! use http::{Request, Response, StatusCode};
//! use http_body_util::Empty;
//! use okta_tower::{BoxError, meta::Attempts, retry::RetryPolicy};
//! use tower::{Layer, ServiceExt, retry::RetryLayer, service_fn};
//!
//! # #[tokio::main(flavor = "current_thread", start_paused = true)]
//! # async fn main() -> Result<(), BoxError> {
//! static CALLS: AtomicU32 = AtomicU32::new(0);
//! let server = service_fn(|request: Request<Empty<Bytes>>| async move {
//!     let first = CALLS.fetch_add(1, Ordering::Relaxed) == 0;
//!     assert_eq!(first, !request.headers().contains_key("x-okta-retry-count"));
//!     let status = if first { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::OK };
//!     Ok::<_, BoxError>(Response::builder().status(status).body(Empty::<Bytes>::new())?)
//! });
//! let service = RetryLayer::new(RetryPolicy::new()).layer(server);
//! let answer = service.oneshot(Request::new(Empty::new())).await?;
//! assert_eq!(answer.status(), StatusCode::OK);
//! assert_eq!(answer.extensions().get(), Some(&Attempts(2)));
//! # Ok(())
//! # }
//! ```

pub(crate) mod backoff;
mod budget;
mod classify;
pub(crate) mod code;
mod delay;
mod event;
mod failure;
mod policy;
mod settings;
#[cfg(test)]
mod tests;

pub use backoff::Backoff;
pub use budget::RetryBudget;
pub use delay::RetryDelay;
pub use event::{Notify, RetryAction, RetryCause, RetryEvent, StopReason};
pub use failure::{Failure, PossiblyDelivered};
pub use policy::RetryPolicy;
