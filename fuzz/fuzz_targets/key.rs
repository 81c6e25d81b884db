//! Private keys as PEM and JWK: no panic, and no key material in messages.

#![no_main]

use libfuzzer_sys::fuzz_target;
use okta_tower::auth::PrivateKey;

fuzz_target!(|text: &str| {
    for outcome in [PrivateKey::parse(text), PrivateKey::from_pem(text), PrivateKey::from_jwk(text)] {
        match outcome {
            Ok(key) => okta_fuzz::assert_keeps_quiet(&format!("{key:?}"), text),
            Err(error) => {
                let mut said = format!("{error} {error:?}");
                let mut source = std::error::Error::source(&error);
                while let Some(cause) = source {
                    said.push_str(&cause.to_string());
                    source = cause.source();
                }
                okta_fuzz::assert_keeps_quiet(&said, text);
            }
        }
    }
});
