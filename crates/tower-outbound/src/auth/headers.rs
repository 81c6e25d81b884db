//! Credential headers.

use http::{
    HeaderMap, HeaderName,
    header::{AUTHORIZATION, PROXY_AUTHORIZATION},
};

/// The header of a DPoP proof ([RFC 9449 §4.1](https://www.rfc-editor.org/rfc/rfc9449#section-4.1)).
pub(super) const DPOP: HeaderName = HeaderName::from_static("dpop");

/// The headers of a token and its proof.
pub(super) static TOKEN_HEADERS: [HeaderName; 2] = [AUTHORIZATION, DPOP];

/// Removes the headers that only this layer may set.
pub(super) fn remove_credentials(headers: &mut HeaderMap) {
    // They are rarely present, and one scan of a few names is cheaper than three lookups.
    if headers.keys().any(|name| *name == PROXY_AUTHORIZATION || is_credential(name)) {
        for name in [AUTHORIZATION, DPOP, PROXY_AUTHORIZATION] {
            headers.remove(name);
        }
    }
}

/// Marks the credential's headers as sensitive, so that logs and `Debug` omit them.
pub(super) fn mark_sensitive(headers: &mut HeaderMap) {
    for (name, value) in headers.iter_mut() {
        if is_credential(name) {
            value.set_sensitive(true);
        }
    }
}

fn is_credential(name: &HeaderName) -> bool {
    *name == AUTHORIZATION || *name == DPOP
}
