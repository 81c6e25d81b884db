//! Requests to any path, through the whole stack.

use std::{
    borrow::Cow,
    fmt,
    future::{Future, IntoFuture},
    pin::Pin,
};

use http::{HeaderValue, Method, header::CONTENT_TYPE};
use okta_models::{Json, Model};
use okta_tower::body::Body;

use super::{
    headers, path,
    request::PreparedRequest,
    response::{RawResponse, Response, content},
};
use crate::{
    Client, Error,
    page::{Pager, Paging},
};

/// A request to any path, for operations without a typed method. Awaiting it returns the JSON of the response.
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
    request: PreparedRequest,
}

impl fmt::Debug for RawRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawRequest").field("method", &self.request.method).finish_non_exhaustive()
    }
}

impl RawRequest {
    pub(crate) fn new(client: Client, method: Method, path: String) -> Self {
        let (path, invalid) = match path::encode_raw(&path) {
            Ok(path) => (path, None),
            Err(message) => (path, Some(message)),
        };
        let mut request = PreparedRequest::new(None, method, path);
        request.invalid_argument = invalid;
        Self { client, request }
    }

    /// Adds a query parameter; name and value are encoded.
    pub fn query(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.request.query.push((Cow::Owned(name.into()), value.into()));
        self
    }

    /// Sets a JSON body.
    pub fn json<T: Model>(mut self, value: &T) -> Self {
        let mut text = Vec::new();
        value.encode(&mut text);
        self.request.body = Body::from(text);
        self.request.headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        self
    }

    /// Sets a body of any type; its `Content-Type` is set with [`with_content_type`](Self::with_content_type).
    pub fn body(mut self, body: impl Into<Body>) -> Self {
        self.request.body = body.into();
        self
    }

    /// Sets the `Content-Type` of the body.
    pub fn with_content_type(mut self, content_type: &str) -> Self {
        match HeaderValue::from_str(content_type) {
            Ok(value) => {
                self.request.headers.insert(CONTENT_TYPE, value);
            }
            Err(_) => {
                self.request.invalid_argument.get_or_insert_with(|| headers::invalid("content-type"));
            }
        }
        self
    }

    call_options! { self => self.request }

    /// Sends the request and decodes the response.
    ///
    /// # Errors
    ///
    /// Fails if the call fails, the server responds with an error, or the body is not a `T`.
    pub async fn send_as<T: Model>(self) -> Result<Response<T>, Error> {
        let raw = self.fetch().await?;
        match T::decode(raw.body()) {
            Ok(value) => Ok(Response::new(value, raw)),
            Err(cause) => Err(Error::decode(&raw, cause)),
        }
    }

    /// Sends the request and decodes the response as JSON; an empty body is `null`.
    ///
    /// # Errors
    ///
    /// Fails if the call fails, the server responds with an error, or the body is not JSON.
    pub async fn send(self) -> Result<Response<Json>, Error> {
        let raw = self.fetch().await?;
        let text: &[u8] = if content(&raw).is_empty() { b"null" } else { raw.body() };
        match <Json as Model>::decode(text) {
            Ok(value) => Ok(Response::new(value, raw)),
            Err(cause) => Err(Error::decode(&raw, cause)),
        }
    }

    /// Sends the request and returns the raw response, of any content type.
    ///
    /// # Errors
    ///
    /// Fails if the call fails or the server responds with an error.
    pub async fn fetch(self) -> Result<RawResponse, Error> {
        self.client.execute(without_auto_retry(self.request)).await
    }

    /// Sends the request and returns the response with its body as a stream.
    ///
    /// # Errors
    ///
    /// Fails if the call fails or the server responds with an error.
    pub async fn stream(self) -> Result<http::Response<Body>, Error> {
        self.client.execute_stream(without_auto_retry(self.request)).await
    }

    /// Treats the response as a page of a listing: an array, with the next page in a `Link` header.
    pub fn pager<T: Model>(self) -> Pager<T> {
        Pager::new(self.client, self.request, Paging::Link)
    }

    /// Treats the response as a page of a listing whose items are a member of an object, with the next page in its
    /// `_links.next`.
    pub fn pager_in<T: Model>(self, member: impl Into<Cow<'static, str>>) -> Pager<T> {
        Pager::new(self.client, self.request, Paging::Envelope { items: member.into() })
    }
}

/// Marks the deletion of a user as not idempotent, unless the caller has set it: the first deletion deactivates the
/// user, a second one destroys it
/// ([Okta: delete a user](https://developer.okta.com/docs/api/openapi/okta-management/management/tag/User/#tag/User/operation/deleteUser)).
fn without_auto_retry(mut request: PreparedRequest) -> PreparedRequest {
    if request.method == Method::DELETE && is_user_path(&request.path) {
        let hint = request.options.retry.get_or_insert_default();
        hint.idempotent.get_or_insert(false);
    }
    request
}

fn is_user_path(path: &str) -> bool {
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
    use okta_tower::meta::RetryHint;

    use super::*;

    fn idempotent(method: Method, path: &str, hint: Option<RetryHint>) -> Option<bool> {
        let mut request = PreparedRequest::new(None, method, path.to_owned());
        request.options.retry = hint;
        without_auto_retry(request).options.retry.clone().and_then(|hint| hint.idempotent)
    }

    #[test]
    fn user_deletion_is_not_idempotent_by_default() {
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
