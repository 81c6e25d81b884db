//! The private key: PEM or JWK text, or the path of a file with either.

use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

use super::reader::{MASK, Reader};
use crate::config::{Sources, keys, merge::RawValue, source::ReadError};

/// The maximum size of a key file, in bytes.
const KEY_FILE_LIMIT: usize = 64 * 1024;

impl Reader {
    pub(super) fn private_key(&mut self, sources: &Sources) -> Option<SecretString> {
        let text = match self.merged.get(keys::PRIVATE_KEY).map(|value| &value.raw) {
            None => {
                self.fail(
                    keys::PRIVATE_KEY,
                    "is required by authorizationMode PrivateKey; set it to PEM text, a JWK, or the path \
                     of a file with either",
                );
                return None;
            }
            Some(RawValue::Mapping(jwk)) => Some(jwk.clone()),
            Some(_) => self.raw(keys::PRIVATE_KEY),
        }?;
        match load_key(text.expose_secret(), sources) {
            Ok(key) => {
                self.show(keys::PRIVATE_KEY, MASK);
                Some(key)
            }
            Err(problem) => {
                self.fail(keys::PRIVATE_KEY, problem);
                None
            }
        }
    }
}

/// The key, from text or from the file that the text names. Errors never repeat the text: it may be a key without
/// its first line.
fn load_key(text: &str, sources: &Sources) -> Result<SecretString, String> {
    if let Some(key) = key_text(text) {
        return key;
    }
    if text.contains(['\n', '\r', '\0']) {
        return Err("is neither PEM text nor a JWK".to_owned());
    }
    let path = sources.expand(text.trim());
    let content = sources.read(&path, KEY_FILE_LIMIT).map_err(|error| match error {
        ReadError::TooLarge => "names a file that is too large for a key".to_owned(),
        error if error.is_not_found() => {
            "is neither PEM text nor a JWK, nor the path of a file that exists".to_owned()
        }
        ReadError::Io(error) => format!("names a file that cannot be read: {error}"),
    })?;
    let content =
        std::str::from_utf8(&content).map_err(|_| "names a file that is neither PEM nor a JWK".to_owned())?;
    key_text(content).unwrap_or_else(|| Err("names a file that is neither PEM nor a JWK".to_owned()))
}

/// `None` when the text is not a key and so may be a path.
fn key_text(text: &str) -> Option<Result<SecretString, String>> {
    let text = text.trim_start_matches('\u{feff}').trim();
    if text.starts_with('{') {
        return Some(match serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(text) {
            Ok(jwk) if jwk.contains_key("kty") => Ok(SecretString::from(text)),
            Ok(_) => Err("is a JSON object without kty, so not a JWK".to_owned()),
            Err(_) => Err("starts like a JWK and is not valid JSON".to_owned()),
        });
    }
    if !text.starts_with("-----BEGIN ") {
        return None;
    }
    // Environment variables often hold `\n` for line breaks, and files indented lines.
    let text = Zeroizing::new(text.replace("\\r", ""));
    let text = Zeroizing::new(text.replace("\\n", "\n"));
    let label = text
        .strip_prefix("-----BEGIN ")
        .and_then(|rest| rest.split_once("-----"))
        .map_or("", |found| found.0);
    Some(match label {
        "PRIVATE KEY" | "RSA PRIVATE KEY" | "EC PRIVATE KEY" => {
            // Allocated at full size: growing would leave copies of the key behind.
            let mut lines = Zeroizing::new(String::with_capacity(text.len() + 1));
            for line in text.lines() {
                lines.push_str(line.trim());
                lines.push('\n');
            }
            Ok(SecretString::from(lines.as_str()))
        }
        "ENCRYPTED PRIVATE KEY" => Err("is an encrypted private key; decrypt it first".to_owned()),
        "PUBLIC KEY" | "RSA PUBLIC KEY" => Err("is a public key; the private key is needed".to_owned()),
        "CERTIFICATE" => Err("is a certificate; the private key is needed".to_owned()),
        _ => Err("is PEM text of an unknown kind; a private key is needed".to_owned()),
    })
}
