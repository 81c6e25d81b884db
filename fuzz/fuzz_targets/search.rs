//! The testkit's search expressions: no panic and no unbounded recursion.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let object = serde_json::json!({
        "status": "ACTIVE",
        "profile": { "login": "a@example.com", "age": 7, "tags": ["a", "b"], "none": null },
    });
    // Only termination is checked.
    let _ = okta_testkit::fuzzing::search(text, &object);
});
