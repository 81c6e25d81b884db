//! The sequence of pages that pages and items are streamed from.

use std::{
    fmt,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
    time::SystemTime,
};

use okta_tower::clock::{Clock, SystemClock};
use tokio::{
    sync::oneshot,
    task::JoinHandle,
    time::{Instant, sleep_until},
};

use super::{
    Cursor,
    checkpoint::{ListCheckpoint, PagePosition, Pinned, Skip},
    listing::{Listing, read_at},
    pace::{Pace, is_final},
    undecoded::UndecodedPage,
};
use crate::{
    Client, Error,
    call::{request::PreparedRequest, response::RawResponse},
};

/// Number of consecutive empty pages after which a bounded query of the System Log ends.
const MAX_EMPTY_LOG_PAGES: u32 = 6;

type Fetch = Pin<Box<dyn Future<Output = Result<Fetched, Error>> + Send>>;

/// Fetches the pages of a listing in order, undecoded.
///
/// Failed pages are retried with a backoff, unless the error is final; empty pages are followed with a backoff.
pub(super) struct PageFetcher {
    listing: Arc<Listing>,
    prefetch: bool,
    position: PagePosition,
    /// Parameters of the page at `position` that replace those of the listing.
    pinned: Pinned,
    /// The position of the page yielded last.
    yielded: PagePosition,
    yielded_pinned: Pinned,
    /// The time at which the server read the first page.
    start: SystemTime,
    fetching: Option<Fetch>,
    prefetched: Option<Prefetched>,
    pace: Pace,
    deadline: Option<Instant>,
    /// Hashes of the positions seen, sorted.
    seen: Vec<u64>,
    /// An error found with a page; yielded after it.
    pending_error: Option<Error>,
    done: bool,
    /// Whether the stream ended at the page yielded last: it or its link could not be read, or it links to itself.
    is_stuck: bool,
}

/// An undecoded page and the cursor of the next one.
pub(super) struct RawPage {
    pub(super) page: UndecodedPage,
    pub(super) next: Option<Cursor>,
}

struct Fetched {
    page: UndecodedPage,
    next: Result<Option<Cursor>, Error>,
    is_empty: bool,
    read_at: Option<SystemTime>,
    prefetched: Option<Prefetched>,
}

/// The request for the page after the current one, in a spawned task.
struct Prefetched {
    response: oneshot::Receiver<Result<RawResponse, Error>>,
    task: JoinHandle<()>,
}

impl Prefetched {
    fn start(client: Client, call: PreparedRequest) -> Self {
        let (sender, response) = oneshot::channel();
        let fetch: Pin<Box<dyn Future<Output = ()> + Send>> = Box::pin(async move {
            // Fails only if the page is no longer needed.
            let _ = sender.send(client.execute(call).await);
        });
        Self { response, task: tokio::spawn(fetch) }
    }
}

impl Drop for Prefetched {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl fmt::Debug for PageFetcher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PageFetcher")
            .field("position", &self.position)
            .field("prefetch", &self.prefetch)
            .field("done", &self.done)
            .finish()
    }
}

impl PageFetcher {
    pub(super) fn new(listing: Listing, start: ListCheckpoint, prefetch: bool) -> Self {
        let done = start.is_end();
        let mut seen = Vec::new();
        if let PagePosition::At(cursor) = &start.position {
            seen.push(listing.page_hash(Some(cursor)));
        }
        Self {
            listing: Arc::new(listing),
            prefetch,
            yielded: start.position.clone(),
            position: start.position,
            yielded_pinned: Pinned::default(),
            pinned: start.pinned,
            start: SystemClock.now(),
            fetching: None,
            prefetched: None,
            pace: Pace::default(),
            deadline: None,
            seen,
            pending_error: None,
            done,
            is_stuck: false,
        }
    }

    /// Sets the deadline of all pages. Default: that of the listing, from the first request on.
    pub(super) fn with_deadline(mut self, deadline: Option<Instant>) -> Self {
        self.deadline = deadline;
        self
    }

    /// Returns the cursor of the next page; `None` before the first page and after the last.
    pub(super) const fn cursor(&self) -> Option<&Cursor> {
        self.position.cursor()
    }

    pub(super) const fn is_done(&self) -> bool {
        self.done
    }

    /// Returns whether no page and no error is left.
    pub(super) const fn is_exhausted(&self) -> bool {
        self.done && self.pending_error.is_none()
    }

    pub(super) const fn is_stuck(&self) -> bool {
        self.is_stuck
    }

    /// Returns the position of the next page, with a position on it.
    pub(super) fn checkpoint(&self, skip: Option<Skip>) -> ListCheckpoint {
        self.checkpoint_at(&self.position, &self.pinned, skip)
    }

    /// Returns the position on the page yielded last.
    pub(super) fn checkpoint_on_page(&self, skip: Option<Skip>) -> ListCheckpoint {
        self.checkpoint_at(&self.yielded, &self.yielded_pinned, skip)
    }

    fn checkpoint_at(&self, position: &PagePosition, pinned: &Pinned, skip: Option<Skip>) -> ListCheckpoint {
        let skip = skip.filter(|skip| skip.count > 0);
        let pinned = match position {
            PagePosition::End => Pinned::default(),
            _ => self.listing.pin(position.cursor(), pinned, self.start, skip.is_some()),
        };
        ListCheckpoint { position: position.clone(), pinned, skip, listing: Some(self.listing.fingerprint()) }
    }

    /// Ends the stream before the page yielded last, which could not be decoded.
    pub(super) fn rewind(&mut self) {
        self.prefetched = None;
        self.pending_error = None;
        self.position = self.yielded.clone();
        self.stay_on_page();
    }

    /// Polls for the next page; `None` after the last. After an error that is not final it retries the same page.
    pub(super) fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<RawPage, Error>>> {
        if self.done {
            return Poll::Ready(self.pending_error.take().map(Err));
        }
        if self.fetching.is_none() {
            if self.deadline.is_none() {
                self.deadline = self.listing.deadline();
            }
            if self.is_too_late() {
                self.done = true;
                return Poll::Ready(Some(Err(self.listing.deadline_exceeded())));
            }
        }
        let fetching = match &mut self.fetching {
            Some(fetching) => fetching,
            None => {
                let fetching = self.start_fetch();
                self.fetching.insert(fetching)
            }
        };
        let result = ready!(fetching.as_mut().poll(cx));
        self.fetching = None;
        match result {
            Err(error) => {
                self.pace.failed(error.retry_after());
                self.done = is_final(&error) || self.is_too_late();
                Poll::Ready(Some(Err(error)))
            }
            Ok(Fetched { page, next, is_empty, read_at, prefetched }) => {
                if self.position == PagePosition::Start
                    && let Some(read_at) = read_at
                {
                    self.start = read_at;
                }
                let next = self.advance(next, is_empty);
                self.prefetched = prefetched.filter(|_| !self.done);
                Poll::Ready(Some(Ok(RawPage { page, next })))
            }
        }
    }

    /// Returns whether the next request would be sent after the deadline of all pages.
    fn is_too_late(&self) -> bool {
        let now = Instant::now();
        let next = self.pace.not_before().map_or(now, |not_before| not_before.max(now));
        self.deadline.is_some_and(|deadline| deadline <= next)
    }

    /// Advances the position; returns the cursor of the next page. A repeated cursor or an unreadable link ends the
    /// listing, with an error after the page.
    fn advance(&mut self, next: Result<Option<Cursor>, Error>, is_empty: bool) -> Option<Cursor> {
        self.yielded_pinned = std::mem::take(&mut self.pinned);
        self.yielded = self.position.clone();
        let empty_pages = self.pace.loaded(is_empty);
        let next = match next {
            Ok(Some(next)) => next,
            Ok(None) => {
                self.position = PagePosition::End;
                self.done = true;
                return None;
            }
            Err(error) => {
                self.fail_after_page(error);
                return None;
            }
        };
        let hash = self.listing.page_hash(Some(&next));
        let position = self.seen.binary_search(&hash);
        let is_same = hash == self.listing.page_hash(self.yielded.cursor());
        if self.listing.is_log && is_same && !is_empty {
            // Later events are found on this page.
            self.stay_on_page();
        } else if self.listing.is_log && (is_same || self.is_caught_up(&next, position.is_ok(), empty_pages))
        {
            // Later events are found at this position.
            self.done = true;
        } else if let Err(index) = position {
            self.seen.insert(index, hash);
        } else {
            self.fail_after_page(Error::paging(
                "server returned the same cursor twice; the listing would not end",
            ));
        }
        if !self.is_stuck {
            self.position = PagePosition::At(next.clone());
        }
        Some(next)
    }

    fn fail_after_page(&mut self, error: Error) {
        self.pending_error = Some(error);
        self.stay_on_page();
    }

    /// Ends the stream at the page yielded last.
    fn stay_on_page(&mut self) {
        self.pinned = self.yielded_pinned.clone();
        self.done = true;
        self.is_stuck = true;
    }

    /// Returns whether a query of the System Log has no more events for now: polling queries have a link to a next
    /// page for ever, which may be the link of the current one.
    fn is_caught_up(&self, next: &Cursor, was_seen: bool, empty_pages: u32) -> bool {
        let is_polling = self.listing.is_polling(&self.listing.query(Some(next), &Pinned::default()));
        empty_pages > 0 && (is_polling || empty_pages >= MAX_EMPTY_LOG_PAGES || was_seen)
    }

    fn start_fetch(&mut self) -> Fetch {
        let request = FetchRequest {
            listing: Arc::clone(&self.listing),
            cursor: self.position.cursor().cloned(),
            pinned: self.pinned.clone(),
            deadline: self.deadline,
            not_before: self.pace.not_before(),
            prefetch: self.prefetch,
        };
        Box::pin(request.send(self.prefetched.take()))
    }
}

struct FetchRequest {
    listing: Arc<Listing>,
    cursor: Option<Cursor>,
    pinned: Pinned,
    deadline: Option<Instant>,
    not_before: Option<Instant>,
    prefetch: bool,
}

impl FetchRequest {
    async fn send(self, prefetched: Option<Prefetched>) -> Result<Fetched, Error> {
        let Self { listing, cursor, pinned, deadline, not_before, prefetch } = self;
        if let Some(not_before) = not_before {
            sleep_until(not_before).await;
        }
        let started = Instant::now();
        let fetch = || listing.fetch(cursor.as_ref(), &pinned, deadline);
        let page = match prefetched {
            Some(mut prefetched) => match (&mut prefetched.response).await {
                Ok(result) => listing.page(result?),
                // The runtime of the task was shut down: fetch from this task.
                Err(_) => fetch().await?,
            },
            None => fetch().await?,
        };
        let next = listing.next(&page);
        let is_empty = page.is_empty();
        let prefetched = match &next {
            // Empty pages are followed with a delay, and a repeated cursor is not followed.
            Ok(Some(next))
                if prefetch
                    && !is_empty
                    && listing.page_hash(Some(next)) != listing.page_hash(cursor.as_ref()) =>
            {
                let call = listing.call(Some(next), &Pinned::default(), deadline);
                let prefetched = Prefetched::start(listing.client(), call);
                // Lets the request be sent before decoding occupies the thread.
                tokio::task::yield_now().await;
                Some(prefetched)
            }
            _ => None,
        };
        let read_at = read_at(&page.response, started.elapsed());
        Ok(Fetched { page, next, is_empty, read_at, prefetched })
    }
}
