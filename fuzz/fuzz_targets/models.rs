//! Every body of the API, decoded and encoded again: no panic, and the same JSON, member for member.
//!
//! The first two bytes choose the body, the rest is its text.

#![no_main]

use libfuzzer_sys::fuzz_target;
use okta_fuzz::{bodies::Body, generated::bodies::BODIES, same_json::first_difference};

fuzz_target!(|data: &[u8]| {
    let Some((choice, text)) = data.split_first_chunk::<2>() else { return };
    let body: &Body = &BODIES[usize::from(u16::from_le_bytes(*choice)) % BODIES.len()];
    let Ok(trip) = (body.round_trip)(text) else { return };
    let text = std::str::from_utf8(text).expect("what was decoded is text");
    let encoded = String::from_utf8(trip.encoded).expect("what is encoded is text");
    match first_difference(text, &encoded) {
        Ok(difference) => assert_eq!(difference, None, "{} {:?}: {text} {encoded}", body.operation, body.status),
        // serde_json holds no lone surrogates in names of members and nests less deeply.
        Err(error) => assert!(
            error.to_string().contains("surrogate")
                || error.to_string().contains("hex escape")
                || error.to_string().contains("recursion"),
            "{}: {error}: {text} {encoded}",
            body.operation
        ),
    }
});
