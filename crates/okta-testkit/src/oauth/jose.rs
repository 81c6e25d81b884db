//! JSON Web Signatures (RFC 7515) and public keys (RFC 7517, 7638), verified with `ring` and `p521`.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use p521::ecdsa::signature::Verifier;
use ring::{digest, hmac, signature as ring_signature};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::journal::PRIVATE_JWK_MEMBERS;

/// The signature algorithms that Okta accepts.
pub(super) const ALGORITHMS: [&str; 6] = ["RS256", "RS384", "RS512", "ES256", "ES384", "ES512"];

pub(super) fn encode(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn decode(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

/// The SHA-256 digest of `data` as base64url.
pub(super) fn sha256(data: &[u8]) -> String {
    encode(digest::digest(&digest::SHA256, data))
}

/// The left half of the SHA-256 digest of `data` (OpenID Connect Core §3.1.3.6).
pub(super) fn sha256_half(data: &[u8]) -> Vec<u8> {
    digest::digest(&digest::SHA256, data).as_ref().iter().take(16).copied().collect()
}

/// A parsed JSON Web Signature, not yet verified.
#[derive(Debug)]
pub(super) struct Jws {
    pub(super) header: Map<String, Value>,
    pub(super) claims: Map<String, Value>,
    signing_input: String,
    signature: Vec<u8>,
}

impl Jws {
    /// Parses the compact serialization; the payload must be a JSON object.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('.');
        let (Some(header), Some(payload), Some(signature), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return None;
        };
        Some(Self {
            header: serde_json::from_slice(&decode(header)?).ok()?,
            claims: serde_json::from_slice(&decode(payload)?).ok()?,
            signing_input: format!("{header}.{payload}"),
            signature: decode(signature)?,
        })
    }

    /// A claim as a string.
    pub(super) fn string(&self, claim: &str) -> Option<&str> {
        self.claims.get(claim)?.as_str()
    }

    /// A time claim in whole seconds, rounded down.
    pub(super) fn seconds(&self, claim: &str) -> Option<i64> {
        let value = self.claims.get(claim)?;
        value.as_i64().or_else(|| value.as_f64().map(|seconds| seconds.floor() as i64))
    }

    pub(super) fn algorithm(&self) -> Option<&str> {
        self.header.get("alg")?.as_str()
    }

    /// Verifies the signature with `key` and the algorithm of the header.
    pub(super) fn is_signed_by(&self, key: &Jwk) -> bool {
        if self.header.contains_key("crit") {
            return false;
        }
        self.algorithm()
            .is_some_and(|algorithm| key.verify(algorithm, self.signing_input.as_bytes(), &self.signature))
    }

    /// Verifies an HMAC with `secret` and the algorithm of the header (RFC 7518 §3.2).
    pub(super) fn is_signed_with(&self, secret: &[u8]) -> bool {
        let (algorithm, length) = match self.algorithm() {
            Some("HS256") => (hmac::HMAC_SHA256, 32),
            Some("HS384") => (hmac::HMAC_SHA384, 48),
            Some("HS512") => (hmac::HMAC_SHA512, 64),
            _ => return false,
        };
        let key = hmac::Key::new(algorithm, secret);
        secret.len() >= length && hmac::verify(&key, self.signing_input.as_bytes(), &self.signature).is_ok()
    }
}

/// A public key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Jwk {
    Rsa { n: Vec<u8>, e: Vec<u8> },
    Ec { curve: Curve, x: Vec<u8>, y: Vec<u8> },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Curve {
    P256,
    P384,
    P521,
}

impl Curve {
    fn name(self) -> &'static str {
        match self {
            Self::P256 => "P-256",
            Self::P384 => "P-384",
            Self::P521 => "P-521",
        }
    }

    fn bytes(self) -> usize {
        match self {
            Self::P256 => 32,
            Self::P384 => 48,
            Self::P521 => 66,
        }
    }
}

impl Jwk {
    /// Parses a public key; `None` if it is invalid or has private members.
    pub(super) fn from_public(value: &Value) -> Option<Self> {
        let object = value.as_object()?;
        if PRIVATE_JWK_MEMBERS.iter().any(|name| object.contains_key(*name)) {
            return None;
        }
        Self::from_value(value)
    }

    /// Parses the public part of a public or private key.
    pub(super) fn from_value(value: &Value) -> Option<Self> {
        let member = |name: &str| value.get(name)?.as_str().and_then(decode);
        match value.get("kty")?.as_str()? {
            "RSA" => {
                let n = member("n")?.into_iter().skip_while(|byte| *byte == 0).collect::<Vec<u8>>();
                (n.len() >= 256).then_some(Self::Rsa { n, e: member("e")? })
            }
            "EC" => {
                let name = value.get("crv")?.as_str()?;
                let curve =
                    [Curve::P256, Curve::P384, Curve::P521].into_iter().find(|curve| curve.name() == name)?;
                let (x, y) = (member("x")?, member("y")?);
                (x.len() == curve.bytes() && y.len() == curve.bytes()).then_some(Self::Ec { curve, x, y })
            }
            _ => None,
        }
    }

    /// The SHA-256 thumbprint of RFC 7638.
    pub(super) fn thumbprint(&self) -> String {
        let canonical = match self {
            Self::Rsa { n, e } => format!(r#"{{"e":"{}","kty":"RSA","n":"{}"}}"#, encode(e), encode(n)),
            Self::Ec { curve, x, y } => {
                format!(r#"{{"crv":"{}","kty":"EC","x":"{}","y":"{}"}}"#, curve.name(), encode(x), encode(y))
            }
        };
        sha256(canonical.as_bytes())
    }

    fn verify(&self, algorithm: &str, message: &[u8], signature: &[u8]) -> bool {
        match self {
            Self::Rsa { n, e } => {
                let parameters = match algorithm {
                    "RS256" => &ring_signature::RSA_PKCS1_2048_8192_SHA256,
                    "RS384" => &ring_signature::RSA_PKCS1_2048_8192_SHA384,
                    "RS512" => &ring_signature::RSA_PKCS1_2048_8192_SHA512,
                    _ => return false,
                };
                ring_signature::RsaPublicKeyComponents { n, e }.verify(parameters, message, signature).is_ok()
            }
            Self::Ec { curve, x, y } => {
                let point: Vec<u8> = [&[4][..], x, y].concat();
                let verify = |parameters: &'static ring_signature::EcdsaVerificationAlgorithm| {
                    ring_signature::UnparsedPublicKey::new(parameters, &point)
                        .verify(message, signature)
                        .is_ok()
                };
                match (algorithm, curve) {
                    ("ES256", Curve::P256) => verify(&ring_signature::ECDSA_P256_SHA256_FIXED),
                    ("ES384", Curve::P384) => verify(&ring_signature::ECDSA_P384_SHA384_FIXED),
                    ("ES512", Curve::P521) => {
                        let key = p521::ecdsa::VerifyingKey::from_sec1_bytes(&point);
                        let signature = p521::ecdsa::Signature::from_slice(signature);
                        matches!((key, signature), (Ok(key), Ok(signature)) if key.verify(message, &signature).is_ok())
                    }
                    _ => false,
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    /// The key and the thumbprint of RFC 7638 §3.1.
    #[test]
    fn thumbprint_matches_rfc_7638_example() {
        let key = json!({
            "kty": "RSA",
            "n": "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCi\
                  FV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7\
                  d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44\
                  -csFCur-kEgU8awapJzKnqDKgw",
            "e": "AQAB",
        });
        assert_eq!(
            Jwk::from_public(&key).unwrap().thumbprint(),
            "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"
        );
    }

    #[test]
    fn invalid_tokens_and_keys_are_rejected() {
        for text in ["", "a.b", "e30.e30.e30.e30", "e30.W10.e30", "e30.e30.*", "!.e30.e30"] {
            assert!(Jws::parse(text).is_none(), "{text}");
        }
        let mut key = json!({"kty": "EC", "crv": "P-256", "x": encode([1; 32]), "y": encode([2; 32])});
        assert!(Jwk::from_public(&key).is_some());
        key["d"] = json!("AA");
        assert!(Jwk::from_public(&key).is_none());
        assert!(Jwk::from_value(&key).is_some());
        key["x"] = json!(encode([1; 31]));
        assert!(Jwk::from_value(&key).is_none());
    }

    proptest! {
        #[test]
        fn prop_tokens_and_keys_never_panic(
            header in prop::collection::vec(any::<u8>(), 0..40),
            claims in "\\{\"(iat|exp|jti)\":(-?[1-9][0-9]{0,29}(\\.[0-9])?|null|\"x\"|\\[\\])\\}",
            signature in prop::collection::vec(any::<u8>(), 0..140),
            lengths in prop::array::uniform3(0usize..70),
        ) {
            let [n, e, x] = lengths.map(|length| encode(vec![7; length]));
            for key in [
                json!({"kty": "RSA", "n": encode(vec![0xff; 256]), "e": e}),
                json!({"kty": "RSA", "n": n, "e": e}),
                json!({"kty": "EC", "crv": "P-256", "x": encode([9; 32]), "y": encode([9; 32])}),
                json!({"kty": "EC", "crv": "P-521", "x": encode([1; 66]), "y": encode([1; 66])}),
                json!({"kty": "EC", "crv": "P-384", "x": x, "y": x}),
            ] {
                let Some(key) = Jwk::from_public(&key) else { continue };
                prop_assert_eq!(key.thumbprint().len(), 43);
                for algorithm in ALGORITHMS {
                    let header = json!({"alg": algorithm}).to_string();
                    let token = format!("{}.{}.{}", encode(header), encode(&claims), encode(&signature));
                    let jws = Jws::parse(&token).unwrap();
                    prop_assert!(!jws.is_signed_by(&key));
                    let _ = (jws.seconds("iat"), jws.seconds("exp"), jws.string("jti"));
                }
            }
            let _ = Jws::parse(&String::from_utf8_lossy(&header));
            let _ = Jws::parse(&format!("{}.{}.{}", encode(&header), encode(&header), encode(&header)));
        }
    }
}
