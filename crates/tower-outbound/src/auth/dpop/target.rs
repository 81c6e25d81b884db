//! The `htu` of a proof.

use std::borrow::Cow;

use http::{Uri, uri::Scheme};
use percent_encoding::{percent_decode_str, percent_encode_byte};

use super::by_origin::ByOrigin;
use crate::auth::{AuthError, AuthErrorKind};

/// How the path of a request is written in the `htu` of its proof.
///
/// The standard requires the request's target URI, and recommends that servers normalize both before they compare them
/// ([RFC 9449 §4.2 and §4.3](https://www.rfc-editor.org/rfc/rfc9449#section-4.3)). Servers that decode the path of a
/// request first, and compare the result with an `htu` that they do not decode, reject the encoded form. The forms
/// differ only if the path has encoded characters, such as `user%40example.com`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ProofPath {
    /// As in the request.
    #[default]
    Sent,
    /// Decoded once, except for `%`, space, `"`, `#` and control characters, which are encoded.
    ///
    /// Bytes that are not UTF-8 become U+FFFD.
    Decoded,
}

impl ProofPath {
    /// Returns a path in this form.
    #[must_use]
    pub fn write(self, path: &str) -> Cow<'_, str> {
        match self {
            Self::Decoded if path.contains('%') => {
                Cow::Owned(encode(&percent_decode_str(path).decode_utf8_lossy()))
            }
            _ => Cow::Borrowed(path),
        }
    }

    /// Returns the other form, if it differs for the path of a URL.
    pub(crate) fn other_for(self, uri: &Uri) -> Option<Self> {
        let other = self.other();
        (self.write(uri.path()) != other.write(uri.path())).then_some(other)
    }

    const fn other(self) -> Self {
        match self {
            Self::Sent => Self::Decoded,
            Self::Decoded => Self::Sent,
        }
    }
}

/// The form that each origin accepts, where it differs from that of the dialect.
#[derive(Debug, Default)]
pub(crate) struct ProofPaths(ByOrigin<ProofPath>);

impl ProofPaths {
    /// Returns the form for a URL's origin.
    pub(crate) fn get(&self, uri: &Uri, default: ProofPath) -> ProofPath {
        self.0.get(uri).unwrap_or(default)
    }

    pub(crate) fn set(&self, uri: &Uri, form: ProofPath) {
        self.0.set(uri, form);
    }

    /// Changes the form after a server rejected `used`, unless another call has changed it. Returns whether the next
    /// proof has another target.
    pub(crate) fn reject(&self, uri: &Uri, used: ProofPath, default: ProofPath) -> bool {
        let Some(other) = used.other_for(uri) else { return false };
        if self.get(uri, default) == used {
            self.0.set(uri, other);
        }
        true
    }
}

/// Encodes the characters that would make a decoded path another URL, or none.
fn encode(decoded: &str) -> String {
    let mut encoded = String::with_capacity(decoded.len());
    for character in decoded.chars() {
        match u8::try_from(character) {
            Ok(byte @ (b'%' | b' ' | b'"' | b'#')) => encoded.push_str(percent_encode_byte(byte)),
            Ok(byte) if byte.is_ascii_control() => encoded.push_str(percent_encode_byte(byte)),
            _ => encoded.push(character),
        }
    }
    encoded
}

/// Returns the `htu` of a URL: no query and fragment, scheme and host in lower case, no default port
/// ([RFC 9449 §4.2 and §4.3](https://www.rfc-editor.org/rfc/rfc9449#section-4.2),
/// [RFC 3986 §6.2.2 and §6.2.3](https://www.rfc-editor.org/rfc/rfc3986#section-6.2.2)).
pub(super) fn target(uri: &Uri, form: ProofPath) -> Result<String, AuthError> {
    let (Some(scheme), Some(host)) = (uri.scheme(), uri.host()) else {
        return Err(AuthError::new(AuthErrorKind::Sign, "proof requires an absolute URL"));
    };
    let mut text = String::with_capacity(uri.path().len() + host.len() + 16);
    text.push_str(scheme.as_str());
    text.push_str("://");
    text.extend(host.chars().map(|c| c.to_ascii_lowercase()));
    let default = if *scheme == Scheme::HTTPS { 443 } else { 80 };
    if let Some(port) = uri.port_u16().filter(|port| *port != default) {
        text.push(':');
        text.push_str(&port.to_string());
    }
    let path = if uri.path().is_empty() { "/" } else { uri.path() };
    text.push_str(&form.write(path));
    Ok(text)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn uri(text: &str) -> Uri {
        text.parse().unwrap()
    }

    #[test]
    fn target_is_normalized_without_query() {
        for (given, expected) in [
            ("https://Example.com/users?limit=1", "https://example.com/users"),
            ("https://example.com:443/a%2Fb/", "https://example.com/a%2Fb/"),
            ("http://127.0.0.1:8080?x", "http://127.0.0.1:8080/"),
            ("http://[::1]:80/x", "http://[::1]/x"),
            ("https://example.com/users/a%40b", "https://example.com/users/a%40b"),
        ] {
            assert_eq!(target(&uri(given), ProofPath::Sent).unwrap(), expected);
        }
        assert!(target(&uri("/relative"), ProofPath::Sent).is_err());
    }

    #[test]
    fn decoded_path_keeps_what_would_change_the_url() {
        for (sent, decoded) in [
            ("/users/a%40b%2Bc%27%3A%2C%3D%26%24%21%28%29%2A", "/users/a@b+c':,=&$!()*"),
            ("/users/j%C3%BCrgen", "/users/jürgen"),
            ("/users/a%20b%22c%23d%25e%0Af%7f", "/users/a%20b%22c%23d%25e%0Af%7F"),
            ("/users/a+b", "/users/a+b"),
            ("/users/%2540", "/users/%2540"),
            ("/users/a%2Fb%3Fc", "/users/a/b?c"),
            ("/users/a%2fb", "/users/a/b"),
            ("/users/%", "/users/%25"),
            ("/users/%zz%4", "/users/%25zz%254"),
            ("/users/%FFa", "/users/\u{fffd}a"),
            ("/", "/"),
        ] {
            let url = uri(&format!("https://example.com{sent}?q=%40"));
            let target = target(&url, ProofPath::Decoded).unwrap();
            assert_eq!(target, format!("https://example.com{decoded}"));
        }
    }

    proptest! {
        #[test]
        fn prop_decoded_segment_has_its_characters(id in "[^\u{0}-\u{1f}\u{7f} \"#%]{1,20}") {
            let all = percent_encoding::utf8_percent_encode(&id, percent_encoding::NON_ALPHANUMERIC);
            let sent = format!("/users/{all}");
            prop_assert_eq!(ProofPath::Decoded.write(&sent), format!("/users/{id}"));
        }
    }
}
