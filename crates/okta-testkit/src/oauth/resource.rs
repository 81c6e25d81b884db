//! Access tokens on resources: validity, scheme, proof, scope.

use http::{Method, StatusCode};

use super::{
    Inner, OAuth, proof,
    error::{Denial, NONCE, announce},
};
use crate::{
    call::{Call, Principal},
    clock::unix_seconds,
    response::{Answer, Refusal},
};

impl OAuth {
    /// The app behind an access token sent with `scheme` (`Bearer` or `DPoP`).
    pub(crate) fn authorize(&self, call: &Call<'_>, scheme: &str, token: &str) -> Result<Principal, Refusal> {
        let mut inner = self.lock();
        let lifetime = inner.settings.nonce_lifetime;
        inner.nonces.refresh(&self.ids, call.now, lifetime);
        let needed = needed_scopes(call);
        check(&mut inner, call, scheme, token, &needed).map_err(|denial| {
            inner.count(&denial, true);
            // A bound token tells the client which scheme to use.
            let bound = inner.tokens.get(token).is_some_and(|issued| issued.jkt.is_some());
            let scheme = if bound { "DPoP" } else { scheme };
            denial.refusal(scheme, &needed.join(" "), inner.settings.bare_errors)
        })
    }

    /// Puts the current nonce on the answer of a resource that demands one.
    pub(crate) fn announce(&self, call: &Call<'_>, mut answer: Answer) -> Answer {
        let inner = self.lock();
        let proved = inner.settings.resource_nonce && call.headers.contains_key("dpop");
        if proved && !answer.headers.contains_key(NONCE) {
            announce(&mut answer, inner.nonces.current());
        }
        answer
    }
}

fn check(
    inner: &mut Inner,
    call: &Call<'_>,
    scheme: &str,
    token: &str,
    needed: &[String],
) -> Result<Principal, Denial> {
    let issued = inner
        .tokens
        .get(token)
        .cloned()
        .ok_or(Denial::token("access_token_invalid", "The access token is not one that is valid here."))?;
    if call.now >= issued.expires {
        return Err(Denial::token("access_token_expired", "The access token has expired."));
    }
    let proof = proof::header(call.headers)?;
    match (scheme, &issued.jkt, proof) {
        ("Bearer", None, None) => {}
        ("Bearer", Some(_), _) => {
            return Err(Denial::proof(
                "dpop_authentication_scheme_required",
                "The token is bound to a key: it must be sent with the DPoP scheme.",
            ));
        }
        ("Bearer", None, Some(_)) => {
            return Err(Denial::request(
                "invalid_request",
                "A proof accompanies a token that is not bound to a key.",
            ));
        }
        (_, None, _) => {
            return Err(Denial::token("access_token_not_dpop_bound", "The token is not bound to a key."));
        }
        (_, Some(_), None) => {
            return Err(Denial::proof(
                "dpop_proof_required_for_token",
                "The token is bound to a key: a proof is missing.",
            ));
        }
        (_, Some(jkt), Some(text)) => {
            let expected = proof::Expected {
                call,
                now: i64::try_from(unix_seconds(call.now)).unwrap_or(i64::MAX),
                token: Some(token),
                nonces: inner.settings.resource_nonce.then_some(inner.nonces.good.as_slice()),
                challenge: StatusCode::UNAUTHORIZED,
            };
            if proof::check(text, &expected, &mut inner.proofs)? != *jkt {
                return Err(Denial::proof(
                    "invalid_access_token_dpop_binding",
                    "The proof's key is not the one that the token is bound to.",
                ));
            }
        }
    }
    if !needed.is_empty() && !needed.iter().any(|scope| issued.scopes.contains(scope)) {
        return Err(Denial::scope());
    }
    Ok(Principal::App { client_id: issued.client_id })
}

/// The scopes of which an operation needs one; none for paths that the org does not know.
fn needed_scopes(call: &Call<'_>) -> Vec<String> {
    let reads = matches!(*call.method, Method::GET | Method::HEAD);
    match call.segments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["api", "v1", family @ ("users" | "groups" | "apps"), ..] => {
            let manage = format!("okta.{family}.manage");
            if reads { vec![format!("okta.{family}.read"), manage] } else { vec![manage] }
        }
        ["api", "v1", "meta", kind @ ("schemas" | "types"), ..] => {
            let family = if *kind == "schemas" { "schemas" } else { "userTypes" };
            let manage = format!("okta.{family}.manage");
            if reads { vec![format!("okta.{family}.read"), manage] } else { vec![manage] }
        }
        ["api", "v1", "logs"] => vec!["okta.logs.read".to_owned()],
        _ => Vec::new(),
    }
}
