//! Authentication errors.

use std::{borrow::Cow, error::Error, fmt, sync::Arc, time::Duration};

use http::StatusCode;

/// An error while obtaining or attaching a credential. The request was not sent.
///
/// Cheap to clone: callers that waited for the same token share the error. `Display` includes neither the
/// source nor any secret.
#[derive(Clone)]
pub struct AuthError(Arc<Inner>);

#[derive(Clone, Default)]
struct Inner {
    kind: AuthErrorKind,
    message: Cow<'static, str>,
    hint: Option<Cow<'static, str>>,
    oauth_error: Option<OAuthErrorResponse>,
    source: Option<Arc<dyn Error + Send + Sync>>,
}

/// The part of authentication that failed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AuthErrorKind {
    /// The request's origin is not one that the credential is for.
    ForeignOrigin,
    /// The credential would be sent unencrypted.
    Insecure,
    /// A static credential or a credential setting is invalid.
    #[default]
    Credential,
    /// A private key is invalid: unsupported type, encrypted, truncated, or a public key.
    Key,
    /// Signing failed.
    Sign,
    /// The token endpoint was unreachable, or timed out.
    Unreachable,
    /// The token endpoint rejected the client, the assertion, the scopes or the proof.
    Rejected,
    /// The token endpoint's rate limit is exceeded.
    RateLimited,
    /// The token endpoint's response is invalid.
    Response,
    /// A token source, assertion source or token store failed.
    Source,
    /// The ID token of a sign-in is invalid, or cannot be validated.
    IdToken,
    /// A user has to sign in: there is no refresh token, or the server rejected it as expired, revoked or already used.
    SignInRequired,
}

impl AuthError {
    /// Creates an error. `message` is lower case and must not contain a secret.
    pub fn new(kind: AuthErrorKind, message: impl Into<Cow<'static, str>>) -> Self {
        Self(Arc::new(Inner { kind, message: message.into(), ..Inner::default() }))
    }

    /// Sets a hint: what to do about the error.
    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<Cow<'static, str>>) -> Self {
        Arc::make_mut(&mut self.0).hint = Some(hint.into());
        self
    }

    /// Sets the cause. Its messages must not contain a secret.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Arc::make_mut(&mut self.0).source = Some(Arc::from(source.into()));
        self
    }

    /// Sets the token endpoint's error response.
    #[must_use]
    pub fn with_oauth_error(mut self, response: OAuthErrorResponse) -> Self {
        Arc::make_mut(&mut self.0).oauth_error = Some(response);
        self
    }

    /// Returns the part that failed.
    #[must_use]
    pub fn kind(&self) -> AuthErrorKind {
        self.0.kind
    }

    /// Returns what to do about the error, if known.
    #[must_use]
    pub fn hint(&self) -> Option<&str> {
        self.0.hint.as_deref()
    }

    /// Returns the token endpoint's error response, if there was one.
    #[must_use]
    pub fn oauth_error(&self) -> Option<&OAuthErrorResponse> {
        self.0.oauth_error.as_ref()
    }

    /// Returns whether a time limit elapsed: of a token request, or of obtaining a token with all retries.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        crate::ErrorChain::new(self).any(|error| error.is::<tokio::time::error::Elapsed>())
    }

    /// Returns whether the same call may succeed later, unchanged.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        match self.kind() {
            AuthErrorKind::Unreachable | AuthErrorKind::RateLimited => true,
            AuthErrorKind::Rejected | AuthErrorKind::Response => {
                self.oauth_error().is_some_and(|response| response.status.is_server_error())
            }
            _ => false,
        }
    }
}

impl fmt::Display for AuthError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)?;
        if let Some(response) = &self.0.oauth_error {
            write!(f, ": {response}")?;
        }
        if let Some(hint) = &self.0.hint {
            write!(f, " ({hint})")?;
        }
        Ok(())
    }
}

impl fmt::Debug for AuthError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthError")
            .field("kind", &self.0.kind)
            .field("message", &self.0.message)
            .field("hint", &self.0.hint)
            .field("oauth_error", &self.0.oauth_error)
            .field("source", &self.0.source)
            .finish()
    }
}

impl Error for AuthError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.0.source.as_ref().map(|source| &**source as &(dyn Error + 'static))
    }
}

/// An error response of the token endpoint
/// ([RFC 6749 §5.2](https://www.rfc-editor.org/rfc/rfc6749#section-5.2), or as a dialect reads it).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct OAuthErrorResponse {
    /// HTTP status.
    pub status: StatusCode,
    /// `error`, such as `invalid_client`. Empty if the response has none.
    pub code: String,
    /// `error_description`.
    pub description: Option<String>,
    /// The server's id of the request, for its support.
    pub request_id: Option<String>,
    /// How long to wait before the next request, if the rate limit is exceeded.
    pub retry_after: Option<Duration>,
}

impl OAuthErrorResponse {
    /// Creates an error response with a status and a code.
    pub fn new(status: StatusCode, code: impl Into<String>) -> Self {
        Self { status, code: code.into(), description: None, request_id: None, retry_after: None }
    }

    /// Returns whether the error is about the time of an assertion or proof, that is, the clocks differ.
    #[must_use]
    pub fn is_clock_error(&self) -> bool {
        let text = self.lower_description();
        matches!(
            self.code.as_str(),
            "invalid_client" | "invalid_request" | "invalid_dpop_proof" | "invalid_grant"
        ) && ["expired", "exp ", "iat", "future", "too old", "too far", "clock", "issued"]
            .iter()
            .any(|word| text.contains(word))
    }

    /// Returns the description in lower case; empty if there is none.
    pub(super) fn lower_description(&self) -> String {
        self.description.as_deref().unwrap_or_default().to_ascii_lowercase()
    }
}

impl fmt::Display for OAuthErrorResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "status {}", self.status.as_u16())?;
        if !self.code.is_empty() {
            write!(f, ", {}", self.code)?;
        }
        if let Some(description) = &self.description {
            write!(f, ", \"{description}\"")?;
        }
        if let Some(id) = &self.request_id {
            write!(f, ", request id {id}")?;
        }
        Ok(())
    }
}
