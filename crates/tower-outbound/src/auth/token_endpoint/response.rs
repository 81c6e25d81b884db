//! Token responses and error responses.

use std::time::Duration;

use secrecy::SecretString;
use serde::Deserialize;
use zeroize::Zeroizing;

use super::{
    super::{OAuthDialect, OAuthErrorResponse},
    request::TokenHttpResponse,
};
use crate::{ServerText, body::without_byte_order_mark};

/// Lifetime of a token without `expires_in`.
const DEFAULT_LIFETIME: Duration = Duration::from_secs(3600);

pub(crate) enum TokenResponse {
    Token(IssuedToken),
    Error(OAuthErrorResponse),
}

pub(crate) struct IssuedToken {
    pub(super) access_token: SecretString,
    pub(super) is_dpop: bool,
    pub(crate) lifetime: Duration,
    pub(super) scope: Option<String>,
    pub(super) refresh_token: Option<SecretString>,
    #[cfg(feature = "sign-in")]
    pub(super) id_token: Option<SecretString>,
}

/// [RFC 6749 §5.1](https://www.rfc-editor.org/rfc/rfc6749#section-5.1).
#[derive(Deserialize)]
struct Success {
    access_token: Zeroizing<String>,
    token_type: String,
    #[serde(default)]
    expires_in: Option<Seconds>,
    #[serde(default)]
    scope: Option<String>,
    #[serde(default)]
    refresh_token: Option<Zeroizing<String>>,
    /// [OpenID Connect Core §3.1.3.3](https://openid.net/specs/openid-connect-core-1_0.html#TokenResponse).
    #[cfg(feature = "sign-in")]
    #[serde(default)]
    id_token: Option<Zeroizing<String>>,
}

/// Some servers return a number as a string.
#[derive(Deserialize)]
#[serde(untagged)]
enum Seconds {
    Number(f64),
    Text(String),
}

/// [RFC 6749 §5.2](https://www.rfc-editor.org/rfc/rfc6749#section-5.2).
#[derive(Default, Deserialize)]
#[serde(default)]
struct Failure {
    error: Option<String>,
    error_description: Option<String>,
}

impl TokenHttpResponse {
    pub(crate) fn parse(&self, dialect: &dyn OAuthDialect) -> TokenResponse {
        if self.status.is_success() {
            return match parse_success(&self.body) {
                Some(token) => TokenResponse::Token(token),
                None => TokenResponse::Error(self.error(
                    dialect,
                    None,
                    Some("response has no valid token".to_owned()),
                )),
            };
        }
        TokenResponse::Error(self.read_error(dialect))
    }

    /// Reads an error response.
    pub(super) fn read_error(&self, dialect: &dyn OAuthDialect) -> OAuthErrorResponse {
        let failure: Failure =
            serde_json::from_slice(without_byte_order_mark(&self.body)).unwrap_or_default();
        self.error(dialect, failure.error, failure.error_description)
    }

    fn error(
        &self,
        dialect: &dyn OAuthDialect,
        code: Option<String>,
        description: Option<String>,
    ) -> OAuthErrorResponse {
        let mut error = OAuthErrorResponse {
            description,
            ..OAuthErrorResponse::new(self.status, code.unwrap_or_default())
        };
        dialect.read_error(&mut error, &self.headers, &self.body);
        error.code = sanitize(&error.code);
        error.description = error.description.as_deref().map(sanitize).filter(|text| !text.is_empty());
        error.request_id = error.request_id.as_deref().map(sanitize);
        error
    }
}

fn parse_success(body: &[u8]) -> Option<IssuedToken> {
    let success: Success = serde_json::from_slice(without_byte_order_mark(body)).ok()?;
    let is_dpop = success.token_type.eq_ignore_ascii_case("dpop");
    if !is_dpop && !success.token_type.eq_ignore_ascii_case("bearer") {
        return None;
    }
    let seconds = match success.expires_in {
        Some(Seconds::Number(seconds)) => Some(seconds),
        Some(Seconds::Text(text)) => text.trim().parse().ok(),
        None => None,
    };
    let lifetime = match seconds {
        // A year exceeds any lifetime and cannot overflow.
        Some(seconds) if seconds.is_finite() => Duration::from_secs_f64(seconds.clamp(0.0, 31_536_000.0)),
        _ => DEFAULT_LIFETIME,
    };
    Some(IssuedToken {
        access_token: success.access_token.as_str().into(),
        is_dpop,
        lifetime,
        scope: success.scope,
        refresh_token: secret(success.refresh_token),
        #[cfg(feature = "sign-in")]
        id_token: secret(success.id_token),
    })
}

fn secret(text: Option<Zeroizing<String>>) -> Option<SecretString> {
    text.filter(|text| !text.is_empty()).map(|text| text.as_str().into())
}

fn sanitize(text: &str) -> String {
    ServerText(text).to_string()
}
