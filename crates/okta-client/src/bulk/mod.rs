//! Bulk runs: many calls with bounded concurrency, each with its result, resumable.
//!
//! ```no_run
//! use futures_util::StreamExt;
//! use okta_client::{Client, bulk::Bulk};
//!
//! # async fn run(okta: Client, ids: Vec<String>) -> Result<(), okta_client::Error> {
//! let mut run = Bulk::new().parallel(16).run(ids, move |id| {
//!     okta.request(http::Method::GET, format!("/api/v1/users/{id}"))
//! });
//! while let Some(outcome) = run.next().await {
//!     match outcome.result {
//!         Ok(user) => println!("{} {user}", outcome.index),
//!         Err(error) => eprintln!("{}: {error}", outcome.input),
//!     }
//! }
//! println!("resume from: {}", run.checkpoint());
//! # Ok(()) }
//! ```
//!
//! The calls go through the client's stack and share its rate limits with all other calls of the client, so
//! the concurrency need not be tuned to the limit. A long queue can outlast the deadline of a single call, so calls
//! of a run have none unless they set one (`with_deadline`); the limit of each attempt applies.
//!
//! [`BulkStream::stop_handle`] stops a run, for example at Ctrl-C: calls in flight finish, their results are yielded
//! and are in the checkpoint.
//!
//! # Cancel safety
//!
//! All calls run on the task that polls the stream; none makes progress while it is not polled. Dropping the
//! stream drops the calls in flight. The server may have acted on those, and on calls whose results were not
//! yielded: a resumed run makes them again, so make them idempotent, or have the closure check first.

mod checkpoint;
mod stop;
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

pub use checkpoint::{BulkCheckpoint, InvalidBulkCheckpoint};
pub use stop::BulkStop;

use crate::{Error, call::request::without_deadline};

/// Options of a bulk run.
#[derive(Clone, Debug)]
#[must_use = "options do nothing until `run` or `run_stream` is called"]
pub struct Bulk {
    parallel: usize,
    ordered: bool,
    max_failures: Option<u64>,
    done: BulkCheckpoint,
}

/// The result of one call of a [`BulkStream`].
#[derive(Debug)]
#[non_exhaustive]
pub struct BulkOutcome<I, T> {
    /// The position of the input, starting at 0.
    pub index: u64,
    /// The input.
    pub input: I,
    /// The result of its call.
    pub result: Result<T, Error>,
}

/// Progress of a [`BulkStream`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct BulkProgress {
    /// Inputs skipped because an earlier run completed them.
    pub skipped: u64,
    /// Calls that succeeded.
    pub succeeded: u64,
    /// Calls that failed.
    pub failed: u64,
    /// Number of inputs, skipped ones included; `None` if the size of the input is unknown.
    pub total: Option<u64>,
}

impl BulkProgress {
    /// Number of inputs processed: skipped, succeeded and failed.
    #[must_use]
    pub const fn finished(&self) -> u64 {
        self.skipped + self.succeeded + self.failed
    }
}

impl Bulk {
    /// Creates options with the defaults: up to 10 concurrent calls, results in order of completion.
    pub const fn new() -> Self {
        Self { parallel: 10, ordered: false, max_failures: None, done: BulkCheckpoint::new() }
    }

    /// Sets the maximum number of concurrent calls. Default 10, minimum 1.
    pub const fn parallel(mut self, calls: usize) -> Self {
        self.parallel = if calls == 0 { 1 } else { calls };
        self
    }

    /// Yields results in the order of the inputs. A slow call delays the results behind it; up to
    /// [`parallel`](Self::parallel) of those are in flight meanwhile.
    pub const fn in_order(mut self) -> Self {
        self.ordered = true;
        self
    }

    /// Starts no further calls once this many have failed. Calls in flight are completed. Default: no limit.
    pub const fn max_failures(mut self, failures: u64) -> Self {
        self.max_failures = Some(failures);
        self
    }

    /// Skips the inputs that an earlier run over the same inputs completed.
    pub fn resume(mut self, done: BulkCheckpoint) -> Self {
        self.done = done;
        self
    }

    /// Runs a call for each input.
    pub fn run<I, C, T>(
        self,
        inputs: impl IntoIterator<Item = I, IntoIter: Send + 'static>,
        call: impl FnMut(I) -> C + Send + 'static,
    ) -> BulkStream<I, T>
    where
        I: Clone + Send + 'static,
        C: IntoFuture<Output = Result<T, Error>, IntoFuture: Send + 'static>,
        T: Send + 'static,
    {
        self.run_stream(stream::iter(inputs), call)
    }

    /// Runs a call for each item of a stream, such as the items of a listing.
    pub fn run_stream<S, C, T>(
        self,
        inputs: S,
        mut call: impl FnMut(S::Item) -> C + Send + 'static,
    ) -> BulkStream<S::Item, T>
    where
        S: Stream<Item: Clone + Send + 'static> + Send + 'static,
        C: IntoFuture<Output = Result<T, Error>, IntoFuture: Send + 'static>,
        T: Send + 'static,
    {
        let (lower, upper) = inputs.size_hint();
        let total = upper.filter(|upper| *upper == lower).and_then(|total| u64::try_from(total).ok());
        let stop = BulkStop::new();
        let done = self.done.clone();
        let calls = inputs
            .take_until(stop.stopped())
            .enumerate()
            .map(|(index, input)| (u64::try_from(index).unwrap_or(u64::MAX), input))
            .map(move |(index, input)| {
                // Skipped inputs pass through the buffer too, so that order and progress include them.
                let future =
                    (!done.contains(index)).then(|| without_deadline(|| call(input.clone()).into_future()));
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
        BulkStream {
            finished,
            progress: BulkProgress { total, ..BulkProgress::default() },
            done: self.done,
            max_failures: self.max_failures,
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
type OnProgress = Box<dyn FnMut(&BulkProgress) + Send>;

/// A running bulk run: a stream of [`BulkOutcome`]s.
#[must_use = "calls run only while the stream is polled"]
pub struct BulkStream<I, T> {
    finished: Pin<Box<dyn Stream<Item = Finished<I, T>> + Send>>,
    progress: BulkProgress,
    done: BulkCheckpoint,
    max_failures: Option<u64>,
    stop: BulkStop,
    on_progress: Option<OnProgress>,
}

impl<I, T> BulkStream<I, T> {
    /// Sets a callback that is called after each result, before it is yielded; for a progress bar.
    pub fn on_progress(mut self, callback: impl FnMut(&BulkProgress) + Send + 'static) -> Self {
        self.on_progress = Some(Box::new(callback));
        self
    }

    /// Returns the progress.
    #[must_use]
    pub const fn progress(&self) -> BulkProgress {
        self.progress
    }

    /// Returns the checkpoint for [`Bulk::resume`]: the inputs whose calls succeeded and were yielded, in
    /// this run and the runs before it. Failed inputs are not included, so a resumed run retries them.
    #[must_use]
    pub const fn checkpoint(&self) -> &BulkCheckpoint {
        &self.done
    }

    /// Returns a handle that stops the run. It can be moved to another task, and kept after the run.
    #[must_use]
    pub fn stop_handle(&self) -> BulkStop {
        self.stop.clone()
    }

    fn record(&mut self, index: u64, result: Option<&Result<T, Error>>) {
        match result {
            None => self.progress.skipped += 1,
            Some(Ok(_)) => {
                self.progress.succeeded += 1;
                self.done.insert(index);
            }
            Some(Err(_)) => {
                self.progress.failed += 1;
                if self.max_failures.is_some_and(|max| self.progress.failed >= max) {
                    self.stop.stop();
                }
            }
        }
        if let Some(callback) = &mut self.on_progress {
            callback(&self.progress);
        }
    }
}

impl<I, T> Stream for BulkStream<I, T> {
    type Item = BulkOutcome<I, T>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        while let Some((index, input, result)) = ready!(self.finished.as_mut().poll_next(cx)) {
            self.record(index, result.as_ref());
            if let Some(result) = result {
                return Poll::Ready(Some(BulkOutcome { index, input, result }));
            }
        }
        Poll::Ready(None)
    }
}

impl<I, T> fmt::Debug for BulkStream<I, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BulkStream").field("progress", &self.progress).finish_non_exhaustive()
    }
}
