//! All pages of a listing, as a stream.

use std::{
    fmt,
    marker::PhantomData,
    pin::Pin,
    task::{Context, Poll, ready},
};

use futures_core::Stream;
use okta_models::Model;

use super::{Cursor, Page, Pager, stream::Turner};
use crate::Error;

/// All pages of a listing, one after the other.
///
/// A page is asked for when the stream is polled for it, or while the one before is worked on
/// ([`Pager::prefetch`]). After an error the stream can be polled again: it repeats the page that failed.
/// Dropping the stream ends the listing.
#[must_use = "streams do nothing unless polled"]
pub struct Pages<T> {
    turner: Turner,
    item: PhantomData<fn() -> T>,
}

impl<T> fmt::Debug for Pages<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Pages").field(&self.turner).finish()
    }
}

impl<T> Pages<T> {
    pub(super) fn new(pager: Pager<T>) -> Self {
        Self { turner: Turner::new(pager.listing, pager.start, pager.prefetch), item: PhantomData }
    }

    /// The cursor of the next page to be yielded; `None` before the first page and after the last.
    ///
    /// After an error it is the cursor of the page that failed.
    #[must_use]
    pub const fn cursor(&self) -> Option<&Cursor> {
        self.turner.cursor()
    }

    /// Whether the last page has been yielded.
    #[must_use]
    pub const fn is_done(&self) -> bool {
        self.turner.is_done()
    }
}

impl<T: Model + 'static> Stream for Pages<T> {
    type Item = Result<Page<T>, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Some(sheet) = ready!(self.turner.poll_next(cx)) else { return Poll::Ready(None) };
        let page = sheet.and_then(|sheet| {
            let page = self.turner.listing().decode(sheet.raw, sheet.next);
            if page.is_err() {
                self.turner.back();
            }
            page
        });
        Poll::Ready(Some(page))
    }
}

impl<T> Unpin for Pages<T> {}
