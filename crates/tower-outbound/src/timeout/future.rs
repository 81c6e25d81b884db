//! The response future.

use std::{
    fmt,
    future::Future,
    marker::PhantomData,
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};

use pin_project_lite::pin_project;
use tokio::time::Instant;

use super::{
    layer::TimeoutScope,
    nested::{InnerPoll, StartedTimer},
};
use crate::BoxError;

pin_project! {
    /// Response future of [`Timeout`](super::Timeout).
    #[must_use = "futures do nothing unless polled"]
    pub struct ResponseFuture<F, K> {
        #[pin]
        inner: F,
        timer: TimerState,
        limit: Duration,
        kind: PhantomData<K>,
    }
}

enum TimerState {
    /// There is no timeout.
    Disabled,
    /// The inner future is not pending yet, or a timer inside covers this one.
    NotStarted(Instant),
    Started(StartedTimer),
}

impl<F, K> ResponseFuture<F, K> {
    /// Fails with the error of `K` at the deadline, if there is one.
    #[inline]
    pub(super) const fn new(inner: F, deadline: Option<(Instant, Duration)>) -> Self {
        let (timer, limit) = match deadline {
            Some((at, limit)) => (TimerState::NotStarted(at), limit),
            None => (TimerState::Disabled, Duration::MAX),
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
        let this = self.project();
        let (deadline, not_started) = match this.timer {
            TimerState::NotStarted(at) => (Some(*at), Some(*at)),
            TimerState::Started(timer) => (Some(timer.at()), None),
            TimerState::Disabled => (None, None),
        };
        let inner_poll = not_started.map(|at| InnerPoll::start(at, cx.waker()));
        let polled = match deadline {
            Some(at) => K::during(at, || this.inner.poll(cx)),
            None => this.inner.poll(cx),
        };
        // A response that is ready takes precedence.
        if let Poll::Ready(result) = polled {
            *this.timer = TimerState::Disabled;
            return Poll::Ready(result.map_err(Into::into));
        }
        if inner_poll.is_some_and(|poll| poll.finish(cx.waker())) {
            return Poll::Pending;
        }
        if let Some(at) = not_started {
            *this.timer = TimerState::Started(StartedTimer::new(at));
        }
        let TimerState::Started(timer) = this.timer else { return Poll::Pending };
        ready!(timer.poll(cx));
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
