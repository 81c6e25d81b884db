//! Verification of access tokens: validity, scheme, proof, scope.

use http::{Method, StatusCode};

use super::{
    OAuth, OAuthState,
    error::{DPOP_NONCE, OAuthError, set_nonce},
    proof,
};
use crate::{
    call::{Call, Principal},
    clock::unix_seconds,
    response::{OktaError, ResponseTemplate},
};

impl OAuth {
    /// Authenticates the app, or the user, of an access token sent with `scheme` (`Bearer` or `DPoP`).
    pub(crate) fn authorize(
        &self,
        call: &Call<'_>,
        scheme: &str,
        token: &str,
    ) -> Result<Principal, OktaError> {
        let mut state = self.lock();
        let lifetime = state.settings.nonce_lifetime;
        state.nonces.rotate_if_expired(&self.ids, call.now, lifetime);
        let required = required_scopes(call);
        verify(&mut state, call, scheme, token, &required).map_err(|error| {
            state.count(&error, true);
            // The challenge of a bound token is always DPoP.
            let bound = state.tokens.get(token).is_some_and(|issued| issued.jkt.is_some());
            let scheme = if bound { "DPoP" } else { scheme };
            error.resource_error(scheme, &required.join(" "), state.settings.errors_without_body)
        })
    }

    /// Adds the current nonce to the response of a resource, if resources require one.
    pub(crate) fn add_nonce(&self, call: &Call<'_>, mut response: ResponseTemplate) -> ResponseTemplate {
        let state = self.lock();
        let required = state.settings.resource_nonce && call.headers.contains_key("dpop");
        if required && !response.headers.contains_key(DPOP_NONCE) {
            set_nonce(&mut response, state.nonces.current());
        }
        response
    }
}

fn verify(
    state: &mut OAuthState,
    call: &Call<'_>,
    scheme: &str,
    token: &str,
    required: &[String],
) -> Result<Principal, OAuthError> {
    let issued = state
        .tokens
        .get(token)
        .cloned()
        .ok_or(OAuthError::token("access_token_invalid", "The access token is not valid."))?;
    if call.now >= issued.expires {
        return Err(OAuthError::token("access_token_expired", "The access token has expired."));
    }
    let proof = proof::header(call.headers)?;
    match (scheme, &issued.jkt, proof) {
        ("Bearer", None, None) => {}
        ("Bearer", Some(_), _) => {
            return Err(OAuthError::proof(
                "dpop_authentication_scheme_required",
                "The token is bound to a key and requires the DPoP scheme.",
            ));
        }
        ("Bearer", None, Some(_)) => {
            return Err(OAuthError::request(
                "invalid_request",
                "A DPoP proof was sent with a token that is not bound to a key.",
            ));
        }
        (_, None, _) => {
            return Err(OAuthError::token("access_token_not_dpop_bound", "The token is not bound to a key."));
        }
        (_, Some(_), None) => {
            return Err(OAuthError::proof(
                "dpop_proof_required_for_token",
                "The token is bound to a key and requires a DPoP proof.",
            ));
        }
        (_, Some(jkt), Some(text)) => {
            let expected = proof::ExpectedProof {
                call,
                now: i64::try_from(unix_seconds(call.now)).unwrap_or(i64::MAX),
                token: Some(token),
                nonces: state.settings.resource_nonce.then_some(state.nonces.valid.as_slice()),
                challenge_status: StatusCode::UNAUTHORIZED,
            };
            if proof::verify(text, &expected, &mut state.proofs)? != *jkt {
                return Err(OAuthError::proof(
                    "invalid_access_token_dpop_binding",
                    "The proof's key is not the one that the token is bound to.",
                ));
            }
        }
    }
    if !required.is_empty() && !required.iter().any(|scope| issued.scopes.contains(scope)) {
        return Err(OAuthError::insufficient_scope());
    }
    Ok(match issued.subject {
        Some(subject) => Principal::User { id: subject.user, read_only: false },
        None => Principal::App { client_id: issued.client_id },
    })
}

/// The scopes of an operation, of which one is required; empty for unknown paths.
fn required_scopes(call: &Call<'_>) -> Vec<String> {
    let read_only = matches!(*call.method, Method::GET | Method::HEAD);
    match call.segments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["api", "v1", family @ ("users" | "groups" | "apps"), ..] => {
            let manage = format!("okta.{family}.manage");
            if read_only { vec![format!("okta.{family}.read"), manage] } else { vec![manage] }
        }
        ["api", "v1", "meta", kind @ ("schemas" | "types"), ..] => {
            let family = if *kind == "schemas" { "schemas" } else { "userTypes" };
            let manage = format!("okta.{family}.manage");
            if read_only { vec![format!("okta.{family}.read"), manage] } else { vec![manage] }
        }
        ["api", "v2", kind, ..] => {
            let family = match *kind {
                "apps" => "app",
                "idps" => "idp",
                "certificates" => "cert",
                _ => "authenticationService",
            };
            let manage = format!("okta.oag.{family}.manage");
            if read_only { vec![format!("okta.oag.{family}.read"), manage] } else { vec![manage] }
        }
        ["oauth2", "v1", "global-token-revocation"] => vec!["okta.universalLogout.manage".to_owned()],
        ["api", "v1", "logs"] => vec!["okta.logs.read".to_owned()],
        _ => Vec::new(),
    }
}
