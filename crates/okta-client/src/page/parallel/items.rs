//! The stream of the items of a parallel listing.

use std::{
    collections::HashMap,
    fmt,
    future::poll_fn,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use futures_core::Stream;
use okta_models::{DateTime, Model};
use tokio::{task::JoinSet, time::Instant};

use super::{
    Access, ParallelCheckpoint, RangeError,
    cut::Cut,
    plan::{Item, Limits, Plan, Work, Yielded},
    span::Span,
};
use crate::{
    Error,
    page::{checkpoint::ListCheckpoint, listing::Listing, stream::PageFetcher},
};

/// The stream of the items of a [`Parallel`](super::Parallel) listing.
///
/// Pages are fetched and decoded in spawned tasks, so that the stream needs a tokio runtime; they are aborted when it is
/// dropped. At most two pages a worker are in memory, or four if the listing is ordered, and an ordered listing has one page
/// more.
///
/// An error belongs to one range. The other ranges go on; its page is requested again after a delay, unless the error
/// cannot pass: then the rest of the range is missing, and part of the [`checkpoint`](Self::checkpoint). An ordered listing
/// ends there. An item that cannot be decoded is yielded as an error, too, and its range goes on.
///
/// # Cancel safety
///
/// Dropping the stream cancels the requests in flight. [`checkpoint`](Self::checkpoint) returns the position to resume
/// from, also in another process.
#[must_use = "streams do nothing unless polled"]
pub struct ParallelItems<T> {
    listing: Arc<Listing>,
    cut: Cut,
    access: Access<T>,
    plan: Plan<T, Error>,
    /// The fetchers of ranges that no task works on.
    fetchers: HashMap<u64, PageFetcher>,
    tasks: JoinSet<Fetched<T>>,
    /// The deadline of all pages, once it is known.
    deadline: Option<Option<Instant>>,
}

/// The result of a task.
struct Fetched<T> {
    id: u64,
    fetcher: PageFetcher,
    page: Page<T>,
}

enum Page<T> {
    Items(Vec<Result<T, Error>>),
    Failed(Error),
    /// The range has no further page.
    End,
}

impl<T> fmt::Debug for ParallelItems<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ParallelItems")
            .field("path", &self.listing.operation_path())
            .field("left", &self.plan.remainders())
            .finish_non_exhaustive()
    }
}

impl<T> ParallelItems<T> {
    pub(super) fn new(
        listing: Arc<Listing>,
        cut: Cut,
        access: Access<T>,
        limits: Limits,
        start: Option<ParallelCheckpoint>,
    ) -> Self {
        let plan = Plan::new(limits, cut.last_position(), start.map(|start| start.remainders));
        Self { listing, cut, access, plan, fetchers: HashMap::new(), tasks: JoinSet::new(), deadline: None }
    }

    /// Returns what was not yielded yet.
    ///
    /// Store it after the yielded items were processed. [`Parallel::resume`](super::Parallel::resume) continues with all
    /// others.
    #[must_use]
    pub fn checkpoint(&self) -> ParallelCheckpoint {
        ParallelCheckpoint {
            remainders: self.plan.remainders(),
            bounds: self.cut.bounds(),
            listing: Some(self.listing.fingerprint()),
        }
    }

    fn range_error(&self, span: Span, error: Error) -> RangeError {
        let (from, until) = self.cut.times(span);
        let [from, until] = [from, until].map(|at| at.map(DateTime::from_unix_millis));
        RangeError { from, until, error: Box::new(error) }
    }
}

impl<T: Model + Send + 'static> ParallelItems<T> {
    /// Starts the tasks of all workers that have something to do. Returns whether there were any.
    fn start_work(&mut self) -> bool {
        let mut started = false;
        while let Some(Work { id, span }) = self.plan.next_work() {
            let listing = &self.listing;
            let deadline = *self.deadline.get_or_insert_with(|| listing.deadline());
            let mut fetcher = self.fetchers.remove(&id).unwrap_or_else(|| {
                let listing = listing.select(self.cut.parameters(span));
                PageFetcher::new(listing, ListCheckpoint::start(), false).with_deadline(deadline)
            });
            self.tasks.spawn(async move {
                let page = next_page(&mut fetcher).await;
                Fetched { id, fetcher, page }
            });
            started = true;
        }
        started
    }

    fn take(&mut self, Fetched { id, fetcher, page }: Fetched<T>) {
        let is_over = fetcher.is_exhausted();
        let goes_on = match page {
            Page::Items(items) => {
                let (cut, access) = (&self.cut, self.access);
                let item = |value: T| Item {
                    at: (access.time)(&value).and_then(|time| cut.position(time)),
                    key: (access.key)(&value).map(str::to_owned),
                    value,
                };
                let items = items.into_iter().map(|result| result.map(item)).collect();
                self.plan.loaded(id, items, is_over)
            }
            Page::Failed(error) => self.plan.failed(id, error, is_over),
            Page::End => self.plan.loaded(id, Vec::new(), true),
        };
        if goes_on {
            self.fetchers.insert(id, fetcher);
        }
    }
}

/// Fetches and decodes the next page of a range.
async fn next_page<T: Model>(fetcher: &mut PageFetcher) -> Page<T> {
    match poll_fn(|cx| fetcher.poll_next(cx)).await {
        None => Page::End,
        Some(Err(error)) => Page::Failed(error),
        Some(Ok(raw)) => match raw.page.decode(raw.next) {
            Ok(page) => Page::Items(page.items),
            Err(error) => {
                fetcher.rewind();
                Page::Failed(error)
            }
        },
    }
}

impl<T: Model + Send + 'static> Stream for ParallelItems<T> {
    type Item = Result<T, RangeError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            while let Poll::Ready(Some(fetched)) = self.tasks.poll_join_next(cx) {
                match fetched {
                    Ok(fetched) => self.take(fetched),
                    Err(error) if error.is_panic() => std::panic::resume_unwind(error.into_panic()),
                    // The runtime is shutting down, so that nothing will be fetched any more.
                    Err(_) => return Poll::Ready(None),
                }
            }
            let started = self.start_work();
            if let Some(yielded) = self.plan.pop() {
                return Poll::Ready(Some(match yielded {
                    Yielded::Item(item) => Ok(item),
                    Yielded::Failed(span, error) => Err(self.range_error(span, error)),
                }));
            }
            if self.plan.is_finished() {
                self.tasks.abort_all();
                return Poll::Ready(None);
            }
            if !started {
                return Poll::Pending;
            }
        }
    }
}

impl<T> Unpin for ParallelItems<T> {}
