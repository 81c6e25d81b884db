//! DPoP proofs (RFC 9449 §4.3), under Okta's rules.

use std::collections::HashSet;

use http::{HeaderMap, StatusCode};
use serde_json::Value;

use super::{
    jose::{ALGORITHMS, Jwk, Jws, sha256},
    error::Denial,
};
use crate::call::Call;

/// A proof older than this is refused.
const MAX_AGE: i64 = 300;

/// What a proof must fit.
#[derive(Debug)]
pub(super) struct Expected<'a> {
    pub(super) call: &'a Call<'a>,
    pub(super) now: i64,
    /// The access token that it accompanies; none at the token endpoint.
    pub(super) token: Option<&'a str>,
    /// The nonces that are good, when one is demanded.
    pub(super) nonces: Option<&'a [String]>,
    /// The status of a nonce challenge.
    pub(super) challenge: StatusCode,
}

/// The one DPoP header of a request.
pub(super) fn header(headers: &HeaderMap) -> Result<Option<&str>, Denial> {
    let mut values = headers.get_all("dpop").iter();
    match (values.next(), values.next()) {
        (None, _) => Ok(None),
        (Some(value), None) => {
            let text =
                value.to_str().map_err(|_| Denial::proof("invalid_dpop_proof", "The proof is not text."))?;
            Ok(Some(text))
        }
        _ => Err(Denial::proof("invalid_dpop_proof", "There is more than one DPoP header.")),
    }
}

/// Checks a proof; the thumbprint of its key. Its `jti` is used up, also when a nonce is still missing.
pub(super) fn check(
    text: &str,
    expected: &Expected<'_>,
    used: &mut HashSet<String>,
) -> Result<String, Denial> {
    let bad = |description| Denial::proof("invalid_dpop_proof", description);
    let jws = Jws::parse(text).ok_or(bad("The proof is not a signed JSON Web Token."))?;
    if jws.header.get("typ").and_then(Value::as_str) != Some("dpop+jwt") {
        return Err(bad("The proof's typ must be dpop+jwt."));
    }
    if !jws.algorithm().is_some_and(|algorithm| ALGORITHMS.contains(&algorithm)) {
        return Err(bad("The proof's algorithm is not supported."));
    }
    let key = jws.header.get("jwk").and_then(Jwk::public);
    let key = key.ok_or(bad("The proof's jwk must be a public key, and only that."))?;
    if !jws.is_signed_by(&key) {
        return Err(bad("The proof's signature is not valid."));
    }
    if jws.text("htm") != Some(expected.call.method.as_str()) {
        return Err(bad("The proof's htm is not the method of the request."));
    }
    let url = normal(&expected.call.url(expected.call.path));
    if jws.text("htu").map(normal) != Some(url) {
        return Err(bad("The proof's htu is not the URL of the request without query and fragment."));
    }
    match jws.seconds("iat") {
        None => return Err(bad("The proof has no iat.")),
        Some(iat) if iat > expected.now => {
            return Err(Denial::proof(
                "invalid_dpop_proof_jwt_issued_in_future",
                "The proof was issued in the future: the clocks differ.",
            ));
        }
        Some(iat) if iat < expected.now - MAX_AGE => {
            return Err(Denial::proof(
                "invalid_dpop_proof_jwt_too_old",
                "The proof is older than five minutes.",
            ));
        }
        Some(_) => {}
    }
    match expected.token {
        None => {}
        Some(token) if jws.text("ath") == Some(sha256(token.as_bytes()).as_str()) => {}
        Some(_) => return Err(bad("The proof's ath is not the hash of the access token.")),
    }
    match jws.text("jti") {
        None | Some("") => return Err(bad("The proof has no jti.")),
        Some(jti) if !used.insert(jti.to_owned()) => {
            return Err(Denial::proof("dpop_proof_already_used", "The proof has been used before.").replay());
        }
        Some(_) => {}
    }
    if let Some(nonces) = expected.nonces
        && !jws.text("nonce").is_some_and(|nonce| nonces.iter().any(|good| good == nonce))
    {
        return Err(Denial::nonce(expected.challenge));
    }
    Ok(key.thumbprint())
}

/// A URL with scheme and host in lower case and without a default port.
fn normal(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let (scheme, authority) = (scheme.to_ascii_lowercase(), authority.to_ascii_lowercase());
    let default = if scheme == "https" { ":443" } else { ":80" };
    format!("{scheme}://{}{path}", authority.strip_suffix(default).unwrap_or(&authority))
}
