//! Response bodies: complete, slow, or interrupted half-way.

use std::{
    future::Future,
    io,
    pin::Pin,
    sync::{Arc, atomic::Ordering},
    task::{Context, Poll, ready},
    time::Duration,
};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use tokio::time::{Sleep, sleep};

use super::connections::ConnectionState;
use crate::faults::BodyFault;

/// A complete body, or one with a fault.
#[derive(Debug)]
pub(super) struct ResponseBody {
    rest: Bytes,
    fault: Option<ActiveFault>,
    slow: Option<Slow>,
}

/// State of a body that is sent in chunks.
#[derive(Debug)]
struct Slow {
    chunk_len: usize,
    pause: Duration,
    sleep: Pin<Box<Sleep>>,
}

/// State of a body that is interrupted.
#[derive(Debug)]
struct ActiveFault {
    kind: BodyFault,
    connection: Arc<ConnectionState>,
    /// Polls since the first half was returned.
    polls: u32,
}

impl ResponseBody {
    pub(super) fn complete(bytes: Bytes) -> Self {
        Self { rest: bytes, fault: None, slow: None }
    }

    /// A body with the fault `kind`.
    pub(super) fn faulty(bytes: Bytes, kind: BodyFault, connection: Arc<ConnectionState>) -> Self {
        if let BodyFault::Slow(pause) = kind {
            let slow =
                Slow { chunk_len: bytes.len().div_ceil(8).max(1), pause, sleep: Box::pin(sleep(pause)) };
            return Self { rest: bytes, fault: None, slow: Some(slow) };
        }
        let half = bytes.slice(..bytes.len() / 2);
        Self { rest: half, fault: Some(ActiveFault { kind, connection, polls: 0 }), slow: None }
    }
}

impl Body for ResponseBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        let Self { rest, slow, .. } = &mut *self;
        if let (Some(slow), false) = (slow, rest.is_empty()) {
            ready!(slow.sleep.as_mut().poll(cx));
            slow.sleep = Box::pin(sleep(slow.pause));
            let chunk = rest.split_to(slow.chunk_len.min(rest.len()));
            return Poll::Ready(Some(Ok(Frame::data(chunk))));
        }
        if !self.rest.is_empty() {
            let data = std::mem::take(&mut self.rest);
            return Poll::Ready(Some(Ok(Frame::data(data))));
        }
        let Some(fault) = &mut self.fault else { return Poll::Ready(None) };
        if fault.kind == BodyFault::Stall {
            return Poll::Pending;
        }
        // hyper flushes the first half to the socket when the body is pending.
        fault.polls += 1;
        if fault.polls <= 2 {
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        if fault.kind == BodyFault::Reset {
            fault.connection.reset.store(true, Ordering::Relaxed);
            fault.connection.abort.notify_one();
            return Poll::Pending;
        }
        Poll::Ready(Some(Err(io::Error::other("body truncated by a fault rule"))))
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_empty() && self.fault.is_none()
    }

    fn size_hint(&self) -> SizeHint {
        match self.fault {
            None => SizeHint::with_exact(self.rest.len() as u64),
            Some(_) => SizeHint::default(),
        }
    }
}
