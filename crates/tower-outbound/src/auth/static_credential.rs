//! Static credentials: an Okta API token, and a bearer token.

use std::{
    fmt,
    future::{Future, ready},
};

use http::{HeaderValue, header::AUTHORIZATION, request};

use super::{AttachState, AuthError, AuthErrorKind, Credential};

macro_rules! static_credential {
    ($(#[$doc:meta])* $name:ident, $scheme:literal) => {
        $(#[$doc])*
        #[derive(Clone)]
        pub struct $name(HeaderValue);

        impl $name {
            /// Creates a credential from a token. Surrounding white space is removed.
            ///
            /// # Errors
            ///
            /// [`AuthErrorKind::Credential`] if the token is empty or not a valid header value.
            pub fn new(token: impl AsRef<str>) -> Result<Self, AuthError> {
                authorization_value($scheme, token.as_ref()).map(Self)
            }
        }

        impl Credential for $name {
            fn attach(
                &self,
                request: &mut request::Parts,
            ) -> impl Future<Output = Result<AttachState, AuthError>> + Send {
                ready(Ok(insert(&self.0, request)))
            }

            fn attach_now(&self, request: &mut request::Parts) -> Option<Result<AttachState, AuthError>> {
                Some(Ok(insert(&self.0, request)))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(..)"))
            }
        }
    };
}

static_credential! {
    /// An Okta API token: `Authorization: SSWS <token>`.
    ///
    /// See [API token management](https://developer.okta.com/docs/guides/create-an-api-token/main/).
    Ssws, "SSWS"
}

static_credential! {
    /// A user-provided access token: `Authorization: Bearer <token>`
    /// ([RFC 6750 §2.1](https://www.rfc-editor.org/rfc/rfc6750#section-2.1)).
    Bearer, "Bearer"
}

fn insert(value: &HeaderValue, request: &mut request::Parts) -> AttachState {
    request.headers.insert(AUTHORIZATION, value.clone());
    AttachState::new()
}

/// Formats `<scheme> <token>` as a sensitive header value.
pub(super) fn authorization_value(scheme: &str, token: &str) -> Result<HeaderValue, AuthError> {
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
    let mut value = HeaderValue::try_from(format!("{scheme} {token}"))
        .map_err(|_| AuthError::new(AuthErrorKind::Credential, "token is not a valid header value"))?;
    value.set_sensitive(true);
    Ok(value)
}
