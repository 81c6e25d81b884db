//! `WWW-Authenticate`: parsed schemes and parameter names conform to the grammar.

#![no_main]

use libfuzzer_sys::fuzz_target;
use okta_fuzz::headers;

fuzz_target!(|data: &[u8]| {
    for (scheme, parameters) in okta_tower::fuzzing::challenges(&headers(data, &["www-authenticate"])) {
        let token = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic());
        assert!(token(&scheme), "{scheme:?}");
        assert!(parameters.iter().all(|(name, _)| token(name)), "{parameters:?}");
    }
});
