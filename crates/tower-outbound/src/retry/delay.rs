//! The delay before a retry.

use std::{
    fmt,
    future::Future,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use bytes::Buf;
use http_body::Body;
use pin_project_lite::pin_project;
use tokio::time::{Sleep, sleep};

use crate::wait_timer::WaitTimer;

/// Larger bodies are dropped, which closes their connection.
const DRAIN_LIMIT: u64 = 64 * 1024;

pin_project! {
    /// The delay before a retry.
    ///
    /// Meanwhile it reads the rest of a small response body, so its HTTP/1.1 connection can be reused.
    #[must_use = "futures do nothing unless polled"]
    pub(super) struct RetryDelay<B> {
        #[pin]
        sleep: Sleep,
        #[pin]
        body: Option<B>,
        read: u64,
        // Records the delay when this future is dropped.
        timer: WaitTimer,
    }
}

impl<B: Body> RetryDelay<B> {
    pub(super) fn new(after: Duration, body: Option<B>, timer: WaitTimer) -> Self {
        let body = body.filter(|body| body.size_hint().lower() <= DRAIN_LIMIT);
        Self { sleep: sleep(after), body, read: 0, timer }
    }
}

impl<B: Body> Future for RetryDelay<B> {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let mut this = self.project();
        while let Some(body) = this.body.as_mut().as_pin_mut() {
            match body.poll_frame(cx) {
                Poll::Pending => break,
                Poll::Ready(Some(Ok(frame))) => {
                    // An empty frame counts, or a server that sends no others would keep this loop running.
                    let length = frame.data_ref().map_or(0, Buf::remaining).max(1);
                    *this.read = this.read.saturating_add(u64::try_from(length).unwrap_or(u64::MAX));
                    if *this.read > DRAIN_LIMIT {
                        this.body.set(None);
                    }
                }
                Poll::Ready(_) => this.body.set(None),
            }
        }
        this.sleep.poll(cx)
    }
}

impl<B> fmt::Debug for RetryDelay<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RetryDelay").field("until", &self.sleep.deadline()).finish_non_exhaustive()
    }
}
