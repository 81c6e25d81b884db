//! Access tokens: JSON Web Tokens that look like Okta's. Clients must treat them as opaque.

use std::{fmt, io};

use ring::{
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair},
};
use serde_json::{Value, json};

use super::jose::encode;

const KID: &str = "org-signing-key";

/// The org's signing key.
pub(super) struct Signer {
    key: EcdsaKeyPair,
    random: SystemRandom,
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signer").finish_non_exhaustive()
    }
}

impl Signer {
    pub(super) fn new() -> io::Result<Self> {
        let random = SystemRandom::new();
        let failed = |_| io::Error::other("no signing key could be generated");
        let document =
            EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).map_err(failed)?;
        let key = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, document.as_ref(), &random)
            .map_err(|_| io::Error::other("the generated signing key is not readable"))?;
        Ok(Self { key, random })
    }

    /// A signed token with these claims.
    pub(super) fn sign(&self, claims: &Value) -> String {
        let header = json!({ "kid": KID, "typ": "application/okta-internal-at+jwt", "alg": "ES256" });
        let signed = format!("{}.{}", encode(header.to_string()), encode(claims.to_string()));
        let signature = self.key.sign(&self.random, signed.as_bytes());
        // Only a broken source of randomness fails; the token is then one that no check accepts.
        signature.map(|signature| format!("{signed}.{}", encode(signature))).unwrap_or(signed)
    }

    /// The public key, for `GET /oauth2/v1/keys`.
    pub(super) fn jwk(&self) -> Value {
        let point = self.key.public_key().as_ref();
        let (x, y) = point.get(1..).unwrap_or_default().split_at_checked(32).unwrap_or_default();
        json!({ "kty": "EC", "crv": "P-256", "alg": "ES256", "use": "sig", "kid": KID, "x": encode(x), "y": encode(y) })
    }
}
