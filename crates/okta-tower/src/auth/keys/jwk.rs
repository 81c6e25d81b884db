//! Private keys in JSON.

use aws_lc_rs::{
    rsa::KeyPairComponents,
    signature::{EcdsaKeyPair, RsaKeyPair, RsaPublicKeyComponents},
};
use base64::Engine as _;
use serde::Deserialize;
use zeroize::Zeroizing;

use super::{CURVES, PrivateKey, SUPPORTED, key_error};
use crate::auth::AuthError;

/// The members of [RFC 7517 §4](https://www.rfc-editor.org/rfc/rfc7517#section-4) and
/// [RFC 7518 §6](https://www.rfc-editor.org/rfc/rfc7518#section-6) that matter here.
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

pub(super) fn read(json: &str) -> Result<PrivateKey, AuthError> {
    // serde's message may quote a value, so it is not passed on; line and column may be.
    let broken = |error: serde_json::Error| {
        key_error(format!(
            "the JWK is not valid JSON of a key (line {}, column {})",
            error.line(),
            error.column()
        ))
    };
    let set: JwkSet = serde_json::from_str(json).map_err(broken)?;
    let Some(keys) = set.keys else {
        return serde_json::from_str::<Jwk>(json).map_err(broken)?.into_key();
    };
    let mut private: Vec<Jwk> = keys.into_iter().filter(|key| key.d.is_some()).collect();
    match (private.pop(), private.is_empty()) {
        (Some(only), true) => only.into_key(),
        (Some(_), false) => {
            Err(key_error("the JWK set holds several private keys").with_hint("give the one that is to sign"))
        }
        (None, _) => Err(key_error("the JWK set holds no private key")),
    }
}

impl Jwk {
    fn into_key(self) -> Result<PrivateKey, AuthError> {
        let mut key = match self.kty.as_deref() {
            Some("RSA") => self.rsa()?,
            Some("EC") => self.ec()?,
            Some(_) => {
                return Err(key_error("the JWK is of a type that cannot be used here").with_hint(SUPPORTED));
            }
            None => return Err(key_error("the JWK has no \"kty\"")),
        };
        if let Some(algorithm) = &self.alg {
            key = key.with_algorithm(algorithm.parse()?)?;
        }
        Ok(match self.kid {
            Some(kid) => key.with_kid(kid),
            None => key,
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
            Err(error) => Err(key_error("the RSA key in the JWK cannot be used")
                .with_hint("its members must belong together, and it must have 2048 to 8192 bits")
                .with_source(error)),
        }
    }

    fn ec(&self) -> Result<PrivateKey, AuthError> {
        let name = self.crv.as_deref().unwrap_or_default();
        let Some((_, algorithm, curve)) = CURVES.into_iter().find(|(curve, _, _)| *curve == name) else {
            return Err(key_error("the JWK is on a curve that cannot be used here").with_hint(SUPPORTED));
        };
        let d = secret("d", self.d.as_ref())?;
        // An uncompressed point: 4, x, y.
        let mut point = vec![4];
        point.extend_from_slice(&member("x", self.x.as_deref())?);
        point.extend_from_slice(&member("y", self.y.as_deref())?);
        match EcdsaKeyPair::from_private_key_and_public_key(curve, &d, &point) {
            Ok(pair) => Ok(PrivateKey::ec(pair, algorithm)),
            Err(error) => Err(key_error("the EC key in the JWK cannot be used")
                .with_hint("\"d\", \"x\" and \"y\" must have full length and belong together")
                .with_source(error)),
        }
    }
}

/// Some writers put a zero byte before the number; RFC 7518 does not allow it, but its meaning is plain.
fn unsigned(bytes: Zeroizing<Vec<u8>>) -> Vec<u8> {
    bytes.iter().copied().skip_while(|byte| *byte == 0).collect()
}

fn secret(name: &'static str, value: Option<&Zeroizing<String>>) -> Result<Zeroizing<Vec<u8>>, AuthError> {
    match value {
        Some(value) => member(name, Some(value)),
        None if name == "d" => Err(key_error("the JWK is a public key: it has no \"d\"")),
        None => Err(key_error(format!("the JWK has no {name:?}"))
            .with_hint("an RSA key needs \"n\", \"e\", \"d\", \"p\", \"q\", \"dp\", \"dq\" and \"qi\"")),
    }
}

fn member(name: &'static str, value: Option<&str>) -> Result<Zeroizing<Vec<u8>>, AuthError> {
    let Some(value) = value else {
        return Err(key_error(format!("the JWK has no {name:?}")));
    };
    base64::engine::general_purpose::URL_SAFE_NO_PAD
        .decode(value.trim_end_matches('='))
        .map(Zeroizing::new)
        .map_err(|_| key_error(format!("{name:?} of the JWK is not base64url")))
}
