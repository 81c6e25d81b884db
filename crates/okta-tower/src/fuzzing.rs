//! Access to private parsers for the fuzz targets. Compiled with `--cfg fuzzing` only; not part of the public API.

use std::{
    borrow::Cow,
    time::{Duration, UNIX_EPOCH},
};

use bytes::Bytes;
use http::{HeaderMap, StatusCode, Uri};

use crate::{
    auth::{
        challenge,
        client_credentials::{
            response::{self, Answer},
            request::Exchange,
        },
    },
    cache::{names::Names, tag::Scope},
    retry::code,
};

/// The lifetime of the token in a token endpoint's response, or its error as a message shows it.
pub fn token_response(status: StatusCode, body: &[u8]) -> Result<Duration, String> {
    let exchange = Exchange {
        status,
        headers: HeaderMap::new(),
        body: Bytes::copy_from_slice(body),
        sent: UNIX_EPOCH,
        new_nonce: false,
        clock_changed: false,
    };
    match response::read(&exchange) {
        Answer::Token(token) => Ok(token.lifetime),
        Answer::Refusal(refusal) => Err(format!("{refusal:?}")),
    }
}

/// The challenges of a response: schemes and their parameters.
pub fn challenges(headers: &HeaderMap) -> Vec<(String, Vec<(String, String)>)> {
    let challenges = challenge::challenges(headers);
    challenges.into_iter().map(|challenge| (challenge.scheme, challenge.parameters)).collect()
}

/// Whether the cache can read the links of a body.
pub fn names(body: &[u8]) -> bool {
    Names::of(body, Scope::of(&Uri::from_static("https://example.okta.com/api/v1/users"))).is_some()
}

/// The code in the body of an error.
pub fn error_code(body: &[u8]) -> Option<String> {
    code::error_code(body).map(Cow::into_owned)
}
