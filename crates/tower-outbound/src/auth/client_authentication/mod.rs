//! Client authentication at the endpoints of an authorization server
//! ([RFC 6749 §2.3](https://www.rfc-editor.org/rfc/rfc6749#section-2.3)).

mod assertion;
mod identity;
mod layer;

use std::{fmt, sync::Arc};

pub(super) use assertion::DynAssertionSource;
pub use assertion::{AssertionRequest, AssertionSource, ClientSecretJwt, HmacAlgorithm, PrivateKeyJwt};
pub(super) use identity::ClientIdentity;
pub use layer::{ClientAuthenticationLayer, ClientAuthenticator, ClientAuthenticatorFuture};
use secrecy::{ExposeSecret, SecretString};

use super::{AuthError, AuthErrorKind, Signer};

/// How a client authenticates to an authorization server: `client_secret_basic`, `client_secret_post`,
/// `client_secret_jwt`, `private_key_jwt` or `none`
/// ([OpenID Connect Core §9](https://openid.net/specs/openid-connect-core-1_0.html#ClientAuthentication)).
///
/// [`ClientAuthenticationLayer`] applies it to any request, and each token source to its token requests.
#[derive(Clone)]
pub struct ClientAuthentication(Method);

#[derive(Clone)]
enum Method {
    Assertion(Arc<dyn DynAssertionSource>),
    SecretBasic(SecretString),
    SecretPost(SecretString),
    None,
}

impl ClientAuthentication {
    /// Authenticates with an assertion ([RFC 7523 §2.2](https://www.rfc-editor.org/rfc/rfc7523#section-2.2)):
    /// [`PrivateKeyJwt`], [`ClientSecretJwt`] or a custom source.
    pub fn assertion(source: impl AssertionSource) -> Self {
        Self(Method::Assertion(Arc::new(source)))
    }

    /// Authenticates with a client secret in the `Authorization` header (`client_secret_basic`,
    /// [RFC 6749 §2.3.1](https://www.rfc-editor.org/rfc/rfc6749#section-2.3.1)).
    ///
    /// # Errors
    ///
    /// [`AuthErrorKind::Credential`] if the secret is empty.
    pub fn secret_basic(secret: SecretString) -> Result<Self, AuthError> {
        Ok(Self(Method::SecretBasic(not_empty(secret)?)))
    }

    /// Authenticates with a client secret in the form (`client_secret_post`,
    /// [RFC 6749 §2.3.1](https://www.rfc-editor.org/rfc/rfc6749#section-2.3.1)).
    ///
    /// # Errors
    ///
    /// [`AuthErrorKind::Credential`] if the secret is empty.
    pub fn secret_post(secret: SecretString) -> Result<Self, AuthError> {
        Ok(Self(Method::SecretPost(not_empty(secret)?)))
    }

    /// Names the client without authenticating it (`none`): a public client, such as a program on a user's device
    /// ([RFC 6749 §2.1 and §3.2.1](https://www.rfc-editor.org/rfc/rfc6749#section-3.2.1)).
    #[must_use]
    pub const fn none() -> Self {
        Self(Method::None)
    }
}

fn not_empty(secret: SecretString) -> Result<SecretString, AuthError> {
    if secret.expose_secret().is_empty() {
        return Err(AuthError::new(AuthErrorKind::Credential, "client secret is empty"));
    }
    Ok(secret)
}

impl<S: Signer> From<PrivateKeyJwt<S>> for ClientAuthentication {
    fn from(source: PrivateKeyJwt<S>) -> Self {
        Self::assertion(source)
    }
}

impl From<ClientSecretJwt> for ClientAuthentication {
    fn from(source: ClientSecretJwt) -> Self {
        Self::assertion(source)
    }
}

impl fmt::Debug for ClientAuthentication {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Method::Assertion(_) => "ClientAuthentication(assertion)",
            Method::SecretBasic(_) => "ClientAuthentication(client_secret_basic)",
            Method::SecretPost(_) => "ClientAuthentication(client_secret_post)",
            Method::None => "ClientAuthentication(none)",
        })
    }
}

#[cfg(test)]
mod tests;
