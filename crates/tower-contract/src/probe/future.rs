//! The future of a call.

use std::{
    collections::VecDeque,
    fmt,
    future::Future,
    pin::{Pin, pin},
    task::{Context, Poll, ready},
    time::Duration,
};

use http::Response;
use tokio::{
    task::coop::consume_budget,
    time::{Instant, Sleep, sleep},
};

use super::{Place, Probe, ProbeBody, Reply, reply::Step};
use crate::BoxError;

/// More polls than tokio's budget allows: the end of a poll outside of a budget.
const BUSY_POLLS: u32 = 1_000;

/// Response future of [`ProbeService`](super::ProbeService).
#[must_use = "futures do nothing unless polled"]
pub struct ProbeFuture {
    probe: Probe,
    place: Option<Place>,
    steps: VecDeque<Step>,
    result: Option<Result<Response<ProbeBody>, BoxError>>,
    sleep: Option<Pin<Box<Sleep>>>,
    busy_until: Option<Instant>,
}

impl ProbeFuture {
    pub(super) fn new(probe: Probe, place: Option<Place>, reply: Reply) -> Self {
        let Reply { steps, result } = reply;
        let result = Some(result);
        Self { probe, place, steps, result, sleep: None, busy_until: None }
    }

    /// Takes the first step; it is removed when it is done.
    fn poll_step(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        match self.steps.front_mut() {
            None | Some(Step::Pending(0)) => {}
            Some(Step::Pending(polls)) => {
                *polls -= 1;
                cx.waker().wake_by_ref();
                return Poll::Pending;
            }
            Some(Step::Sleep(duration)) => {
                let duration = *duration;
                let timer = self.sleep.get_or_insert_with(|| Box::pin(sleep(duration)));
                ready!(timer.as_mut().poll(cx));
                self.sleep = None;
            }
            Some(Step::Gate(gate)) => ready!(gate.poll_open(cx)),
            Some(Step::Busy(duration)) => {
                let until = *self.busy_until.get_or_insert_with(|| Instant::now() + *duration);
                if Instant::now() < until {
                    return exhaust_budget(cx);
                }
                self.busy_until = None;
            }
            Some(Step::Resend(backoff)) => {
                self.place = None;
                if !backoff.is_zero() {
                    let backoff = *backoff;
                    let timer = self.sleep.get_or_insert_with(|| Box::pin(sleep(backoff)));
                    ready!(timer.as_mut().poll(cx));
                    self.sleep = None;
                    self.steps[0] = Step::Resend(Duration::ZERO);
                }
                self.place = Some(ready!(self.probe.poll_place(cx, false)));
            }
        }
        self.steps.pop_front();
        Poll::Ready(())
    }
}

/// Uses up the budget and is pending, as a future is that always has something to read.
fn exhaust_budget(cx: &mut Context<'_>) -> Poll<()> {
    for _ in 0..BUSY_POLLS {
        if pin!(consume_budget()).poll(cx).is_pending() {
            return Poll::Pending;
        }
    }
    cx.waker().wake_by_ref();
    Poll::Pending
}

impl Future for ProbeFuture {
    type Output = Result<Response<ProbeBody>, BoxError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.probe.change(|state| state.counts.polls += 1);
        while !self.steps.is_empty() {
            ready!(self.poll_step(cx));
        }
        let Some(result) = self.result.take() else {
            self.probe
                .change(|state| state.violations.push("a response future was polled after its end".into()));
            return Poll::Pending;
        };
        self.probe.change(|state| {
            state.counts.completed += 1;
            state.counts.in_flight -= 1;
        });
        self.place = None;
        Poll::Ready(result)
    }
}

impl Drop for ProbeFuture {
    fn drop(&mut self) {
        if self.result.is_some() {
            self.probe.change(|state| {
                state.counts.dropped += 1;
                state.counts.in_flight -= 1;
            });
        }
    }
}

impl fmt::Debug for ProbeFuture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ProbeFuture").field("steps", &self.steps).finish_non_exhaustive()
    }
}
