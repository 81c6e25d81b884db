//! The state that all pages of a listing share: its requests, and the reading of its responses.

use std::{
    borrow::Cow,
    time::{Duration, SystemTime},
};

use bytes::Bytes;
use http::header::DATE;
use okta_models::{DateTime, Json};
use okta_tower::{
    body::Body,
    meta::{CallStats, CallTimeout, Deadline},
    timeout::{PerCall, TimeoutScope},
};
use tokio::time::Instant;

use super::{
    Cursor, Paging,
    checkpoint::Pinned,
    fingerprint::{Fingerprint, fnv, fnv_unordered},
    link,
    undecoded::UndecodedPage,
};
use crate::{
    Client, Error,
    call::{
        request::{Parameters, PreparedRequest, RequestParts, remove},
        response::RawResponse,
    },
};

/// The path of the System Log, whose polling queries never end.
const LOG_PATH: &str = "/api/v1/logs";
/// The time before now at which the System Log starts without `since`.
pub(super) const LOG_RANGE: Duration = Duration::from_secs(7 * 24 * 3600);

/// The state that all pages of a listing share.
#[derive(Clone)]
pub(super) struct Listing {
    client: Client,
    first: RequestParts,
    /// The body of each request; usually empty.
    body: Bytes,
    paging: Paging,
    /// The limit of all pages together.
    limit: Option<Duration>,
    pub(super) is_log: bool,
}

impl Listing {
    pub(super) fn new(client: Client, first: PreparedRequest, paging: Paging) -> Self {
        let PreparedRequest { head: mut first, body } = first;
        // Listings are reads, so their request bodies, if any, are in memory.
        let body = body.try_into_bytes().unwrap_or_default();
        // The query of a raw path is merged with cursors as other parameters are.
        if let Some((path, query)) = first.path.split_once('?') {
            let pairs = form_urlencoded::parse(query.as_bytes());
            let mut query: Parameters =
                pairs.map(|(name, value)| (Cow::Owned(name.into_owned()), value.into_owned())).collect();
            query.append(&mut first.query);
            first.query = query;
            first.path = path.to_owned();
        }
        let is_log = first.path.trim_end_matches('/').ends_with(LOG_PATH);
        let mut limit = None;
        if let Some(CallTimeout(Some(all_pages))) = first.options.deadline {
            limit = Some(all_pages);
            first.options.deadline = Some(CallTimeout(None));
        }
        Self { client, first, body, paging, limit, is_log }
    }

    /// Returns the value of a query parameter of the call.
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        let found = self.first.query.iter().rfind(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    /// Returns a part of the listing: the one that these parameters select.
    pub(super) fn select(&self, parameters: Vec<(&'static str, String)>) -> Self {
        let mut part = self.clone();
        for (name, value) in parameters {
            part.first.remove_query(name);
            part.first.query.push((Cow::Borrowed(name), value));
        }
        part
    }

    /// The template of the path, for `Debug`.
    pub(super) fn operation_path(&self) -> Option<&'static str> {
        self.first.operation.map(|meta| meta.path)
    }

    pub(super) fn set_page_deadline(&mut self, limit: Option<Duration>) {
        self.first.options.deadline = Some(CallTimeout(limit));
    }

    /// Makes all requests fail with an invalid argument.
    pub(super) fn reject(&mut self, message: impl Into<String>) {
        self.first.invalid_argument.get_or_insert_with(|| message.into());
    }

    /// Returns the deadline of all pages, if they start now.
    pub(super) fn deadline(&self) -> Option<Instant> {
        Instant::now().checked_add(self.limit?)
    }

    /// The error of an exceeded deadline of all pages.
    pub(super) fn deadline_exceeded(&self) -> Error {
        let error = PerCall::error(self.limit.unwrap_or_default());
        Error::from_stack(error, self.first.operation, &CallStats::new())
    }

    /// Returns the parameters of the page at a cursor.
    pub(super) fn query(&self, cursor: Option<&Cursor>, pinned: &Pinned) -> Parameters {
        let mut query = match cursor {
            Some(cursor) => cursor.merge(&self.first.query, self.is_log),
            None => self.first.query.clone(),
        };
        for (name, value) in [("limit", &pinned.limit), ("since", &pinned.since)] {
            let Some(value) = value else { continue };
            remove(&mut query, name);
            if !value.is_empty() {
                query.push((Cow::Borrowed(name), value.clone()));
            }
        }
        query
    }

    /// Returns the hash of the parameters of a page, by which repeated pages are detected.
    pub(super) fn page_hash(&self, cursor: Option<&Cursor>) -> u64 {
        let query = self.query(cursor, &Pinned::default());
        fnv_unordered(query.iter().map(|(name, value)| (name.as_ref(), value.as_str())))
    }

    /// Returns the request for the page at a cursor.
    pub(super) fn call(
        &self,
        cursor: Option<&Cursor>,
        pinned: &Pinned,
        deadline: Option<Instant>,
    ) -> PreparedRequest {
        let mut head = self.first.clone();
        head.query = self.query(cursor, pinned);
        // Parameters that are not UTF-8 are sent as the server encoded them.
        for pair in cursor.into_iter().flat_map(Cursor::undecodable) {
            if let Some((name, _)) = form_urlencoded::parse(pair.as_bytes()).next() {
                head.remove_query(&name);
            }
            head.path.push(if head.path.contains('?') { '&' } else { '?' });
            head.path.push_str(pair);
        }
        if let Some(at) = deadline {
            let at = Deadline(at.into_std());
            let earlier = head.options.extensions.get::<Deadline>().map_or(at, |existing| at.min(*existing));
            head.options.extensions.insert(earlier);
        }
        PreparedRequest { head, body: Body::from(self.body.clone()) }
    }

    pub(super) fn client(&self) -> Client {
        self.client.clone()
    }

    pub(super) async fn fetch(
        &self,
        cursor: Option<&Cursor>,
        pinned: &Pinned,
        deadline: Option<Instant>,
    ) -> Result<UndecodedPage, Error> {
        let response = self.client.execute(self.call(cursor, pinned, deadline)).await?;
        Ok(self.page(response))
    }

    /// Reads a response.
    pub(super) fn page(&self, response: RawResponse) -> UndecodedPage {
        UndecodedPage::new(response, &self.paging)
    }

    /// Returns what the cursors of this listing belong to.
    pub(super) fn fingerprint(&self) -> Fingerprint {
        let first = &self.first;
        let is_polling = self.is_polling(&first.query);
        let parameters = first.query.iter().map(|(name, value)| (name.as_ref(), value.as_str()));
        let selecting = parameters.filter(|(name, value)| match *name {
            // The page size may change.
            "limit" | "after" => false,
            // A polling query continues at its cursor, whatever `since` is.
            "since" => !is_polling,
            "sortOrder" => !(self.is_log && *value == "ASCENDING"),
            _ => true,
        });
        let path = first.path.trim_end_matches('/');
        Fingerprint::new(
            fnv(&[first.method.as_str().as_bytes(), path.as_bytes()]),
            fnv_unordered(selecting).wrapping_add(fnv(&[&self.body])),
        )
    }

    /// Returns why a position of the listing `other` is not one of this listing.
    pub(super) fn mismatch(&self, other: Option<Fingerprint>) -> Option<&'static str> {
        let (own, other) = (self.fingerprint(), other?);
        if own.operation != other.operation {
            return Some("invalid cursor: it belongs to another operation or path");
        }
        (own.parameters != other.parameters).then_some(
            "invalid cursor: it belongs to a call with other parameters; resume with those, or start again",
        )
    }

    /// Returns whether a query is one of the System Log that never ends.
    pub(super) fn is_polling(&self, query: &[(Cow<'static, str>, String)]) -> bool {
        self.is_log
            && !query.iter().any(|(name, value)| match name.as_ref() {
                "until" => !value.is_empty(),
                "sortOrder" => value == "DESCENDING",
                _ => false,
            })
    }

    /// Returns the parameters that a later call must repeat to get the same page; `start` is the time at which the
    /// server read the first page.
    pub(super) fn pin(
        &self,
        cursor: Option<&Cursor>,
        pinned: &Pinned,
        start: SystemTime,
        skips: bool,
    ) -> Pinned {
        let query = self.query(cursor, pinned);
        let value =
            |name: &str| query.iter().rfind(|(known, _)| known == name).map(|(_, value)| value.clone());
        let since = (cursor.is_none() && self.is_polling(&query)).then(|| {
            value("since").filter(|since| !since.is_empty()).unwrap_or_else(|| {
                DateTime::from(start.checked_sub(LOG_RANGE).unwrap_or(SystemTime::UNIX_EPOCH)).to_string()
            })
        });
        Pinned { limit: skips.then(|| value("limit").unwrap_or_default()), since }
    }

    /// Returns the cursor of the page after a page.
    pub(super) fn next(&self, page: &UndecodedPage) -> Result<Option<Cursor>, Error> {
        let unreadable =
            || Error::paging("invalid link to the next page; the rest of the listing cannot be requested");
        let target = match (link::next_target(page.response.headers()), &self.paging) {
            (Ok(None), Paging::Envelope { .. }) => page.next_in_body(),
            (Err(malformed), Paging::Envelope { .. }) => match page.next_in_body() {
                Ok(Some(target)) => Ok(Some(target)),
                _ => Err(malformed),
            },
            (target, _) => target,
        };
        let Some(target) = target.map_err(|_| unreadable())? else { return Ok(None) };
        let path = self.client.base().strip_prefix(&self.first.path);
        let cursor = link::cursor(&target, path).ok_or_else(unreadable)?;
        Ok(Some(cursor.with_listing(self.fingerprint())))
    }
}

/// Returns the key of an item: its `id` or `uuid`, else a hash of its text.
pub(super) fn key(item: &Json) -> String {
    let text = item.as_str();
    let id = ["id", "uuid"].into_iter().find_map(|name| {
        let id = Json::parse(link::members(text, name).last()?).ok()?.to_text()?;
        (!id.is_empty()).then_some(id)
    });
    id.unwrap_or_else(|| format!("~{:016x}", fnv(&[text.as_bytes()])))
}

/// Returns the time in a `Date` header.
pub(crate) fn date_header(date: &str) -> Option<SystemTime> {
    // `Sun, 06 Nov 1994 08:49:37 GMT` in the format of Java's `Date`.
    let [day, date, month, year, time, _] =
        date.split_ascii_whitespace().collect::<Vec<_>>().try_into().ok()?;
    let day = day.trim_end_matches(',');
    DateTime::from(format!("{day} {month} {date} {time} UTC {year}").as_str()).to_system_time()
}

/// Returns the time at which the server read a page: its `Date`, less the duration of the request.
pub(super) fn read_at(raw: &RawResponse, elapsed: Duration) -> Option<SystemTime> {
    let date = raw.headers().get(DATE)?.to_str().ok()?;
    let date = date_header(date)?;
    date.checked_sub(elapsed.saturating_add(Duration::from_secs(1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_ids_or_hashes() {
        let key = |text: &str| key(&Json::parse(text).unwrap());
        assert_eq!(key(r#"{"name":"x","id":"00u1"}"#), "00u1");
        assert_eq!(key(r#"{"uuid":"a-b","actor":{"id":"00u1"}}"#), "a-b");
        for text in [r#""00u1""#, "7", r#"{"id":7}"#, r#"{"id":""}"#, r#"{"x":"\ud800"}"#, "[]"] {
            assert!(key(text).starts_with('~') && key(text).len() == 17, "{text}");
        }
        assert_ne!(key("\"a\""), key("\"b\""));
    }
}
