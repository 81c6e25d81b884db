//! The stream of all items of a listing.

use std::{
    fmt,
    marker::PhantomData,
    pin::Pin,
    task::{Context, Poll, ready},
};

use futures_core::Stream;
use okta_models::{Json, ListPosition, Model};

use super::{
    ListCheckpoint, Pager,
    checkpoint::{MAX_LAST_KEYS, Skip},
    listing,
    stream::PageFetcher,
    undecoded::{UndecodedItems, UndecodedPage},
};
use crate::{Error, call::response::RawResponse};

/// The stream of all items of a listing; pages are fetched as needed.
///
/// An item that cannot be decoded is yielded as an `Err`, and the stream continues. After the error of a page, polling
/// again retries that page after a delay. The stream ends after an error that cannot pass: a status such as `401` or
/// `403`, a page that is not a list, an invalid request, the deadline of the listing.
///
/// Each item is decoded when it is polled, so that a page is not in memory twice, as text and as values. If a page turns
/// out to be malformed JSON, the items before the error are yielded first.
///
/// The stream of the System Log ends when there are no more events for now. Its [`checkpoint`](Self::checkpoint) is
/// then the position of the next event.
///
/// # Cancel safety
///
/// Dropping the stream cancels a request in flight. [`checkpoint`](Self::checkpoint) returns the position to
/// resume from, also in another process.
#[must_use = "streams do nothing unless polled"]
pub struct Items<T> {
    fetcher: PageFetcher,
    page: Option<CurrentPage>,
    /// The position on the first page, of a resumed listing.
    skip: Option<Skip>,
    /// Whether the page could not be decoded.
    failed: bool,
    item: PhantomData<fn() -> T>,
}

/// The page that items are yielded from.
struct CurrentPage {
    response: RawResponse,
    /// The number of items before the next one.
    yielded: usize,
    /// The number of items that an earlier run has yielded and that are still to be decoded.
    skipped: usize,
    items: UndecodedItems,
    /// The last two places whose index is a multiple of the number of keys of a checkpoint, and their indexes.
    marks: [(ListPosition, usize); 2],
}

impl CurrentPage {
    fn new(page: UndecodedPage, skip: Option<&Skip>) -> Result<Self, Error> {
        let items = page.items()?;
        let skipped = skip.map_or(0, |skip| skip.resolve(&page.keys()));
        let marks = [(items.position(), 0); 2];
        Ok(Self { response: page.response, yielded: 0, skipped, items, marks })
    }

    /// Returns the next item that no earlier run has yielded; an error if the page cannot be decoded.
    #[inline]
    fn next<T: Model>(&mut self) -> Option<Result<Result<T, Error>, Error>> {
        loop {
            let item = self.items.decode(&self.response)?;
            if item.is_err() {
                return Some(item);
            }
            self.yielded += 1;
            if self.yielded.is_multiple_of(MAX_LAST_KEYS) {
                self.marks = [self.marks[1], (self.items.position(), self.yielded)];
            }
            if self.skipped == 0 {
                return Some(item);
            }
            self.skipped -= 1;
        }
    }

    /// Returns the position on the page.
    fn skip(&self) -> Skip {
        let [(start, first), _] = self.marks;
        let mut items = self.items.at(start);
        let mut keys = Vec::new();
        for _ in first..self.yielded {
            let Some(item) = items.decode::<Json>(&self.response) else { break };
            if let Ok(Ok(item)) = item {
                keys.push(listing::key(&item));
            }
        }
        Skip::after(self.yielded, &keys)
    }
}

impl<T> fmt::Debug for Items<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let left = self.left_in_page();
        f.debug_struct("Items").field("fetcher", &self.fetcher).field("left_in_page", &left).finish()
    }
}

impl<T> Items<T> {
    pub(super) fn new(pager: Pager<T>) -> Self {
        let skip = pager.start.skip.clone();
        let fetcher = PageFetcher::new(pager.listing, pager.start, pager.prefetch);
        Self { fetcher, page: None, skip, failed: false, item: PhantomData }
    }

    /// Returns the position after the last item that was yielded, also between the items of a page.
    ///
    /// Store it after that item was processed. [`Pager::resume`] continues with the item after it.
    #[must_use]
    pub fn checkpoint(&self) -> ListCheckpoint {
        match &self.page {
            Some(page) if self.skip.is_none() && (self.left_in_page() > 0 || self.fetcher.is_stuck()) => {
                self.fetcher.checkpoint_on_page(Some(page.skip()))
            }
            _ => self.fetcher.checkpoint(self.skip.clone()),
        }
    }

    /// Returns a lower bound of the number of items of the current page that were not yielded yet: items not
    /// decoded yet count as one. Zero means that the page is exhausted.
    #[must_use]
    pub fn left_in_page(&self) -> usize {
        self.page.as_ref().map_or(0, |page| usize::from(!page.items.is_end()))
    }
}

impl<T: Model + 'static> Items<T> {
    /// Ends the stream at a page that cannot be decoded.
    fn fail(&mut self, error: Error) -> Poll<Option<Result<T, Error>>> {
        self.fetcher.rewind();
        self.failed = true;
        Poll::Ready(Some(Err(error)))
    }
}

impl<T: Model + 'static> Stream for Items<T> {
    type Item = Result<T, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.failed {
            return Poll::Ready(None);
        }
        loop {
            match self.page.as_mut().and_then(CurrentPage::next) {
                Some(Ok(item)) => {
                    // Kept until then, so that a checkpoint after an error is the same.
                    self.skip = None;
                    return Poll::Ready(Some(item));
                }
                Some(Err(error)) => return self.fail(error),
                None => {}
            }
            if self.page.is_some() {
                self.skip = None;
            }
            if !self.fetcher.is_stuck() {
                self.page = None;
            }
            match ready!(self.fetcher.poll_next(cx)) {
                Some(Ok(raw)) => match CurrentPage::new(raw.page, self.skip.as_ref()) {
                    Ok(page) => self.page = Some(page),
                    Err(error) => return self.fail(error),
                },
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

impl<T> Unpin for Items<T> {}
