//! What the fuzz targets share.

use http::{HeaderMap, HeaderName, HeaderValue};

#[path = "../../tests/src/bodies.rs"]
pub mod bodies;
pub mod generated;
#[path = "../../tests/src/same_json.rs"]
pub mod same_json;

/// The lines of a text as headers, each under its name of `names`; lines that cannot be headers are left out.
/// A line begins with the letter that chooses its name: `a` for the first, `b` for the second.
pub fn headers(text: &[u8], names: &[&'static str]) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for line in text.split(|byte| *byte == b'\n') {
        let Some((choice, value)) = line.split_first() else { continue };
        let name = names[usize::from(choice.wrapping_sub(b'a')) % names.len()];
        if let Ok(value) = HeaderValue::from_bytes(value) {
            headers.append(HeaderName::from_static(name), value);
        }
    }
    headers
}

/// The parts of a text that a zero byte separates; fewer than asked for are filled up with empty ones.
pub fn parts<const N: usize>(text: &str) -> [&str; N] {
    let mut parts = text.splitn(N, '\0');
    std::array::from_fn(|_| parts.next().unwrap_or_default())
}

/// Fails if a message repeats a stretch of a secret.
pub fn assert_keeps_quiet(message: &str, secret: &str) {
    const STRETCH: usize = 20;
    let telling = |stretch: &&[u8]| stretch.iter().all(u8::is_ascii_alphanumeric) && varied(stretch);
    for stretch in secret.as_bytes().windows(STRETCH).filter(telling) {
        let text = String::from_utf8_lossy(stretch);
        assert!(!message.contains(&*text), "a message repeats what it was given: {message}");
    }
}

/// Whether a text is more than a repeated letter, which a message may contain by chance.
fn varied(text: &[u8]) -> bool {
    let mut letters = text.to_vec();
    letters.sort_unstable();
    letters.dedup();
    letters.len() > 8
}
