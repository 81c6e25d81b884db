//! The deadline of a call.

use std::{fmt, time::Duration};

use http::Extensions;
use tokio::time::Instant;

use super::layer::{TimeoutLayer, TimeoutScope, sealed::Sealed};
use crate::{BoxError, meta};

/// Layer that limits the duration of a call. See the [module docs](super).
pub type DeadlineLayer = TimeoutLayer<PerCall>;

/// Scope of a [`Timeout`](super::Timeout): a call with all its attempts.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct PerCall;

impl Sealed for PerCall {}

impl TimeoutScope for PerCall {
    fn deadline(
        extensions: &mut Extensions,
        default: Duration,
        extension: bool,
    ) -> Option<(Instant, Duration)> {
        let now = Instant::now();
        let limit = extensions.get::<meta::CallTimeout>().map_or(Some(default), |timeout| timeout.0);
        let new = limit.and_then(|limit| Some((now.checked_add(limit)?, limit)));
        let existing = extensions.get::<meta::Deadline>().map(|deadline| Instant::from_std(deadline.0));
        let existing = existing.map(|at| (at, at.saturating_duration_since(now)));
        let (at, limit) = match (new, existing) {
            (Some(new), Some(existing)) => new.min(existing),
            (new, existing) => new.or(existing)?,
        };
        if extension {
            extensions.insert(meta::Deadline(at.into_std()));
        }
        Some((at, limit))
    }

    #[inline]
    fn during<T>(deadline: Instant, poll: impl FnOnce() -> T) -> T {
        meta::Deadline(deadline.into_std()).during(poll)
    }

    fn error(limit: Duration) -> BoxError {
        DeadlineExceeded { limit }.into()
    }
}

/// Error: a call exceeded its deadline. Whether the server has processed the last attempt is unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DeadlineExceeded {
    limit: Duration,
}

impl DeadlineExceeded {
    /// Returns the time that the call was allowed to take.
    #[must_use]
    pub const fn limit(&self) -> Duration {
        self.limit
    }
}

impl fmt::Display for DeadlineExceeded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "deadline exceeded after {:?}", self.limit)
    }
}

impl std::error::Error for DeadlineExceeded {}

#[cfg(test)]
mod tests {
    use super::*;
    use http::{Request, Response};
    use tower::{Layer, ServiceExt, service_fn};
    use tower_test::mock;

    #[tokio::test(start_paused = true)]
    async fn deadline_is_inserted_and_enforced() {
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
    async fn earlier_deadline_applies() {
        let layer = DeadlineLayer::new(Duration::from_secs(10));
        let (mut service, mut handle) = mock::spawn_layer::<Request<()>, Response<()>, _>(layer);
        handle.allow(1);
        tokio_test::assert_ready_ok!(service.poll_ready());
        let mut request = Request::new(());
        let existing = Instant::now() + Duration::from_secs(3);
        request.extensions_mut().insert(meta::Deadline(existing.into_std()));
        let call = service.call(request);
        let _held = handle.next_request().await.unwrap();
        let error = call.await.unwrap_err();
        assert_eq!(error.downcast_ref::<DeadlineExceeded>().unwrap().limit(), Duration::from_secs(3));
    }

    #[tokio::test(start_paused = true)]
    async fn call_disables_deadline() {
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

    #[tokio::test(start_paused = true)]
    async fn deadline_without_extension_is_known_while_polled() {
        let layer = DeadlineLayer::new(Duration::from_secs(10)).without_extension();
        let start = Instant::now().into_std();
        let remaining = move |extensions: &Extensions| {
            assert!(extensions.is_empty());
            meta::Deadline::of(extensions).map(|deadline| deadline.remaining(start).as_secs())
        };
        let service = layer.layer(service_fn(move |request: Request<()>| {
            let called = remaining(request.extensions());
            async move {
                tokio::time::sleep(Duration::from_secs(1)).await;
                let polled = remaining(request.extensions());
                let spawned = tokio::spawn(async move { remaining(request.extensions()) }).await.unwrap();
                assert_eq!((called, polled, spawned), (Some(10), Some(10), None));
                Ok::<_, BoxError>(Response::new(()))
            }
        }));
        service.oneshot(Request::new(())).await.unwrap();
        assert_eq!(meta::Deadline::of(&Extensions::new()), None);
        // An extension of the request takes precedence.
        let mut request = Request::new(());
        let earlier = meta::Deadline(start + Duration::from_secs(3));
        request.extensions_mut().insert(earlier);
        assert_eq!(meta::Deadline(start).during(|| meta::Deadline::of(request.extensions())), Some(earlier));
    }
}
