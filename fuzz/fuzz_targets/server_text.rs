//! Token responses, OAuth error responses, error codes and resource names for the cache.

#![no_main]

use libfuzzer_sys::fuzz_target;
use okta_tower::fuzzing;

fuzz_target!(|input: (u16, &[u8])| {
    let (status, body) = input;
    let status = http::StatusCode::from_u16(100 + status % 900).expect("in range");
    match fuzzing::token_response(status, body) {
        Ok(lifetime) => assert!(lifetime <= std::time::Duration::from_secs(31_536_000)),
        // Errors are one line of bounded length.
        Err(message) => assert!(message.len() < 8192 && !message.contains(['\n', '\r']), "{message:?}"),
    }
    let _ = (fuzzing::error_code(body), fuzzing::names(body));
});
