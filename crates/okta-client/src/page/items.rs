//! The stream of all items of a listing.

use std::{
    fmt,
    pin::Pin,
    task::{Context, Poll, ready},
    vec,
};

use bytestring::ByteString;
use futures_core::Stream;
use okta_models::{Json, ListPosition, Model};

use super::{
    ListCheckpoint, Pager,
    checkpoint::Skip,
    listing::{self, Listing},
    stream::PageFetcher,
};
use crate::{Error, call::response::RawResponse};

/// Number of items decoded at a time, so that a large page is not in memory twice, as text and as values.
const BATCH: usize = 64;

/// The stream of all items of a listing; pages are fetched as needed.
///
/// An item that cannot be decoded is yielded as an `Err`, and the stream continues. After the error of a page, polling
/// again retries that page after a delay. The stream ends after an error that cannot pass: a status such as `401` or
/// `403`, a page that is not a list, an invalid request, the deadline of the listing.
///
/// Items are decoded in batches as they are polled. If a page turns out to be malformed JSON, the items
/// before the error are yielded first.
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
    ready: vec::IntoIter<Result<T, Error>>,
    page: Option<CurrentPage>,
    /// The position on the first page, of a resumed listing.
    skip: Option<Skip>,
    /// Whether the page could not be decoded.
    failed: bool,
}

/// The page that items are yielded from.
struct CurrentPage {
    response: RawResponse,
    /// The number of items before the next one.
    yielded: usize,
    /// The number of items that an earlier run has yielded and that are still to be decoded.
    skipped: usize,
    /// The batches, if the page is an array.
    batches: Option<Batches>,
}

struct Batches {
    /// The body as UTF-8.
    text: ByteString,
    /// The start of the next batch, and the index of its first item.
    next: (ListPosition, usize),
    current: (ListPosition, usize),
    previous: (ListPosition, usize),
}

impl CurrentPage {
    fn is_decoded(&self) -> bool {
        self.batches.as_ref().is_none_or(|batches| batches.next.0.is_end())
    }

    /// Returns the position on the page.
    fn skip(&self, listing: &Listing) -> Skip {
        let keys = match &self.batches {
            // Decodes the current batch and the one before it only.
            Some(batches) => {
                let (mut position, first) = batches.previous;
                let count = self.yielded.saturating_sub(first);
                Listing::decode_batch::<Json>(&self.response, &batches.text, &mut position, count.max(1))
                    .map(|items| items.iter().flatten().take(count).map(listing::key).collect())
                    .unwrap_or_default()
            }
            None => {
                let mut keys = listing.keys(&self.response);
                keys.truncate(self.yielded);
                keys
            }
        };
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
        Self { fetcher, ready: Vec::new().into_iter(), page: None, skip, failed: false }
    }

    /// Returns the position after the last item that was yielded, also between the items of a page.
    ///
    /// Store it after that item was processed. [`Pager::resume`] continues with the item after it.
    #[must_use]
    pub fn checkpoint(&self) -> ListCheckpoint {
        match &self.page {
            Some(page) if self.skip.is_none() && (self.left_in_page() > 0 || self.fetcher.is_stuck()) => {
                self.fetcher.checkpoint_on_page(Some(page.skip(self.fetcher.listing())))
            }
            _ => self.fetcher.checkpoint(self.skip.clone()),
        }
    }

    /// Returns a lower bound of the number of items of the current page that were not yielded yet: items not
    /// decoded yet count as one. Zero means that the page is exhausted.
    #[must_use]
    pub fn left_in_page(&self) -> usize {
        let undecoded = self.page.as_ref().is_some_and(|page| !page.is_decoded());
        self.ready.len() + usize::from(undecoded)
    }
}

impl<T: Model + 'static> Items<T> {
    /// Loads a page: an array is decoded in batches, anything else at once.
    fn load(&mut self, response: RawResponse) -> Result<(), Error> {
        let listing = self.fetcher.listing();
        let text = ByteString::try_from(response.body().slice_ref(listing::text_of(&response)));
        let batches = text.ok().filter(|_| listing.is_array(&response)).map(|text| {
            let start = (ListPosition::default(), 0);
            Batches { text, next: start, current: start, previous: start }
        });
        let ready = match batches {
            Some(_) => Vec::new(),
            None => listing.decode(response.clone(), None)?.into_iter().collect(),
        };
        let skipped = self.skip.as_ref().map_or(0, |skip| skip.resolve(&listing.keys(&response)));
        self.ready = ready.into_iter();
        self.page = Some(CurrentPage { response, yielded: 0, skipped, batches });
        self.decode_batch()?;
        // Kept until the page was decoded, so that a checkpoint after an error is the same.
        self.skip = None;
        Ok(())
    }

    /// Decodes the next batch of the page.
    fn decode_batch(&mut self) -> Result<(), Error> {
        let Some(page) = &mut self.page else { return Ok(()) };
        let Some(batches) = &mut page.batches else { return Ok(()) };
        let mut position = batches.next.0;
        let items = Listing::decode_batch(&page.response, &batches.text, &mut position, BATCH)?;
        batches.previous = batches.current;
        batches.current = batches.next;
        batches.next = (position, batches.next.1 + items.len());
        self.ready = items.into_iter();
        Ok(())
    }

    /// Returns the next decoded item that no earlier run has yielded.
    fn next_ready(&mut self) -> Option<Result<T, Error>> {
        loop {
            let item = self.ready.next()?;
            let Some(page) = &mut self.page else { return Some(item) };
            page.yielded += 1;
            if page.skipped == 0 {
                return Some(item);
            }
            page.skipped -= 1;
        }
    }
}

impl<T: Model + 'static> Stream for Items<T> {
    type Item = Result<T, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if let Some(item) = self.next_ready() {
                return Poll::Ready(Some(item));
            }
            if self.failed {
                return Poll::Ready(None);
            }
            let decoded = if self.left_in_page() > 0 {
                self.decode_batch()
            } else {
                if !self.fetcher.is_stuck() {
                    self.page = None;
                }
                match ready!(self.fetcher.poll_next(cx)) {
                    Some(Ok(page)) => self.load(page.response),
                    Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                    None => return Poll::Ready(None),
                }
            };
            if let Err(error) = decoded {
                self.fetcher.rewind();
                self.failed = true;
                return Poll::Ready(Some(Err(error)));
            }
        }
    }
}

impl<T> Unpin for Items<T> {}
