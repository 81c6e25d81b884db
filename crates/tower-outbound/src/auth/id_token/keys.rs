//! The keys of an issuer, and signatures by them.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{
    Algorithm, DecodingKey, Validation,
    jwk::{Jwk, PublicKeyUse},
};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::{AuthError, AuthErrorKind, invalid};

/// The supported algorithms. HMAC is not: a public client has no secret.
const ALGORITHMS: [(&str, Algorithm); 2] = [("RS256", Algorithm::RS256), ("ES256", Algorithm::ES256)];

/// The members of the header of an ID token that matter.
#[derive(Debug, Deserialize)]
pub(super) struct Header {
    alg: String,
    #[serde(default)]
    pub(super) kid: Option<String>,
    #[serde(default)]
    crit: Option<Value>,
}

impl Header {
    /// Reads the header of a token in compact form. It is not trusted yet.
    pub(super) fn parse(token: &str) -> Result<Self, AuthError> {
        let malformed =
            || AuthError::new(AuthErrorKind::IdToken, "the ID token is not a signed JSON Web Token");
        let parts: Vec<&str> = token.split('.').collect();
        let [header, _, _] = parts.as_slice() else {
            // Five parts are an encrypted one.
            return Err(malformed().with_hint("configure the server not to encrypt ID tokens"));
        };
        let json = URL_SAFE_NO_PAD.decode(header).map_err(|_| malformed())?;
        let header: Self = serde_json::from_slice(&json).map_err(|_| malformed())?;
        if header.crit.is_some() {
            return Err(invalid("crit", "names an extension that is not supported"));
        }
        Ok(header)
    }
}

/// The keys of an issuer that can sign ID tokens.
#[derive(Clone, Debug)]
pub(super) struct Keys {
    keys: Vec<Jwk>,
    /// Those of the issuer's metadata that are supported.
    algorithms: Vec<Algorithm>,
}

/// A JSON Web Key Set ([RFC 7517 §5](https://www.rfc-editor.org/rfc/rfc7517#section-5)).
#[derive(Deserialize)]
pub(super) struct KeySet {
    keys: Vec<Value>,
}

impl Keys {
    /// Keys of other kinds and uses are ignored. `algorithms` are those of the issuer's metadata.
    pub(super) fn new(set: KeySet, algorithms: &[String]) -> Result<Self, AuthError> {
        let supported = ALGORITHMS.iter().filter(|(name, _)| algorithms.iter().any(|other| other == name));
        let algorithms: Vec<Algorithm> = supported.map(|(_, algorithm)| *algorithm).collect();
        if algorithms.is_empty() {
            return Err(AuthError::new(
                AuthErrorKind::IdToken,
                "the issuer signs ID tokens neither with RS256 nor with ES256",
            ));
        }
        let keys = set.keys.into_iter().filter_map(|key| serde_json::from_value::<Jwk>(key).ok());
        let is_for_signatures = |key: &Jwk| {
            key.common.public_key_use.as_ref().is_none_or(|usage| *usage == PublicKeyUse::Signature)
        };
        Ok(Self { keys: keys.filter(is_for_signatures).collect(), algorithms })
    }

    /// Whether there is a key for a token with this header.
    pub(super) fn contains(&self, header: &Header) -> bool {
        self.candidates(header).next().is_some()
    }

    fn candidates<'a>(&'a self, header: &'a Header) -> impl Iterator<Item = &'a Jwk> {
        let matches = |key: &&Jwk| header.kid.is_none() || key.common.key_id == header.kid;
        self.keys.iter().filter(matches)
    }

    /// Verifies the signature, and returns the claims, which are not checked yet.
    pub(super) fn verify(&self, token: &str, header: &Header) -> Result<Map<String, Value>, AuthError> {
        let named = ALGORITHMS.iter().find(|(name, _)| *name == header.alg).map(|(_, algorithm)| *algorithm);
        let algorithm = named.filter(|algorithm| self.algorithms.contains(algorithm));
        let algorithm =
            algorithm.ok_or_else(|| invalid("alg", "is not one with which the issuer signs ID tokens"))?;
        if !self.contains(header) {
            return Err(invalid("kid", "is none of the issuer's keys"));
        }
        // Claims are checked by the issuer's clock, which jsonwebtoken does not know.
        let mut validation = Validation::new(algorithm);
        validation.required_spec_claims.clear();
        (validation.validate_exp, validation.validate_nbf, validation.validate_aud) = (false, false, false);
        let is_for_algorithm =
            |key: &&Jwk| key.common.key_algorithm.is_none_or(|own| own.to_string() == header.alg);
        let keys = self.candidates(header).filter(is_for_algorithm);
        let mut claims = keys.filter_map(|key| {
            let key = DecodingKey::from_jwk(key).ok()?;
            jsonwebtoken::decode::<Map<String, Value>>(token, &key, &validation).ok()
        });
        let verified = claims.next().map(|token| token.claims);
        verified.ok_or_else(|| {
            AuthError::new(
                AuthErrorKind::IdToken,
                "invalid ID token: the signature is not by the issuer's key",
            )
        })
    }
}
