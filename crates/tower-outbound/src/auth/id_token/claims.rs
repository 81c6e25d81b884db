//! The claims of ID tokens.

use std::time::SystemTime;

use aws_lc_rs::constant_time::verify_slices_are_equal;
use serde_json::{Map, Value};

use super::{super::jws, AuthError, invalid};
use crate::clock::unix_seconds;

/// By how many seconds the clocks of client and issuer may differ. The issuer's is known from its responses, except for
/// their whole seconds.
const LEEWAY: u64 = 60;

/// What the claims of an ID token have to be.
#[derive(Debug)]
pub(crate) struct ExpectedClaims<'a> {
    pub(crate) issuer: &'a str,
    pub(crate) client_id: &'a str,
    pub(crate) nonce: Option<&'a str>,
    /// The access token of the same response.
    pub(crate) access_token: &'a str,
    /// The time of the issuer.
    pub(crate) now: SystemTime,
}

impl ExpectedClaims<'_> {
    /// Checks the claims, in the order of
    /// [OpenID Connect Core §3.1.3.7](https://openid.net/specs/openid-connect-core-1_0.html#IDTokenValidation).
    pub(super) fn check(&self, claims: &Map<String, Value>) -> Result<(), AuthError> {
        let text = |name: &str| claims.get(name).and_then(Value::as_str);
        if text("iss") != Some(self.issuer) {
            return Err(invalid("iss", "is not the issuer of the token endpoint"));
        }
        if text("sub").is_none_or(str::is_empty) {
            return Err(invalid("sub", "is missing"));
        }
        if !self.is_audience(claims.get("aud")) {
            return Err(invalid("aud", "is not this client alone"));
        }
        if claims.contains_key("azp") && text("azp") != Some(self.client_id) {
            return Err(invalid("azp", "is another client"));
        }
        self.check_times(claims)?;
        if let Some(nonce) = self.nonce
            && !is_equal(text("nonce").unwrap_or_default(), nonce)
        {
            return Err(invalid("nonce", "is not that of the authorization request"));
        }
        if claims.contains_key("at_hash")
            && !text("at_hash").is_some_and(|hash| is_equal(hash, &access_token_hash(self.access_token)))
        {
            return Err(invalid("at_hash", "does not match the access token"));
        }
        Ok(())
    }

    /// No other audience is trusted.
    fn is_audience(&self, audience: Option<&Value>) -> bool {
        match audience {
            Some(Value::String(audience)) => audience == self.client_id,
            Some(Value::Array(audiences)) => {
                matches!(audiences.as_slice(), [Value::String(only)] if only == self.client_id)
            }
            _ => false,
        }
    }

    fn check_times(&self, claims: &Map<String, Value>) -> Result<(), AuthError> {
        let now = unix_seconds(self.now);
        let hint = |error: AuthError| error.with_hint("compare the clocks of this machine and of the issuer");
        let expires = seconds(claims, "exp").ok_or_else(|| invalid("exp", "is missing or not a time"))?;
        if expires.saturating_add(LEEWAY) <= now {
            return Err(hint(invalid("exp", "is in the past")));
        }
        let issued = seconds(claims, "iat").ok_or_else(|| invalid("iat", "is missing or not a time"))?;
        if issued > now.saturating_add(LEEWAY) {
            return Err(hint(invalid("iat", "is in the future")));
        }
        if claims.contains_key("nbf") {
            let begins = seconds(claims, "nbf").ok_or_else(|| invalid("nbf", "is not a time"))?;
            if begins > now.saturating_add(LEEWAY) {
                return Err(hint(invalid("nbf", "is in the future")));
            }
        }
        Ok(())
    }
}

/// A time in whole seconds since the Unix epoch, rounded down.
fn seconds(claims: &Map<String, Value>, name: &str) -> Option<u64> {
    let value = claims.get(name)?;
    value.as_u64().or_else(|| value.as_f64().filter(|seconds| *seconds >= 0.0).map(|seconds| seconds as u64))
}

fn is_equal(one: &str, other: &str) -> bool {
    verify_slices_are_equal(one.as_bytes(), other.as_bytes()).is_ok()
}

/// The left half of the hash of an access token
/// ([OpenID Connect Core §3.1.3.6](https://openid.net/specs/openid-connect-core-1_0.html#CodeIDToken)); all supported
/// algorithms use SHA-256.
pub(super) fn access_token_hash(token: &str) -> String {
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, token.as_bytes());
    jws::base64url(digest.as_ref().get(..16).unwrap_or_default())
}
