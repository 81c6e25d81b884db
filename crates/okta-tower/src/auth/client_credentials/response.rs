//! What a token endpoint answers.

use std::time::Duration;

use http::HeaderName;
use secrecy::SecretString;
use serde::Deserialize;
use zeroize::Zeroizing;

use super::{super::OAuthErrorResponse, request::Exchange};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-okta-request-id");

/// What a token without `expires_in` is taken to be good for. Okta's tokens live an hour.
const DEFAULT_LIFETIME: Duration = Duration::from_secs(3600);

/// Texts of the server are cut at this length.
const TEXT_LIMIT: usize = 500;

pub(crate) enum Answer {
    Token(TokenAnswer),
    OAuthErrorResponse(OAuthErrorResponse),
}

pub(crate) struct TokenAnswer {
    pub(super) access_token: SecretString,
    pub(super) is_dpop: bool,
    pub(crate) lifetime: Duration,
    pub(super) scope: Option<String>,
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
}

/// Some servers write a number as text.
#[derive(Deserialize)]
#[serde(untagged)]
enum Seconds {
    Number(f64),
    Text(String),
}

/// [RFC 6749 §5.2](https://www.rfc-editor.org/rfc/rfc6749#section-5.2), or Okta's error object.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Failure {
    error: Option<String>,
    error_description: Option<String>,
    #[serde(rename = "errorCode")]
    error_code: Option<String>,
    #[serde(rename = "errorSummary")]
    error_summary: Option<String>,
}

pub(crate) fn read(exchange: &Exchange) -> Answer {
    if exchange.status.is_success() {
        return match success(&exchange.body) {
            Some(token) => Answer::Token(token),
            None => Answer::OAuthErrorResponse(refusal(
                exchange,
                String::new(),
                Some("the answer holds no usable token"),
            )),
        };
    }
    let failure: Failure = serde_json::from_slice(&exchange.body).unwrap_or_default();
    let code = failure.error.or(failure.error_code).unwrap_or_default();
    let description = failure.error_description.or(failure.error_summary);
    Answer::OAuthErrorResponse(refusal(exchange, tidy(&code), description.as_deref()))
}

fn success(body: &[u8]) -> Option<TokenAnswer> {
    let success: Success = serde_json::from_slice(body).ok()?;
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
        // A year is longer than any token lives, and short enough to calculate with.
        Some(seconds) if seconds.is_finite() => Duration::from_secs_f64(seconds.clamp(0.0, 31_536_000.0)),
        _ => DEFAULT_LIFETIME,
    };
    Some(TokenAnswer {
        access_token: success.access_token.as_str().into(),
        is_dpop,
        lifetime,
        scope: success.scope,
    })
}

fn refusal(exchange: &Exchange, code: String, description: Option<&str>) -> OAuthErrorResponse {
    let id = exchange.headers.get(REQUEST_ID).and_then(|id| id.to_str().ok());
    OAuthErrorResponse {
        description: description.map(tidy).filter(|text| !text.is_empty()),
        request_id: id.map(tidy),
        ..OAuthErrorResponse::new(exchange.status, code)
    }
}

/// A server's text, fit for a message: one line, not too long, and nothing in it that looks like a token.
fn tidy(text: &str) -> String {
    let words = text.split_whitespace().map(|word| {
        let is_jws = word.len() > 100 && word.matches('.').count() >= 2;
        if is_jws { "[token]" } else { word }
    });
    let mut line = words.collect::<Vec<_>>().join(" ");
    line.retain(|c| !c.is_control());
    if let Some((end, _)) = line.char_indices().nth(TEXT_LIMIT) {
        line.truncate(end);
        line.push('…');
    }
    line
}
