//! DPoP proofs (RFC 9449 §4.3), by Okta's rules.

use std::collections::HashSet;

use http::{HeaderMap, StatusCode};
use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::{
    error::OAuthError,
    jose::{ALGORITHMS, Jwk, Jws, sha256},
};
use crate::call::Call;

/// The maximum age of a proof, in seconds.
const MAX_AGE: i64 = 300;

/// The expected claims of a proof.
#[derive(Debug)]
pub(super) struct ExpectedProof<'a> {
    pub(super) call: &'a Call<'a>,
    pub(super) now: i64,
    /// The access token that the proof is sent with; `None` at the token endpoint.
    pub(super) token: Option<&'a str>,
    /// The valid nonces, if one is required.
    pub(super) nonces: Option<&'a [String]>,
    /// The status of a nonce challenge.
    pub(super) challenge_status: StatusCode,
}

/// The DPoP header of a request.
pub(super) fn header(headers: &HeaderMap) -> Result<Option<&str>, OAuthError> {
    let mut values = headers.get_all("dpop").iter();
    match (values.next(), values.next()) {
        (None, _) => Ok(None),
        (Some(value), None) => {
            let text = value
                .to_str()
                .map_err(|_| OAuthError::proof("invalid_dpop_proof", "The proof is not text."))?;
            Ok(Some(text))
        }
        _ => Err(OAuthError::proof("invalid_dpop_proof", "There is more than one DPoP header.")),
    }
}

/// Verifies a proof and returns the thumbprint of its key. Its `jti` counts as used even if the nonce is missing.
pub(super) fn verify(
    text: &str,
    expected: &ExpectedProof<'_>,
    used: &mut HashSet<String>,
) -> Result<String, OAuthError> {
    let invalid = |description| OAuthError::proof("invalid_dpop_proof", description);
    let jws = Jws::parse(text).ok_or(invalid("The proof is not a signed JSON Web Token."))?;
    if jws.header.get("typ").and_then(Value::as_str) != Some("dpop+jwt") {
        return Err(invalid("The proof's typ must be dpop+jwt."));
    }
    if !jws.algorithm().is_some_and(|algorithm| ALGORITHMS.contains(&algorithm)) {
        return Err(invalid("The proof's algorithm is not supported."));
    }
    let key = jws.header.get("jwk").and_then(Jwk::from_public);
    let key = key.ok_or(invalid("The proof's jwk must be a public key without private members."))?;
    if !jws.is_signed_by(&key) {
        return Err(invalid("The proof's signature is not valid."));
    }
    if jws.string("htm") != Some(expected.call.method.as_str()) {
        return Err(invalid("The proof's htm is not the method of the request."));
    }
    let url = normalize_url(&expected.call.url(&decoded_path(expected.call.path)));
    if jws.string("htu").map(normalize_url) != Some(url) {
        return Err(invalid("'htu' claim in the DPoP proof JWT is invalid."));
    }
    match jws.seconds("iat") {
        None => return Err(invalid("The proof has no iat.")),
        Some(iat) if iat > expected.now => {
            return Err(OAuthError::proof(
                "invalid_dpop_proof_jwt_issued_in_future",
                "The proof was issued in the future: the clocks differ.",
            ));
        }
        Some(iat) if iat < expected.now - MAX_AGE => {
            return Err(OAuthError::proof(
                "invalid_dpop_proof_jwt_too_old",
                "The proof is older than five minutes.",
            ));
        }
        Some(_) => {}
    }
    match expected.token {
        None => {}
        Some(token) if jws.string("ath") == Some(sha256(token.as_bytes()).as_str()) => {}
        Some(_) => return Err(invalid("The proof's ath is not the hash of the access token.")),
    }
    match jws.string("jti") {
        None | Some("") => return Err(invalid("The proof has no jti.")),
        Some(jti) if !used.insert(jti.to_owned()) => {
            return Err(
                OAuthError::proof("dpop_proof_already_used", "The proof has been used before.").replay()
            );
        }
        Some(_) => {}
    }
    if let Some(nonces) = expected.nonces
        && !jws.string("nonce").is_some_and(|nonce| nonces.iter().any(|valid| valid == nonce))
    {
        return Err(OAuthError::use_nonce(expected.challenge_status));
    }
    Ok(key.thumbprint())
}

/// Returns a path as Okta compares it with that of a proof: decoded once, after which only what cannot be part of a URL
/// is encoded. <https://github.com/okta/okta-sdk-java/pull/1526> has the list, found by trial.
fn decoded_path(path: &str) -> String {
    let mut encoded = String::new();
    for character in percent_decode_str(path).decode_utf8_lossy().chars() {
        if matches!(character, '%' | '"' | '#' | '\u{0}'..='\u{20}' | '\u{7f}') {
            encoded += &format!("%{:02X}", u32::from(character));
        } else {
            encoded.push(character);
        }
    }
    encoded
}

/// Lowercases scheme and host and removes a default port.
fn normalize_url(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let (scheme, authority) = (scheme.to_ascii_lowercase(), authority.to_ascii_lowercase());
    let default = if scheme == "https" { ":443" } else { ":80" };
    format!("{scheme}://{}{path}", authority.strip_suffix(default).unwrap_or(&authority))
}
