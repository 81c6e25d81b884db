//! Credential headers.

use http::{
    HeaderMap, HeaderName,
    header::{AUTHORIZATION, PROXY_AUTHORIZATION},
};

/// The header of a DPoP proof ([RFC 9449 §4.1](https://www.rfc-editor.org/rfc/rfc9449#section-4.1)).
pub(super) const DPOP: HeaderName = HeaderName::from_static("dpop");

/// The headers of a token and its proof.
#[cfg(feature = "oauth")]
pub(super) static TOKEN_HEADERS: [HeaderName; 2] = [AUTHORIZATION, DPOP];

/// Removes the headers that only this layer may set: those of tokens and proofs, and those of the credential.
pub(super) fn remove_credentials(headers: &mut HeaderMap, names: Option<&[HeaderName]>) {
    let names = names.unwrap_or_default();
    // They are rarely present, and one scan of a few names is cheaper than three lookups.
    if headers.keys().any(|name| *name == PROXY_AUTHORIZATION || is_credential(name, names)) {
        for name in [&AUTHORIZATION, &DPOP, &PROXY_AUTHORIZATION].into_iter().chain(names) {
            headers.remove(name);
        }
    }
}

/// Marks the credential's headers as sensitive, so that logs and `Debug` omit them, and a
/// [guard](super::CredentialGuardLayer) recognizes them. Without names, they are those that are not in `before`.
pub(super) fn mark_attached(
    headers: &mut HeaderMap,
    names: Option<&[HeaderName]>,
    before: Option<&HeaderMap>,
) {
    let names = names.unwrap_or_default();
    for (name, value) in headers.iter_mut() {
        let is_new = |before: &HeaderMap| before.get_all(name).iter().all(|old| old != value);
        if is_credential(name, names) || before.is_some_and(is_new) {
            value.set_sensitive(true);
        }
    }
}

pub(super) fn is_credential(name: &HeaderName, names: &[HeaderName]) -> bool {
    *name == AUTHORIZATION || *name == DPOP || names.contains(name)
}
