//! Hints for common token errors.

use super::super::{AuthError, AuthErrorKind, OAuthErrorResponse};

/// Converts an error response to an error with a hint.
pub(super) fn diagnose(response: OAuthErrorResponse, client_id: &str, clock_offset_ms: i64) -> AuthError {
    if response.status.is_success() {
        return AuthError::new(AuthErrorKind::Response, "invalid token response").with_oauth_error(response);
    }
    let is_rate_limited = response.status.as_u16() == 429 || response.code == "E0000047";
    let kind = if is_rate_limited { AuthErrorKind::RateLimited } else { AuthErrorKind::Rejected };
    let message = if is_rate_limited {
        "token endpoint rate limit exceeded".to_owned()
    } else if response.status.is_server_error() {
        "token endpoint failed".to_owned()
    } else {
        format!("token endpoint rejected client {client_id}")
    };
    let hint = hint(&response, clock_offset_ms);
    let error = AuthError::new(kind, message).with_oauth_error(response);
    match hint {
        Some(hint) => error.with_hint(hint),
        None => error,
    }
}

/// Returns whether an error is about `iat` or `exp`.
pub(super) fn is_clock_error(response: &OAuthErrorResponse) -> bool {
    let code = response.code.as_str();
    let text = lower_description(response);
    matches!(code, "invalid_client" | "invalid_request" | "invalid_dpop_proof" | "invalid_grant")
        && ["expired", "exp ", "iat", "future", "too old", "too far", "clock", "issued"]
            .iter()
            .any(|word| text.contains(word))
}

fn lower_description(response: &OAuthErrorResponse) -> String {
    response.description.as_deref().unwrap_or_default().to_ascii_lowercase()
}

fn hint(response: &OAuthErrorResponse, clock_offset_ms: i64) -> Option<String> {
    let text = lower_description(response);
    let any = |words: &[&str]| words.iter().any(|word| text.contains(word));
    let hint = match response.code.as_str() {
        "invalid_client" if any(&["audience", "aud "]) || text.ends_with("aud") => {
            "the assertion's aud must equal the token endpoint URL; with a custom domain use the same host for \
             both, or the org's Okta domain"
        }
        "invalid_dpop_proof" if any(&["missing"]) => "the app requires DPoP; set DPoP to auto or always",
        _ if is_clock_error(response) => {
            return Some(format!(
                "the clocks differ; the server's clock is off by {} s from the local clock",
                clock_offset_ms / 1000
            ));
        }
        "invalid_client" if any(&["kid", "jwk", "signature", "key"]) => {
            "register the public key with the app; with several keys, set the kid of the signing key"
        }
        "invalid_client" => {
            "check the client id, and that the app authenticates with a public key (private_key_jwt)"
        }
        "invalid_scope" => "grant the scopes to the app: Okta API Scopes in its settings",
        "unauthorized_client" => "the app must be an API service app with the client credentials grant",
        "access_denied" if any(&["zone", "network"]) => "the app's network zone excludes this address",
        "access_denied" => "a policy of the org denies the app; see the policy in its System Log",
        "invalid_request" if any(&["assertion", "authentication"]) => {
            "the app authenticates with a public key (private_key_jwt)"
        }
        "use_dpop_nonce" => "the server rejected its latest nonce",
        "" if response.status.as_u16() == 404 => {
            "check that the URL is the org's, without a path and without -admin"
        }
        _ => return None,
    };
    Some(hint.to_owned())
}
