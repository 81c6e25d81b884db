//! Property tests: arbitrary JSON round-trips through the type of every body of the document.

use okta_tests::generated::bodies::BODIES;
use okta_tests::same_json::first_difference;
use proptest::prelude::*;
use serde_json::value::RawValue;

#[path = "../../crates/okta-models/src/tests/json_text.rs"]
mod json_text;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn prop_decoded_json_is_encoded_unchanged(object in json_text::object_text(), any in json_text::text()) {
        let list = format!("[{object},{object}]");
        for body in BODIES {
            for text in [&object, &any, &list] {
                // A type may fail to decode a value of another JSON type, but must not change it.
                if let Ok(trip) = (body.round_trip)(text.as_bytes()) {
                    let encoded = String::from_utf8(trip.encoded).unwrap();
                    prop_assert_eq!(first_difference(text, &encoded).unwrap(), None, "{} {:?}", body.operation, body.status);
                }
            }
            let truncated = &any.as_bytes()[..any.len() - 1];
            let valid = serde_json::from_slice::<&RawValue>(truncated).is_ok();
            prop_assert!(valid || (body.round_trip)(truncated).is_err(), "{}", body.operation);
        }
    }
}
