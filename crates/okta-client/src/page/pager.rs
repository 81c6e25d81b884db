//! A request for a listing, and one page of it.

use std::{
    fmt,
    future::{Future, IntoFuture},
    marker::PhantomData,
    pin::Pin,
    time::Duration,
};

use okta_models::{Extra, Model};

use super::{Cursor, Items, ListCheckpoint, Pages, Paging, Tail, listing::Listing};
use crate::{
    Client, Error,
    call::{
        request::PreparedRequest,
        response::{RawResponse, response_accessors},
    },
};

/// The error text of resuming a listing that has ended.
pub(super) const ENDED: &str = "invalid checkpoint: the listing has ended; start again for its current items";

/// A request for a listing.
///
/// Awaiting it (or [`send`](Self::send)) returns one [`Page`]; [`pages`](Self::pages) and
/// [`items`](Self::items) return streams.
#[must_use = "requests do nothing unless awaited or streamed"]
pub struct Pager<T> {
    pub(super) listing: Listing,
    pub(super) start: ListCheckpoint,
    pub(super) prefetch: bool,
    item: PhantomData<fn() -> T>,
}

impl<T> fmt::Debug for Pager<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pager")
            .field("path", &self.listing.operation_path())
            .field("start", &self.start)
            .field("prefetch", &self.prefetch)
            .finish()
    }
}

impl<T: Model> Pager<T> {
    pub(crate) fn new(client: Client, first: PreparedRequest, paging: Paging) -> Self {
        let listing = Listing::new(client, first, paging);
        Self { listing, start: ListCheckpoint::start(), prefetch: false, item: PhantomData }
    }

    /// Starts at a position of an earlier run: [`Items::checkpoint`], [`Pages::checkpoint`], [`Page::next`] or
    /// [`Pages::cursor`].
    ///
    /// The call must be the same, with the same parameters; `limit` may differ, and `since` in a query of the System
    /// Log without `until`. Any other position is rejected when the request is sent, with an error of kind
    /// [`InvalidRequest`](crate::ErrorKind::InvalidRequest); a cursor [from a bare value](Cursor::from_after) is not checked.
    /// A position does not hold the org.
    pub fn resume(mut self, position: impl Into<ListCheckpoint>) -> Self {
        let position = position.into();
        let listing = position.listing();
        let mismatches = [listing, position.position.cursor().and_then(Cursor::listing)];
        if let Some(message) = mismatches.into_iter().find_map(|listing| self.listing.mismatch(listing)) {
            self.listing.reject(message);
        }
        self.start = position;
        self
    }

    /// Sets the deadline of each page, waits and attempts included; `None` disables the client's.
    ///
    /// `with_deadline` of the call bounds all pages together, from the request of the first page to the response of the
    /// last, including the time between them. Default: the client's deadline for each page, no limit of all pages.
    pub fn with_page_deadline(mut self, limit: impl Into<Option<Duration>>) -> Self {
        self.listing.set_page_deadline(limit.into());
        self
    }

    /// Requests the next page while the current one is processed.
    ///
    /// Useful if processing a page takes about as long as the server takes to return one. Costs a second
    /// connection over HTTP/1.1 and the memory of one more page. The request runs in a spawned task, which is
    /// aborted when the stream is dropped.
    pub fn prefetch(mut self) -> Self {
        self.prefetch = true;
        self
    }

    /// Polls for new items indefinitely, from the end of the last page.
    ///
    /// For listings that can be polled, such as the System Log without `until`. `key` returns the unique key
    /// of an item, by which duplicates are skipped.
    pub fn tail(self, key: fn(&T) -> Option<&str>) -> Tail<T> {
        Tail::new(self, key)
    }

    /// Fetches one page: the first, or the one at the cursor passed to [`resume`](Self::resume).
    ///
    /// # Errors
    ///
    /// When the call fails, the response is not a list, or its link to the next page is invalid.
    pub async fn send(mut self) -> Result<Page<T>, Error> {
        if self.start.is_end() {
            self.listing.reject(ENDED);
        }
        let cursor = self.start.position.cursor();
        let page = self.listing.fetch(cursor, &self.start.pinned, self.listing.deadline()).await?;
        let next = self.listing.next(&page)?;
        page.decode_from(next, self.start.skip.as_ref())
    }

    /// Returns a stream of all pages.
    pub fn pages(self) -> Pages<T> {
        Pages::new(self)
    }

    /// Returns a stream of the items of all pages.
    pub fn items(self) -> Items<T> {
        Items::new(self)
    }
}

impl<T: Model + Send + 'static> IntoFuture for Pager<T> {
    type Output = Result<Page<T>, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}

/// One page of a listing. Iterating over it yields its items.
#[derive(Debug)]
pub struct Page<T> {
    pub(super) items: Vec<Result<T, Error>>,
    pub(super) envelope: Option<Extra>,
    pub(super) next: Option<Cursor>,
    pub(super) raw: RawResponse,
}

impl<T> Page<T> {
    response_accessors!(self => self.raw.meta());

    /// Returns the number of items, including those that could not be decoded.
    #[must_use]
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Returns whether the page has no items. The listing may continue regardless: see [`next`](Self::next).
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Returns an iterator over the items; an item that could not be decoded is an error.
    pub fn iter(&self) -> impl Iterator<Item = Result<&T, &Error>> {
        self.items.iter().map(Result::as_ref)
    }

    /// Returns the items, or the first error among them.
    ///
    /// # Errors
    ///
    /// When an item could not be decoded.
    pub fn into_items(self) -> Result<Vec<T>, Error> {
        self.items.into_iter().collect()
    }

    /// Returns the cursor of the next page; `None` at the end of the listing.
    ///
    /// A query of the System Log without `until` always has a next page: stop at an empty one.
    #[must_use]
    pub const fn next(&self) -> Option<&Cursor> {
        self.next.as_ref()
    }

    /// Returns the other members of the object that contains the items, for listings that have one.
    #[must_use]
    pub const fn envelope(&self) -> Option<&Extra> {
        self.envelope.as_ref()
    }

    /// Returns the response, undecoded.
    #[must_use]
    pub const fn raw(&self) -> &RawResponse {
        &self.raw
    }
}

impl<T> IntoIterator for Page<T> {
    type Item = Result<T, Error>;
    type IntoIter = std::vec::IntoIter<Result<T, Error>>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.into_iter()
    }
}
