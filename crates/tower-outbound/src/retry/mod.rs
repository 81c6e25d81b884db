//! Middleware that retries requests.
//!
//! [`RetryLayer`] wraps any client, whatever its errors and bodies. Its [`RetryPolicy`] accepts the
//! [backoff](tower::retry::backoff) and the [budget](tower::retry::budget) of tower.
//!
//! | Outcome | Retried |
//! |---|---|
//! | no connection, HTTP/2 `REFUSED_STREAM`, `GOAWAY`, rejected by tower's `LoadShed` | always, as the request was not processed ([`Failure::NotSent`]) |
//! | `408`, `502`, `503`, `504`; interrupted connection, truncated response, attempt timeout | if idempotent |
//! | `429` | if idempotent. With `Retry-After` after that delay, and without cost for the budget |
//! | gRPC status `UNAVAILABLE` in the response head | if idempotent, unless `grpc-retry-pushback-ms` forbids it |
//! | a status of [`RetryHint::statuses`](crate::meta::RetryHint) | always, at the caller's request |
//! | everything else | never |
//!
//! [`RetryPolicy::classify_response`] adds what a server's error responses say beyond their status, and
//! [`RetryPolicy::classify_error`] the errors of other transports.
//!
//! Whether a call is idempotent is decided by its [`RetryHint`](crate::meta::RetryHint), else by an `Idempotency-Key`
//! header, else by its [`OperationMeta`](crate::meta::OperationMeta), else by its method
//! ([RFC 9110 §9.2.2](https://www.rfc-editor.org/rfc/rfc9110#section-9.2.2)). A `POST` that may have reached the server
//! is therefore not retried unless one of the first three declares it idempotent.
//!
//! The errors of hyper, hyper-util and h2 are known with the feature `hyper`, and those of reqwest with the feature
//! `reqwest`. Without them such an error counts only as far as the operating system's error is in its chain.
//!
//! # Request bodies
//!
//! The request is copied before each attempt. Bodies are cloned by [`CloneKnown`](crate::body::CloneKnown), or by the
//! function of [`clone_body_fn`](RetryLayer::clone_body_fn). A request whose body cannot be cloned is sent once: if a
//! retry is due its response is returned, [`StopReason::Body`] is reported, and with the feature `trace` one warning
//! per policy says so. A [`ReplayLayer`](crate::replay) around this layer makes every body clonable.
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
//! The first attempt uses the service that was polled ready. A retry uses a clone, whose readiness is awaited after the
//! delay: while it waits, a call holds no reserved service. A `LoadShed` or `ConcurrencyLimit` inside sees each attempt,
//! one outside the whole call.
//!
//! # Extensions
//!
//! Reads [`RetryHint`](crate::meta::RetryHint), [`Operation`](crate::meta::Operation) and
//! [`Deadline`](crate::meta::Deadline) from the request, and [`ErrorBody`](crate::meta::ErrorBody) from the response.
//! A delay that exceeds the deadline is not started. Sets [`Attempt`](crate::meta::Attempt) of retries, and the
//! [`count_header`](RetryPolicy::count_header) and [`request_id_header`](RetryPolicy::request_id_header) if there are
//! any; inserts [`Attempts`](crate::meta::Attempts) into responses that took more than one attempt, and updates
//! [`CallStats`](crate::meta::CallStats).
//!
//! # Cancel safety
//!
//! Cancel safe: dropping the future ends the call. If that happens during a retry or the delay before it, the tokens
//! withdrawn from the budget for that retry are returned.
//!
//! # Cost
//!
//! One copy of the request head per call. No further allocation if the first attempt succeeds.
//!
//! # Examples
//!
//! ```
//! use std::{convert::Infallible, sync::atomic::{AtomicU32, Ordering}};
//! use bytes::Bytes;
//! use http::{HeaderName, Request, Response, StatusCode};
//! use http_body_util::Empty;
//! use tower_outbound::{BoxError, meta::Attempts, retry::{RetryLayer, RetryPolicy}};
//! use tower::{Layer, ServiceExt, service_fn};
//!
//! # #[tokio::main(flavor = "current_thread", start_paused = true)]
//! # async fn main() -> Result<(), BoxError> {
//! static CALLS: AtomicU32 = AtomicU32::new(0);
//! let server = service_fn(|request: Request<Empty<Bytes>>| async move {
//!     let first = CALLS.fetch_add(1, Ordering::Relaxed) == 0;
//!     assert_eq!(first, !request.headers().contains_key("x-retry-count"));
//!     let mut response = Response::new(Empty::<Bytes>::new());
//!     *response.status_mut() = if first { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::OK };
//!     Ok::<_, Infallible>(response)
//! });
//! let policy = RetryPolicy::new().count_header(HeaderName::from_static("x-retry-count"));
//! let service = RetryLayer::new(policy).layer(server);
//! let response = service.oneshot(Request::new(Empty::new())).await?;
//! assert_eq!(response.status(), StatusCode::OK);
//! assert_eq!(response.extensions().get(), Some(&Attempts(2)));
//! # Ok(())
//! # }
//! ```

mod backoff;
mod budget;
mod call;
mod classification;
mod classify;
mod delay;
mod event;
mod failure;
mod grpc;
mod kept_extensions;
mod policy;
mod service;
mod settings;
#[cfg(test)]
mod tests;

pub use backoff::{Backoff, BackoffSequence};
pub use budget::RetryBudget;
pub use classification::{Classification, ResponseHead, Retryable, ServerDelay};
pub use event::{RetryAction, RetryCause, RetryEvent, StopReason};
pub use failure::{Failure, PossiblyDelivered};
pub use policy::RetryPolicy;
pub use service::{ResponseFuture, Retry, RetryLayer};
