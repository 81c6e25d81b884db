//! All items of a listing, as a stream.

use std::{
    fmt,
    pin::Pin,
    task::{Context, Poll, ready},
};

use futures_core::Stream;
use okta_models::Model;

use super::{Cursor, Pages};
use crate::Error;

/// All items of a listing, page by page behind the scenes.
///
/// An item that does not fit its type is an `Err` in its place, and the stream goes on. After an error of a
/// page the stream can be polled again: it repeats that page. Dropping the stream ends the listing.
#[must_use = "streams do nothing unless polled"]
pub struct Items<T> {
    pages: Pages<T>,
    page: std::vec::IntoIter<Result<T, Error>>,
}

impl<T> fmt::Debug for Items<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items").field("pages", &self.pages).field("left_in_page", &self.page.len()).finish()
    }
}

impl<T> Items<T> {
    pub(super) fn new(pages: Pages<T>) -> Self {
        Self { pages, page: Vec::new().into_iter() }
    }

    /// The cursor of the page after the one being yielded.
    ///
    /// Resuming there skips the items of the current page that were not taken yet
    /// ([`left_in_page`](Self::left_in_page)).
    #[must_use]
    pub const fn cursor(&self) -> Option<&Cursor> {
        self.pages.cursor()
    }

    /// How many items of the current page have not been yielded yet.
    #[must_use]
    pub fn left_in_page(&self) -> usize {
        self.page.len()
    }
}

impl<T: Model + 'static> Stream for Items<T> {
    type Item = Result<T, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if let Some(item) = self.page.next() {
                return Poll::Ready(Some(item));
            }
            match ready!(Pin::new(&mut self.pages).poll_next(cx)) {
                Some(Ok(page)) => self.page = page.into_iter(),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

impl<T> Unpin for Items<T> {}
