//! The key that signs the tokens of the org. Clients must treat its access tokens as opaque.

use std::{
    fmt, io,
    sync::{Mutex, MutexGuard, PoisonError},
};

use base64::{Engine, engine::general_purpose::STANDARD};
use ring::{
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair},
};
use serde_json::{Value, json};

use super::jose::encode;

const KID: &str = "org-signing-key";

/// The type of access tokens, in Okta's format.
pub(super) const ACCESS_TOKEN: &str = "application/okta-internal-at+jwt";

/// The org's signing key.
pub(super) struct Signer {
    key: Mutex<SigningKey>,
    random: SystemRandom,
}

struct SigningKey {
    pair: EcdsaKeyPair,
    /// The key as PKCS#8.
    document: Vec<u8>,
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signer").finish_non_exhaustive()
    }
}

impl SigningKey {
    fn parse(document: &[u8], random: &SystemRandom) -> Option<Self> {
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, document, random).ok()?;
        Some(Self { pair, document: document.to_vec() })
    }
}

impl Signer {
    pub(super) fn new() -> io::Result<Self> {
        let random = SystemRandom::new();
        let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random)
            .map_err(|_| io::Error::other("error generating the signing key"))?;
        let key = SigningKey::parse(document.as_ref(), &random)
            .ok_or_else(|| io::Error::other("error reading the generated signing key"))?;
        Ok(Self { key: Mutex::new(key), random })
    }

    fn key(&self) -> MutexGuard<'_, SigningKey> {
        self.key.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The key as PKCS#8, in Base64.
    pub(super) fn stored(&self) -> String {
        STANDARD.encode(&self.key().document)
    }

    /// Replaces the key by a stored one; one that is not valid is ignored.
    pub(super) fn restore(&self, stored: &str) {
        let document = STANDARD.decode(stored).unwrap_or_default();
        if let Some(key) = SigningKey::parse(&document, &self.random) {
            *self.key() = key;
        }
    }

    /// Signs a token of a type with these claims.
    pub(super) fn sign(&self, token_type: Option<&str>, claims: &Value) -> String {
        let mut header = json!({ "kid": KID, "alg": "ES256" });
        if let Some(token_type) = token_type {
            header["typ"] = json!(token_type);
        }
        let input = format!("{}.{}", encode(header.to_string()), encode(claims.to_string()));
        let signature = self.key().pair.sign(&self.random, input.as_bytes());
        // Signing fails only without randomness; the token is then invalid.
        signature.map(|signature| format!("{input}.{}", encode(signature))).unwrap_or(input)
    }

    /// The public key, for `GET /oauth2/v1/keys`.
    pub(super) fn jwk(&self) -> Value {
        let key = self.key();
        let point = key.pair.public_key().as_ref();
        let (x, y) = point.get(1..).unwrap_or_default().split_at_checked(32).unwrap_or_default();
        json!({ "kty": "EC", "crv": "P-256", "alg": "ES256", "use": "sig", "kid": KID, "x": encode(x), "y": encode(y) })
    }
}
