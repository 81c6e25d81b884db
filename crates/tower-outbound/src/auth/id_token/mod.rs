//! ID tokens ([OpenID Connect Core](https://openid.net/specs/openid-connect-core-1_0.html)): validation before anyone sees
//! them.

mod claims;
mod issuer;
mod keys;

use std::fmt;

use secrecy::SecretString;
use serde_json::{Map, Value};

pub(crate) use claims::ExpectedClaims;
pub(super) use issuer::{Fetch, Issuer};

use super::{AuthError, AuthErrorKind};

/// What a sign-in expects of the ID token.
#[derive(Clone, Debug, Default)]
pub(crate) struct ExpectedIdToken {
    /// Whether the scope `openid` was requested.
    pub(crate) is_requested: bool,
    /// The nonce of the authorization request.
    pub(crate) nonce: Option<String>,
}

/// A validated ID token: who signed in.
///
/// It has the signature of the issuer, and the claims `iss`, `aud`, `azp`, `exp`, `iat`, `nonce` and `at_hash` of this
/// sign-in ([OpenID Connect Core §3.1.3.7](https://openid.net/specs/openid-connect-core-1_0.html#IDTokenValidation)).
/// `Debug` shows none of it.
#[derive(Clone)]
pub struct IdToken {
    token: SecretString,
    claims: Map<String, Value>,
}

impl IdToken {
    /// Returns the token, such as for an `id_token_hint` or a
    /// [`SubjectToken`](super::SubjectToken::id_token).
    #[must_use]
    pub const fn token(&self) -> &SecretString {
        &self.token
    }

    /// Returns the id of the user at the issuer (`sub`).
    #[must_use]
    pub fn subject(&self) -> &str {
        self.claim("sub").unwrap_or_default()
    }

    /// Returns a claim whose value is a string, such as `email` or `preferred_username`.
    #[must_use]
    pub fn claim(&self, name: &str) -> Option<&str> {
        self.claims.get(name)?.as_str()
    }

    /// Returns all claims, as the text of a JSON object.
    #[must_use]
    pub fn claims_json(&self) -> String {
        Value::Object(self.claims.clone()).to_string()
    }
}

impl fmt::Debug for IdToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IdToken").finish_non_exhaustive()
    }
}

/// Validates a token with a key set and the claims of an issuer, as the fuzz target does.
#[cfg(fuzzing)]
pub(crate) fn validate_with_keys(
    token: &str,
    keys: &[u8],
    expected: &ExpectedClaims<'_>,
) -> Result<(), AuthError> {
    let header = keys::Header::parse(token)?;
    let set = serde_json::from_slice(keys)
        .map_err(|_| AuthError::new(AuthErrorKind::IdToken, "invalid key set"))?;
    let keys = keys::Keys::new(set, &["RS256".to_owned(), "ES256".to_owned()])?;
    expected.check(&keys.verify(token, &header)?)
}

/// Checks claims, as the fuzz target does.
#[cfg(fuzzing)]
pub(crate) fn check_claims(claims: &[u8], expected: &ExpectedClaims<'_>) -> Result<(), AuthError> {
    let claims = serde_json::from_slice(claims)
        .map_err(|_| AuthError::new(AuthErrorKind::IdToken, "invalid claims"))?;
    expected.check(&claims)
}

/// An error of the claim, or of the member of the header, that is not valid.
fn invalid(name: &str, problem: &str) -> AuthError {
    AuthError::new(AuthErrorKind::IdToken, format!("invalid ID token: `{name}` {problem}"))
}

#[cfg(test)]
pub(super) mod tests;
