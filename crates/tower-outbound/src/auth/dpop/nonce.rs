//! Server-provided nonces.

use std::sync::Arc;

use http::{HeaderMap, HeaderName, Uri};

use super::by_origin::ByOrigin;

/// The header of a nonce ([RFC 9449 §8](https://www.rfc-editor.org/rfc/rfc9449#section-8)).
const DPOP_NONCE: HeaderName = HeaderName::from_static("dpop-nonce");

/// The latest nonce of each origin.
///
/// Authorization servers and resource servers use separate nonces even on the same origin
/// ([RFC 9449 §8.2, §9](https://www.rfc-editor.org/rfc/rfc9449#section-8.2)), so there is one collection per role.
#[derive(Debug, Default)]
pub(crate) struct Nonces(ByOrigin<Arc<str>>);

impl Nonces {
    /// Returns the nonce for a URL's origin.
    pub(crate) fn get(&self, uri: &Uri) -> Option<Arc<str>> {
        self.0.get(uri)
    }

    /// Stores the nonce of a response. Returns whether it differs from `used`.
    pub(crate) fn update(&self, uri: &Uri, headers: &HeaderMap, used: Option<&str>) -> bool {
        let Some(nonce) = nonce(headers) else { return false };
        if Some(nonce) == used {
            return false;
        }
        if self.get(uri).as_deref() != Some(nonce) {
            self.0.set(uri, Arc::from(nonce));
        }
        true
    }
}

/// Returns the nonce of a response, if there is exactly one and its characters are valid
/// ([RFC 9449 §8.1](https://www.rfc-editor.org/rfc/rfc9449#section-8.1)).
fn nonce(headers: &HeaderMap) -> Option<&str> {
    let mut values = headers.get_all(DPOP_NONCE).iter();
    let (value, None) = (values.next()?, values.next()) else { return None };
    let text = value.to_str().ok()?;
    let allowed = |byte: u8| byte.is_ascii_graphic() && byte != b'"' && byte != b'\\';
    (!text.is_empty() && text.len() <= 1024 && text.bytes().all(allowed)).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(nonces: &[&str]) -> HeaderMap {
        nonces.iter().map(|nonce| (DPOP_NONCE, nonce.parse().unwrap())).collect()
    }

    #[test]
    fn latest_nonce_per_origin_is_kept() {
        let nonces = Nonces::default();
        let (a, b): (Uri, Uri) =
            ("https://a.example/x".parse().unwrap(), "https://b.example/".parse().unwrap());
        assert!(nonces.update(&a, &headers(&["one"]), None));
        assert!(nonces.update(&"https://A.example:443/y".parse().unwrap(), &headers(&["two"]), Some("one")));
        assert_eq!(nonces.get(&a).as_deref(), Some("two"));
        assert_eq!(nonces.get(&b), None);
    }

    #[test]
    fn used_and_invalid_nonces_are_ignored() {
        let nonces = Nonces::default();
        let uri: Uri = "https://a.example/".parse().unwrap();
        assert!(!nonces.update(&uri, &headers(&["one"]), Some("one")));
        let long = "x".repeat(2000);
        for invalid in [&["a", "b"] as &[&str], &["two words"], &["qu\"ote"], &[""], &[&long], &[]] {
            assert!(!nonces.update(&uri, &headers(invalid), None), "{invalid:?}");
        }
        assert_eq!(nonces.get(&uri), None);
    }
}
