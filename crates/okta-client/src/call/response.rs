//! Responses: decoded, raw, and what both report about themselves.

use std::{fmt, ops::Deref};

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use okta_models::{DecodeError, Model};
use okta_tower::{
    meta::OperationMeta,
    rate_limit::{self, RateLimitSnapshot},
};

use crate::{Error, error::is_web_page};

/// Status, headers and attempts of a response.
#[derive(Clone)]
pub struct ResponseMeta {
    status: StatusCode,
    headers: HeaderMap,
    attempts: u32,
    operation: Option<&'static OperationMeta>,
}

impl ResponseMeta {
    pub(crate) const fn new(
        status: StatusCode,
        headers: HeaderMap,
        attempts: u32,
        operation: Option<&'static OperationMeta>,
    ) -> Self {
        Self { status, headers, attempts, operation }
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

    /// The `X-Okta-Request-Id`, which identifies the request to Okta's support and in the System Log.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.headers.get("x-okta-request-id")?.to_str().ok()
    }

    /// The rate limit as of this response.
    #[must_use]
    pub fn rate_limit(&self) -> Option<RateLimitSnapshot> {
        rate_limit::snapshot(&self.headers)
    }

    /// The number of attempts, the successful one included.
    #[must_use]
    pub const fn attempts(&self) -> u32 {
        self.attempts
    }
}

impl fmt::Debug for ResponseMeta {
    /// Header values are left out: they may be secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseMeta")
            .field("operation", &self.operation.map(|meta| meta.id))
            .field("status", &self.status.as_u16())
            .field("request_id", &self.request_id())
            .field("attempts", &self.attempts)
            .finish()
    }
}

/// Accessors of a type that holds a [`ResponseMeta`].
macro_rules! response_accessors {
    ($self:ident => $meta:expr) => {
        /// The status.
        #[must_use]
        pub const fn status(&$self) -> http::StatusCode {
            $meta.status()
        }

        /// The headers.
        #[must_use]
        pub const fn headers(&$self) -> &http::HeaderMap {
            $meta.headers()
        }

        /// The `X-Okta-Request-Id`, which identifies the request to Okta's support and in the System Log.
        #[must_use]
        pub fn request_id(&$self) -> Option<&str> {
            $meta.request_id()
        }

        /// The rate limit as of this response.
        #[must_use]
        pub fn rate_limit(&$self) -> Option<okta_tower::rate_limit::RateLimitSnapshot> {
            $meta.rate_limit()
        }

        /// The number of attempts, the successful one included.
        #[must_use]
        pub const fn attempts(&$self) -> u32 {
            $meta.attempts()
        }
    };
}
pub(crate) use response_accessors;

/// A value with the response that it was decoded from. Derefs to the value.
///
/// ```no_run
/// # async fn run(okta: okta_client::Client) -> Result<(), okta_client::Error> {
/// let response = okta.request(http::Method::GET, "/api/v1/users/me").send().await?;
/// println!("{} {:?} after {} attempt(s)", response.status(), response.request_id(), response.attempts());
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

    response_accessors!(self => self.raw.meta);

    /// The value.
    pub fn into_inner(self) -> T {
        self.value
    }

    /// The value and the raw response.
    pub fn into_parts(self) -> (T, RawResponse) {
        (self.value, self.raw)
    }

    /// The response with its value mapped.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Response<U> {
        Response { value: f(self.value), raw: self.raw }
    }

    /// The raw response.
    pub const fn raw(&self) -> &RawResponse {
        &self.raw
    }

    /// The raw body.
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

/// A successful response, read but not decoded.
#[derive(Clone)]
pub struct RawResponse {
    meta: ResponseMeta,
    body: Bytes,
}

impl RawResponse {
    pub(crate) const fn new(meta: ResponseMeta, body: Bytes) -> Self {
        Self { meta, body }
    }

    response_accessors!(self => self.meta);

    pub(crate) fn into_parts(self) -> (ResponseMeta, Bytes) {
        (self.meta, self.body)
    }

    /// Status, headers and attempts.
    #[must_use]
    pub const fn meta(&self) -> &ResponseMeta {
        &self.meta
    }

    /// The body.
    #[must_use]
    pub const fn body(&self) -> &Bytes {
        &self.body
    }
}

impl fmt::Debug for RawResponse {
    /// The body is left out: it may contain secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawResponse").field("meta", &self.meta).field("body_bytes", &self.body.len()).finish()
    }
}

/// The enum of an operation whose response type depends on the status.
pub(crate) trait ByStatus: Sized {
    /// Decodes the body of a response with this status.
    fn decode(status: u16, body: &[u8]) -> Result<Self, DecodeError>;
}

/// Decodes JSON. An empty body is an empty object or list, as Okta sends it where there is nothing to report. A single
/// object where a list is declared is a list of one: Okta's document is not always right about which it is. All else
/// that does not have the declared kind is an error; arrays where an object is declared are up to the model.
pub(crate) fn json<T: Model>(raw: &RawResponse) -> Result<T, Error> {
    let body = content(raw);
    let value = if body.is_empty() {
        T::decode(b"{}").or_else(|_| T::decode(b"[]")).or_else(|_| T::decode(body))
    } else {
        T::decode(raw.body()).or_else(|cause| match body.trim_ascii_start().starts_with(b"{") {
            true => T::decode(&[b"[", body, b"]"].concat()).map_err(|_| cause),
            false => Err(cause),
        })
    };
    value.map_err(|cause| Error::decode(raw, cause))
}

/// The body without its byte order mark, if it has one.
pub(super) fn content(raw: &RawResponse) -> &[u8] {
    raw.body().strip_prefix("\u{feff}".as_bytes()).unwrap_or(raw.body())
}

/// Decodes JSON, or nothing from an empty body.
pub(crate) fn optional<T: Model>(raw: &RawResponse) -> Result<Option<T>, Error> {
    if content(raw).is_empty() { Ok(None) } else { json(raw).map(Some) }
}

/// Decodes nothing; a body stays in the raw response. A web page is an error: it comes from a proxy, which did not pass
/// on the request.
pub(crate) fn nothing(raw: &RawResponse) -> Result<(), Error> {
    if is_web_page(raw) { Err(Error::undecodable(raw)) } else { Ok(()) }
}

/// Decodes UTF-8 text other than a web page.
pub(crate) fn text(raw: &RawResponse) -> Result<String, Error> {
    nothing(raw)?;
    String::from_utf8(raw.body().to_vec()).map_err(|cause| Error::decode(raw, cause.utf8_error()))
}

/// Decodes the type that belongs to the status.
pub(crate) fn by_status<R: ByStatus>(raw: &RawResponse) -> Result<R, Error> {
    let body: &[u8] = if content(raw).is_empty() { b"{}" } else { raw.body() };
    R::decode(raw.status().as_u16(), body).map_err(|cause| Error::decode(raw, cause))
}
