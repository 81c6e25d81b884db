//! The runtime of endpoint methods: from arguments to a request, from a response to a value.
//!
//! `okta-codegen` generates the methods in `api/`, one `operation!` block each. A block expands to a builder around a
//! [`Call`] and to calls of the functions here, which are compiled once and not once per operation.
//!
//! - A path parameter is one segment of the path whatever it contains: all but unreserved characters are
//!   percent-encoded ([RFC 3986 §2.3](https://www.rfc-editor.org/rfc/rfc3986#section-2.3)). The empty segment, `.`,
//!   `..` and segments with `;` are rejected before anything is sent.
//! - The last value of a query or header parameter wins.
//! - An invalid argument is reported when the call is sent, so builders need no `Result`.

#[macro_use]
mod macros;
pub(crate) mod body;
mod certificate;
mod file;
pub(crate) mod headers;
pub(crate) mod path;
mod raw;
pub(crate) mod request;
pub(crate) mod response;

use std::{borrow::Cow, fmt, future::Future, pin::Pin};

use http::{
    HeaderName, HeaderValue,
    header::{ACCEPT, CONTENT_TYPE},
};
use okta_models::Model;
use okta_tower::meta::OperationMeta;

pub use certificate::Certificate;
pub use file::FilePart;
pub use raw::RawRequest;
pub use response::{RawResponse, Response, ResponseMeta};

use crate::{
    Client, Error, Pager,
    page::{Access, Paging, Parallel, Tail},
};
use body::Payload;
use request::PreparedRequest;

/// The future of a call.
pub type CallFuture<T> = Pin<Box<dyn Future<Output = Result<T, Error>> + Send>>;

/// A decoder of responses.
pub(crate) type Decode<T> = fn(&RawResponse) -> Result<T, Error>;

/// A call of an operation, before it is sent.
pub(crate) struct Call {
    client: Client,
    request: PreparedRequest,
    /// The content type of the body, if it is another than that of its kind.
    content_type: Option<&'static str>,
}

impl fmt::Debug for Call {
    /// Arguments are left out: they may be personal data or secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.request.operation.map_or("", |meta| meta.id))
    }
}

impl Call {
    pub(crate) fn new(client: &Client, meta: &'static OperationMeta, segments: &[&str]) -> Self {
        let mut request = PreparedRequest::new(Some(meta), meta.method.clone(), String::new());
        match path::fill(meta.path, segments) {
            Ok(path) => request.path = path,
            Err(message) => request.invalid_argument = Some(message),
        }
        Self { client: client.clone(), request, content_type: None }
    }

    fn reject(&mut self, message: impl FnOnce() -> String) {
        self.request.invalid_argument.get_or_insert_with(message);
    }

    /// Sets a query parameter.
    pub(crate) fn query(mut self, name: &'static str, value: &dyn fmt::Display) -> Self {
        self.request.remove_query(name);
        self.request.query.push((Cow::Borrowed(name), value.to_string()));
        self
    }

    /// Sets a query parameter that is repeated for each element.
    pub(crate) fn each(mut self, name: &'static str, values: Vec<String>) -> Self {
        self.request.remove_query(name);
        self.request.query.extend(values.into_iter().map(|value| (Cow::Borrowed(name), value)));
        self
    }

    /// Sets a query parameter whose elements are joined by commas; an empty list omits it.
    pub(crate) fn joined(mut self, name: &'static str, values: &[String]) -> Self {
        self.request.remove_query(name);
        if values.is_empty() { self } else { self.query(name, &values.join(",")) }
    }

    /// Sets a header.
    pub(crate) fn header(mut self, name: &'static str, value: &dyn fmt::Display) -> Self {
        match (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_str(&value.to_string())) {
            (Ok(name), Ok(value)) => {
                self.request.headers.insert(name, value);
            }
            _ => self.reject(|| headers::invalid(name)),
        }
        self
    }

    /// Sets the members that Okta leaves out of the response. It takes them from the `Content-Type`, also of a request
    /// without a body.
    pub(crate) fn okta_response(self, name: &'static str, value: &dyn fmt::Display) -> Self {
        self.header(name, &format_args!("application/json; okta-response={value}"))
    }

    /// Accepts a content type other than JSON.
    pub(crate) fn accept(mut self, content_type: &'static str) -> Self {
        self.request.headers.insert(ACCEPT, HeaderValue::from_static(content_type));
        self
    }

    /// Sets the content type of the body, in place of that of its kind.
    pub(crate) fn content_type(mut self, content_type: &'static str) -> Self {
        self.content_type = Some(content_type);
        self
    }

    /// Sets the body.
    pub(crate) fn body(mut self, payload: Payload) -> Self {
        if let Some(message) = payload.invalid {
            self.reject(|| message);
        }
        let content_type = self.content_type.map_or(payload.content_type, HeaderValue::from_static);
        self.request.headers.insert(CONTENT_TYPE, content_type);
        self.request.body = payload.body;
        self
    }

    /// Counts a redirect as success.
    pub(crate) fn redirect(mut self, redirects_succeed: bool) -> Self {
        self.request.redirects_succeed = redirects_succeed;
        self
    }

    /// Sends the call to the host `label.<host of the org>`.
    pub(crate) fn server(mut self, label: &str) -> Self {
        match self.client.base().sibling_host(label) {
            Ok(server) => self.request.server = server,
            Err(message) => self.reject(|| message),
        }
        self
    }

    /// The request, which the `with_*` methods change.
    pub(crate) fn request(&mut self) -> &mut PreparedRequest {
        &mut self.request
    }

    /// The URL of the call, which is not sent.
    pub(crate) fn url(self) -> Result<String, Error> {
        let PreparedRequest { head, body } = self.request;
        Ok(head.into_request(body, self.client.base())?.uri().to_string())
    }

    /// Sends the call and decodes the response.
    pub(crate) async fn send<T>(self, decode: Decode<T>) -> Result<Response<T>, Error> {
        let raw = self.client.execute(self.request).await?;
        let value = decode(&raw)?;
        Ok(Response::new(value, raw))
    }

    /// Like [`send`](Self::send), but returns the value only.
    pub(crate) fn into_future<T: 'static>(self, decode: Decode<T>) -> CallFuture<T> {
        let response = self.client.execute(self.request);
        Box::pin(async move { decode(&response.await?) })
    }

    /// The listing whose first page the call fetches.
    pub(crate) fn pager<T: Model>(self, paging: Paging) -> Pager<T> {
        Pager::new(self.client, self.request, paging)
    }

    /// The listing, cut by time.
    pub(crate) fn parallel<T: Model + Send + 'static>(
        self,
        access: Access<T>,
        workers: usize,
    ) -> Parallel<T> {
        Parallel::new(self.pager(Paging::Link), access, workers)
    }

    /// The listing, polled indefinitely in the order in which items are stored.
    pub(crate) fn tail<T: Model>(mut self, key: fn(&T) -> Option<&str>) -> Tail<T> {
        self.request.remove_query("until");
        self.query("sortOrder", &"ASCENDING").pager(Paging::Link).tail(key)
    }
}

#[cfg(test)]
mod tests;
