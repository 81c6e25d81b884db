//! Calls to any path, through the whole stack.

use std::{
    borrow::Cow,
    fmt,
    future::{Future, IntoFuture},
    pin::Pin,
    time::Duration,
};

use http::{HeaderValue, Method, header::CONTENT_TYPE};
use okta_models::{Json, Model};
use okta_tower::{
    body::Body,
    meta::{CacheMode, RetryHint},
};

use super::{
    request::Outgoing,
    response::{RawResponse, Response},
};
use crate::{
    Client, Error,
    page::{Pager, Paging},
};

/// A call to a path that has no method of its own. Awaiting it gives the answer's JSON.
///
/// ```no_run
/// # async fn run(okta: okta_client::Client) -> Result<(), okta_client::Error> {
/// use http::Method;
///
/// let me = okta.request(Method::GET, "/api/v1/users/me").await?;
/// let page = okta.request(Method::GET, "/api/v1/groups").query("limit", "2").send().await?;
/// println!("{} {}", page.status(), page.raw_body().len());
/// # let _ = me; Ok(()) }
/// ```
#[must_use = "requests do nothing until awaited"]
pub struct RawRequest {
    client: Client,
    call: Outgoing,
}

impl fmt::Debug for RawRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawRequest").field("method", &self.call.method).finish_non_exhaustive()
    }
}

impl RawRequest {
    pub(crate) fn new(client: Client, method: Method, path: String) -> Self {
        Self { client, call: Outgoing::new(None, method, path) }
    }

    /// Adds a query parameter; name and value are encoded.
    pub fn query(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.call.query.push((Cow::Owned(name.into()), value.into()));
        self
    }

    /// Sends a JSON body.
    pub fn json<T: Model>(mut self, value: &T) -> Self {
        let mut text = Vec::new();
        value.encode(&mut text);
        self.call.body = Body::from(text);
        self.call.headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        self
    }

    /// Sends a body of any type; set its `Content-Type` with [`with_header`](Self::with_header).
    pub fn body(mut self, body: impl Into<Body>) -> Self {
        self.call.body = body.into();
        self
    }

    /// Adds a header.
    pub fn with_header(mut self, name: &str, value: &str) -> Self {
        self.call.options.with_header(name, value);
        self
    }

    /// Bounds the whole call, waits and attempts included; `None` lifts the client's own limit.
    pub fn with_deadline(mut self, limit: impl Into<Option<Duration>>) -> Self {
        self.call.options.with_deadline(limit.into());
        self
    }

    /// Bounds each attempt; `None` lifts the client's own limit.
    pub fn with_attempt_timeout(mut self, limit: impl Into<Option<Duration>>) -> Self {
        self.call.options.with_attempt_timeout(limit.into());
        self
    }

    /// Says how the call may be retried.
    pub fn with_retry(mut self, hint: RetryHint) -> Self {
        self.call.options.retry = Some(hint);
        self
    }

    /// Says how the cache treats the call.
    pub fn with_cache(mut self, mode: CacheMode) -> Self {
        self.call.options.cache = Some(mode);
        self
    }

    /// Attaches a value of any type to the request's extensions, for the caller's own layers.
    pub fn with_extension<T: Clone + Send + Sync + 'static>(mut self, value: T) -> Self {
        self.call.options.extensions.insert(value);
        self
    }

    /// Sends the call and decodes the answer.
    ///
    /// # Errors
    ///
    /// When the call fails, is refused, or the body is not a `T`.
    pub async fn send_as<T: Model>(self) -> Result<Response<T>, Error> {
        let raw = self.fetch().await?;
        match T::decode(raw.body()) {
            Ok(value) => Ok(Response::new(value, raw)),
            Err(cause) => Err(Error::decode(&raw, cause)),
        }
    }

    /// Sends the call; an empty body is JSON's `null`.
    ///
    /// # Errors
    ///
    /// When the call fails, is refused, or the body is not JSON.
    pub async fn send(self) -> Result<Response<Json>, Error> {
        let raw = self.fetch().await?;
        let text: &[u8] = if raw.body().is_empty() { b"null" } else { raw.body() };
        match <Json as Model>::decode(text) {
            Ok(value) => Ok(Response::new(value, raw)),
            Err(cause) => Err(Error::decode(&raw, cause)),
        }
    }

    /// Sends the call and gives the answer as it came, of whatever content type.
    ///
    /// # Errors
    ///
    /// When the call fails or is refused.
    pub async fn fetch(self) -> Result<RawResponse, Error> {
        self.client.execute(cautious(self.call)).await
    }

    /// Sends the call and gives the body as it comes, without reading it first.
    ///
    /// # Errors
    ///
    /// When the call fails or is refused.
    pub async fn stream(self) -> Result<http::Response<Body>, Error> {
        self.client.execute_stream(cautious(self.call)).await
    }

    /// Treats the call as a listing: an array, with the next page in a `Link` header.
    pub fn pager<T: Model>(self) -> Pager<T> {
        Pager::new(self.client, self.call, Paging::Link)
    }

    /// Treats the call as a listing whose items are a member of an object, with the next page in its
    /// `_links.next`.
    pub fn pager_in<T: Model>(self, member: impl Into<Cow<'static, str>>) -> Pager<T> {
        Pager::new(self.client, self.call, Paging::Envelope { items: member.into() })
    }
}

/// Deleting a user twice deactivates and then destroys, so it is not sent again once it may have arrived, unless the
/// caller says otherwise
/// ([Okta: delete a user](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/User/#tag/User/operation/deleteUser)).
/// By its method alone it would be.
fn cautious(mut call: Outgoing) -> Outgoing {
    if call.method == Method::DELETE && is_one_user(&call.path) {
        let hint = call.options.retry.get_or_insert_default();
        hint.idempotent.get_or_insert(false);
    }
    call
}

fn is_one_user(path: &str) -> bool {
    let path = path.split('?').next().unwrap_or_default();
    let mut segments = path.split('/').filter(|segment| !segment.is_empty());
    let family = [segments.next(), segments.next(), segments.next()];
    family == [Some("api"), Some("v1"), Some("users")] && segments.count() == 1
}

impl IntoFuture for RawRequest {
    type Output = Result<Json, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move { self.send().await.map(Response::into_inner) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn idempotent(method: Method, path: &str, hint: Option<RetryHint>) -> Option<bool> {
        let mut call = Outgoing::new(None, method, path.to_owned());
        call.options.retry = hint;
        cautious(call).options.retry.clone().and_then(|hint| hint.idempotent)
    }

    #[test]
    fn deleting_a_user_is_not_repeated_unless_the_caller_says_so() {
        let deleted = |path| idempotent(Method::DELETE, path, None);
        for path in
            ["/api/v1/users/00u1", "/api/v1/users/00u1/?sendEmail=false", "//api/v1//users/ann@example.com"]
        {
            assert_eq!(deleted(path), Some(false), "{path}");
        }
        for path in ["/api/v1/users", "/api/v1/users/00u1/sessions", "/api/v1/groups/00g1"] {
            assert_eq!(deleted(path), None, "{path}");
        }
        assert_eq!(idempotent(Method::GET, "/api/v1/users/00u1", None), None);
        let more = RetryHint::new().max_retries(9);
        assert_eq!(idempotent(Method::DELETE, "/api/v1/users/00u1", Some(more)), Some(false));
        let sure = RetryHint::new().idempotent(true);
        assert_eq!(idempotent(Method::DELETE, "/api/v1/users/00u1", Some(sure)), Some(true));
    }
}
