//! Running many calls: some at a time, each result kept, resumable.
//!
//! ```no_run
//! use futures_util::StreamExt;
//! use okta_client::{Client, bulk::Bulk};
//!
//! # async fn run(okta: Client, ids: Vec<String>) -> Result<(), okta_client::Error> {
//! let mut run = Bulk::new().parallel(16).of(ids, move |id| {
//!     okta.request(http::Method::GET, format!("/api/v1/users/{id}"))
//! });
//! while let Some(outcome) = run.next().await {
//!     match outcome.result {
//!         Ok(user) => println!("{} {user}", outcome.index),
//!         Err(error) => eprintln!("{}: {error}", outcome.input),
//!     }
//! }
//! println!("to go on from here: {}", run.checkpoint());
//! # Ok(()) }
//! ```
//!
//! The calls go through the client's stack, so they share its rate limits with everything else that the client
//! does: the number in flight need not be tuned to the limit. A long queue can outlast the deadline of a single
//! call, so lift it for bulk calls (`with_deadline(None)`).
//!
//! All calls run on the task that polls the stream; none runs while it is not polled. Dropping the stream drops
//! the calls under way. The server may have acted on those, and on calls whose results were not taken: a
//! resumed run makes them again, so make them repeatable, or have the closure look first.

mod checkpoint;
#[cfg(test)]
mod tests;

use std::{
    fmt,
    future::IntoFuture,
    pin::Pin,
    task::{Context, Poll, ready},
};

use futures_core::Stream;
use futures_util::{StreamExt, stream};

pub use checkpoint::{Checkpoint, InvalidCheckpoint};

use crate::Error;

/// How to run many calls.
#[derive(Clone, Debug)]
#[must_use = "settings do nothing until they are given calls to run"]
pub struct Bulk {
    parallel: usize,
    ordered: bool,
    give_up_after: Option<u64>,
    done: Checkpoint,
}

/// The result of one call of a [`Run`].
#[derive(Debug)]
#[non_exhaustive]
pub struct Outcome<I, T> {
    /// The position of the input, counted from 0.
    pub index: u64,
    /// The input.
    pub input: I,
    /// What its call gave.
    pub result: Result<T, Error>,
}

/// How far a [`Run`] is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// Inputs that were done before this run and left out.
    pub skipped: u64,
    /// Calls that succeeded.
    pub succeeded: u64,
    /// Calls that failed.
    pub failed: u64,
    /// How many inputs there are, skipped ones included, if the input knows.
    pub total: Option<u64>,
}

impl Progress {
    /// Inputs that are behind us, whatever became of them.
    #[must_use]
    pub const fn finished(&self) -> u64 {
        self.skipped + self.succeeded + self.failed
    }
}

impl Bulk {
    /// Up to 10 calls at a time, results as they come.
    pub const fn new() -> Self {
        Self { parallel: 10, ordered: false, give_up_after: None, done: Checkpoint::new() }
    }

    /// How many calls run at the same time; at least 1.
    pub const fn parallel(mut self, calls: usize) -> Self {
        self.parallel = if calls == 0 { 1 } else { calls };
        self
    }

    /// Gives results in the order of the inputs. A slow call holds back the results behind it, but up to
    /// [`parallel`](Self::parallel) of those are being worked on.
    pub const fn in_order(mut self) -> Self {
        self.ordered = true;
        self
    }

    /// Starts no further calls once this many have failed. Those under way are finished.
    pub const fn give_up_after(mut self, failures: u64) -> Self {
        self.give_up_after = Some(failures);
        self
    }

    /// Leaves out what an earlier run over the same inputs has done.
    pub fn resume(mut self, done: Checkpoint) -> Self {
        self.done = done;
        self
    }

    /// Runs a call for each of some values.
    pub fn of<I, C, T>(
        self,
        inputs: impl IntoIterator<Item = I, IntoIter: Send + 'static>,
        call: impl FnMut(I) -> C + Send + 'static,
    ) -> Run<I, T>
    where
        I: Clone + Send + 'static,
        C: IntoFuture<Output = Result<T, Error>, IntoFuture: Send + 'static>,
        T: Send + 'static,
    {
        self.over(stream::iter(inputs), call)
    }

    /// Runs a call for each value of a stream, such as a listing's items.
    pub fn over<S, C, T>(
        self,
        inputs: S,
        mut call: impl FnMut(S::Item) -> C + Send + 'static,
    ) -> Run<S::Item, T>
    where
        S: Stream<Item: Clone + Send + 'static> + Send + 'static,
        C: IntoFuture<Output = Result<T, Error>, IntoFuture: Send + 'static>,
        T: Send + 'static,
    {
        let (least, most) = inputs.size_hint();
        let total = most.filter(|most| *most == least).and_then(|most| u64::try_from(most).ok());
        let stop = tokio::sync::watch::Sender::new(false);
        let (stopped, done) = (stop.subscribe(), self.done.clone());
        let calls = inputs
            .enumerate()
            .map(|(index, input)| (u64::try_from(index).unwrap_or(u64::MAX), input))
            .take_while(move |_| std::future::ready(!*stopped.borrow()))
            .map(move |(index, input)| {
                // A skipped input takes its turn, so that order and progress include it.
                let future = (!done.contains(index)).then(|| call(input.clone()).into_future());
                async move {
                    let result = match future {
                        Some(future) => Some(future.await),
                        None => None,
                    };
                    (index, input, result)
                }
            });
        let finished: Pin<Box<dyn Stream<Item = Finished<S::Item, T>> + Send>> = if self.ordered {
            Box::pin(calls.buffered(self.parallel))
        } else {
            Box::pin(calls.buffer_unordered(self.parallel))
        };
        Run {
            finished,
            progress: Progress { total, ..Progress::default() },
            done: self.done,
            give_up_after: self.give_up_after,
            stop,
            on_progress: None,
        }
    }
}

impl Default for Bulk {
    fn default() -> Self {
        Self::new()
    }
}

type Finished<I, T> = (u64, I, Option<Result<T, Error>>);
type OnProgress = Box<dyn FnMut(&Progress) + Send>;

/// Calls that are being run: a stream of [`Outcome`]s.
#[must_use = "calls run only while the stream is polled"]
pub struct Run<I, T> {
    finished: Pin<Box<dyn Stream<Item = Finished<I, T>> + Send>>,
    progress: Progress,
    done: Checkpoint,
    give_up_after: Option<u64>,
    stop: tokio::sync::watch::Sender<bool>,
    on_progress: Option<OnProgress>,
}

impl<I, T> Run<I, T> {
    /// Calls `told` after every result, before it is yielded: for a progress bar.
    pub fn on_progress(mut self, told: impl FnMut(&Progress) + Send + 'static) -> Self {
        self.on_progress = Some(Box::new(told));
        self
    }

    /// How far it is.
    #[must_use]
    pub const fn progress(&self) -> Progress {
        self.progress
    }

    /// What has been done, for [`Bulk::resume`]: the inputs whose calls succeeded and were yielded, in this
    /// run and before it. Failed ones are not among them, so a resumed run tries them again.
    #[must_use]
    pub const fn checkpoint(&self) -> &Checkpoint {
        &self.done
    }

    fn note(&mut self, index: u64, result: Option<&Result<T, Error>>) {
        match result {
            None => self.progress.skipped += 1,
            Some(Ok(_)) => {
                self.progress.succeeded += 1;
                self.done.insert(index);
            }
            Some(Err(_)) => {
                self.progress.failed += 1;
                if self.give_up_after.is_some_and(|most| self.progress.failed >= most) {
                    self.stop.send_replace(true);
                }
            }
        }
        if let Some(told) = &mut self.on_progress {
            told(&self.progress);
        }
    }
}

impl<I, T> Stream for Run<I, T> {
    type Item = Outcome<I, T>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        while let Some((index, input, result)) = ready!(self.finished.as_mut().poll_next(cx)) {
            self.note(index, result.as_ref());
            if let Some(result) = result {
                return Poll::Ready(Some(Outcome { index, input, result }));
            }
        }
        Poll::Ready(None)
    }
}

impl<I, T> fmt::Debug for Run<I, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Run").field("progress", &self.progress).finish_non_exhaustive()
    }
}
