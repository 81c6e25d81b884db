//! JSON Web Signatures in compact form ([RFC 7515 §3.1](https://www.rfc-editor.org/rfc/rfc7515#section-3.1)).

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::jwk::AlgorithmParameters;
use serde::Serialize;

use super::{AuthError, AuthErrorKind};

/// A JOSE header with the members of assertions and proofs. jsonwebtoken's header type has no ES512.
#[derive(Serialize)]
pub(super) struct Header<'a> {
    pub(super) typ: &'a str,
    pub(super) alg: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) kid: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) jwk: Option<&'a AlgorithmParameters>,
}

pub(super) fn base64url(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Appends a value as base64url-encoded JSON.
pub(super) fn append_json(text: &mut String, value: &impl Serialize) -> Result<(), AuthError> {
    let json = serde_json::to_vec(value).map_err(|error| {
        AuthError::new(AuthErrorKind::Sign, "error serializing claims").with_source(error)
    })?;
    URL_SAFE_NO_PAD.encode_string(json, text);
    Ok(())
}

/// Appends a signature to a signing input.
pub(super) fn append_signature(text: &mut String, signature: &[u8]) {
    text.push('.');
    URL_SAFE_NO_PAD.encode_string(signature, text);
}

/// Returns 128 random bits for a `jti`.
pub(super) fn random_id() -> Result<String, AuthError> {
    random::<16>()
}

/// Returns `N` random bytes as text.
pub(super) fn random<const N: usize>() -> Result<String, AuthError> {
    let mut bytes = [0_u8; N];
    match aws_lc_rs::rand::fill(&mut bytes) {
        Ok(()) => Ok(base64url(bytes)),
        Err(_) => Err(AuthError::new(AuthErrorKind::Sign, "error reading system randomness")),
    }
}
