//! Shared by the fuzz targets.

use http::{HeaderMap, HeaderName, HeaderValue};

#[path = "../../tests/src/bodies.rs"]
pub mod bodies;
pub mod generated;
#[path = "../../tests/src/same_json.rs"]
pub mod same_json;

/// Parses the lines of a text as headers. Invalid lines are skipped.
///
/// The first byte of a line selects a name from `names`: `a` for the first, `b` for the second.
pub fn headers(text: &[u8], names: &[&'static str]) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for line in text.split(|byte| *byte == b'\n') {
        let Some((index, value)) = line.split_first() else { continue };
        let name = names[usize::from(index.wrapping_sub(b'a')) % names.len()];
        if let Ok(value) = HeaderValue::from_bytes(value) {
            headers.append(HeaderName::from_static(name), value);
        }
    }
    headers
}

/// Splits a text at zero bytes into `N` parts. Missing parts are empty.
pub fn parts<const N: usize>(text: &str) -> [&str; N] {
    let mut parts = text.splitn(N, '\0');
    std::array::from_fn(|_| parts.next().unwrap_or_default())
}

/// Asserts that a message contains no 20-byte part of a secret.
pub fn assert_no_secret(message: &str, secret: &str) {
    const LENGTH: usize = 20;
    let significant = |part: &&[u8]| part.iter().all(u8::is_ascii_alphanumeric) && is_varied(part);
    for part in secret.as_bytes().windows(LENGTH).filter(significant) {
        let part = String::from_utf8_lossy(part);
        assert!(!message.contains(&*part), "message contains a part of the secret: {message}");
    }
}

/// Returns whether a text has enough distinct bytes not to occur in a message by chance.
fn is_varied(text: &[u8]) -> bool {
    let mut letters = text.to_vec();
    letters.sort_unstable();
    letters.dedup();
    letters.len() > 8
}
