//! The stream of all pages of a listing.

use std::{
    fmt,
    marker::PhantomData,
    pin::Pin,
    task::{Context, Poll, ready},
};

use futures_core::Stream;
use okta_models::Model;

use super::{
    Cursor, ListCheckpoint, Page, Pager,
    checkpoint::Skip,
    stream::{PageFetcher, RawPage},
};
use crate::Error;

/// The stream of all pages of a listing.
///
/// A page is requested when the stream is polled, or with [`Pager::prefetch`] while the previous page is
/// processed. After an error, polling again retries the page that failed, after a delay; the stream ends after an error
/// that cannot pass: a status such as `401` or `403`, a page that is not a list, an invalid request, the deadline of the
/// listing.
///
/// The stream of the System Log ends when there are no more events for now. Its [`cursor`](Self::cursor) is then the
/// position of the next event.
///
/// # Cancel safety
///
/// Dropping the stream cancels a request in flight. [`checkpoint`](Self::checkpoint) returns the position to resume
/// from, also in another process.
#[must_use = "streams do nothing unless polled"]
pub struct Pages<T> {
    fetcher: PageFetcher,
    /// The position on the first page, of a resumed listing.
    skip: Option<Skip>,
    item: PhantomData<fn() -> T>,
}

impl<T> fmt::Debug for Pages<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Pages").field(&self.fetcher).finish()
    }
}

impl<T> Pages<T> {
    pub(super) fn new(pager: Pager<T>) -> Self {
        let skip = pager.start.skip.clone();
        Self {
            fetcher: PageFetcher::new(pager.listing, pager.start, pager.prefetch),
            skip,
            item: PhantomData,
        }
    }

    /// Returns the position after the last page that was yielded.
    ///
    /// Store it after that page was processed. [`Pager::resume`] continues with the page after it. Unlike
    /// [`cursor`](Self::cursor), it tells the start from the end.
    #[must_use]
    pub fn checkpoint(&self) -> ListCheckpoint {
        self.fetcher.checkpoint(self.skip.clone())
    }

    /// Returns the cursor of the next page; `None` before the first page and after the last.
    ///
    /// After an error it is the cursor of the page that failed. After the last page of the System Log it is the cursor
    /// of later events, if the server returned one.
    #[must_use]
    pub const fn cursor(&self) -> Option<&Cursor> {
        self.fetcher.cursor()
    }

    /// Returns whether the last page has been yielded.
    #[must_use]
    pub const fn is_done(&self) -> bool {
        self.fetcher.is_done()
    }
}

impl<T: Model + 'static> Stream for Pages<T> {
    type Item = Result<Page<T>, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Some(raw) = ready!(self.fetcher.poll_next(cx)) else { return Poll::Ready(None) };
        let page = raw.and_then(|RawPage { page, next }| {
            // The listing continues after the items of this page, once its link can be followed.
            let stuck = self.fetcher.is_stuck().then(|| page.keys());
            let page = page.decode_from(next, self.skip.as_ref());
            match &page {
                Ok(_) => self.skip = stuck.map(|keys| Skip::after(keys.len(), &keys)),
                Err(_) => self.fetcher.rewind(),
            }
            page
        });
        Poll::Ready(Some(page))
    }
}

impl<T> Unpin for Pages<T> {}
