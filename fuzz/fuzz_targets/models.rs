//! Bodies of all operations: no panic, and decoding and encoding preserves the JSON.
//!
//! The first two bytes select the body type, the rest is the JSON.

#![no_main]

use libfuzzer_sys::fuzz_target;
use okta_fuzz::{bodies::Body, generated::bodies::BODIES, same_json::first_difference};

fuzz_target!(|data: &[u8]| {
    let Some((index, text)) = data.split_first_chunk::<2>() else { return };
    let body: &Body = &BODIES[usize::from(u16::from_le_bytes(*index)) % BODIES.len()];
    let Ok(trip) = (body.round_trip)(text) else { return };
    let text = std::str::from_utf8(text).expect("decoded JSON is UTF-8");
    // serde_json rejects a byte order mark.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let encoded = String::from_utf8(trip.encoded).expect("encoded JSON is UTF-8");
    match first_difference(text, &encoded) {
        Ok(difference) => {
            assert_eq!(difference, None, "{} {:?}: {text} {encoded}", body.operation, body.status)
        }
        // serde_json rejects lone surrogates in member names and has a lower nesting limit.
        Err(error) => assert!(
            error.to_string().contains("surrogate")
                || error.to_string().contains("hex escape")
                || error.to_string().contains("recursion"),
            "{}: {error}: {text} {encoded}",
            body.operation
        ),
    }
});
