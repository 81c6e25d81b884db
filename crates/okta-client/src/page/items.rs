//! All items of a listing, as a stream.

use std::{
    fmt,
    pin::Pin,
    task::{Context, Poll, ready},
    vec,
};

use bytestring::ByteString;
use futures_core::Stream;
use okta_models::{ListPosition, Model};

use super::{Cursor, Pager, pager::Listing, stream::Turner};
use crate::{Error, call::response::RawResponse};

/// How many items are decoded at a time: a page of many need not be in memory twice, as text and as values.
const BATCH: usize = 64;

/// All items of a listing, page by page behind the scenes.
///
/// An item that does not fit its type is an `Err` in its place, and the stream goes on. After an error of a
/// page the stream can be polled again: it repeats that page. Dropping the stream ends the listing.
///
/// Items are decoded as they are asked for, some dozens at a time. So of a page that is not JSON from some item on,
/// those before it are yielded first, and again when the page is repeated.
#[must_use = "streams do nothing unless polled"]
pub struct Items<T> {
    turner: Turner,
    ready: vec::IntoIter<Result<T, Error>>,
    rest: Option<Rest>,
}

/// The part of a page that is not decoded yet.
struct Rest {
    raw: RawResponse,
    /// The body of `raw`, known to be UTF-8.
    text: ByteString,
    place: ListPosition,
}

impl<T> fmt::Debug for Items<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let left = self.left_in_page();
        f.debug_struct("Items").field("turner", &self.turner).field("left_in_page", &left).finish()
    }
}

impl<T> Items<T> {
    pub(super) fn new(pager: Pager<T>) -> Self {
        let turner = Turner::new(pager.listing, pager.start, pager.prefetch);
        Self { turner, ready: Vec::new().into_iter(), rest: None }
    }

    /// The cursor of the page after the one being yielded; after an error, of the page that failed.
    ///
    /// Resuming there skips the items of the current page that were not taken yet
    /// ([`left_in_page`](Self::left_in_page)).
    #[must_use]
    pub const fn cursor(&self) -> Option<&Cursor> {
        self.turner.cursor()
    }

    /// How many items of the current page have not been yielded yet, at the least: of those that are not decoded
    /// yet one is counted. Zero means that the page is used up.
    #[must_use]
    pub fn left_in_page(&self) -> usize {
        self.ready.len() + usize::from(self.rest.is_some())
    }
}

impl<T: Model + 'static> Items<T> {
    /// Takes a page: an array in parts; an object with an array in it, or what is no text, at once.
    fn open(&mut self, raw: RawResponse) -> Result<(), Error> {
        if self.turner.listing().is_array(&raw)
            && let Ok(text) = ByteString::try_from(raw.body().clone())
        {
            self.rest = Some(Rest { raw, text, place: ListPosition::default() });
            return self.decode();
        }
        self.ready = self.turner.listing().decode(raw, None)?.into_iter();
        Ok(())
    }

    /// Decodes the next items of the page.
    fn decode(&mut self) -> Result<(), Error> {
        let Some(mut rest) = self.rest.take() else { return Ok(()) };
        self.ready = Listing::decode_part(&rest.raw, &rest.text, &mut rest.place, BATCH)?.into_iter();
        if !rest.place.is_end() {
            self.rest = Some(rest);
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
            let decoded = if self.rest.is_some() {
                self.decode()
            } else {
                match ready!(self.turner.poll_next(cx)) {
                    Some(Ok(sheet)) => self.open(sheet.raw),
                    Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                    None => return Poll::Ready(None),
                }
            };
            if let Err(error) = decoded {
                self.turner.back();
                return Poll::Ready(Some(Err(error)));
            }
        }
    }
}

impl<T> Unpin for Items<T> {}
