//! A value together with what the answer said about itself.

use std::ops::Deref;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use okta_models::{DecodeError, Model};
use okta_tower::{meta::OperationMeta, rate_limit::RateLimitSnapshot};

use crate::Error;

/// The value that a call gives, with status, headers and attempts. Derefs to the value.
///
/// ```no_run
/// # async fn run(okta: okta_client::Client) -> Result<(), okta_client::Error> {
/// let reply = okta.request(http::Method::GET, "/api/v1/users/me").send().await?;
/// println!("{} {:?} after {} attempt(s)", reply.status(), reply.request_id(), reply.attempts());
/// # Ok(()) }
/// ```
#[derive(Clone, Debug)]
pub struct Response<T> {
    value: T,
    raw: RawResponse,
}

impl<T> Response<T> {
    pub(crate) const fn new(value: T, raw: RawResponse) -> Self {
        Self { value, raw }
    }

    /// The value.
    pub fn into_inner(self) -> T {
        self.value
    }

    /// The value and the answer it came from.
    pub fn into_parts(self) -> (T, RawResponse) {
        (self.value, self.raw)
    }

    /// The same answer with another value.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Response<U> {
        Response { value: change(self.value), raw: self.raw }
    }

    /// The answer as it came.
    pub const fn raw(&self) -> &RawResponse {
        &self.raw
    }

    /// The status.
    pub const fn status(&self) -> StatusCode {
        self.raw.status()
    }

    /// The headers.
    pub const fn headers(&self) -> &HeaderMap {
        self.raw.headers()
    }

    /// The answer's `X-Okta-Request-Id`, by which Okta's support and the System Log know the request.
    pub fn request_id(&self) -> Option<&str> {
        self.raw.request_id()
    }

    /// What the answer said about the rate limit.
    pub fn rate_limit(&self) -> Option<RateLimitSnapshot> {
        self.raw.rate_limit()
    }

    /// How many times the call was sent to get this answer.
    pub const fn attempts(&self) -> u32 {
        self.raw.attempts()
    }

    /// The body as it came.
    pub const fn raw_body(&self) -> &Bytes {
        self.raw.body()
    }
}

impl<T> Deref for Response<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

/// A successful answer, read but not decoded.
#[derive(Clone)]
pub struct RawResponse {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
    attempts: u32,
    operation: Option<&'static OperationMeta>,
}

impl RawResponse {
    pub(crate) const fn new(
        status: StatusCode,
        headers: HeaderMap,
        body: Bytes,
        attempts: u32,
        operation: Option<&'static OperationMeta>,
    ) -> Self {
        Self { status, headers, body, attempts, operation }
    }

    pub(crate) fn into_parts(self) -> (StatusCode, HeaderMap, Bytes) {
        (self.status, self.headers, self.body)
    }

    pub(crate) const fn operation(&self) -> Option<&'static OperationMeta> {
        self.operation
    }

    /// The status.
    #[must_use]
    pub const fn status(&self) -> StatusCode {
        self.status
    }

    /// The headers.
    #[must_use]
    pub const fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The body.
    #[must_use]
    pub const fn body(&self) -> &Bytes {
        &self.body
    }

    /// How many times the call was sent to get this answer.
    #[must_use]
    pub const fn attempts(&self) -> u32 {
        self.attempts
    }

    /// The answer's `X-Okta-Request-Id`.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        request_id(&self.headers)
    }

    /// What the answer said about the rate limit.
    #[must_use]
    pub fn rate_limit(&self) -> Option<RateLimitSnapshot> {
        RateLimitSnapshot::from_headers(&self.headers)
    }
}

impl std::fmt::Debug for RawResponse {
    /// Shows neither header values nor the body: both may carry secrets.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RawResponse")
            .field("operation", &self.operation.map(|meta| meta.id))
            .field("status", &self.status.as_u16())
            .field("request_id", &self.request_id())
            .field("body_bytes", &self.body.len())
            .field("attempts", &self.attempts)
            .finish()
    }
}

pub(crate) fn request_id(headers: &HeaderMap) -> Option<&str> {
    headers.get("x-okta-request-id")?.to_str().ok()
}

/// An enum of the types that an operation answers with, chosen by the status.
pub(crate) trait Reply: Sized {
    /// Reads the body of an answer with this status.
    fn read(status: u16, body: &[u8]) -> Result<Self, DecodeError>;
}

/// JSON. An empty body is an empty object or list: Okta answers so where it has nothing to say. An object in
/// place of a list is a list of one: Okta's document is not always right about which it is.
pub(crate) fn json<T: Model>(raw: &RawResponse) -> Result<T, Error> {
    let body = raw.body();
    let value = if body.is_empty() {
        T::decode(b"{}").or_else(|_| T::decode(b"[]")).or_else(|_| T::decode(body))
    } else {
        T::decode(body).or_else(|cause| T::decode(&[b"[", &body[..], b"]"].concat()).map_err(|_| cause))
    };
    value.map_err(|cause| Error::decode(raw, cause))
}

/// JSON with one status, no body with another.
pub(crate) fn optional<T: Model>(raw: &RawResponse) -> Result<Option<T>, Error> {
    if raw.body().is_empty() { Ok(None) } else { json(raw).map(Some) }
}

/// Nothing; a body that comes all the same stays in the response.
#[expect(clippy::unnecessary_wraps, reason = "one of the functions that read answers")]
pub(crate) fn nothing(_: &RawResponse) -> Result<(), Error> {
    Ok(())
}

/// Text in UTF-8.
pub(crate) fn text(raw: &RawResponse) -> Result<String, Error> {
    String::from_utf8(raw.body().to_vec()).map_err(|cause| Error::decode(raw, cause.utf8_error()))
}

/// One of several types.
pub(crate) fn by_status<R: Reply>(raw: &RawResponse) -> Result<R, Error> {
    let body: &[u8] = if raw.body().is_empty() { b"{}" } else { raw.body() };
    R::read(raw.status().as_u16(), body).map_err(|cause| Error::decode(raw, cause))
}
