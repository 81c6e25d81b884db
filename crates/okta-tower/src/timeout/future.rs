//! The future of both time limits.

use std::{
    fmt,
    future::Future,
    marker::PhantomData,
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};

use pin_project_lite::pin_project;
use tokio::time::{Instant, Sleep, sleep_until};

use super::layer::TimeoutScope;
use crate::BoxError;

pin_project! {
    /// Future of [`Timeout`](super::Timeout).
    #[must_use = "futures do nothing unless polled"]
    pub struct ResponseFuture<F, K> {
        #[pin]
        inner: F,
        #[pin]
        alarm: Alarm,
        limit: Duration,
        kind: PhantomData<K>,
    }
}

pin_project! {
    /// The timer: set when there is something to wait for, which is on a runtime.
    #[project = AlarmProj]
    enum Alarm {
        Never,
        At { at: Instant },
        Set { #[pin] sleep: Sleep },
    }
}

impl<F, K> ResponseFuture<F, K> {
    /// Ends with the error of `K` at the moment of `until`, if there is one.
    #[inline]
    pub(super) const fn new(inner: F, until: Option<(Instant, Duration)>) -> Self {
        let (alarm, limit) = match until {
            Some((at, limit)) => (Alarm::At { at }, limit),
            None => (Alarm::Never, Duration::MAX),
        };
        Self { inner, alarm, limit, kind: PhantomData }
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
        // The answer first: one that is ready always wins.
        if let Poll::Ready(result) = this.inner.poll(cx) {
            return Poll::Ready(result.map_err(Into::into));
        }
        if let AlarmProj::At { at } = this.alarm.as_mut().project() {
            let sleep = sleep_until(*at);
            this.alarm.set(Alarm::Set { sleep });
        }
        let AlarmProj::Set { sleep } = this.alarm.project() else { return Poll::Pending };
        ready!(sleep.poll(cx));
        Poll::Ready(Err(K::exceeded(*this.limit)))
    }
}
