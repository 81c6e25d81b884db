//! A door to what is private here, for the fuzz targets.

use std::time::{Duration, UNIX_EPOCH};

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use super::{
    answer::{self, Answer},
    exchange::Exchange,
};

/// How long a token lives that a token endpoint gives with this answer, or its refusal as a message shows it.
pub fn token_answer(status: StatusCode, body: &[u8]) -> Result<Duration, String> {
    let exchange = Exchange {
        status,
        headers: HeaderMap::new(),
        body: Bytes::copy_from_slice(body),
        sent: UNIX_EPOCH,
        new_nonce: false,
        clock_changed: false,
    };
    match answer::read(&exchange) {
        Answer::Token(token) => Ok(token.lifetime),
        Answer::Refusal(refusal) => Err(format!("{refusal:?}")),
    }
}
