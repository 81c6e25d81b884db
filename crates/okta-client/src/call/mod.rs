//! What every endpoint method stands on: from arguments to an outgoing call, from an answer to a value.
//!
//! The methods themselves are written by `okta-codegen` into `api/`, one `operation!` block each. A block expands
//! to a builder around a [`Call`] and to calls of the functions here; the work is done by code that is compiled
//! once, not once an operation.
//!
//! - A path parameter is one segment of the path whatever it contains: everything but unreserved characters is
//!   percent-encoded ([RFC 3986 §2.3](https://www.rfc-editor.org/rfc/rfc3986#section-2.3)). An empty one, `.` and
//!   `..` cannot be a segment and are refused before anything is sent.
//! - A query or header parameter that is set twice has the last value.
//! - What is wrong with an argument is told when the call is sent, so that builders stay free of `Result`.

#[macro_use]
mod macros;
pub(crate) mod body;
mod certificate;
mod file;
pub(crate) mod path;
mod raw;
pub(crate) mod request;
pub(crate) mod response;

use std::{borrow::Cow, fmt, future::Future, pin::Pin, time::Duration};

use http::{
    HeaderName, HeaderValue,
    header::{ACCEPT, CONTENT_TYPE},
};
use okta_models::Model;
use okta_tower::meta::{CacheMode, OperationMeta, RetryHint};

pub use certificate::Certificate;
pub use file::FilePart;
pub use raw::RawRequest;
pub use response::{RawResponse, Response};

use crate::{
    Client, Error, Pager,
    page::{Paging, Tail},
};
use body::Payload;
use request::Outgoing;

/// The future that awaiting a call gives.
pub type CallFuture<T> = Pin<Box<dyn Future<Output = Result<T, Error>> + Send>>;

/// How an answer becomes a value.
pub(crate) type Decode<T> = fn(&RawResponse) -> Result<T, Error>;

/// A call that is being put together.
pub(crate) struct Call {
    client: Client,
    outgoing: Outgoing,
}

impl fmt::Debug for Call {
    /// Shows which call it is and no argument: arguments may be personal data or secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.outgoing.head.operation.map_or("", |meta| meta.id))
    }
}

impl Call {
    pub(crate) fn new(client: &Client, meta: &'static OperationMeta, segments: &[&str]) -> Self {
        let mut outgoing = Outgoing::new(Some(meta), meta.method.clone(), String::new());
        match path::fill(meta.path, segments) {
            Ok(path) => outgoing.head.path = path,
            Err(refusal) => outgoing.head.refusal = Some(refusal),
        }
        Self { client: client.clone(), outgoing }
    }

    fn refuse(&mut self, refusal: impl FnOnce() -> String) {
        self.outgoing.head.refusal.get_or_insert_with(refusal);
    }

    fn forget(&mut self, name: &str) {
        self.outgoing.head.query.retain(|(known, _)| known != name);
    }

    /// Sets a query parameter.
    pub(crate) fn query(mut self, name: &'static str, value: &dyn fmt::Display) -> Self {
        self.forget(name);
        self.outgoing.head.query.push((Cow::Borrowed(name), value.to_string()));
        self
    }

    /// Sets a query parameter of which each element is sent by itself.
    pub(crate) fn each(mut self, name: &'static str, values: Vec<String>) -> Self {
        self.forget(name);
        self.outgoing.head.query.extend(values.into_iter().map(|value| (Cow::Borrowed(name), value)));
        self
    }

    /// Sets a query parameter whose elements are joined by commas; an empty list is not sent.
    pub(crate) fn joined(mut self, name: &'static str, values: &[String]) -> Self {
        self.forget(name);
        if values.is_empty() { self } else { self.query(name, &values.join(",")) }
    }

    /// Sets a header.
    pub(crate) fn header(mut self, name: &'static str, value: &dyn fmt::Display) -> Self {
        match (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_str(&value.to_string())) {
            (Ok(name), Ok(value)) => {
                self.outgoing.head.headers.insert(name, value);
            }
            _ => self.refuse(|| {
                format!("header `{name}` cannot be sent: its value contains a character that is not allowed, such as a line break")
            }),
        }
        self
    }

    /// Asks for another content type than JSON.
    pub(crate) fn accept(mut self, content_type: &'static str) -> Self {
        self.outgoing.head.headers.insert(ACCEPT, HeaderValue::from_static(content_type));
        self
    }

    /// Sets the body.
    pub(crate) fn body(mut self, payload: Payload) -> Self {
        self.outgoing.head.headers.insert(CONTENT_TYPE, payload.content_type);
        self.outgoing.body = payload.body;
        self
    }

    /// Counts a redirect as success.
    pub(crate) fn redirect(mut self, redirects_succeed: bool) -> Self {
        self.outgoing.head.redirects_succeed = redirects_succeed;
        self
    }

    /// Sends the call to the host with `label` before the org's own.
    pub(crate) fn server(mut self, label: &str) -> Self {
        match self.client.base().beside(label) {
            Ok(server) => self.outgoing.head.server = server,
            Err(refusal) => self.refuse(|| refusal),
        }
        self
    }

    pub(crate) fn with_deadline(mut self, limit: Option<Duration>) -> Self {
        self.outgoing.head.options.with_deadline(limit);
        self
    }

    pub(crate) fn with_attempt_timeout(mut self, limit: Option<Duration>) -> Self {
        self.outgoing.head.options.with_attempt_timeout(limit);
        self
    }

    pub(crate) fn with_header(mut self, name: &str, value: &str) -> Self {
        self.outgoing.head.options.with_header(name, value);
        self
    }

    pub(crate) fn with_retry(mut self, hint: RetryHint) -> Self {
        self.outgoing.head.options.retry = Some(hint);
        self
    }

    pub(crate) fn with_cache(mut self, mode: CacheMode) -> Self {
        self.outgoing.head.options.cache = Some(mode);
        self
    }

    pub(crate) fn with_extension<T: Clone + Send + Sync + 'static>(mut self, value: T) -> Self {
        self.outgoing.head.options.extensions.insert(value);
        self
    }

    /// Sends the call and decodes the answer.
    pub(crate) async fn send<T>(self, decode: Decode<T>) -> Result<Response<T>, Error> {
        let raw = self.client.execute(self.outgoing).await?;
        let value = decode(&raw)?;
        Ok(Response::new(value, raw))
    }

    /// As [`send`](Self::send), for the value alone.
    pub(crate) fn into_future<T: 'static>(self, decode: Decode<T>) -> CallFuture<T> {
        let answering = self.client.execute(self.outgoing);
        Box::pin(async move { decode(&answering.await?) })
    }

    /// The listing that the call begins.
    pub(crate) fn pager<T: Model>(self, paging: Paging) -> Pager<T> {
        Pager::new(self.client, self.outgoing, paging)
    }

    /// The listing, followed for ever in the order in which items are stored.
    pub(crate) fn tail<T: Model>(mut self, key: fn(&T) -> Option<&str>) -> Tail<T> {
        self.forget("until");
        self.query("sortOrder", &"ASCENDING").pager(Paging::Link).tail(key)
    }
}

#[cfg(test)]
mod tests;
