//! Retry policy for [`tower::retry`]: which calls are retried, and after what delay.
//!
//! [`RetryPolicy`] is a [`tower::retry::Policy`], used with [`tower::retry::RetryLayer`].
//!
//! | Outcome | Retried |
//! |---|---|
//! | `429` | always, as Okta rejects before it processes a request. The delay is `X-Rate-Limit-Reset` minus the response's `Date`, or `Retry-After`. Quotas of hours or days are not retried |
//! | `429` with a limit of 0 (concurrency) | always, after a backoff |
//! | no connection, HTTP/2 `REFUSED_STREAM`, `GOAWAY` | always, as the request was not processed ([`Failure::NotSent`]) |
//! | `408`, `502`, `503`, `504`; interrupted connection, truncated response, attempt timeout | if idempotent |
//! | `409` and `423` with an error code of Okta's that asks to try again | if idempotent |
//! | a status of [`RetryHint::statuses`](crate::meta::RetryHint) | always, at the caller's request |
//! | everything else | never |
//!
//! Whether a call is idempotent is decided by its [`RetryHint`](crate::meta::RetryHint), else by its
//! [`OperationMeta`](crate::meta::OperationMeta), else by its method. A `POST` that may have reached the server is
//! therefore not retried unless one of the first two declares it idempotent.
//!
//! # Errors
//!
//! After the last attempt its response or error is returned unchanged. One exception: an error by which the last
//! attempt was not sent is wrapped in [`PossiblyDelivered`] if an earlier attempt may have reached the server.
//!
//! # Position
//!
//! Inside cache and deadline. Outside rate limit, attempt timeout, collect and auth, so each attempt reserves quota,
//! has its own timeout and a new proof.
//!
//! # Extensions
//!
//! Reads [`RetryHint`](crate::meta::RetryHint), [`Operation`](crate::meta::Operation) and
//! [`Deadline`](crate::meta::Deadline) from the request, and [`ErrorBody`](crate::meta::ErrorBody) from the response.
//! A delay that exceeds the deadline is not started. Sets [`Attempt`](crate::meta::Attempt) and the headers
//! `X-Okta-Retry-Count` and `X-Okta-Retry-For` of retries, inserts [`Attempts`](crate::meta::Attempts) into responses
//! that took more than one attempt, and updates [`CallStats`](crate::meta::CallStats).
//!
//! # Cancel safety
//!
//! Cancel safe: dropping the future ends the call. Tokens withdrawn from the budget are not returned.
//!
//! # Cost
//!
//! One copy of the request head per call. No further allocation if the first attempt succeeds.
//!
//! # Examples
//!
//! ```
//! use std::sync::atomic::{AtomicU32, Ordering};
//! use bytes::Bytes;
//! use http::{Request, Response, StatusCode};
//! use http_body_util::Empty;
//! use tower_outbound::{BoxError, meta::Attempts, retry::RetryPolicy};
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
//! let response = service.oneshot(Request::new(Empty::new())).await?;
//! assert_eq!(response.status(), StatusCode::OK);
//! assert_eq!(response.extensions().get(), Some(&Attempts(2)));
//! # Ok(())
//! # }
//! ```

mod backoff;
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
