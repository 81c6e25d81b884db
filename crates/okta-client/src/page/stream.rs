//! The sequence of pages that pages and items are streamed from.

use std::{
    collections::HashSet,
    fmt,
    hash::{BuildHasher, RandomState},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use tokio::task::JoinHandle;

use super::{Cursor, pager::Listing};
use crate::{Error, call::response::RawResponse};

type Fetch = Pin<Box<dyn Future<Output = Result<Fetched, Error>> + Send>>;

/// Fetches the pages of a listing in order, undecoded.
pub(super) struct PageFetcher {
    listing: Arc<Listing>,
    prefetch: bool,
    position: PagePosition,
    /// The position of the page yielded last.
    yielded: PagePosition,
    fetching: Option<Fetch>,
    prefetched: Option<Prefetched>,
    seen: HashSet<u64>,
    hasher: RandomState,
    /// An error found with a page; yielded after it.
    pending_error: Option<Error>,
}

/// The position of a page in a listing.
#[derive(Clone, Debug)]
enum PagePosition {
    Start,
    At(Cursor),
    End,
}

/// An undecoded page and the cursor of the next one.
pub(super) struct RawPage {
    pub(super) response: RawResponse,
    pub(super) next: Option<Cursor>,
}

struct Fetched {
    page: RawPage,
    prefetched: Option<Prefetched>,
}

/// The request for the page after the current one, in a spawned task.
struct Prefetched(JoinHandle<Result<RawResponse, Error>>);

impl Drop for Prefetched {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl fmt::Debug for PageFetcher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PageFetcher")
            .field("position", &self.position)
            .field("prefetch", &self.prefetch)
            .finish()
    }
}

impl PageFetcher {
    pub(super) fn new(listing: Listing, start: Option<Cursor>, prefetch: bool) -> Self {
        Self {
            listing: Arc::new(listing),
            prefetch,
            position: start.map_or(PagePosition::Start, PagePosition::At),
            yielded: PagePosition::Start,
            fetching: None,
            prefetched: None,
            seen: HashSet::new(),
            hasher: RandomState::new(),
            pending_error: None,
        }
    }

    pub(super) fn listing(&self) -> &Listing {
        &self.listing
    }

    /// Returns the cursor of the next page; `None` before the first page and after the last.
    pub(super) const fn cursor(&self) -> Option<&Cursor> {
        match &self.position {
            PagePosition::At(cursor) => Some(cursor),
            PagePosition::Start | PagePosition::End => None,
        }
    }

    pub(super) const fn is_done(&self) -> bool {
        matches!(self.position, PagePosition::End)
    }

    /// Moves back before the page yielded last, which could not be decoded.
    pub(super) fn rewind(&mut self) {
        if let PagePosition::At(next) = &self.position {
            self.seen.remove(&self.hasher.hash_one(next));
        }
        self.prefetched = None;
        self.pending_error = None;
        self.position = self.yielded.clone();
    }

    /// Polls for the next page; `None` after the last. After an error it retries the same page.
    pub(super) fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<RawPage, Error>>> {
        let mut fetching = match self.fetching.take() {
            Some(fetching) => fetching,
            None => match self.start_fetch() {
                Some(fetching) => fetching,
                None => return Poll::Ready(self.pending_error.take().map(Err)),
            },
        };
        match fetching.as_mut().poll(cx) {
            Poll::Pending => {
                self.fetching = Some(fetching);
                Poll::Pending
            }
            Poll::Ready(Err(error)) => Poll::Ready(Some(Err(error))),
            Poll::Ready(Ok(Fetched { page, prefetched })) => {
                self.advance(page.next.clone());
                self.prefetched = prefetched.filter(|_| !self.is_done());
                Poll::Ready(Some(Ok(page)))
            }
        }
    }

    /// Advances the position. A repeated cursor ends the listing, with an error after the page.
    fn advance(&mut self, next: Option<Cursor>) {
        let position = match next {
            Some(cursor) if self.seen.insert(self.hasher.hash_one(&cursor)) => PagePosition::At(cursor),
            Some(_) => {
                self.pending_error =
                    Some(Error::paging("server returned the same cursor twice; the listing would not end"));
                PagePosition::End
            }
            None => PagePosition::End,
        };
        self.yielded = std::mem::replace(&mut self.position, position);
    }

    fn start_fetch(&mut self) -> Option<Fetch> {
        let cursor = match &self.position {
            PagePosition::End => return None,
            PagePosition::Start => None,
            PagePosition::At(cursor) => Some(cursor.clone()),
        };
        let listing = Arc::clone(&self.listing);
        let (prefetch, prefetched) = (self.prefetch, self.prefetched.take());
        Some(Box::pin(fetch(listing, cursor, prefetch, prefetched)))
    }
}

async fn fetch(
    listing: Arc<Listing>,
    cursor: Option<Cursor>,
    prefetch: bool,
    prefetched: Option<Prefetched>,
) -> Result<Fetched, Error> {
    let response = match prefetched {
        Some(mut task) => match (&mut task.0).await {
            Ok(result) => result?,
            // The runtime of the task was shut down: fetch from this task.
            Err(_) => listing.fetch(cursor.as_ref()).await?,
        },
        None => listing.fetch(cursor.as_ref()).await?,
    };
    let next = listing.next(&response);
    let prefetched = match &next {
        Some(next) if prefetch => {
            let call = listing.call(Some(next));
            let client = listing.client();
            let task = tokio::spawn(async move { client.execute(call).await });
            // Lets the request be sent before decoding occupies the thread.
            tokio::task::yield_now().await;
            Some(Prefetched(task))
        }
        _ => None,
    };
    Ok(Fetched { page: RawPage { response, next }, prefetched })
}
