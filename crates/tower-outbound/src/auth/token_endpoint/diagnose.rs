//! Errors of the token endpoint, with hints.

use super::super::{AuthError, AuthErrorKind, OAuthDialect, OAuthErrorResponse};

/// Converts an error response to an error with a hint.
pub(super) fn diagnose(
    response: OAuthErrorResponse,
    dialect: &dyn OAuthDialect,
    client_id: &str,
    clock_offset_ms: i64,
) -> AuthError {
    if response.status.is_success() {
        return AuthError::new(AuthErrorKind::Response, "invalid token response").with_oauth_error(response);
    }
    let is_rate_limited = dialect.is_rate_limited(&response);
    let kind = if is_rate_limited { AuthErrorKind::RateLimited } else { AuthErrorKind::Rejected };
    let message = if is_rate_limited {
        "token endpoint rate limit exceeded".to_owned()
    } else if response.status.is_server_error() {
        "token endpoint failed".to_owned()
    } else {
        format!("token endpoint rejected client {client_id}")
    };
    let clock_hint = || {
        let seconds = clock_offset_ms / 1000;
        let hint =
            format!("the clocks differ; the server's clock is off by {seconds} s from the local clock");
        response.is_clock_error().then(|| hint.into())
    };
    let hint = dialect.hint(&response).or_else(clock_hint);
    let error = AuthError::new(kind, message).with_oauth_error(response);
    match hint {
        Some(hint) => error.with_hint(hint),
        None => error,
    }
}
