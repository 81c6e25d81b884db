//! The attempt timeout.

use std::{fmt, time::Duration};

use http::Extensions;
use tokio::time::Instant;

use super::layer::{TimeoutLayer, TimeoutScope, sealed::Sealed};
use crate::{BoxError, meta};

/// Layer that limits the duration of an attempt. See the [module docs](super).
pub type AttemptTimeoutLayer = TimeoutLayer<PerAttempt>;

/// Scope of a [`Timeout`](super::Timeout): one attempt.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct PerAttempt;

impl Sealed for PerAttempt {}

impl TimeoutScope for PerAttempt {
    fn deadline(extensions: &mut Extensions, default: Duration, _: bool) -> Option<(Instant, Duration)> {
        let limit = extensions.get::<meta::AttemptTimeout>().map_or(Some(default), |timeout| timeout.0)?;
        Some((Instant::now().checked_add(limit)?, limit))
    }

    #[inline]
    fn during<T>(_: Instant, poll: impl FnOnce() -> T) -> T {
        poll()
    }

    fn error(limit: Duration) -> BoxError {
        AttemptElapsed { limit }.into()
    }
}

/// Error: an attempt timed out. Whether the server has processed the request is unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AttemptElapsed {
    limit: Duration,
}

impl AttemptElapsed {
    /// Returns the timeout.
    #[must_use]
    pub const fn limit(&self) -> Duration {
        self.limit
    }
}

impl fmt::Display for AttemptElapsed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "attempt timed out after {:?}", self.limit)
    }
}

impl std::error::Error for AttemptElapsed {}

#[cfg(test)]
mod tests {
    use super::*;
    use http::{Request, Response};
    use tower_test::mock;

    #[tokio::test(start_paused = true)]
    async fn late_response_is_an_error() {
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
    async fn request_overrides_timeout() {
        let layer = AttemptTimeoutLayer::new(Duration::MAX);
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
