//! What to do about the refusals that people meet.

use super::super::{AuthError, AuthErrorKind, OAuthErrorResponse};

/// Turns a refusal into an error that says what to do about it.
pub(super) fn explain(refusal: OAuthErrorResponse, client_id: &str, clock_offset_ms: i64) -> AuthError {
    if refusal.status.is_success() {
        return AuthError::new(AuthErrorKind::Response, "the token endpoint's answer cannot be understood")
            .with_oauth_error(refusal);
    }
    let limited = refusal.status.as_u16() == 429 || refusal.code == "E0000047";
    let kind = if limited { AuthErrorKind::RateLimited } else { AuthErrorKind::Rejected };
    let message = if limited {
        "the token endpoint's rate limit is used up".to_owned()
    } else if refusal.status.is_server_error() {
        "the token endpoint failed".to_owned()
    } else {
        format!("the token endpoint refused client {client_id}")
    };
    let hint = hint(&refusal, clock_offset_ms);
    let error = AuthError::new(kind, message).with_oauth_error(refusal);
    match hint {
        Some(hint) => error.with_hint(hint),
        None => error,
    }
}

/// Whether a refusal is about `iat` or `exp`.
pub(super) fn is_about_time(refusal: &OAuthErrorResponse) -> bool {
    let code = refusal.code.as_str();
    let text = lower(refusal);
    matches!(code, "invalid_client" | "invalid_request" | "invalid_dpop_proof" | "invalid_grant")
        && ["expired", "exp ", "iat", "future", "too old", "too far", "clock", "issued"]
            .iter()
            .any(|word| text.contains(word))
}

fn lower(refusal: &OAuthErrorResponse) -> String {
    refusal.description.as_deref().unwrap_or_default().to_ascii_lowercase()
}

fn hint(refusal: &OAuthErrorResponse, clock_offset_ms: i64) -> Option<String> {
    let text = lower(refusal);
    let any = |words: &[&str]| words.iter().any(|word| text.contains(word));
    let fixed = match refusal.code.as_str() {
        "invalid_client" if any(&["audience", "aud "]) || text.ends_with("aud") => {
            "the assertion's aud is the token endpoint's URL as it is called; with a custom domain use the \
             same host for both, or the org's own domain"
        }
        "invalid_dpop_proof" if any(&["missing"]) => "the app demands DPoP: set DPoP to auto or always",
        _ if is_about_time(refusal) => {
            return Some(format!(
                "the clocks differ: the server's is {} s from the local one",
                clock_offset_ms / 1000
            ));
        }
        "invalid_client" if any(&["kid", "jwk", "signature", "key"]) => {
            "the public key must be registered with the app; with several keys the kid must name the right one"
        }
        "invalid_client" => {
            "check the client id, and that the app authenticates with a public key (private_key_jwt)"
        }
        "invalid_scope" => "grant the scopes to the app: Okta API Scopes in its settings",
        "unauthorized_client" => "the app must be an API service app, allowed the client credentials grant",
        "access_denied" if any(&["zone", "network"]) => "the app's network zone excludes this address",
        "access_denied" => "a policy of the org refuses the app; its System Log names the policy",
        "invalid_request" if any(&["assertion", "authentication"]) => {
            "the app authenticates with a public key (private_key_jwt)"
        }
        "use_dpop_nonce" => "the server refused its own newest nonce",
        "" if refusal.status.as_u16() == 404 => {
            "is the URL that of the org, without a path and without -admin?"
        }
        _ => return None,
    };
    Some(fixed.to_owned())
}
