//! The stream of all items of a listing.

use std::{
    fmt,
    pin::Pin,
    task::{Context, Poll, ready},
    vec,
};

use bytestring::ByteString;
use futures_core::Stream;
use okta_models::{ListPosition, Model};

use super::{Cursor, Pager, pager::Listing, stream::PageFetcher};
use crate::{Error, call::response::RawResponse};

/// Number of items decoded at a time, so that a large page is not in memory twice, as text and as values.
const BATCH: usize = 64;

/// The stream of all items of a listing; pages are fetched as needed.
///
/// An item that cannot be decoded is yielded as an `Err`, and the stream continues. After the error of a
/// page, polling again retries that page.
///
/// Items are decoded in batches as they are polled. If a page turns out to be malformed JSON, the items
/// before the error are yielded first, and again when the page is retried.
///
/// # Cancel safety
///
/// Dropping the stream cancels a request in flight.
#[must_use = "streams do nothing unless polled"]
pub struct Items<T> {
    fetcher: PageFetcher,
    ready: vec::IntoIter<Result<T, Error>>,
    undecoded: Option<Undecoded>,
}

/// The part of a page that is not decoded yet.
struct Undecoded {
    response: RawResponse,
    /// The body of `response` as UTF-8.
    text: ByteString,
    position: ListPosition,
}

impl<T> fmt::Debug for Items<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let left = self.left_in_page();
        f.debug_struct("Items").field("fetcher", &self.fetcher).field("left_in_page", &left).finish()
    }
}

impl<T> Items<T> {
    pub(super) fn new(pager: Pager<T>) -> Self {
        let fetcher = PageFetcher::new(pager.listing, pager.start, pager.prefetch);
        Self { fetcher, ready: Vec::new().into_iter(), undecoded: None }
    }

    /// Returns the cursor of the page after the current one; after an error, of the page that failed.
    ///
    /// Resuming there skips the items of the current page that were not yielded yet
    /// ([`left_in_page`](Self::left_in_page)).
    #[must_use]
    pub const fn cursor(&self) -> Option<&Cursor> {
        self.fetcher.cursor()
    }

    /// Returns a lower bound of the number of items of the current page that were not yielded yet: items not
    /// decoded yet count as one. Zero means that the page is exhausted.
    #[must_use]
    pub fn left_in_page(&self) -> usize {
        self.ready.len() + usize::from(self.undecoded.is_some())
    }
}

impl<T: Model + 'static> Items<T> {
    /// Loads a page: an array is decoded in batches, anything else at once.
    fn load(&mut self, response: RawResponse) -> Result<(), Error> {
        if self.fetcher.listing().is_array(&response)
            && let Ok(text) = ByteString::try_from(response.body().clone())
        {
            self.undecoded = Some(Undecoded { response, text, position: ListPosition::default() });
            return self.decode_batch();
        }
        self.ready = self.fetcher.listing().decode(response, None)?.into_iter();
        Ok(())
    }

    /// Decodes the next batch of the page.
    fn decode_batch(&mut self) -> Result<(), Error> {
        let Some(mut page) = self.undecoded.take() else { return Ok(()) };
        self.ready =
            Listing::decode_batch(&page.response, &page.text, &mut page.position, BATCH)?.into_iter();
        if !page.position.is_end() {
            self.undecoded = Some(page);
        }
        Ok(())
    }
}

impl<T: Model + 'static> Stream for Items<T> {
    type Item = Result<T, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if let Some(item) = self.ready.next() {
                return Poll::Ready(Some(item));
            }
            let decoded = if self.undecoded.is_some() {
                self.decode_batch()
            } else {
                match ready!(self.fetcher.poll_next(cx)) {
                    Some(Ok(page)) => self.load(page.response),
                    Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                    None => return Poll::Ready(None),
                }
            };
            if let Err(error) = decoded {
                self.fetcher.rewind();
                return Poll::Ready(Some(Err(error)));
            }
        }
    }
}

impl<T> Unpin for Items<T> {}
