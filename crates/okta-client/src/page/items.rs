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
    checkpoint::{MAX_LAST_KEYS, Skip},
    listing::{self, Listing},
    stream::PageFetcher,
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
    /// The undecoded items, if the page is an array.
    undecoded: Option<Undecoded>,
}

/// The items of an array that are still to be decoded.
struct Undecoded {
    /// The body as UTF-8.
    text: ByteString,
    /// The position of the next item, and its index.
    next: Place,
    /// The last two positions whose index is a multiple of the number of keys of a checkpoint.
    marks: [Place; 2],
}

type Place = (ListPosition, usize);

impl Undecoded {
    fn new(text: ByteString) -> Self {
        let start = (ListPosition::default(), 0);
        Self { text, next: start, marks: [start, start] }
    }

    /// Decodes the next item.
    #[inline]
    fn decode<T: Model>(&mut self, response: &RawResponse) -> Option<Result<Result<T, Error>, Error>> {
        let item = Listing::decode_item(response, &self.text, &mut self.next.0)?;
        self.next.1 += usize::from(item.is_ok());
        if self.next.1.is_multiple_of(MAX_LAST_KEYS) {
            self.marks = [self.marks[1], self.next];
        }
        Some(item)
    }

    /// Returns the keys of the last of the first `count` items.
    fn last_keys(&self, response: &RawResponse, count: usize) -> Vec<String> {
        let (mut position, first) = self.marks[0];
        std::iter::from_fn(|| Listing::decode_item::<Json>(response, &self.text, &mut position))
            .take(count.saturating_sub(first))
            .flatten()
            .flatten()
            .map(|item| listing::key(&item))
            .collect()
    }
}

impl CurrentPage {
    fn is_decoded(&self) -> bool {
        self.undecoded.as_ref().is_none_or(|undecoded| undecoded.next.0.is_end())
    }

    /// Returns the position on the page.
    fn skip(&self, listing: &Listing) -> Skip {
        let keys = match &self.undecoded {
            Some(undecoded) => undecoded.last_keys(&self.response, self.yielded),
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
    /// Loads a page: the items of an array are decoded one by one, anything else at once.
    fn load(&mut self, response: RawResponse) -> Result<(), Error> {
        let listing = self.fetcher.listing();
        let text = ByteString::try_from(response.body().slice_ref(listing::text_of(&response)));
        let undecoded = text.ok().filter(|_| listing.is_array(&response)).map(Undecoded::new);
        if undecoded.is_none() {
            self.ready = listing.decode(response.clone(), None)?.into_iter();
        }
        let skipped = self.skip.as_ref().map_or(0, |skip| skip.resolve(&listing.keys(&response)));
        self.page = Some(CurrentPage { response, yielded: 0, skipped, undecoded });
        Ok(())
    }

    /// Returns the next item of the page that no earlier run has yielded; an error if the page cannot be decoded.
    #[inline]
    fn next_in_page(&mut self) -> Option<Result<Result<T, Error>, Error>> {
        let page = self.page.as_mut()?;
        loop {
            let item = match &mut page.undecoded {
                Some(undecoded) => undecoded.decode(&page.response)?,
                None => Ok(self.ready.next()?),
            };
            if item.is_err() {
                return Some(item);
            }
            page.yielded += 1;
            if page.skipped == 0 {
                return Some(item);
            }
            page.skipped -= 1;
        }
    }

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
            match self.next_in_page() {
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
                Some(Ok(page)) => {
                    if let Err(error) = self.load(page.response) {
                        return self.fail(error);
                    }
                }
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

impl<T> Unpin for Items<T> {}
