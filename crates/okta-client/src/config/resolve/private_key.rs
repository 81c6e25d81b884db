//! The private key: PEM or JWK text, or the path of a file with either.

use okta_tower::auth::PrivateKey;
use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

use super::reader::{MASK, Reader};
use crate::config::{Sources, file::ReadError, keys, merge::RawValue};

/// The maximum size of a key file, in bytes.
const KEY_FILE_LIMIT: usize = 64 * 1024;

impl Reader {
    pub(super) fn private_key(&mut self, sources: &Sources) -> Option<SecretString> {
        let text = match self.merged.get(keys::PRIVATE_KEY).map(|value| &value.raw) {
            None => {
                self.fail_missing(
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
    if PrivateKey::is_key_text(text) {
        return check(text, "is not a usable private key");
    }
    if text.contains(['\n', '\r', '\0']) {
        return Err("is neither PEM text nor a JWK".to_owned());
    }
    let path = sources.expand(text.trim());
    let content = sources.read(&path, KEY_FILE_LIMIT).map_err(|error| match error {
        ReadError::TooLarge => "names a file that is too large for a key".to_owned(),
        ReadError::NoDisk => "is neither PEM text nor a JWK; if it is a path: these sources open no files, \
             add Sources::with_disk or Sources::with_file"
            .to_owned(),
        error if error.is_not_found() => {
            "is neither PEM text nor a JWK, nor the path of a file that exists".to_owned()
        }
        ReadError::NotAFile => "names something that is not a regular file".to_owned(),
        ReadError::Io(error) => format!("names a file that cannot be read: {error}"),
    })?;
    // Text around a key may be in another encoding.
    check(
        &Zeroizing::new(String::from_utf8_lossy(&content).into_owned()),
        "names a file without a usable private key",
    )
}

/// The text, if it is a key.
fn check(text: &str, problem: &str) -> Result<SecretString, String> {
    match PrivateKey::parse(text) {
        Ok(_) => Ok(SecretString::from(text)),
        Err(error) => Err(format!("{problem}: {error}")),
    }
}
