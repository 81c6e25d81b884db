//! Private parsers for the fuzz targets. Compiled with `--cfg fuzzing` only; not part of the public API.

use std::time::{Duration, UNIX_EPOCH};

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use crate::auth::{
    ProofPath, StandardDialect, challenge,
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
