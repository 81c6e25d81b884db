//! A request for a listing, and one page of it.

use std::{
    fmt,
    future::{Future, IntoFuture},
    marker::PhantomData,
    pin::Pin,
};

use bytes::Bytes;
use okta_models::{Extra, ListPosition, Model};
use okta_tower::body::Body;

use super::{Cursor, Items, Pages, Paging, Tail, link};
use crate::{
    Client, Error,
    call::{
        request::{PreparedRequest, RequestParts},
        response::{RawResponse, response_accessors},
    },
};

/// A request for a listing.
///
/// Awaiting it (or [`send`](Self::send)) returns one [`Page`]; [`pages`](Self::pages) and
/// [`items`](Self::items) return streams.
#[must_use = "requests do nothing unless awaited or streamed"]
pub struct Pager<T> {
    pub(super) listing: Listing,
    pub(super) start: Option<Cursor>,
    pub(super) prefetch: bool,
    item: PhantomData<fn() -> T>,
}

/// The state that all pages of a listing share.
pub(super) struct Listing {
    client: Client,
    first: RequestParts,
    /// The body of each request; usually empty.
    body: Bytes,
    paging: Paging,
}

impl<T> fmt::Debug for Pager<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pager")
            .field("path", &self.listing.first.operation.map(|meta| meta.path))
            .field("start", &self.start)
            .field("prefetch", &self.prefetch)
            .finish()
    }
}

impl<T: Model> Pager<T> {
    pub(crate) fn new(client: Client, first: PreparedRequest, paging: Paging) -> Self {
        let PreparedRequest { head: first, body } = first;
        // Listings are reads, so their request bodies, if any, are in memory.
        let body = body.try_into_bytes().unwrap_or_default();
        let listing = Listing { client, first, body, paging };
        Self { listing, start: None, prefetch: false, item: PhantomData }
    }

    /// Starts at a cursor instead of at the beginning.
    ///
    /// The cursor must come from the same operation with the same filters.
    pub fn resume(mut self, cursor: Cursor) -> Self {
        self.start = Some(cursor);
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
    /// When the call fails, or the response is not a list.
    pub async fn send(self) -> Result<Page<T>, Error> {
        let raw = self.listing.fetch(self.start.as_ref()).await?;
        let next = self.listing.next(&raw);
        self.listing.decode(raw, next)
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

impl Listing {
    /// Returns the request for the page at a cursor.
    pub(super) fn call(&self, cursor: Option<&Cursor>) -> PreparedRequest {
        let mut head = self.first.clone();
        if let Some(cursor) = cursor {
            head.query = cursor.merge(&head.query);
        }
        PreparedRequest { head, body: Body::from(self.body.clone()) }
    }

    pub(super) fn client(&self) -> Client {
        self.client.clone()
    }

    pub(super) async fn fetch(&self, cursor: Option<&Cursor>) -> Result<RawResponse, Error> {
        self.client.execute(self.call(cursor)).await
    }

    /// Returns the cursor of the page after a response.
    pub(super) fn next(&self, raw: &RawResponse) -> Option<Cursor> {
        let in_header = link::next_target(raw.headers()).map(str::to_owned);
        let target = match &self.paging {
            Paging::Link => in_header?,
            Paging::Envelope { .. } => in_header.or_else(|| next_in_body(raw.body()))?,
        };
        let prefix = self.client.base().strip_prefix(&self.first.path);
        link::cursor(&target, prefix)
    }

    pub(super) fn decode<T: Model>(&self, raw: RawResponse, next: Option<Cursor>) -> Result<Page<T>, Error> {
        let decoded = if raw.body().is_empty() {
            Ok((Vec::new(), None))
        } else {
            match &self.paging {
                // Okta's specification is not always right: the body may be a list instead of an envelope.
                Paging::Envelope { items } if !is_list(raw.body()) => {
                    okta_models::decode_member_list(raw.body(), items.as_ref())
                        .map(|list| (list.items, Some(list.rest)))
                }
                _ => okta_models::decode_list(raw.body()).map(|items| (items, None)),
            }
        };
        let (items, envelope) = decoded.map_err(|cause| Error::decode(&raw, cause))?;
        let items = items.into_iter().map(|item| item.map_err(|cause| Error::decode(&raw, cause))).collect();
        Ok(Page { items, envelope, next, raw })
    }
}

impl Listing {
    /// Returns whether a page is an array, rather than an object with an array member.
    pub(super) fn is_array(&self, raw: &RawResponse) -> bool {
        self.paging == Paging::Link && !raw.body().is_empty() || is_list(raw.body())
    }

    /// Decodes the next `max` items of a page that is an array; `text` is its body.
    pub(super) fn decode_batch<T: Model>(
        raw: &RawResponse,
        text: &str,
        position: &mut ListPosition,
        max: usize,
    ) -> Result<Vec<Result<T, Error>>, Error> {
        let items =
            okta_models::decode_list_part(text, position, max).map_err(|cause| Error::decode(raw, cause))?;
        Ok(items.into_iter().map(|item| item.map_err(|cause| Error::decode(raw, cause))).collect())
    }
}

fn is_list(body: &[u8]) -> bool {
    body.trim_ascii_start().starts_with(b"[")
}

/// Returns `_links.next.href` of an envelope.
fn next_in_body(body: &[u8]) -> Option<String> {
    #[derive(serde::Deserialize)]
    struct Envelope {
        #[serde(rename = "_links")]
        links: Option<serde_json::Value>,
    }
    let envelope: Envelope = serde_json::from_slice(body).ok()?;
    Some(envelope.links?.get("next")?.get("href")?.as_str()?.to_owned())
}

/// One page of a listing. Iterating over it yields its items.
#[derive(Debug)]
pub struct Page<T> {
    items: Vec<Result<T, Error>>,
    envelope: Option<Extra>,
    next: Option<Cursor>,
    raw: RawResponse,
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
