//! Private parsers for the fuzz targets. Compiled with `--cfg fuzzing` only; not part of the public API.

use std::time::{Duration, UNIX_EPOCH};

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use crate::auth::{
    ProofPath, StandardDialect, challenge,
    id_token::{self, ExpectedClaims},
    token_endpoint::{request::TokenHttpResponse, response::TokenResponse},
};

/// Parses a token response. Returns the token's lifetime, or the error.
pub fn token_response(status: StatusCode, body: &[u8]) -> Result<Duration, String> {
    let response = TokenHttpResponse {
        status,
        headers: HeaderMap::new(),
        body: Bytes::copy_from_slice(body),
        sent: UNIX_EPOCH,
        new_nonce: false,
        proof_path: ProofPath::Sent,
        clock_changed: false,
    };
    match response.parse(&StandardDialect) {
        TokenResponse::Token(token) => Ok(token.lifetime),
        TokenResponse::Error(error) => Err(format!("{error:?}")),
    }
}

/// Parses `WWW-Authenticate`. Returns the schemes and their parameters.
pub fn challenges(headers: &HeaderMap) -> Vec<(String, Vec<(String, String)>)> {
    let challenges = challenge::challenges(headers);
    challenges.into_iter().map(|challenge| (challenge.scheme, challenge.parameters)).collect()
}

/// Validates an ID token of the client `client` at `https://example.com`, at 1,800,000,000 seconds, with the nonce `n`, by
/// the keys of a key set. Returns the error.
pub fn id_token(token: &str, keys: &[u8]) -> Result<(), String> {
    id_token::validate_with_keys(token, keys, &expected()).map_err(|error| error.to_string())
}

/// Checks the claims of the same ID token. Returns the error.
pub fn id_token_claims(claims: &[u8]) -> Result<(), String> {
    id_token::check_claims(claims, &expected()).map_err(|error| error.to_string())
}

fn expected() -> ExpectedClaims<'static> {
    ExpectedClaims {
        issuer: "https://example.com",
        client_id: "client",
        nonce: Some("n"),
        access_token: "token",
        now: UNIX_EPOCH + Duration::from_secs(1_800_000_000),
    }
}
