//! Credentials that never change: Okta's API token and a bearer token that the caller holds.

use std::{
    fmt,
    future::{Future, ready},
};

use http::{HeaderValue, header::AUTHORIZATION, request};

use super::{AttachState, AuthError, AuthErrorKind, Credential};

/// Okta's API token: `Authorization: SSWS <token>`.
///
/// See [API token management](https://developer.okta.com/docs/guides/create-an-api-token/main/).
#[derive(Clone)]
pub struct Ssws(HeaderValue);

impl Ssws {
    /// A credential of this token. Space around the token is dropped.
    ///
    /// # Errors
    ///
    /// [`AuthErrorKind::Credential`] when the token is empty or cannot stand in a header.
    pub fn new(token: impl AsRef<str>) -> Result<Self, AuthError> {
        header("SSWS", token.as_ref()).map(Self)
    }
}

impl Credential for Ssws {
    fn attach(
        &self,
        request: &mut request::Parts,
    ) -> impl Future<Output = Result<AttachState, AuthError>> + Send {
        ready(Ok(attach(&self.0, request)))
    }

    fn attach_now(&self, request: &mut request::Parts) -> Option<Result<AttachState, AuthError>> {
        Some(Ok(attach(&self.0, request)))
    }
}

impl fmt::Debug for Ssws {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Ssws(..)")
    }
}

/// An access token that the caller obtained: `Authorization: Bearer <token>`
/// ([RFC 6750 §2.1](https://www.rfc-editor.org/rfc/rfc6750#section-2.1)).
#[derive(Clone)]
pub struct Bearer(HeaderValue);

impl Bearer {
    /// A credential of this token. Space around the token is dropped.
    ///
    /// # Errors
    ///
    /// [`AuthErrorKind::Credential`] when the token is empty or cannot stand in a header.
    pub fn new(token: impl AsRef<str>) -> Result<Self, AuthError> {
        header("Bearer", token.as_ref()).map(Self)
    }
}

impl Credential for Bearer {
    fn attach(
        &self,
        request: &mut request::Parts,
    ) -> impl Future<Output = Result<AttachState, AuthError>> + Send {
        ready(Ok(attach(&self.0, request)))
    }

    fn attach_now(&self, request: &mut request::Parts) -> Option<Result<AttachState, AuthError>> {
        Some(Ok(attach(&self.0, request)))
    }
}

impl fmt::Debug for Bearer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Bearer(..)")
    }
}

fn attach(value: &HeaderValue, request: &mut request::Parts) -> AttachState {
    request.headers.insert(AUTHORIZATION, value.clone());
    AttachState::new()
}

/// `<scheme> <token>` as a header value that is never printed nor indexed.
pub(super) fn header(scheme: &str, token: &str) -> Result<HeaderValue, AuthError> {
    let token = token.trim();
    if token.is_empty() {
        return Err(AuthError::new(AuthErrorKind::Credential, "the token is empty"));
    }
    if !token.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(AuthError::new(
            AuthErrorKind::Credential,
            "the token has characters that a token cannot have, such as a space or a line break",
        ));
    }
    let mut value = HeaderValue::try_from(format!("{scheme} {token}"))
        .map_err(|_| AuthError::new(AuthErrorKind::Credential, "the token cannot stand in a header"))?;
    value.set_sensitive(true);
    Ok(value)
}
