//! The response future.

use std::{
    fmt,
    future::Future,
    marker::PhantomData,
    pin::{Pin, pin},
    task::{Context, Poll, ready},
    time::Duration,
};

use pin_project_lite::pin_project;
use tokio::{
    task::unconstrained,
    time::{Instant, Sleep, sleep_until},
};

use super::layer::TimeoutScope;
use crate::BoxError;

pin_project! {
    /// Response future of [`Timeout`](super::Timeout).
    #[must_use = "futures do nothing unless polled"]
    pub struct ResponseFuture<F, K> {
        #[pin]
        inner: F,
        #[pin]
        timer: Timer,
        limit: Duration,
        kind: PhantomData<K>,
    }
}

pin_project! {
    /// The timer, started at the first poll, which is on a runtime.
    #[project = TimerProj]
    enum Timer {
        Disabled,
        NotStarted { at: Instant },
        Started { sleep: Pin<Box<Sleep>> },
    }
}

impl<F, K> ResponseFuture<F, K> {
    /// Fails with the error of `K` at the deadline, if there is one.
    #[inline]
    pub(super) const fn new(inner: F, deadline: Option<(Instant, Duration)>) -> Self {
        let (timer, limit) = match deadline {
            Some((at, limit)) => (Timer::NotStarted { at }, limit),
            None => (Timer::Disabled, Duration::MAX),
        };
        Self { inner, timer, limit, kind: PhantomData }
    }
}

impl<F, K> fmt::Debug for ResponseFuture<F, K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseFuture").field("limit", &self.limit).finish_non_exhaustive()
    }
}

impl<F, K, T, E> Future for ResponseFuture<F, K>
where
    F: Future<Output = Result<T, E>>,
    E: Into<BoxError>,
    K: TimeoutScope,
{
    type Output = Result<T, BoxError>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let mut this = self.project();
        // A response that is ready takes precedence.
        if let Poll::Ready(result) = this.inner.poll(cx) {
            return Poll::Ready(result.map_err(Into::into));
        }
        if let TimerProj::NotStarted { at } = this.timer.as_mut().project() {
            // Boxed, as it is larger than all else here and most futures are only moved before they start it.
            let sleep = Box::pin(sleep_until(*at));
            this.timer.set(Timer::Started { sleep });
        }
        let TimerProj::Started { sleep } = this.timer.project() else { return Poll::Pending };
        // Without a budget, which the inner future may have exhausted: the timer would never be ready.
        ready!(pin!(unconstrained(sleep.as_mut())).poll(cx));
        Poll::Ready(Err(K::error(*this.limit)))
    }
}

#[cfg(test)]
mod tests {
    use http::{Request, Response};
    use tower::{Layer, ServiceExt, service_fn};

    use super::*;
    use crate::timeout::{AttemptElapsed, AttemptTimeoutLayer};

    #[tokio::test(start_paused = true)]
    async fn exhausted_coop_budget_does_not_postpone_timeout() {
        // Uses up the budget in each poll, as a busy connection does, and so never lets the clock advance by itself.
        let greedy = service_fn(|_: Request<()>| async {
            let end = Instant::now() + Duration::from_secs(2);
            while Instant::now() < end {
                tokio::task::coop::consume_budget().await;
            }
            Ok::<_, BoxError>(Response::new(()))
        });
        tokio::spawn(async {
            loop {
                tokio::time::advance(Duration::from_millis(1)).await;
            }
        });
        let start = Instant::now();
        let service = AttemptTimeoutLayer::new(Duration::from_millis(100)).layer(greedy);
        let error = service.oneshot(Request::new(())).await.unwrap_err();
        assert!(error.is::<AttemptElapsed>());
        assert!(start.elapsed() < Duration::from_millis(150), "{:?}", start.elapsed());
    }
}
