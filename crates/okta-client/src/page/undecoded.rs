//! A page whose items are not decoded yet.

use bytestring::ByteString;
use okta_models::{DecodeError, Extra, Json, ListPosition, Model};

use super::{
    Cursor, Page, Paging,
    checkpoint::Skip,
    link::{self, MalformedLink},
    listing,
};
use crate::{Error, call::response::RawResponse};

/// A page that was read once: the items of an envelope were found, and its other members read.
#[derive(Clone)]
pub(super) struct UndecodedPage {
    pub(super) response: RawResponse,
    contents: Result<Contents, DecodeError>,
}

#[derive(Clone)]
struct Contents {
    /// The body without a byte order mark.
    text: ByteString,
    items: ListPosition,
    /// The other members of an envelope.
    rest: Option<Extra>,
}

impl UndecodedPage {
    pub(super) fn new(response: RawResponse, paging: &Paging) -> Self {
        let contents = Contents::read(&response, paging);
        Self { response, contents }
    }

    /// Returns whether the page has no items.
    pub(super) fn is_empty(&self) -> bool {
        self.contents.as_ref().is_ok_and(|contents| {
            let items = contents.text.trim_ascii_start().strip_prefix('[').map(str::trim_ascii_start);
            contents.items.is_end() || items.is_some_and(|items| items.starts_with(']'))
        })
    }

    /// Returns the target of the link to the next page in the body, for listings that have an envelope.
    pub(super) fn next_in_body(&self) -> Result<Option<String>, MalformedLink> {
        let links = match &self.contents {
            Ok(Contents { rest: Some(rest), .. }) => rest.get("_links"),
            _ => None,
        };
        match links.map_or(Ok(None), |links| link::next_in_links(links.as_str())) {
            // Of duplicate members, the last one that has a link counts.
            Ok(None) => link::next_in_body(self.response.body()),
            found => found,
        }
    }

    /// Decodes all items.
    pub(super) fn decode<T: Model>(self, next: Option<Cursor>) -> Result<Page<T>, Error> {
        let mut items = self.items()?;
        let decoded = std::iter::from_fn(|| items.decode(&self.response)).collect::<Result<_, _>>()?;
        let envelope = self.contents.ok().and_then(|contents| contents.rest);
        Ok(Page { items: decoded, envelope, next, raw: self.response })
    }

    /// Like [`decode`](Self::decode), without the items before a position.
    pub(super) fn decode_from<T: Model>(
        self,
        next: Option<Cursor>,
        skip: Option<&Skip>,
    ) -> Result<Page<T>, Error> {
        let skipped = skip.map_or(0, |skip| skip.resolve(&self.keys()));
        let mut page = self.decode(next)?;
        page.items.drain(..skipped.min(page.items.len()));
        Ok(page)
    }

    /// Returns the items, to be decoded one by one.
    pub(super) fn items(&self) -> Result<UndecodedItems, Error> {
        match &self.contents {
            Ok(contents) => Ok(UndecodedItems { text: contents.text.clone(), position: contents.items }),
            Err(cause) => Err(Error::decode(&self.response, cause.clone())),
        }
    }

    /// Returns the keys of the items; empty if the page cannot be decoded.
    pub(super) fn keys(&self) -> Vec<String> {
        let mut keys = Vec::new();
        if let Ok(page) = self.clone().decode::<Json>(None) {
            for item in page.items.iter().flatten() {
                keys.push(listing::key(item));
            }
        }
        keys
    }
}

impl Contents {
    fn read(response: &RawResponse, paging: &Paging) -> Result<Self, DecodeError> {
        let body: &[u8] = response.body();
        let body = body.strip_prefix("\u{feff}".as_bytes()).unwrap_or(body);
        let text = ByteString::try_from(response.body().slice_ref(body))?;
        let (items, rest) = match paging {
            _ if text.is_empty() => (ListPosition::END, None),
            // Okta's specification is not always right: the body may be a list instead of an envelope.
            Paging::Envelope { items } if !text.trim_ascii_start().starts_with('[') => {
                okta_models::find_member_list(&text, items).map(|(items, rest)| (items, Some(rest)))?
            }
            _ => (ListPosition::default(), None),
        };
        Ok(Self { text, items, rest })
    }
}

/// The items of a page, decoded one by one.
pub(super) struct UndecodedItems {
    text: ByteString,
    position: ListPosition,
}

impl UndecodedItems {
    /// Returns the position of the next item.
    pub(super) const fn position(&self) -> ListPosition {
        self.position
    }

    /// Returns the items from a position on.
    pub(super) fn at(&self, position: ListPosition) -> Self {
        Self { text: self.text.clone(), position }
    }

    /// Returns whether all items have been decoded.
    pub(super) const fn is_end(&self) -> bool {
        self.position.is_end()
    }

    /// Decodes the next item; the outer error is one of the page.
    #[inline]
    pub(super) fn decode<T: Model>(
        &mut self,
        response: &RawResponse,
    ) -> Option<Result<Result<T, Error>, Error>> {
        let item = okta_models::decode_list_item(&self.text, &mut self.position).transpose()?;
        Some(match item {
            Ok(item) => Ok(item.map_err(|cause| Error::decode(response, cause))),
            Err(cause) => Err(Error::decode(response, cause)),
        })
    }
}
