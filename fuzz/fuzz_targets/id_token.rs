//! ID tokens: the claims of a valid one are those of the sign-in, and no error contains a part of the token.

#![no_main]

use libfuzzer_sys::fuzz_target;
use okta_tower::fuzzing::{id_token, id_token_claims};
use serde_json::Value;

fuzz_target!(|data: &[u8]| {
    if id_token_claims(data).is_ok() {
        let claims: Value = serde_json::from_slice(data).unwrap();
        assert_eq!((&claims["iss"], &claims["nonce"]), (&"https://example.com".into(), &"n".into()));
        assert!(claims["aud"] == "client" || claims["aud"] == Value::from(vec!["client"]));
        assert!(claims["exp"].as_f64().unwrap() > 1_799_999_939.0);
    }
    let Ok(text) = std::str::from_utf8(data) else { return };
    let (token, keys) = text.split_once('\n').unwrap_or((text, ""));
    if let Err(error) = id_token(token, keys.as_bytes()) {
        assert!(error.len() < 200, "{error}");
        // The texts of errors have blanks.
        let is_secret = |part: &&str| part.len() > 15 && !part.contains(' ');
        assert!(!token.split('.').filter(is_secret).any(|part| error.contains(part)), "{error}");
    }
});
