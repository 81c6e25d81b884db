//! A listing, and one page of it.

use std::{
    fmt,
    future::{Future, IntoFuture},
    marker::PhantomData,
    pin::Pin,
};

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use okta_models::{Extra, ListPosition, Model};
use okta_tower::{body::Body, rate_limit::RateLimitSnapshot};

use super::{Cursor, Items, Pages, Paging, Tail, link};
use crate::{
    Client, Error,
    call::{
        request::{Head, Outgoing},
        response::RawResponse,
    },
};

/// A listing that has not been asked for yet.
///
/// Awaiting it (or [`send`](Self::send)) gives one [`Page`]; [`pages`](Self::pages) and
/// [`items`](Self::items) give streams.
#[must_use = "a listing is not asked for until it is awaited or streamed"]
pub struct Pager<T> {
    pub(super) listing: Listing,
    pub(super) start: Option<Cursor>,
    pub(super) prefetch: bool,
    item: PhantomData<fn() -> T>,
}

/// What every page of a listing has in common.
pub(super) struct Listing {
    client: Client,
    first: Head,
    /// The body that each page's request has; nearly always empty.
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
    pub(crate) fn new(client: Client, first: Outgoing, paging: Paging) -> Self {
        let Outgoing { head: first, body } = first;
        // Listings are reads: what they send, if anything, lies in memory.
        let body = body.try_into_bytes().unwrap_or_default();
        let listing = Listing { client, first, body, paging };
        Self { listing, start: None, prefetch: false, item: PhantomData }
    }

    /// Starts at a cursor of an earlier run instead of at the beginning.
    ///
    /// The cursor belongs to the same operation with the same filters.
    pub fn resume(mut self, cursor: Cursor) -> Self {
        self.start = Some(cursor);
        self
    }

    /// Asks for the next page while the caller works on the current one.
    ///
    /// Worth it where working on a page takes as long as the server takes to give one; costs a second
    /// connection on HTTP/1.1 and one page more of memory. The request runs in a spawned task, which ends
    /// when the stream is dropped.
    pub fn prefetch(mut self) -> Self {
        self.prefetch = true;
        self
    }

    /// New items for ever: asks again and again for what came after the last page.
    ///
    /// For listings that can be polled, such as the System Log without `until`. `key` gives what an item is
    /// recognised by, so that none is yielded twice.
    pub fn tail(self, key: fn(&T) -> Option<&str>) -> Tail<T> {
        Tail::new(self, key)
    }

    /// One page: the first, or the one that the cursor given to [`resume`](Self::resume) points at.
    ///
    /// # Errors
    ///
    /// When the call fails, or the answer is not a list.
    pub async fn send(self) -> Result<Page<T>, Error> {
        let raw = self.listing.fetch(self.start.as_ref()).await?;
        let next = self.listing.next(&raw);
        self.listing.decode(raw, next)
    }

    /// All pages, one after the other, as they are asked for.
    pub fn pages(self) -> Pages<T> {
        Pages::new(self)
    }

    /// All items of all pages.
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
    /// The call for the page at a cursor.
    pub(super) fn call(&self, cursor: Option<&Cursor>) -> Outgoing {
        let mut head = self.first.clone();
        if let Some(cursor) = cursor {
            head.query = cursor.merge(&head.query);
        }
        Outgoing { head, body: Body::from(self.body.clone()) }
    }

    pub(super) fn client(&self) -> Client {
        self.client.clone()
    }

    pub(super) async fn fetch(&self, cursor: Option<&Cursor>) -> Result<RawResponse, Error> {
        self.client.execute(self.call(cursor)).await
    }

    /// Where the listing goes on after an answer.
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
                // Okta's document is not always right: a list may come in place of an envelope.
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
    /// Whether a page is an array, rather than an object with an array in it.
    pub(super) fn is_array(&self, raw: &RawResponse) -> bool {
        self.paging == Paging::Link && !raw.body().is_empty() || is_list(raw.body())
    }

    /// The next items of a page that is an array; `text` is its body.
    pub(super) fn decode_part<T: Model>(
        raw: &RawResponse,
        text: &str,
        place: &mut ListPosition,
        most: usize,
    ) -> Result<Vec<Result<T, Error>>, Error> {
        let items =
            okta_models::decode_list_part(text, place, most).map_err(|cause| Error::decode(raw, cause))?;
        Ok(items.into_iter().map(|item| item.map_err(|cause| Error::decode(raw, cause))).collect())
    }
}

fn is_list(body: &[u8]) -> bool {
    body.trim_ascii_start().starts_with(b"[")
}

/// `_links.next.href` of an envelope.
fn next_in_body(body: &[u8]) -> Option<String> {
    #[derive(serde::Deserialize)]
    struct Envelope {
        #[serde(rename = "_links")]
        links: Option<serde_json::Value>,
    }
    let envelope: Envelope = serde_json::from_slice(body).ok()?;
    Some(envelope.links?.get("next")?.get("href")?.as_str()?.to_owned())
}

/// One page of a listing. Iterating over it gives its items.
#[derive(Debug)]
pub struct Page<T> {
    items: Vec<Result<T, Error>>,
    envelope: Option<Extra>,
    next: Option<Cursor>,
    raw: RawResponse,
}

impl<T> Page<T> {
    /// How many items the page has, those that could not be read included.
    #[must_use]
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether the page has no items. The listing may go on all the same: see [`next`](Self::next).
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// The items; one that does not fit its type is an error in its place.
    pub fn iter(&self) -> impl Iterator<Item = Result<&T, &Error>> {
        self.items.iter().map(Result::as_ref)
    }

    /// The items, or the first error among them.
    ///
    /// # Errors
    ///
    /// When an item does not fit its type.
    pub fn into_items(self) -> Result<Vec<T>, Error> {
        self.items.into_iter().collect()
    }

    /// The cursor of the next page; `None` at the end of the listing.
    #[must_use]
    pub const fn next(&self) -> Option<&Cursor> {
        self.next.as_ref()
    }

    /// The object around the items, without them, for the listings that have one.
    #[must_use]
    pub const fn envelope(&self) -> Option<&Extra> {
        self.envelope.as_ref()
    }

    /// The answer as it came.
    #[must_use]
    pub const fn raw(&self) -> &RawResponse {
        &self.raw
    }

    /// The status.
    #[must_use]
    pub const fn status(&self) -> StatusCode {
        self.raw.status()
    }

    /// The headers.
    #[must_use]
    pub const fn headers(&self) -> &HeaderMap {
        self.raw.headers()
    }

    /// The answer's `X-Okta-Request-Id`.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.raw.request_id()
    }

    /// What the answer said about the rate limit.
    #[must_use]
    pub fn rate_limit(&self) -> Option<RateLimitSnapshot> {
        self.raw.rate_limit()
    }

    /// How many times the call was sent to get this page.
    #[must_use]
    pub const fn attempts(&self) -> u32 {
        self.raw.attempts()
    }
}

impl<T> IntoIterator for Page<T> {
    type Item = Result<T, Error>;
    type IntoIter = std::vec::IntoIter<Result<T, Error>>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.into_iter()
    }
}
