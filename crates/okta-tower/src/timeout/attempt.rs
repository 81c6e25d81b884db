//! A limit on one attempt.
//!
//! - **Where it stands**: inside retry and inside the rate limit (waiting for quota is not slowness), outside
//!   collect and auth: it covers token, connection, response head and, for buffered calls, the body.
//! - **Reads and writes**: reads [`meta::AttemptTimeout`](crate::meta::AttemptTimeout) and
//!   [`meta::Deadline`](crate::meta::Deadline) from the request; writes nothing.
//! - **Cancel safety**: dropping the future drops the attempt. On HTTP/1.1 that closes its connection.
//! - **Cost**: one timer, no allocation of its own.
//!
//! ```
//! use std::{convert::Infallible, time::Duration};
//! use http::{Request, Response};
//! use okta_tower::timeout::{AttemptElapsed, AttemptTimeoutLayer};
//! use tower::{Layer, ServiceExt, service_fn};
//!
//! # #[tokio::main(flavor = "current_thread", start_paused = true)]
//! # async fn main() {
//! let stuck = service_fn(|_: Request<()>| std::future::pending::<Result<Response<()>, Infallible>>());
//! let service = AttemptTimeoutLayer::new(Duration::from_secs(30)).layer(stuck);
//! let error = service.oneshot(Request::new(())).await.unwrap_err();
//! assert!(error.is::<AttemptElapsed>());
//! # }
//! ```

use std::{fmt, time::Duration};

use http::Extensions;
use tokio::time::Instant;

use super::layer::{Timeout, TimeoutLayer, TimeoutScope, sealed::Sealed};
use crate::{BoxError, meta};

/// Layer that applies [`AttemptTimeout`], which bounds one attempt. See the [module docs](super).
pub type AttemptTimeoutLayer = TimeoutLayer<PerAttempt>;

/// Service that bounds one attempt. See the [module docs](super).
pub type AttemptTimeout<S> = Timeout<S, PerAttempt>;

/// The limit is one attempt's.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct PerAttempt;

impl Sealed for PerAttempt {}

impl TimeoutScope for PerAttempt {
    fn until(extensions: &mut Extensions, default: Option<Duration>) -> Option<(Instant, Duration)> {
        let limit = extensions.get::<meta::AttemptTimeout>().map_or(default, |own| own.0)?;
        Some((Instant::now().checked_add(limit)?, limit))
    }

    fn exceeded(limit: Duration) -> BoxError {
        AttemptElapsed { limit }.into()
    }
}

/// An attempt took longer than its limit.
///
/// Whether the server has acted on the request is unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AttemptElapsed {
    limit: Duration,
}

impl AttemptElapsed {
    /// The limit that was exceeded.
    #[must_use]
    pub const fn limit(&self) -> Duration {
        self.limit
    }
}

impl fmt::Display for AttemptElapsed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the attempt took longer than its limit of {:?}", self.limit)
    }
}

impl std::error::Error for AttemptElapsed {}

#[cfg(test)]
mod tests {
    use super::*;
    use http::{Request, Response};
    use tower_test::mock;

    #[tokio::test(start_paused = true)]
    async fn an_answer_in_time_passes_and_a_late_one_fails() {
        let layer = AttemptTimeoutLayer::new(Duration::from_secs(5));
        let (mut service, mut handle) = mock::spawn_layer::<Request<()>, Response<()>, _>(layer);
        handle.allow(0);
        tokio_test::assert_pending!(service.poll_ready());
        handle.allow(2);
        tokio_test::assert_ready_ok!(service.poll_ready());
        let call = service.call(Request::new(()));
        handle.next_request().await.unwrap().1.send_response(Response::new(()));
        call.await.unwrap();

        tokio_test::assert_ready_ok!(service.poll_ready());
        let call = service.call(Request::new(()));
        let _held = handle.next_request().await.unwrap();
        let error = call.await.unwrap_err();
        assert_eq!(error.downcast_ref::<AttemptElapsed>().unwrap().limit(), Duration::from_secs(5));
    }

    #[tokio::test(start_paused = true)]
    async fn a_request_can_set_or_lift_its_limit() {
        let layer = AttemptTimeoutLayer::disabled();
        let (mut service, mut handle) = mock::spawn_layer::<Request<()>, Response<()>, _>(layer);
        handle.allow(1);
        tokio_test::assert_ready_ok!(service.poll_ready());
        let mut request = Request::new(());
        request.extensions_mut().insert(meta::AttemptTimeout(Some(Duration::from_secs(1))));
        let call = service.call(request);
        let _held = handle.next_request().await.unwrap();
        assert!(call.await.unwrap_err().is::<AttemptElapsed>());

        let layer = AttemptTimeoutLayer::new(Duration::from_secs(1));
        let (mut service, mut handle) = mock::spawn_layer::<Request<()>, Response<()>, _>(layer);
        handle.allow(1);
        tokio_test::assert_ready_ok!(service.poll_ready());
        let mut request = Request::new(());
        request.extensions_mut().insert(meta::AttemptTimeout(None));
        let call = service.call(request);
        let (_, send) = handle.next_request().await.unwrap();
        tokio::time::advance(Duration::from_secs(3600)).await;
        send.send_response(Response::new(()));
        call.await.unwrap();
    }
}
