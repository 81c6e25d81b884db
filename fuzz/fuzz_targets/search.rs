//! The testkit's search expressions: no panic, no endless depth, and an expression fits or does not.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let object = serde_json::json!({
        "status": "ACTIVE",
        "profile": { "login": "a@example.com", "age": 7, "tags": ["a", "b"], "none": null },
    });
    // Whether it parses says nothing; that both sides end is the property.
    let _ = okta_testkit::fuzzing::search(text, &object);
});
