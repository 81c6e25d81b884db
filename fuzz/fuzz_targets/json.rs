//! The JSON reader against serde_json: both accept the same texts, with equal values.

#![no_main]

use libfuzzer_sys::fuzz_target;
use okta_fuzz::same_json::first_difference;
use okta_models::{Json, Model};
use serde_json::value::RawValue;

fuzz_target!(|data: &[u8]| {
    let ours = <Json as Model>::decode(data);
    // serde_json rejects a byte order mark.
    let theirs = serde_json::from_slice::<&RawValue>(data.strip_prefix(b"\xef\xbb\xbf").unwrap_or(data));
    match (&ours, &theirs) {
        (Ok(json), Ok(raw)) => {
            let mut encoded = Vec::new();
            json.encode(&mut encoded);
            let encoded = String::from_utf8(encoded).expect("encoded JSON is UTF-8");
            if let Ok(difference) = first_difference(raw.get(), &encoded) {
                assert_eq!(difference, None);
            }
        }
        (Err(_), Err(_)) => {}
        // Both limit the nesting depth, at slightly different levels.
        _ if depth(data) > 100 => {}
        _ => panic!("results differ: {:?} {:?}", ours.map(drop), theirs.map(drop)),
    }
});

fn depth(data: &[u8]) -> usize {
    data.iter().filter(|byte| matches!(byte, b'[' | b'{')).count()
}
