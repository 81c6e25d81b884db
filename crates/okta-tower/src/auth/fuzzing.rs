//! Doors to what is private here, for the fuzz targets.

use http::HeaderMap;

pub use super::client_credentials::fuzzing::token_answer;

/// The challenges of an answer: schemes and their parameters.
pub fn challenges(headers: &HeaderMap) -> Vec<(String, Vec<(String, String)>)> {
    let challenges = super::challenge::challenges(headers);
    challenges.into_iter().map(|challenge| (challenge.scheme, challenge.parameters)).collect()
}
