//! The error of a call.
//!
//! Inside the stack each layer has its own boxed error type. At the top of the stack they are converted to
//! [`Error`]: one type with a [`kind`](Error::kind), predicates, and the parsed error response, if there is
//! one.
//!
//! Whether a response is an error depends on its status, not on its body: an empty `401` is an error, a `204`
//! is not.

mod api;
mod classify;
mod kind;
mod retry;

use std::{borrow::Cow, error::Error as StdError, fmt};

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use okta_tower::{BoxError, meta::OperationMeta, rate_limit::RateLimitSnapshot};

pub use api::{ApiError, ErrorCause};
pub(crate) use classify::error_type;
pub use kind::ErrorKind;

use crate::{
    call::response::{RawResponse, ResponseMeta},
    transport::TransportErrorKind,
};

/// The error of a call.
///
/// ```
/// # fn handle(error: okta_client::Error) {
/// if error.is_not_found() {
///     println!("no such object");
/// } else if let Some(api) = error.api() {
///     println!("{}: {}", api.error_code(), api.error_summary());
/// } else {
///     println!("{error} ({:?})", error.kind());
/// }
/// # }
/// ```
pub struct Error(Box<Inner>);

struct Inner {
    kind: ErrorKind,
    message: Cow<'static, str>,
    operation: Option<&'static OperationMeta>,
    response: Option<ErrorResponse>,
    before_send: bool,
    transport: Option<TransportErrorKind>,
    source: Option<BoxError>,
}

struct ErrorResponse {
    meta: ResponseMeta,
    body: Bytes,
    api: Option<ApiError>,
}

impl Error {
    fn build(kind: ErrorKind, message: impl Into<Cow<'static, str>>) -> Self {
        Self(Box::new(Inner {
            kind,
            message: message.into(),
            operation: None,
            response: None,
            before_send: false,
            transport: None,
            source: None,
        }))
    }

    /// An error response.
    pub(crate) fn from_response(response: RawResponse) -> Self {
        let kind = match response.status() {
            StatusCode::TOO_MANY_REQUESTS => ErrorKind::RateLimited,
            _ => ErrorKind::Api,
        };
        let api = ApiError::parse(response.body());
        Self::build(kind, status_line(response.status())).with_response(response, api)
    }

    /// A response body that could not be decoded.
    pub(crate) fn decode(response: &RawResponse, cause: impl Into<BoxError>) -> Self {
        let mut error = Self::build(ErrorKind::Decode, "error decoding response body")
            .with_response(response.clone(), None);
        error.0.source = Some(cause.into());
        error
    }

    fn with_response(mut self, response: RawResponse, api: Option<ApiError>) -> Self {
        let (meta, body) = response.into_parts();
        self.0.operation = meta.operation();
        self.0.response = Some(ErrorResponse { meta, body, api });
        self
    }

    /// An invalid request; nothing was sent.
    pub(crate) fn invalid_request(message: impl Into<Cow<'static, str>>) -> Self {
        let mut error = Self::build(ErrorKind::InvalidRequest, message);
        error.0.before_send = true;
        error
    }

    /// An invalid configuration.
    pub(crate) fn config(message: impl Into<Cow<'static, str>>, source: Option<BoxError>) -> Self {
        let mut error = Self::build(ErrorKind::Config, message);
        error.0.before_send = true;
        error.0.source = source;
        error
    }

    /// Pagination that cannot continue.
    pub(crate) fn paging(message: impl Into<Cow<'static, str>>) -> Self {
        Self::build(ErrorKind::Paging, message)
    }

    /// A blocking call on a thread that is polling for an async runtime; nothing was sent.
    #[cfg(feature = "blocking")]
    pub(crate) fn would_block() -> Self {
        let mut error = Self::build(
            ErrorKind::WouldBlock,
            "blocking call inside an async runtime; use `.await`, or call it in `spawn_blocking`",
        );
        error.0.before_send = true;
        error
    }

    /// The background thread of blocking calls could not be started; nothing was sent.
    #[cfg(feature = "blocking")]
    pub(crate) fn no_background_thread(cause: std::io::Error) -> Self {
        let mut error = Self::build(ErrorKind::Other, "error starting the background thread");
        error.0.before_send = true;
        error.0.source = Some(cause.into());
        error
    }

    /// Returns the kind.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// Returns the parsed body of the error response, if there is one.
    #[must_use]
    pub fn api(&self) -> Option<&ApiError> {
        self.0.response.as_ref()?.api.as_ref()
    }

    /// Returns the status of the response, if there is one.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        self.0.response.as_ref().map(|response| response.meta.status())
    }

    /// Returns the headers of the response, if there is one.
    #[must_use]
    pub fn headers(&self) -> Option<&HeaderMap> {
        self.0.response.as_ref().map(|response| response.meta.headers())
    }

    /// Returns the raw body of the response, if there is one.
    #[must_use]
    pub fn raw_body(&self) -> Option<&Bytes> {
        self.0.response.as_ref().map(|response| &response.body)
    }

    /// Returns the `X-Okta-Request-Id` of the response, which identifies the request to Okta's support and in
    /// the System Log.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.0.response.as_ref()?.meta.request_id()
    }

    /// Returns the rate limit as of the response.
    #[must_use]
    pub fn rate_limit(&self) -> Option<RateLimitSnapshot> {
        self.0.response.as_ref()?.meta.rate_limit()
    }

    /// Returns the kind of the transport error, for errors of kind [`Connect`](ErrorKind::Connect) and
    /// [`Transport`](ErrorKind::Transport).
    #[must_use]
    pub fn transport(&self) -> Option<TransportErrorKind> {
        self.0.transport
    }

    /// Returns the number of attempts that led to the response; 0 if there is none.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.0.response.as_ref().map_or(0, |response| response.meta.attempts())
    }

    /// Returns the id of the operation, such as `getUser`; `None` for raw requests.
    #[must_use]
    pub fn operation(&self) -> Option<&'static str> {
        self.0.operation.map(|meta| meta.id)
    }

    /// Returns the OAuth 2.0 scopes that the operation accepts: grant one of them after a `403`.
    #[must_use]
    pub fn required_scopes(&self) -> &'static [&'static str] {
        self.0.operation.map_or(&[], |meta| meta.scopes)
    }

    /// Returns whether the status is `404` or `410`.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        matches!(self.status(), Some(StatusCode::NOT_FOUND | StatusCode::GONE))
    }

    /// Returns whether a rate limit failed the call.
    #[must_use]
    pub fn is_rate_limited(&self) -> bool {
        self.0.kind == ErrorKind::RateLimited
    }

    /// Returns whether a timeout failed the call.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        self.0.kind == ErrorKind::Timeout
    }

    /// Returns whether the status is `409` or `412`: the state of the object does not allow the change.
    #[must_use]
    pub fn is_conflict(&self) -> bool {
        matches!(self.status(), Some(StatusCode::CONFLICT | StatusCode::PRECONDITION_FAILED))
    }

    /// Returns whether the credentials are invalid or insufficient: a status `401` or `403`, or an error of
    /// kind [`Auth`](ErrorKind::Auth).
    #[must_use]
    pub fn is_unauthorized(&self) -> bool {
        self.0.kind == ErrorKind::Auth
            || matches!(self.status(), Some(StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN))
    }
}

fn status_line(status: StatusCode) -> String {
    match status.canonical_reason() {
        Some(reason) => format!("HTTP {} {reason}", status.as_u16()),
        None => format!("HTTP {}", status.as_u16()),
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &*self.0;
        if let Some(meta) = inner.operation {
            write!(f, "{}: ", meta.id)?;
        }
        f.write_str(&inner.message)?;
        if let Some(response) = &inner.response {
            if let Some(api) = &response.api {
                write!(f, ": {api}")?;
            }
            if response.meta.status() == StatusCode::FORBIDDEN && !self.required_scopes().is_empty() {
                write!(f, "; requires scope {}", self.required_scopes().join(" or "))?;
            }
            if let Some(id) = response.meta.request_id() {
                write!(f, " (request {id})")?;
            }
        }
        if self.attempts() > 1 {
            write!(f, ", after {} attempts", self.attempts())?;
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &*self.0;
        let mut debug = f.debug_struct("Error");
        debug.field("kind", &inner.kind).field("message", &self.to_string());
        if let Some(response) = &inner.response {
            debug.field("status", &response.meta.status().as_u16());
        }
        debug.field("attempts", &self.attempts()).field("source", &inner.source).finish()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|source| source as &(dyn StdError + 'static))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn assert_send_sync<T: Send + Sync>() {}
    const _: () = assert_send_sync::<Error>();
    const _: () = assert!(size_of::<Error>() == size_of::<usize>());

    fn error_response(status: u16, body: &'static str) -> Error {
        let mut headers = HeaderMap::new();
        headers.insert("x-okta-request-id", http::HeaderValue::from_static("req-7"));
        let status = StatusCode::from_u16(status).unwrap();
        Error::from_response(RawResponse::new(
            ResponseMeta::new(status, headers, 2, None),
            Bytes::from_static(body.as_bytes()),
        ))
    }

    #[test]
    fn status_sets_the_kind_and_body_the_details() {
        let error = error_response(
            404,
            r#"{"errorCode":"E0000007","errorSummary":"gone","errorCauses":[],"errorId":"x"}"#,
        );
        assert!(error.is_not_found() && !error.is_retryable());
        assert_eq!(error.api().unwrap().error_code(), "E0000007");
        assert_eq!(error.to_string(), "HTTP 404 Not Found: E0000007 gone (request req-7), after 2 attempts");

        let empty = error_response(401, "");
        assert!(empty.is_unauthorized() && empty.api().is_none());
        let page = error_response(502, "<html>bad gateway</html>");
        assert!(page.is_retryable());
        assert_eq!(page.raw_body().unwrap(), "<html>bad gateway</html>");
    }

    #[test]
    fn too_many_requests_is_rate_limited() {
        let error = error_response(429, r#"{"errorCode":"E0000047"}"#);
        assert_eq!(error.kind(), ErrorKind::RateLimited);
        assert!(error.is_rate_limited() && error.is_retryable() && !error.is_before_send());
    }
}
