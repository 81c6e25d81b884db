//! What goes wrong before a request has its credential.

use std::{borrow::Cow, error::Error, fmt, sync::Arc, time::Duration};

use http::StatusCode;

/// Why no credential could be attached to a request. The request was not sent.
///
/// Cheap to clone: callers that waited for the same token share the same failure. `Display` names neither
/// the source nor any secret.
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

/// Which part of authentication failed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AuthErrorKind {
    /// The request goes to another origin than the credential is for.
    ForeignOrigin,
    /// The credential would travel unencrypted.
    Insecure,
    /// A fixed credential, or a setting of a made one, is unusable.
    #[default]
    Credential,
    /// A private key is unusable: wrong type, encrypted, truncated, a public key, an unknown `kid`.
    Key,
    /// Signing failed.
    Sign,
    /// The token endpoint could not be reached, or not in time.
    Unreachable,
    /// The token endpoint refused the client, the assertion, the scopes or the proof.
    Rejected,
    /// The token endpoint's rate limit is used up.
    RateLimited,
    /// The token endpoint's answer cannot be understood.
    Response,
    /// The caller's token source, assertion source or token store failed.
    Source,
}

impl AuthError {
    /// An error of this kind. The message is lower case and must not contain a secret.
    pub fn new(kind: AuthErrorKind, message: impl Into<Cow<'static, str>>) -> Self {
        Self(Arc::new(Inner { kind, message: message.into(), ..Inner::default() }))
    }

    /// Adds what to do about it.
    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<Cow<'static, str>>) -> Self {
        Arc::make_mut(&mut self.0).hint = Some(hint.into());
        self
    }

    /// Adds the error that caused this one. Its messages must not contain a secret.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Arc::make_mut(&mut self.0).source = Some(Arc::from(source.into()));
        self
    }

    /// Adds the token endpoint's own words.
    #[must_use]
    pub fn with_oauth_error(mut self, response: OAuthErrorResponse) -> Self {
        Arc::make_mut(&mut self.0).oauth_error = Some(response);
        self
    }

    /// Which part failed.
    #[must_use]
    pub fn kind(&self) -> AuthErrorKind {
        self.0.kind
    }

    /// What to do about it, where that is known.
    #[must_use]
    pub fn hint(&self) -> Option<&str> {
        self.0.hint.as_deref()
    }

    /// What the token endpoint answered, if it did.
    #[must_use]
    pub fn oauth_error(&self) -> Option<&OAuthErrorResponse> {
        self.0.oauth_error.as_ref()
    }

    /// Whether the same call may succeed later without any change to it.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        match self.kind() {
            AuthErrorKind::Unreachable | AuthErrorKind::RateLimited => true,
            AuthErrorKind::Rejected | AuthErrorKind::Response => {
                self.oauth_error().is_some_and(|refusal| refusal.status.is_server_error())
            }
            _ => false,
        }
    }
}

impl fmt::Display for AuthError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)?;
        if let Some(refusal) = &self.0.oauth_error {
            write!(f, ": {refusal}")?;
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

/// A refusal in the token endpoint's own words
/// ([RFC 6749 §5.2](https://www.rfc-editor.org/rfc/rfc6749#section-5.2), or Okta's error object).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct OAuthErrorResponse {
    /// The HTTP status.
    pub status: StatusCode,
    /// `error`, such as `invalid_client`, or `errorCode`, such as `E0000047`; empty when the answer had
    /// neither.
    pub code: String,
    /// `error_description` or `errorSummary`.
    pub description: Option<String>,
    /// `X-Okta-Request-Id`, for Okta's support.
    pub request_id: Option<String>,
    /// How long the endpoint asks to be left alone.
    pub retry_after: Option<Duration>,
}

impl OAuthErrorResponse {
    /// A refusal of which status and code are known.
    pub fn new(status: StatusCode, code: impl Into<String>) -> Self {
        Self { status, code: code.into(), description: None, request_id: None, retry_after: None }
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
