//! The nonces that servers hand out.

use std::sync::{Arc, PoisonError, RwLock};

use http::{HeaderMap, HeaderName, Uri};

use crate::auth::Origin;

/// The header that a nonce comes in ([RFC 9449 §8](https://www.rfc-editor.org/rfc/rfc9449#section-8)).
const DPOP_NONCE: HeaderName = HeaderName::from_static("dpop-nonce");

/// So many origins are remembered; a client talks to one or two.
const CAPACITY: usize = 64;

/// The newest nonce of each origin.
///
/// Authorization servers and resource servers have nonces of their own even where they share an origin
/// ([RFC 9449 §8.2, §9](https://www.rfc-editor.org/rfc/rfc9449#section-8.2)), so there is one collection
/// for each role.
#[derive(Debug, Default)]
pub(crate) struct Nonces(RwLock<Vec<(Origin, Arc<str>)>>);

impl Nonces {
    /// The nonce to use towards a URL's origin.
    pub(crate) fn get(&self, uri: &Uri) -> Option<Arc<str>> {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        known.iter().find(|(origin, _)| origin.contains(uri)).map(|(_, nonce)| Arc::clone(nonce))
    }

    /// Learns from an answer. Returns whether it brought a nonce other than `used`.
    pub(crate) fn learn(&self, uri: &Uri, headers: &HeaderMap, used: Option<&str>) -> bool {
        let Some(nonce) = nonce(headers) else { return false };
        if Some(nonce) == used {
            return false;
        }
        let current = self.get(uri);
        if current.as_deref() != Some(nonce)
            && let Ok(origin) = Origin::from_uri(uri)
        {
            self.store(origin, nonce);
        }
        true
    }

    fn store(&self, origin: Origin, nonce: &str) {
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        match known.iter_mut().find(|(other, _)| *other == origin) {
            Some((_, slot)) => *slot = Arc::from(nonce),
            None => {
                if known.len() >= CAPACITY {
                    known.remove(0);
                }
                known.push((origin, Arc::from(nonce)));
            }
        }
    }
}

/// The one nonce of an answer, if its characters are those of a nonce
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

    fn answer(nonces: &[&str]) -> HeaderMap {
        nonces.iter().map(|nonce| (DPOP_NONCE, nonce.parse().unwrap())).collect()
    }

    #[test]
    fn the_newest_nonce_of_an_origin_is_kept() {
        let nonces = Nonces::default();
        let (a, b): (Uri, Uri) =
            ("https://a.example/x".parse().unwrap(), "https://b.example/".parse().unwrap());
        assert!(nonces.learn(&a, &answer(&["one"]), None));
        assert!(nonces.learn(&"https://A.example:443/y".parse().unwrap(), &answer(&["two"]), Some("one")));
        assert_eq!(nonces.get(&a).as_deref(), Some("two"));
        assert_eq!(nonces.get(&b), None);
    }

    #[test]
    fn a_nonce_that_was_used_is_not_news_and_unusable_ones_are_ignored() {
        let nonces = Nonces::default();
        let uri: Uri = "https://a.example/".parse().unwrap();
        assert!(!nonces.learn(&uri, &answer(&["one"]), Some("one")));
        let long = "x".repeat(2000);
        for odd in [&["a", "b"] as &[&str], &["two words"], &["qu\"ote"], &[""], &[&long], &[]] {
            assert!(!nonces.learn(&uri, &answer(odd), None), "{odd:?}");
        }
        assert_eq!(nonces.get(&uri), None);
    }

    #[test]
    fn the_number_of_origins_is_bounded() {
        let nonces = Nonces::default();
        for port in 1..=200 {
            let uri: Uri = format!("https://a.example:{port}/").parse().unwrap();
            assert!(nonces.learn(&uri, &answer(&["n"]), None));
        }
        assert_eq!(nonces.0.read().unwrap().len(), CAPACITY);
    }
}
