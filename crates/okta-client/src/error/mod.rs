//! The error of a call.
//!
//! Inside the stack each layer has its own boxed error type. At the top of the stack they are converted to
//! [`Error`]: one type with a [`kind`](Error::kind), predicates, and the parsed error response, if there is
//! one.
//!
//! Whether a response is an error depends on its status, not on its body: an empty `401` is an error, a `204`
//! is not.

mod api;
mod challenge;
mod classify;
mod convert;
mod display;
mod kind;
mod optional;
mod retry;

use std::{borrow::Cow, error::Error as StdError};

use bytes::Bytes;
use http::{HeaderMap, StatusCode, header::LOCATION};
use okta_tower::{
    BoxError,
    meta::{OperationMeta, Security},
    rate_limit::RateLimitSnapshot,
};

pub use api::{ApiError, ErrorCause};
pub use challenge::AuthChallenge;
pub(crate) use classify::error_type;
pub(crate) use display::is_web_page;
use display::{status_line, undecodable_text};
pub use kind::ErrorKind;
pub use optional::OptionalExt;

use crate::{
    call::response::{RawResponse, ResponseMeta},
    config::ConfigErrors,
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
    credential: CredentialKind,
    /// The number of attempts, if there is no response.
    attempts: u32,
    before_send: bool,
    transport: Option<TransportErrorKind>,
    source: Option<BoxError>,
}

struct ErrorResponse {
    meta: ResponseMeta,
    body: Bytes,
    api: Option<ApiError>,
    challenges: Vec<AuthChallenge>,
}

/// The kind of the credential of a client.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum CredentialKind {
    /// An API token, whose rights are those of its user.
    ApiToken,
    /// An OAuth 2.0 access token.
    OAuth,
    /// A user-provided credential or service.
    #[default]
    Unknown,
}

impl Error {
    fn build(kind: ErrorKind, message: impl Into<Cow<'static, str>>) -> Self {
        Self(Box::new(Inner {
            kind,
            message: message.into(),
            operation: None,
            response: None,
            credential: CredentialKind::Unknown,
            attempts: 0,
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
        Self::undecodable(response).with_source(cause)
    }

    /// A response body that is not what the operation returns.
    pub(crate) fn undecodable(response: &RawResponse) -> Self {
        Self::build(ErrorKind::Decode, undecodable_text(response)).with_response(response.clone(), None)
    }

    /// Sets the cause.
    fn with_source(mut self, cause: impl Into<BoxError>) -> Self {
        self.0.source = Some(cause.into());
        self
    }

    /// Sets the kind of the credential that the request had.
    pub(crate) fn with_credential(mut self, credential: CredentialKind) -> Self {
        self.0.credential = credential;
        self
    }

    /// Sets the attempts of a response whose body could not be read.
    pub(crate) fn with_attempts(mut self, attempts: u32) -> Self {
        self.0.attempts = attempts;
        self
    }

    fn with_response(mut self, response: RawResponse, api: Option<ApiError>) -> Self {
        let (meta, body) = response.into_parts();
        self.0.operation = meta.operation();
        let challenges = match meta.status().is_success() {
            true => Vec::new(),
            false => AuthChallenge::from_headers(meta.headers()),
        };
        self.0.response = Some(ErrorResponse { meta, body, api, challenges });
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
        error.with_source(cause)
    }

    /// Returns the kind.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// Returns the errors of the configuration, each with its source, if the configuration is why a client could not
    /// be built.
    #[must_use]
    pub fn config_errors(&self) -> Option<&ConfigErrors> {
        self.0.source.as_ref()?.downcast_ref()
    }

    /// Returns the parsed body of the error response, if there is one.
    #[must_use]
    pub fn api(&self) -> Option<&ApiError> {
        self.0.response.as_ref()?.api.as_ref()
    }

    /// Returns the challenge of the error response, if it has one: why the server rejected the token or the DPoP proof.
    /// Of several challenges it is the first with an error code, or else the first.
    ///
    /// Okta rejects invalid proofs with an empty body, so that the challenge is all there is.
    #[must_use]
    pub fn challenge(&self) -> Option<&AuthChallenge> {
        self.challenges().first()
    }

    /// Returns all challenges of the error response, those with an error code first.
    #[must_use]
    pub fn challenges(&self) -> &[AuthChallenge] {
        self.0.response.as_ref().map_or(&[], |response| &response.challenges)
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

    /// Returns the number of attempts that were sent, the failed one included, whether or not there was a response; 0 if
    /// nothing was sent, or if the client was created by [`Client::from_service`](crate::Client::from_service) and
    /// there was no response.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.0.response.as_ref().map_or(self.0.attempts, |response| response.meta.attempts())
    }

    /// Returns the id of the operation, such as `getUser`; `None` for raw requests.
    #[must_use]
    pub fn operation(&self) -> Option<&'static str> {
        self.0.operation.map(|meta| meta.id)
    }

    /// Returns the OAuth 2.0 scopes that the operation accepts: grant one of them after a `403`. Empty if the client has
    /// an API token, which has no scopes: its user needs another admin role. Scopes that the server named are in the
    /// [`challenge`](Self::challenge).
    #[must_use]
    pub fn required_scopes(&self) -> &'static [&'static str] {
        match self.0.operation {
            Some(meta) if self.0.credential != CredentialKind::ApiToken || needs_oauth(meta) => meta.scopes,
            _ => &[],
        }
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

    /// Returns whether the credentials are missing or invalid: a status `401`, or an error of kind
    /// [`Auth`](ErrorKind::Auth). Valid credentials without the right to make the call are
    /// [`is_forbidden`](Self::is_forbidden).
    #[must_use]
    pub fn is_unauthorized(&self) -> bool {
        self.0.kind == ErrorKind::Auth || self.status() == Some(StatusCode::UNAUTHORIZED)
    }

    /// Returns whether the credentials lack the right to make the call: a status `403`. See
    /// [`required_scopes`](Self::required_scopes).
    #[must_use]
    pub fn is_forbidden(&self) -> bool {
        self.status() == Some(StatusCode::FORBIDDEN)
    }

    /// Returns whether Okta rejected the content of the request: a status `400` with the code `E0000001` or `E0000003`.
    /// The [causes](ApiError::error_causes) name the [fields](ErrorCause::field).
    #[must_use]
    pub fn is_validation(&self) -> bool {
        self.status() == Some(StatusCode::BAD_REQUEST)
            && self.api().is_some_and(|api| matches!(api.error_code(), "E0000001" | "E0000003"))
    }

    /// Returns whether Okta rejected the object because another one has the same login, name or other unique value.
    ///
    /// Okta reports most duplicates as validation errors, with status `400`, and only their text tells them apart.
    #[must_use]
    pub fn is_duplicate(&self) -> bool {
        matches!(self.status(), Some(StatusCode::BAD_REQUEST | StatusCode::CONFLICT))
            && self.api().is_some_and(ApiError::is_duplicate)
    }

    /// Returns the `Location` of a redirect, if the response is one. Redirects are not followed.
    #[must_use]
    pub fn location(&self) -> Option<&str> {
        let location = self.headers()?.get(LOCATION)?.to_str().ok()?;
        self.status().filter(StatusCode::is_redirection).map(|_| location)
    }
}

/// Whether an operation accepts access tokens only.
fn needs_oauth(meta: &OperationMeta) -> bool {
    meta.security == Security::OAuthOnly
}

impl StdError for Error {
    /// The cause. `None` for an error of kind [`Config`](ErrorKind::Config), whose message contains its causes: see
    /// [`config_errors`](Error::config_errors).
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self.0.kind {
            ErrorKind::Config => None,
            _ => self.0.source.as_deref().map(|source| source as &(dyn StdError + 'static)),
        }
    }
}

#[cfg(test)]
mod tests;
