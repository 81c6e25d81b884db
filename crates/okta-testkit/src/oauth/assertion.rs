//! Client authentication with a signed assertion (RFC 7523 §3), by Okta's rules.

use std::collections::{HashMap, HashSet};

use super::{app::OAuthApp, client::ClientMethod, error::OAuthError, jose::Jws};

const HOUR: i64 = 3600;

/// Verifies an assertion and returns its client id. Its `jti` counts as used even if the request fails later.
pub(super) fn verify(
    text: &str,
    claimed_id: Option<&str>,
    apps: &HashMap<String, OAuthApp>,
    used: &mut HashSet<(String, String)>,
    audience: &str,
    now: i64,
) -> Result<String, OAuthError> {
    let jws = Jws::parse(text).ok_or(OAuthError::client(
        "client_assertion_malformed",
        "The client assertion is not a signed JSON Web Token.",
    ))?;
    let client_id = jws.string("iss").unwrap_or_default();
    if claimed_id.is_some_and(|claimed| claimed != client_id) || jws.string("sub") != Some(client_id) {
        return Err(OAuthError::client(
            "client_assertion_issuer_and_subject",
            "Issuer and subject of the client assertion must both be the client id.",
        ));
    }
    let app = apps
        .get(client_id)
        .ok_or(OAuthError::client("client_not_found", "There is no client with this client id."))?;
    check_signature(&jws, app)?;
    let expected = |value: &serde_json::Value| value.as_str() == Some(audience);
    let audience_matches = jws.claims.get("aud").is_some_and(|aud| match aud {
        serde_json::Value::Array(all) => all.iter().any(expected),
        one => expected(one),
    });
    if !audience_matches {
        return Err(OAuthError::client(
            "client_assertion_invalid_audience",
            "The audience of the assertion must be the URL of the token endpoint.",
        ));
    }
    match jws.seconds("exp") {
        None => {
            return Err(OAuthError::client("client_assertion_exp_missing", "The assertion has no expiry."));
        }
        Some(exp) if exp <= now => {
            return Err(OAuthError::client("client_assertion_expired", "The assertion has expired."));
        }
        Some(exp) if exp > now + HOUR => {
            return Err(OAuthError::client(
                "client_assertion_expires_too_far_in_future",
                "The assertion expires more than an hour in the future.",
            ));
        }
        Some(_) => {}
    }
    if jws.seconds("iat").is_some_and(|iat| iat > now) {
        return Err(OAuthError::client(
            "client_assertion_issued_at_in_future",
            "The assertion was issued in the future: the clocks differ.",
        ));
    }
    if let Some(jti) = jws.string("jti")
        && !used.insert((client_id.to_owned(), jti.to_owned()))
    {
        return Err(OAuthError::client(
            "client_assertion_already_used",
            "The assertion has been used before.",
        )
        .replay());
    }
    Ok(client_id.to_owned())
}

/// Verifies the signature by the secret or a key of the client.
fn check_signature(jws: &Jws, app: &OAuthApp) -> Result<(), OAuthError> {
    let invalid =
        OAuthError::client("client_assertion_signature_invalid", "The assertion's signature is not valid.");
    match (app.method, &app.secret) {
        (ClientMethod::SecretJwt, Some(secret)) => {
            return if jws.is_signed_with(secret.as_bytes()) { Ok(()) } else { Err(invalid) };
        }
        (ClientMethod::PrivateKeyJwt, _) => {}
        _ => {
            return Err(OAuthError::client(
                "client_authentication_method",
                "The client is registered for another method of authentication.",
            ));
        }
    }
    let kid = jws.header.get("kid").and_then(|kid| kid.as_str());
    let key = match (kid, app.keys.as_slice()) {
        (None, [(_, only)]) => only,
        (None, _) => {
            return Err(OAuthError::client(
                "client_assertion_kid_missing",
                "The client has several keys: the assertion needs a kid.",
            ));
        }
        (Some(kid), keys) => match keys.iter().find(|(known, _)| known.as_deref() == Some(kid)) {
            Some((_, key)) => key,
            None => {
                return Err(OAuthError::client(
                    "client_assertion_kid_invalid",
                    "The kid does not match any of the client's keys.",
                ));
            }
        },
    };
    if !jws.is_signed_by(key) {
        return Err(invalid);
    }
    Ok(())
}
