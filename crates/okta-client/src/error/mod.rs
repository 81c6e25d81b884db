//! What can go wrong, as one type.
//!
//! Inside the stack each layer has its own error type, boxed. Where a call leaves the stack, everything
//! becomes an [`Error`]: one word, with a [`kind`](Error::kind), predicates for the questions that programs
//! ask, and the server's own words where there are any.
//!
//! The status decides whether an answer is an error, never the shape of its body: an empty `401` is an error
//! and a `204` is not.

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
    call::response::{RawResponse, request_id},
    transport::TransportErrorKind,
};

/// Why a call did not give what was asked for.
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
    answer: Option<Answer>,
    attempts: u32,
    before_send: bool,
    transport: Option<TransportErrorKind>,
    source: Option<BoxError>,
}

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
    api: Option<ApiError>,
}

impl Error {
    fn build(kind: ErrorKind, message: impl Into<Cow<'static, str>>) -> Self {
        Self(Box::new(Inner {
            kind,
            message: message.into(),
            operation: None,
            answer: None,
            attempts: 0,
            before_send: false,
            transport: None,
            source: None,
        }))
    }

    /// An answer of the server that refuses the call.
    pub(crate) fn refused(raw: RawResponse) -> Self {
        let api = ApiError::parse(raw.body());
        let kind = match raw.status() {
            StatusCode::TOO_MANY_REQUESTS => ErrorKind::RateLimited,
            _ => ErrorKind::Api,
        };
        let mut error = Self::build(kind, refusal(&raw));
        error.0.operation = raw.operation();
        error.0.attempts = raw.attempts();
        let (status, headers, body) = raw.into_parts();
        error.0.answer = Some(Answer { status, headers, body, api });
        error
    }

    /// A body that is not what the operation answers.
    pub(crate) fn decode(raw: &RawResponse, cause: impl Into<BoxError>) -> Self {
        let mut error = Self::build(ErrorKind::Decode, "the answer's body is not what the operation gives");
        error.0.operation = raw.operation();
        error.0.attempts = raw.attempts();
        error.0.answer = Some(Answer {
            status: raw.status(),
            headers: raw.headers().clone(),
            body: raw.body().clone(),
            api: None,
        });
        error.0.source = Some(cause.into());
        error
    }

    /// A request that cannot be made as asked; nothing was sent.
    pub(crate) fn invalid_request(message: impl Into<Cow<'static, str>>) -> Self {
        let mut error = Self::build(ErrorKind::InvalidRequest, message);
        error.0.before_send = true;
        error
    }

    /// A configuration that no client can be built from.
    pub(crate) fn config(message: impl Into<Cow<'static, str>>, source: Option<BoxError>) -> Self {
        let mut error = Self::build(ErrorKind::Config, message);
        error.0.before_send = true;
        error.0.source = source;
        error
    }

    /// Pages that do not lead to an end.
    pub(crate) fn paging(message: impl Into<Cow<'static, str>>) -> Self {
        Self::build(ErrorKind::Paging, message)
    }

    /// A call that would have blocked a thread which runs an async runtime; nothing was sent.
    #[cfg(feature = "blocking")]
    pub(crate) fn would_block() -> Self {
        let mut error = Self::build(
            ErrorKind::WouldBlock,
            "waiting would block an async runtime; use `.await` here, or wait inside `spawn_blocking`",
        );
        error.0.before_send = true;
        error
    }

    /// The thread that blocking calls need could not be started; nothing was sent.
    #[cfg(feature = "blocking")]
    pub(crate) fn no_background_thread(cause: std::io::Error) -> Self {
        let mut error = Self::build(ErrorKind::Other, "the background thread cannot be started");
        error.0.before_send = true;
        error.0.source = Some(cause.into());
        error
    }

    /// What kind of failure this is.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// Okta's own account of the refusal, when the answer had one.
    #[must_use]
    pub fn api(&self) -> Option<&ApiError> {
        self.0.answer.as_ref()?.api.as_ref()
    }

    /// The status of the answer, when there was one.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        self.0.answer.as_ref().map(|answer| answer.status)
    }

    /// The headers of the answer, when there was one.
    #[must_use]
    pub fn headers(&self) -> Option<&HeaderMap> {
        self.0.answer.as_ref().map(|answer| &answer.headers)
    }

    /// The body of the answer as it came, when there was one.
    #[must_use]
    pub fn raw_body(&self) -> Option<&Bytes> {
        self.0.answer.as_ref().map(|answer| &answer.body)
    }

    /// The answer's `X-Okta-Request-Id`, by which Okta's support and the System Log know the request.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        request_id(self.headers()?)
    }

    /// What the answer said about the rate limit.
    #[must_use]
    pub fn rate_limit(&self) -> Option<RateLimitSnapshot> {
        RateLimitSnapshot::from_headers(self.headers()?)
    }

    /// What went wrong with the connection, for errors of kind [`Connect`](ErrorKind::Connect) and
    /// [`Transport`](ErrorKind::Transport).
    #[must_use]
    pub fn transport(&self) -> Option<TransportErrorKind> {
        self.0.transport
    }

    /// How many times the call was sent; 0 when it never was or nothing counted.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// The operation's id, such as `getUser`, when the call named one.
    #[must_use]
    pub fn operation(&self) -> Option<&'static str> {
        self.0.operation.map(|meta| meta.id)
    }

    /// The OAuth 2.0 scopes that the operation needs: what to grant after a `403`.
    #[must_use]
    pub fn required_scopes(&self) -> &'static [&'static str] {
        self.0.operation.map_or(&[], |meta| meta.scopes)
    }

    /// Whether the server said that there is no such thing (`404` or `410`).
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        matches!(self.status(), Some(StatusCode::NOT_FOUND | StatusCode::GONE))
    }

    /// Whether the call was held back or refused because of a rate limit.
    #[must_use]
    pub fn is_rate_limited(&self) -> bool {
        self.0.kind == ErrorKind::RateLimited
    }

    /// Whether a time limit ended the call.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        self.0.kind == ErrorKind::Timeout
    }

    /// Whether the server said that the object's state does not allow the change (`409` or `412`).
    #[must_use]
    pub fn is_conflict(&self) -> bool {
        matches!(self.status(), Some(StatusCode::CONFLICT | StatusCode::PRECONDITION_FAILED))
    }

    /// Whether the credentials were refused or do not suffice (`401` or `403`, or the token endpoint's
    /// refusal).
    #[must_use]
    pub fn is_unauthorized(&self) -> bool {
        self.0.kind == ErrorKind::Auth
            || matches!(self.status(), Some(StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN))
    }
}

/// One line about a refusal: status, code, summary.
fn refusal(raw: &RawResponse) -> String {
    let status = raw.status();
    let mut line = format!("HTTP {}", status.as_u16());
    if let Some(reason) = status.canonical_reason() {
        line.push(' ');
        line.push_str(reason);
    }
    line
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &*self.0;
        if let Some(meta) = inner.operation {
            write!(f, "{}: ", meta.id)?;
        }
        f.write_str(&inner.message)?;
        if let Some(answer) = &inner.answer {
            if let Some(api) = &answer.api {
                write!(f, ": {api}")?;
            }
            if answer.status == StatusCode::FORBIDDEN && !self.required_scopes().is_empty() {
                write!(f, "; the operation needs the scope {}", self.required_scopes().join(" or "))?;
            }
            if let Some(id) = request_id(&answer.headers) {
                write!(f, " (request {id})")?;
            }
        }
        if inner.attempts > 1 {
            write!(f, ", after {} attempts", inner.attempts)?;
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &*self.0;
        let mut shown = f.debug_struct("Error");
        shown.field("kind", &inner.kind).field("message", &self.to_string());
        if let Some(answer) = &inner.answer {
            shown.field("status", &answer.status.as_u16());
        }
        shown.field("attempts", &inner.attempts).field("source", &inner.source).finish()
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

    const fn shared<T: Send + Sync>() {}
    const _: () = shared::<Error>();
    const _: () = assert!(size_of::<Error>() == size_of::<usize>());

    fn refused(status: u16, body: &'static str) -> Error {
        let mut headers = HeaderMap::new();
        headers.insert("x-okta-request-id", http::HeaderValue::from_static("req-7"));
        let status = StatusCode::from_u16(status).unwrap();
        Error::refused(RawResponse::new(status, headers, Bytes::from_static(body.as_bytes()), 2, None))
    }

    #[test]
    fn the_status_decides_and_the_body_explains() {
        let error =
            refused(404, r#"{"errorCode":"E0000007","errorSummary":"gone","errorCauses":[],"errorId":"x"}"#);
        assert!(error.is_not_found() && !error.is_retryable());
        assert_eq!(error.api().unwrap().error_code(), "E0000007");
        assert_eq!(error.to_string(), "HTTP 404 Not Found: E0000007 gone (request req-7), after 2 attempts");

        let empty = refused(401, "");
        assert!(empty.is_unauthorized() && empty.api().is_none());
        let page = refused(502, "<html>bad gateway</html>");
        assert!(page.is_retryable());
        assert_eq!(page.raw_body().unwrap(), "<html>bad gateway</html>");
    }

    #[test]
    fn a_rate_limit_has_its_own_kind() {
        let error = refused(429, r#"{"errorCode":"E0000047"}"#);
        assert_eq!(error.kind(), ErrorKind::RateLimited);
        assert!(error.is_rate_limited() && error.is_retryable() && !error.is_before_send());
    }
}
