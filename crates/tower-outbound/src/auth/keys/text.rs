//! The text of a key, as environment variables, secret stores and files contain it.

use std::{
    fs::{self, File},
    io::{self, Read},
    path::Path,
};

use zeroize::Zeroizing;

use super::key_error;
use crate::auth::AuthError;

/// The maximum size of a key file, in bytes.
const FILE_LIMIT: u64 = 64 * 1024;

/// The number of times that a text may have been quoted or escaped.
const QUOTINGS: usize = 3;

/// Base64 of the start of a PEM block.
const ENCODED_PEM: &str = "LS0tLS1CRUdJTi";

/// The text without byte order mark, surrounding white space and quotation marks. Escapes of JSON are decoded in a
/// JWK; the PEM parser does this itself.
pub(super) fn plain(text: &str) -> Zeroizing<String> {
    let mut text = Zeroizing::new(text.trim_start_matches('\u{feff}').trim().to_owned());
    for _ in 0..QUOTINGS {
        let Some(inner) = unquote(&text) else { break };
        text = inner;
    }
    text
}

fn unquote(text: &str) -> Option<Zeroizing<String>> {
    let json_string = |text: &str| serde_json::from_str::<Zeroizing<String>>(text).ok();
    if text.starts_with("{\\\"") {
        return json_string(&Zeroizing::new(format!("\"{text}\"")));
    }
    let between = |quote: char| text.strip_prefix(quote)?.strip_suffix(quote);
    let inner = ['"', '\'', '`'].into_iter().find_map(between)?;
    if ["{\\", "\\\""].iter().any(|escaped| inner.trim_start().starts_with(escaped)) {
        return json_string(text).or_else(|| Some(Zeroizing::new(inner.trim().to_owned())));
    }
    Some(Zeroizing::new(inner.trim().to_owned()))
}

/// Why a text is neither PEM nor a JWK.
pub(super) fn not_a_key(text: &str) -> AuthError {
    if text.is_empty() {
        return key_error("private key is empty");
    }
    let error = key_error("private key is neither PEM nor a JWK");
    // A DER sequence starts with the byte of `0`, and its length or content is no text.
    let is_der = text.starts_with('0') && text.contains('\u{fffd}');
    if text.contains('\0') && !is_der {
        error.with_hint("it contains NUL characters; save it as UTF-8, not UTF-16")
    } else if text.starts_with(ENCODED_PEM) {
        error.with_hint("it is base64 of PEM; decode it: base64 -d")
    } else if text.contains('\u{fffd}') {
        error.with_hint("it is binary; convert DER: openssl pkey -inform DER -in FILE")
    } else {
        error.with_hint("PEM starts with \"-----BEGIN\", a JWK with \"{\"; use from_file for a path")
    }
}

/// Reads a file. Characters that are not UTF-8 are replaced: a key has none.
pub(super) fn read(path: &Path) -> io::Result<Zeroizing<String>> {
    // Opening a pipe without a writer would block.
    if !fs::metadata(path)?.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "not a regular file"));
    }
    let mut content = Zeroizing::new(Vec::new());
    File::open(path)?.take(FILE_LIMIT + 1).read_to_end(&mut content)?;
    if content.len() as u64 > FILE_LIMIT {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, "too large for a key"));
    }
    Ok(Zeroizing::new(String::from_utf8_lossy(&content).into_owned()))
}
