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

use super::layer::Bound;
use crate::BoxError;

pin_project! {
    /// Future of [`Limit`](super::Limit).
    #[must_use = "futures do nothing unless polled"]
    pub struct LimitFuture<F, K> {
        #[pin]
        inner: F,
        #[pin]
        sleep: Option<Sleep>,
        limit: Duration,
        kind: PhantomData<K>,
    }
}

impl<F, K> LimitFuture<F, K> {
    /// Ends with the error of `K` at the moment of `until`, if there is one.
    #[inline]
    pub(super) fn new(inner: F, until: Option<(Instant, Duration)>) -> Self {
        let limit = until.map_or(Duration::MAX, |(_, limit)| limit);
        Self { inner, sleep: until.map(|(at, _)| sleep_until(at)), limit, kind: PhantomData }
    }
}

impl<F, K> fmt::Debug for LimitFuture<F, K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LimitFuture").field("limit", &self.limit).finish_non_exhaustive()
    }
}

impl<F, K, T, E> Future for LimitFuture<F, K>
where
    F: Future<Output = Result<T, E>>,
    E: Into<BoxError>,
    K: Bound,
{
    type Output = Result<T, BoxError>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        // The answer first: one that is ready always wins.
        if let Poll::Ready(result) = this.inner.poll(cx) {
            return Poll::Ready(result.map_err(Into::into));
        }
        let Some(sleep) = this.sleep.as_pin_mut() else { return Poll::Pending };
        ready!(sleep.poll(cx));
        Poll::Ready(Err(K::exceeded(*this.limit)))
    }
}
