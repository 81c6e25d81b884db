//! Which members of JSON objects are not shown.

use std::sync::Arc;

use serde_json::Value;

use crate::trace::REDACTED;

/// A member is hidden if its name, without regard to letter case and to what is neither letter nor digit,
/// contains one of these.
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

/// A member is hidden if that is its whole name. The short ones are the private parts of a JWK
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

/// A text is hidden wherever it stands if it begins with one of these: a JWT, a PEM block, an `Authorization`.
const BEGINNINGS: [&str; 5] = ["eyJ", "-----BEGIN", "SSWS ", "Bearer ", "DPoP "];

/// A text is hidden wherever it stands if it contains one of these, as links by mail do.
const PARAMETERS: [&str; 3] = ["token=", "secret=", "code="];

/// Which members of JSON objects are not shown in the log, whatever they hold.
///
/// By default those that carry secrets in Okta's API: passwords, tokens, secrets, keys, one-time codes, answers to
/// recovery questions, headers that Okta is to send to hooks. Names compare without regard to letter case, `_` and
/// `-`, and most also as a part of a longer name: `client_secret` and `sharedSecret` are hidden because of `secret`.
/// Personal data is not hidden.
#[derive(Clone, Debug, Default)]
pub struct HiddenMembers {
    more: Arc<[String]>,
}

impl HiddenMembers {
    /// Hides members of one more name.
    #[must_use]
    pub fn and(self, name: &str) -> Self {
        Self { more: self.more.iter().cloned().chain([plain(name)]).collect() }
    }

    /// Whether the member of this name is hidden.
    #[must_use]
    pub fn hides(&self, name: &str) -> bool {
        let name = plain(name);
        PARTS.iter().any(|part| name.contains(part))
            || NAMES.contains(&name.as_str())
            || self.more.contains(&name)
    }

    /// Puts [`REDACTED`] in place of what is hidden.
    pub(super) fn apply(&self, value: &mut Value) {
        match value {
            Value::Object(members) => {
                for (name, value) in members {
                    // That there is nothing is no secret.
                    if self.hides(name) && !value.is_null() {
                        *value = REDACTED.into();
                    } else {
                        self.apply(value);
                    }
                }
            }
            Value::Array(items) => items.iter_mut().for_each(|item| self.apply(item)),
            Value::String(text) if is_secret(text) => REDACTED.clone_into(text),
            _ => {}
        }
    }
}

fn is_secret(text: &str) -> bool {
    let text = text.trim_start();
    BEGINNINGS.iter().any(|beginning| text.starts_with(beginning))
        || PARAMETERS.iter().any(|parameter| text.to_ascii_lowercase().contains(parameter))
}

/// A name's letters and digits, in lower case.
fn plain(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
