//! The body of an answer: whole, slow, or broken off half-way.

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

use super::connections::Link;
use crate::faults::BodyFault;

/// A body that ends as it should, or as a fault wants.
#[derive(Debug)]
pub(super) struct AnswerBody {
    rest: Bytes,
    fault: Option<Broken>,
    slow: Option<Slow>,
}

/// A body that comes in pieces.
#[derive(Debug)]
struct Slow {
    piece: usize,
    pause: Duration,
    sleep: Pin<Box<Sleep>>,
}

#[derive(Debug)]
struct Broken {
    kind: BodyFault,
    link: Arc<Link>,
    /// Polls since the first half was given out.
    polls: u32,
}

impl AnswerBody {
    pub(super) fn whole(bytes: Bytes) -> Self {
        Self { rest: bytes, fault: None, slow: None }
    }

    /// `bytes` as the fault lets them through.
    pub(super) fn faulty(bytes: Bytes, kind: BodyFault, link: Arc<Link>) -> Self {
        if let BodyFault::Slow(pause) = kind {
            let slow = Slow { piece: bytes.len().div_ceil(8).max(1), pause, sleep: Box::pin(sleep(pause)) };
            return Self { rest: bytes, fault: None, slow: Some(slow) };
        }
        let half = bytes.slice(..bytes.len() / 2);
        Self { rest: half, fault: Some(Broken { kind, link, polls: 0 }), slow: None }
    }
}

impl Body for AnswerBody {
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
            let piece = rest.split_to(slow.piece.min(rest.len()));
            return Poll::Ready(Some(Ok(Frame::data(piece))));
        }
        if !self.rest.is_empty() {
            let data = std::mem::take(&mut self.rest);
            return Poll::Ready(Some(Ok(Frame::data(data))));
        }
        let Some(broken) = &mut self.fault else { return Poll::Ready(None) };
        if broken.kind == BodyFault::Stall {
            return Poll::Pending;
        }
        // The first half reaches the socket when this is pending: the connection flushes before it waits.
        broken.polls += 1;
        if broken.polls <= 2 {
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        if broken.kind == BodyFault::Reset {
            broken.link.reset.store(true, Ordering::Relaxed);
            broken.link.kill.notify_one();
            return Poll::Pending;
        }
        Poll::Ready(Some(Err(io::Error::other("the body is cut off on purpose"))))
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
