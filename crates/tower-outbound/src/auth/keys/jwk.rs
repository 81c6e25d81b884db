//! JWK parser.

use aws_lc_rs::{
    rsa::KeyPairComponents,
    signature::{EcdsaKeyPair, RsaKeyPair, RsaPublicKeyComponents},
};
use base64::Engine as _;
use serde::Deserialize;
use zeroize::Zeroizing;

use super::{CURVES, PrivateKey, SUPPORTED, key_error};
use crate::auth::AuthError;

/// A JWK with the members of [RFC 7517 §4](https://www.rfc-editor.org/rfc/rfc7517#section-4) and
/// [RFC 7518 §6](https://www.rfc-editor.org/rfc/rfc7518#section-6) that signing uses.
#[derive(Deserialize)]
struct Jwk {
    kty: Option<String>,
    kid: Option<String>,
    alg: Option<String>,
    crv: Option<String>,
    x: Option<String>,
    y: Option<String>,
    n: Option<String>,
    e: Option<String>,
    d: Option<Zeroizing<String>>,
    p: Option<Zeroizing<String>>,
    q: Option<Zeroizing<String>>,
    dp: Option<Zeroizing<String>>,
    dq: Option<Zeroizing<String>>,
    qi: Option<Zeroizing<String>>,
}

#[derive(Deserialize)]
struct JwkSet {
    keys: Option<Vec<Jwk>>,
}

pub(super) fn parse(json: &str) -> Result<PrivateKey, AuthError> {
    // serde's message may quote a value, so only line and column are reported.
    let invalid = |error: serde_json::Error| {
        key_error(format!("JWK is not valid JSON (line {}, column {})", error.line(), error.column()))
    };
    let set: JwkSet = serde_json::from_str(json).map_err(invalid)?;
    let Some(keys) = set.keys else {
        return serde_json::from_str::<Jwk>(json).map_err(invalid)?.into_key();
    };
    let mut private: Vec<Jwk> = keys.into_iter().filter(|key| key.d.is_some()).collect();
    match (private.pop(), private.is_empty()) {
        (Some(only), true) => only.into_key(),
        (Some(_), false) => {
            Err(key_error("JWK set contains several private keys").with_hint("pass only the signing key"))
        }
        (None, _) => Err(key_error("JWK set contains no private key")),
    }
}

impl Jwk {
    fn into_key(self) -> Result<PrivateKey, AuthError> {
        let mut key = match self.kty.as_deref() {
            Some("RSA") => self.rsa()?,
            Some("EC") => self.ec()?,
            Some(_) => {
                return Err(key_error("unsupported JWK type").with_hint(SUPPORTED));
            }
            None => return Err(key_error("JWK has no \"kty\"")),
        };
        if let Some(algorithm) = &self.alg {
            key = key.with_algorithm(algorithm.parse()?)?;
        }
        Ok(match self.kid {
            Some(kid) if !kid.trim().is_empty() => key.with_kid(kid),
            _ => key,
        })
    }

    fn rsa(&self) -> Result<PrivateKey, AuthError> {
        let d = secret("d", self.d.as_ref())?;
        let components = KeyPairComponents {
            public_key: RsaPublicKeyComponents {
                n: unsigned(member("n", self.n.as_deref())?),
                e: unsigned(member("e", self.e.as_deref())?),
            },
            d,
            p: secret("p", self.p.as_ref())?,
            q: secret("q", self.q.as_ref())?,
            dP: secret("dp", self.dp.as_ref())?,
            dQ: secret("dq", self.dq.as_ref())?,
            qInv: secret("qi", self.qi.as_ref())?,
        };
        match RsaKeyPair::from_components(&components) {
            Ok(pair) => Ok(PrivateKey::rsa(pair)),
            Err(error) => Err(key_error("invalid RSA key in JWK")
                .with_hint("its members must belong to one key of 2048 to 8192 bits")
                .with_source(error)),
        }
    }

    fn ec(&self) -> Result<PrivateKey, AuthError> {
        let name = self.crv.as_deref().unwrap_or_default();
        let Some((_, algorithm, curve)) = CURVES.into_iter().find(|(curve, _, _)| *curve == name) else {
            return Err(key_error("unsupported JWK curve").with_hint(SUPPORTED));
        };
        let d = secret("d", self.d.as_ref())?;
        // An uncompressed point: 4, x, y.
        let mut point = vec![4];
        point.extend_from_slice(&member("x", self.x.as_deref())?);
        point.extend_from_slice(&member("y", self.y.as_deref())?);
        match EcdsaKeyPair::from_private_key_and_public_key(curve, &d, &point) {
            Ok(pair) => Ok(PrivateKey::ec(pair, algorithm)),
            Err(error) => Err(key_error("invalid EC key in JWK")
                .with_hint("\"d\", \"x\" and \"y\" must have full length and belong to one key")
                .with_source(error)),
        }
    }
}

/// Removes leading zero bytes. RFC 7518 forbids them, but some encoders write them.
fn unsigned(bytes: Zeroizing<Vec<u8>>) -> Vec<u8> {
    bytes.iter().copied().skip_while(|byte| *byte == 0).collect()
}

fn secret(name: &'static str, value: Option<&Zeroizing<String>>) -> Result<Zeroizing<Vec<u8>>, AuthError> {
    match value {
        Some(value) => member(name, Some(value)),
        None if name == "d" => Err(key_error("JWK is a public key: it has no \"d\"")),
        None => Err(key_error(format!("JWK has no {name:?}"))
            .with_hint("an RSA key needs \"n\", \"e\", \"d\", \"p\", \"q\", \"dp\", \"dq\" and \"qi\"")),
    }
}

fn member(name: &'static str, value: Option<&str>) -> Result<Zeroizing<Vec<u8>>, AuthError> {
    let Some(value) = value else {
        return Err(key_error(format!("JWK has no {name:?}")));
    };
    base64::engine::general_purpose::URL_SAFE_NO_PAD
        .decode(value.trim_end_matches('='))
        .map(Zeroizing::new)
        .map_err(|_| key_error(format!("JWK member {name:?} is not valid base64url")))
}
