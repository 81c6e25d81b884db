//! Layers with clocks and timers.

use std::{
    future::Future,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll, Waker},
    time::Duration,
};

use http::{Request, StatusCode};
use tokio::time::{Sleep, sleep};
use tower::{Layer, Service, ServiceExt};
use tower_contract::{BoxError, ClockStep};

/// A time limit whose timer is polled within the budget that the inner future has used up.
#[derive(Clone, Debug)]
pub(crate) struct Limit(pub(crate) Duration);

#[derive(Clone, Debug)]
pub(crate) struct Limited<S>(S, Duration);

pub(crate) struct LimitedFuture<F>(Pin<Box<F>>, Pin<Box<Sleep>>);

impl<S> Layer<S> for Limit {
    type Service = Limited<S>;

    fn layer(&self, inner: S) -> Limited<S> {
        Limited(inner, self.0)
    }
}

impl<S: Service<Request<B>, Error: Into<BoxError>>, B> Service<Request<B>> for Limited<S> {
    type Response = S::Response;
    type Error = BoxError;
    type Future = LimitedFuture<S::Future>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.0.poll_ready(cx).map_err(Into::into)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        LimitedFuture(Box::pin(self.0.call(request)), Box::pin(sleep(self.1)))
    }
}

impl<T, E: Into<BoxError>, F: Future<Output = Result<T, E>>> Future for LimitedFuture<F> {
    type Output = Result<T, BoxError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        if let Poll::Ready(result) = self.0.as_mut().poll(cx) {
            return Poll::Ready(result.map_err(Into::into));
        }
        self.1.as_mut().poll(cx).map(|()| Err("timed out".into()))
    }
}

/// A wall clock, in seconds.
pub(crate) type WallClock = Arc<Mutex<u64>>;

pub(crate) fn step(clock: &WallClock, step: ClockStep) {
    let mut now = clock.lock().unwrap_or_else(PoisonError::into_inner);
    match step {
        ClockStep::Forward(by) => *now += by.as_secs(),
        ClockStep::Back(by) => *now -= by.as_secs(),
    }
}

fn now(clock: &WallClock) -> u64 {
    *clock.lock().unwrap_or_else(PoisonError::into_inner)
}

faulty_layer! {
    always ready:
    /// Pauses after a `429` until a time of the wall clock.
    WallClockPause((WallClock, Arc<Mutex<Option<u64>>>)), WallClockPaused, |layer, inner, request| {
        let (clock, pause) = layer.0;
        let until = *pause.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(until) = until {
            sleep(Duration::from_secs(until.saturating_sub(now(&clock)))).await;
            *pause.lock().unwrap_or_else(PoisonError::into_inner) = None;
        }
        let response = inner.oneshot(request).await.map_err(Into::into)?;
        if response.status() == StatusCode::TOO_MANY_REQUESTS {
            *pause.lock().unwrap_or_else(PoisonError::into_inner) = Some(now(&clock) + 20);
        }
        Ok(response)
    }
}

/// Waits for a second in a task that it spawned, and keeps the waker of the first poll.
#[derive(Default)]
struct FirstWaker(Arc<Mutex<(bool, Option<Waker>)>>);

impl Future for FirstWaker {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if state.0 {
            return Poll::Ready(());
        }
        if state.1.is_none() {
            state.1 = Some(cx.waker().clone());
            let shared = Arc::clone(&self.0);
            tokio::spawn(async move {
                sleep(Duration::from_secs(1)).await;
                let mut state = shared.lock().unwrap_or_else(PoisonError::into_inner);
                state.0 = true;
                if let Some(waker) = state.1.take() {
                    waker.wake();
                }
            });
        }
        Poll::Pending
    }
}

faulty_layer! {
    always ready:
    /// Wakes the waker of the first poll only.
    OldWaker, OldWaked, |_layer, inner, request| {
        FirstWaker::default().await;
        inner.oneshot(request).await.map_err(Into::into)
    }
}
