//! Redaction of JSON members.

use std::sync::Arc;

use serde_json::Value;

use crate::trace::REDACTED;

/// A member is hidden if its normalized name contains one of these.
pub(super) const PARTS: [&str; 24] = [
    "accesskey",
    "activationcode",
    "activationlink",
    "activationurl",
    "apikey",
    "assertion",
    "authorization",
    "authscheme",
    "cookie",
    "encryptionkey",
    "passcode",
    "passphrase",
    "passwd",
    "password",
    "privatekey",
    "qrcode",
    "recoverycode",
    "recoveryurl",
    "secret",
    "securityanswer",
    "signature",
    "signingkey",
    "token",
    "verificationcode",
];

/// A member is hidden if its normalized name equals one of these. The short ones are the private parts of a JWK
/// ([RFC 7518 §6](https://www.rfc-editor.org/rfc/rfc7518#section-6)).
pub(super) const NAMES: [&str; 20] = [
    "answer",
    "code",
    "d",
    "dp",
    "dq",
    "hash",
    "headers",
    "jti",
    "k",
    "key",
    "keys",
    "oth",
    "otp",
    "p",
    "pin",
    "q",
    "qi",
    "salt",
    "sessionid",
    "sid",
];

/// A string is hidden in any member if it starts with one of these: JWTs, PEM blocks, `Authorization` values.
const PREFIXES: [&str; 4] = ["eyJ", "-----BEGIN", "Bearer ", "DPoP "];

/// A string is hidden in any member if it contains one of these, as links in emails do.
const PARAMETERS: [&str; 3] = ["token=", "secret=", "code="];

/// The JSON members whose values are hidden in the log.
///
/// The default covers passwords, tokens, secrets, keys, one-time codes, answers to recovery questions, headers of hooks. Names are compared case-insensitively and without `_` and `-`, most of them as parts of
/// longer names: `secret` hides `client_secret` and `sharedSecret`. Personal data is not hidden.
#[derive(Clone, Debug, Default)]
pub struct HiddenMembers {
    more: Arc<[String]>,
}

impl HiddenMembers {
    /// Hides members of another name as well.
    #[must_use]
    pub fn hide(self, name: &str) -> Self {
        Self { more: self.more.iter().cloned().chain([normalize(name)]).collect() }
    }

    /// Whether the member of this name is hidden.
    #[must_use]
    pub fn hides(&self, name: &str) -> bool {
        let name = normalize(name);
        PARTS.iter().any(|part| name.contains(part))
            || NAMES.contains(&name.as_str())
            || self.more.contains(&name)
    }

    /// Replaces hidden values by [`REDACTED`].
    pub(super) fn apply(&self, value: &mut Value, prefixes: &[&str]) {
        match value {
            Value::Object(members) => {
                for (name, value) in members {
                    // `null` is not a secret.
                    if self.hides(name) && !value.is_null() {
                        *value = REDACTED.into();
                    } else {
                        self.apply(value, prefixes);
                    }
                }
            }
            Value::Array(items) => items.iter_mut().for_each(|item| self.apply(item, prefixes)),
            Value::String(text) if is_secret(text, prefixes) => REDACTED.clone_into(text),
            _ => {}
        }
    }
}

fn is_secret(text: &str, prefixes: &[&str]) -> bool {
    let text = text.trim_start();
    PREFIXES.iter().chain(prefixes).any(|prefix| text.starts_with(prefix))
        || PARAMETERS.iter().any(|parameter| text.to_ascii_lowercase().contains(parameter))
}

/// The alphanumeric characters of a name, in lower case.
fn normalize(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
