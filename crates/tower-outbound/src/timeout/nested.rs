//! One timer for nested timeouts.
//!
//! While an attempt is in flight whose timeout is earlier than the deadline of its call, the deadline needs no timer: the
//! timer of the attempt wakes the same task, and so polls the call. A timeout announces itself while it polls its inner
//! future; a timer inside that is earlier, and wakes the same task, reports that it covers it. Should that timer be
//! dropped, or be polled by another task, it wakes the task that relies on it, which then starts its own.

use std::{
    cell::Cell,
    task::{Context, Poll, RawWakerVTable, Waker},
};

use tokio::time::Instant;

use super::timer::{Timer, TimerPoll};

thread_local! {
    /// The timeout that polls its inner future, if its own timer is not started.
    static ENCLOSING: Cell<Option<Enclosing>> = const { Cell::new(None) };
}

#[derive(Clone, Copy)]
struct Enclosing {
    at: Instant,
    task: Task,
    covered: bool,
}

/// What a waker wakes.
type Task = (*const (), &'static RawWakerVTable);

fn task(waker: &Waker) -> Task {
    (waker.data(), waker.vtable())
}

/// The poll of the inner future of a timeout whose timer is not started.
pub(super) struct InnerPoll {
    enclosing: Option<Enclosing>,
}

impl InnerPoll {
    /// Starts the poll of a timeout that ends at `at`.
    #[inline]
    pub(super) fn start(at: Instant, waker: &Waker) -> Self {
        let this = Enclosing { at, task: task(waker), covered: false };
        Self { enclosing: ENCLOSING.replace(Some(this)) }
    }

    /// Ends the poll. Returns whether a timer inside covers the timeout.
    #[inline]
    pub(super) fn finish(self, waker: &Waker) -> bool {
        let covered_at = ENCLOSING.get().filter(|this| this.covered).map(|this| this.at);
        drop(self);
        // What covers this timeout covers one that ends later.
        covered_at.inspect(|at| _ = cover(*at, waker)).is_some()
    }
}

impl Drop for InnerPoll {
    fn drop(&mut self) {
        ENCLOSING.set(self.enclosing);
    }
}

/// Reports a timer. Returns whether the enclosing timeout relies on it.
fn cover(at: Instant, waker: &Waker) -> bool {
    let Some(enclosing) = ENCLOSING.get() else { return false };
    let covered = at <= enclosing.at && enclosing.task == task(waker);
    if covered {
        ENCLOSING.set(Some(Enclosing { covered, ..enclosing }));
    }
    covered
}

/// A started timer.
pub(super) struct StartedTimer {
    timer: Timer,
    /// Whether the timeout of the task that the timer wakes relies on it.
    relied_on: bool,
}

impl StartedTimer {
    pub(super) fn new(at: Instant) -> Self {
        Self { timer: Timer::start(at), relied_on: false }
    }

    pub(super) const fn at(&self) -> Instant {
        self.timer.at()
    }

    pub(super) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let TimerPoll::Pending { replaced } = self.timer.poll(cx.waker()) else { return Poll::Ready(()) };
        if let Some(other) = replaced
            && std::mem::take(&mut self.relied_on)
        {
            other.wake();
        }
        self.relied_on |= cover(self.timer.at(), cx.waker());
        Poll::Pending
    }
}

impl Drop for StartedTimer {
    fn drop(&mut self) {
        if let Some(user) = self.timer.stop()
            && self.relied_on
        {
            let is_polling = ENCLOSING.get().is_some_and(|enclosing| enclosing.task == task(&user));
            if !is_polling {
                user.wake();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{pin::Pin, time::Duration};

    use http::{Request, Response};
    use tower::{Layer, ServiceExt, service_fn};

    use crate::{
        BoxError,
        timeout::{AttemptTimeoutLayer, DeadlineExceeded, DeadlineLayer},
    };

    use super::*;

    const ATTEMPT: Duration = Duration::from_millis(30);
    const DEADLINE: Duration = Duration::from_millis(100);

    type Attempt = Pin<Box<dyn Future<Output = Result<Response<()>, BoxError>> + Send>>;

    /// An attempt without a response.
    fn attempt() -> Attempt {
        let silent = service_fn(|_: Request<()>| std::future::pending::<Result<Response<()>, BoxError>>());
        Box::pin(AttemptTimeoutLayer::new(ATTEMPT).layer(silent).oneshot(Request::new(())))
    }

    /// The time until the deadline of a call that awaits `call`.
    async fn elapsed<F>(call: impl FnOnce() -> F + Clone) -> Duration
    where
        F: Future<Output = Result<Response<()>, BoxError>>,
    {
        let start = Instant::now();
        let service = service_fn(move |_: Request<()>| (call.clone())());
        let call = DeadlineLayer::new(DEADLINE).layer(service).oneshot(Request::new(()));
        // Without a timer the call would not end.
        let result = tokio::time::timeout(DEADLINE * 10, call).await.unwrap();
        let error = result.unwrap_err();
        assert!(error.is::<DeadlineExceeded>(), "{error}");
        start.elapsed()
    }

    #[tokio::test(start_paused = true)]
    async fn deadline_ends_call_after_several_attempts() {
        let call = || async {
            loop {
                attempt().await.unwrap_err();
            }
        };
        assert!((DEADLINE..DEADLINE + ATTEMPT).contains(&elapsed(call).await));
    }

    #[tokio::test(start_paused = true)]
    async fn deadline_ends_call_whose_attempt_was_dropped() {
        let call = || async {
            let mut attempt = attempt();
            assert!(futures_util::poll!(&mut attempt).is_pending());
            let elsewhere = std::thread::spawn(move || drop(attempt));
            std::future::poll_fn(|_| Poll::<()>::Pending).await;
            elsewhere.join().unwrap();
            Ok(Response::new(()))
        };
        assert!(elapsed(call).await < DEADLINE + ATTEMPT);
    }

    #[tokio::test(start_paused = true)]
    async fn deadline_ends_call_whose_attempt_was_spawned() {
        let call = || async {
            let mut attempt = attempt();
            assert!(futures_util::poll!(&mut attempt).is_pending());
            tokio::spawn(async {
                attempt.await.unwrap_err();
                std::future::pending::<()>().await;
            });
            std::future::pending().await
        };
        assert!(elapsed(call).await < DEADLINE + ATTEMPT);
    }

    #[tokio::test(start_paused = true)]
    async fn deadline_before_attempt_timeout_has_its_own_timer() {
        let service = AttemptTimeoutLayer::new(DEADLINE * 2)
            .layer(service_fn(|_: Request<()>| std::future::pending::<Result<Response<()>, BoxError>>()));
        assert_eq!(elapsed(|| service.oneshot(Request::new(()))).await.as_millis(), DEADLINE.as_millis());
    }
}
