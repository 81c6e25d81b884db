//! Private keys as PEM and JWK: no panic, and no key material in errors or `Debug` output.

#![no_main]

use libfuzzer_sys::fuzz_target;
use okta_tower::auth::PrivateKey;

fuzz_target!(|text: &str| {
    for result in [PrivateKey::parse(text), PrivateKey::from_pem(text), PrivateKey::from_jwk(text)] {
        match result {
            Ok(key) => okta_fuzz::assert_no_secret(&format!("{key:?}"), text),
            Err(error) => {
                let mut output = format!("{error} {error:?}");
                let mut source = std::error::Error::source(&error);
                while let Some(cause) = source {
                    output.push_str(&cause.to_string());
                    source = cause.source();
                }
                okta_fuzz::assert_no_secret(&output, text);
            }
        }
    }
});
