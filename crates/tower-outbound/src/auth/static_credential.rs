//! Static credentials: a token or key in a header.

use std::{
    fmt,
    future::{Future, ready},
    sync::Arc,
};

use http::{Extensions, HeaderName, HeaderValue, header::AUTHORIZATION, request};

use super::{AttachState, AuthError, AuthErrorKind, Credential};
use crate::meta::Principal;

/// A token or key that never changes, in one header of each request. Clones share it.
///
/// ```
/// use http::HeaderName;
/// use tower_outbound::auth::StaticCredential;
///
/// // Authorization: Token abc
/// let token = StaticCredential::authorization("Token", "abc")?;
/// // X-Api-Key: abc
/// let key = StaticCredential::header(HeaderName::from_static("x-api-key"), "abc")?;
/// # Ok::<_, tower_outbound::auth::AuthError>(())
/// ```
#[derive(Clone)]
pub struct StaticCredential(Arc<StaticHeader>);

#[derive(Clone)]
struct StaticHeader {
    name: HeaderName,
    value: HeaderValue,
    principal: Principal,
}

impl StaticCredential {
    /// Creates a credential `Authorization: <scheme> <token>`. White space around the token is removed.
    ///
    /// # Errors
    ///
    /// [`AuthErrorKind::Credential`] if the scheme or the token is empty or not a valid header value.
    pub fn authorization(scheme: &str, token: impl AsRef<str>) -> Result<Self, AuthError> {
        if scheme.is_empty() || !scheme.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(AuthError::new(AuthErrorKind::Credential, "invalid authorization scheme"));
        }
        Ok(Self::from_value(AUTHORIZATION, authorization_value(scheme, token.as_ref())?))
    }

    /// Creates a credential `<name>: <value>`, such as an API key. White space around the value is removed.
    ///
    /// # Errors
    ///
    /// [`AuthErrorKind::Credential`] if the value is empty or not a valid header value.
    pub fn header(name: HeaderName, value: impl AsRef<str>) -> Result<Self, AuthError> {
        Ok(Self::from_value(name, header_value(checked(value.as_ref())?.to_owned())?))
    }

    fn from_value(name: HeaderName, value: HeaderValue) -> Self {
        let principal = Principal::new(format!("static-{:032x}", fastrand::u128(..)));
        Self(Arc::new(StaticHeader { name, value, principal }))
    }

    /// Sets the principal. Default: a random name, so that each credential has a separate one.
    #[must_use]
    pub fn for_principal(mut self, principal: Principal) -> Self {
        Arc::make_mut(&mut self.0).principal = principal;
        self
    }

    fn insert(&self, request: &mut request::Parts) -> AttachState {
        request.headers.insert(self.0.name.clone(), self.0.value.clone());
        AttachState::new()
    }
}

impl Credential for StaticCredential {
    fn attach(
        &self,
        request: &mut request::Parts,
    ) -> impl Future<Output = Result<AttachState, AuthError>> + Send {
        ready(Ok(self.insert(request)))
    }

    fn attach_now(&self, request: &mut request::Parts) -> Option<Result<AttachState, AuthError>> {
        Some(Ok(self.insert(request)))
    }

    fn header_names(&self) -> Option<&[HeaderName]> {
        Some(std::slice::from_ref(&self.0.name))
    }

    fn principal(&self, _: &Extensions) -> Option<Principal> {
        Some(self.0.principal.clone())
    }
}

impl fmt::Debug for StaticCredential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StaticCredential").field("name", &self.0.name).finish_non_exhaustive()
    }
}

/// A user-provided access token: `Authorization: Bearer <token>`
/// ([RFC 6750 §2.1](https://www.rfc-editor.org/rfc/rfc6750#section-2.1)).
#[derive(Clone)]
pub struct Bearer(StaticCredential);

impl Bearer {
    /// Creates a credential from a token. Surrounding white space is removed.
    ///
    /// # Errors
    ///
    /// [`AuthErrorKind::Credential`] if the token is empty or not a valid header value.
    pub fn new(token: impl AsRef<str>) -> Result<Self, AuthError> {
        StaticCredential::authorization("Bearer", token).map(Self)
    }
}

impl Credential for Bearer {
    fn attach(
        &self,
        request: &mut request::Parts,
    ) -> impl Future<Output = Result<AttachState, AuthError>> + Send {
        self.0.attach(request)
    }

    fn attach_now(&self, request: &mut request::Parts) -> Option<Result<AttachState, AuthError>> {
        self.0.attach_now(request)
    }

    fn header_names(&self) -> Option<&[HeaderName]> {
        self.0.header_names()
    }

    fn principal(&self, extensions: &Extensions) -> Option<Principal> {
        self.0.principal(extensions)
    }
}

impl fmt::Debug for Bearer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Bearer(..)")
    }
}

/// Formats `<scheme> <token>` as a sensitive header value.
pub(super) fn authorization_value(scheme: &str, token: &str) -> Result<HeaderValue, AuthError> {
    header_value(format!("{scheme} {}", checked(token)?))
}

/// Returns the token without surrounding white space.
fn checked(token: &str) -> Result<&str, AuthError> {
    let token = token.trim();
    if token.is_empty() {
        return Err(AuthError::new(AuthErrorKind::Credential, "token is empty"));
    }
    if !token.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(AuthError::new(
            AuthErrorKind::Credential,
            "token contains invalid characters, such as a space or a line break",
        ));
    }
    Ok(token)
}

fn header_value(text: String) -> Result<HeaderValue, AuthError> {
    let mut value = HeaderValue::try_from(text)
        .map_err(|_| AuthError::new(AuthErrorKind::Credential, "token is not a valid header value"))?;
    value.set_sensitive(true);
    Ok(value)
}
