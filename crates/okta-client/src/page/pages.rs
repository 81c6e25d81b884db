//! The stream of all pages of a listing.

use std::{
    fmt,
    marker::PhantomData,
    pin::Pin,
    task::{Context, Poll, ready},
};

use futures_core::Stream;
use okta_models::Model;

use super::{Cursor, Page, Pager, stream::PageFetcher};
use crate::Error;

/// The stream of all pages of a listing.
///
/// A page is requested when the stream is polled, or with [`Pager::prefetch`] while the previous page is
/// processed. After an error, polling again retries the page that failed.
///
/// # Cancel safety
///
/// Dropping the stream cancels a request in flight.
#[must_use = "streams do nothing unless polled"]
pub struct Pages<T> {
    fetcher: PageFetcher,
    item: PhantomData<fn() -> T>,
}

impl<T> fmt::Debug for Pages<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Pages").field(&self.fetcher).finish()
    }
}

impl<T> Pages<T> {
    pub(super) fn new(pager: Pager<T>) -> Self {
        Self { fetcher: PageFetcher::new(pager.listing, pager.start, pager.prefetch), item: PhantomData }
    }

    /// Returns the cursor of the next page; `None` before the first page and after the last.
    ///
    /// After an error it is the cursor of the page that failed.
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
        let page = raw.and_then(|raw| {
            let page = self.fetcher.listing().decode(raw.response, raw.next);
            if page.is_err() {
                self.fetcher.rewind();
            }
            page
        });
        Poll::Ready(Some(page))
    }
}

impl<T> Unpin for Pages<T> {}
