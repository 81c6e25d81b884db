//! Client authentication with a signed assertion (RFC 7523 §3), under Okta's rules.

use std::collections::{HashMap, HashSet};

use super::{app::App, jose::Jws, error::Denial};

const HOUR: i64 = 3600;

/// Checks an assertion; the client id that it proves. Its `jti` is used up, whatever becomes of the request later.
pub(super) fn check(
    text: &str,
    claimed_id: Option<&str>,
    apps: &HashMap<String, App>,
    used: &mut HashSet<(String, String)>,
    audience: &str,
    now: i64,
) -> Result<String, Denial> {
    let jws = Jws::parse(text).ok_or(Denial::client(
        "client_assertion_malformed",
        "The client assertion is not a signed JSON Web Token.",
    ))?;
    let client_id = jws.text("iss").unwrap_or_default();
    if claimed_id.is_some_and(|claimed| claimed != client_id) || jws.text("sub") != Some(client_id) {
        return Err(Denial::client(
            "client_assertion_issuer_and_subject",
            "Issuer and subject of the client assertion must both be the client id.",
        ));
    }
    let app = apps
        .get(client_id)
        .ok_or(Denial::client("client_not_found", "There is no client with this client id."))?;
    let kid = jws.header.get("kid").and_then(|kid| kid.as_str());
    let key = match (kid, app.keys.as_slice()) {
        (None, [(_, only)]) => only,
        (None, _) => {
            return Err(Denial::client(
                "client_assertion_kid_missing",
                "The client has several keys: the assertion needs a kid.",
            ));
        }
        (Some(kid), keys) => match keys.iter().find(|(own, _)| own.as_deref() == Some(kid)) {
            Some((_, key)) => key,
            None => {
                return Err(Denial::client(
                    "client_assertion_kid_invalid",
                    "The kid is none of the client's keys.",
                ));
            }
        },
    };
    if !jws.is_signed_by(key) {
        return Err(Denial::client(
            "client_assertion_signature_invalid",
            "The assertion's signature is not valid.",
        ));
    }
    let expected = |value: &serde_json::Value| value.as_str() == Some(audience);
    let audience_fits = jws.claims.get("aud").is_some_and(|aud| match aud {
        serde_json::Value::Array(all) => all.iter().any(expected),
        one => expected(one),
    });
    if !audience_fits {
        return Err(Denial::client(
            "client_assertion_invalid_audience",
            "The audience of the assertion must be the URL of the token endpoint that was called.",
        ));
    }
    match jws.seconds("exp") {
        None => return Err(Denial::client("client_assertion_exp_missing", "The assertion has no expiry.")),
        Some(exp) if exp <= now => {
            return Err(Denial::client("client_assertion_expired", "The assertion has expired."));
        }
        Some(exp) if exp > now + HOUR => {
            return Err(Denial::client(
                "client_assertion_expires_too_far_in_future",
                "The assertion expires more than an hour ahead.",
            ));
        }
        Some(_) => {}
    }
    if jws.seconds("iat").is_some_and(|iat| iat > now) {
        return Err(Denial::client(
            "client_assertion_issued_at_in_future",
            "The assertion was issued in the future: the clocks differ.",
        ));
    }
    if let Some(jti) = jws.text("jti")
        && !used.insert((client_id.to_owned(), jti.to_owned()))
    {
        return Err(
            Denial::client("client_assertion_already_used", "The assertion has been used before.").replay()
        );
    }
    Ok(client_id.to_owned())
}
