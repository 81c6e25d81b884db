//! A limit on the whole call.
//!
//! - **Where it stands**: outside everything but the call span, so that backoff, waits for quota, tokens and
//!   bodies all count.
//! - **Reads and writes**: reads [`meta::CallTimeout`] (and an earlier [`meta::Deadline`], which wins);
//!   writes [`meta::Deadline`], by which inner layers refuse waits that cannot end in time.
//! - **Cancel safety**: dropping the future drops the call.
//! - **Cost**: one timer, no allocation of its own.
//!
//! A streamed body is not cut: the deadline ends with the response head then.
//!
//! ```
//! use std::{convert::Infallible, time::Duration};
//! use http::{Request, Response};
//! use okta_tower::{meta, timeout::DeadlineLayer};
//! use tower::{Layer, ServiceExt, service_fn};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
//! let service = DeadlineLayer::new(Duration::from_secs(60)).layer(service_fn(|request: Request<()>| async move {
//!     assert!(request.extensions().get::<meta::Deadline>().is_some());
//!     Ok::<_, Infallible>(Response::new(()))
//! }));
//! service.oneshot(Request::new(())).await?;
//! # Ok(()) }
//! ```

use std::{fmt, time::Duration};

use http::Extensions;
use tokio::time::Instant;

use super::layer::{Timeout, TimeoutLayer, TimeoutScope, sealed::Sealed};
use crate::{BoxError, meta};

/// Layer that applies [`Deadline`], which bounds a whole call. See the [module docs](super).
pub type DeadlineLayer = TimeoutLayer<PerCall>;

/// Service that bounds a whole call. See the [module docs](super).
pub type Deadline<S> = Timeout<S, PerCall>;

/// The limit is the whole call's.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct PerCall;

impl Sealed for PerCall {}

impl TimeoutScope for PerCall {
    fn until(extensions: &mut Extensions, default: Option<Duration>) -> Option<(Instant, Duration)> {
        let now = Instant::now();
        let limit = extensions.get::<meta::CallTimeout>().map_or(default, |own| own.0);
        let own = limit.and_then(|limit| Some((now.checked_add(limit)?, limit)));
        let given = extensions.get::<meta::Deadline>().map(|given| Instant::from_std(given.0));
        let given = given.map(|at| (at, at.saturating_duration_since(now)));
        let (at, limit) = match (own, given) {
            (Some(own), Some(given)) => own.min(given),
            (own, given) => own.or(given)?,
        };
        extensions.insert(meta::Deadline(at.into_std()));
        Some((at, limit))
    }

    fn exceeded(limit: Duration) -> BoxError {
        DeadlineExceeded { limit }.into()
    }
}

/// A call did not end before its deadline.
///
/// Whether the server has acted on the last attempt is unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DeadlineExceeded {
    limit: Duration,
}

impl DeadlineExceeded {
    /// How long the call was allowed to take.
    #[must_use]
    pub const fn limit(&self) -> Duration {
        self.limit
    }
}

impl fmt::Display for DeadlineExceeded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the call did not end within its deadline of {:?}", self.limit)
    }
}

impl std::error::Error for DeadlineExceeded {}

#[cfg(test)]
mod tests {
    use super::*;
    use http::{Request, Response};
    use tower_test::mock;

    #[tokio::test(start_paused = true)]
    async fn the_deadline_is_written_and_kept() {
        let layer = DeadlineLayer::new(Duration::from_secs(10));
        let (mut service, mut handle) = mock::spawn_layer::<Request<()>, Response<()>, _>(layer);
        handle.allow(0);
        tokio_test::assert_pending!(service.poll_ready());
        handle.allow(1);
        tokio_test::assert_ready_ok!(service.poll_ready());
        let call = service.call(Request::new(()));
        let (seen, _held) = handle.next_request().await.unwrap();
        let deadline = seen.extensions().get::<meta::Deadline>().unwrap();
        assert_eq!(deadline.remaining(Instant::now().into_std()), Duration::from_secs(10));
        let error = call.await.unwrap_err();
        assert_eq!(error.downcast_ref::<DeadlineExceeded>().unwrap().limit(), Duration::from_secs(10));
    }

    #[tokio::test(start_paused = true)]
    async fn the_earlier_of_two_deadlines_wins() {
        let layer = DeadlineLayer::new(Duration::from_secs(10));
        let (mut service, mut handle) = mock::spawn_layer::<Request<()>, Response<()>, _>(layer);
        handle.allow(1);
        tokio_test::assert_ready_ok!(service.poll_ready());
        let mut request = Request::new(());
        let given = Instant::now() + Duration::from_secs(3);
        request.extensions_mut().insert(meta::Deadline(given.into_std()));
        let call = service.call(request);
        let _held = handle.next_request().await.unwrap();
        let error = call.await.unwrap_err();
        assert_eq!(error.downcast_ref::<DeadlineExceeded>().unwrap().limit(), Duration::from_secs(3));
    }

    #[tokio::test(start_paused = true)]
    async fn a_call_can_lift_the_deadline() {
        let layer = DeadlineLayer::new(Duration::from_secs(10));
        let (mut service, mut handle) = mock::spawn_layer::<Request<()>, Response<()>, _>(layer);
        handle.allow(1);
        tokio_test::assert_ready_ok!(service.poll_ready());
        let mut request = Request::new(());
        request.extensions_mut().insert(meta::CallTimeout(None));
        let call = service.call(request);
        let (seen, send) = handle.next_request().await.unwrap();
        assert!(seen.extensions().get::<meta::Deadline>().is_none());
        tokio::time::advance(Duration::from_secs(600)).await;
        send.send_response(Response::new(()));
        call.await.unwrap();
    }
}
