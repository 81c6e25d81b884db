//! Detection of secrets in paths and texts.

/// The replacement for secrets. It is an HTTP token, so that a client can use it as a credential in a replay.
pub(super) const REDACTED: &str = "REDACTED";

/// Path segments that are followed by a credential.
const CREDENTIAL_PARENTS: [&str; 6] =
    ["qr", "reset-password", "reset_password", "sessions", "unlock-account", "welcome"];

/// The first segments of the paths of APIs. Those of other paths, such as `/signin`, belong to links that are sent to
/// people and may end in a credential.
const API_ROOTS: [&str; 14] = [
    ".well-known",
    "api",
    "attack-protection",
    "device-access",
    "governance",
    "idp",
    "integrations",
    "oauth2",
    "okta-personal-settings",
    "privileged-access",
    "scim",
    "security",
    "webauthn-registration",
    "workflows",
];

/// The number of segments that are kept of a path that is not one of an API.
const PUBLIC_SEGMENTS: usize = 2;

/// Whether a path segment is a credential, judged by its parent segment.
pub(super) fn is_credential_segment(parent: &str, segment: &str) -> bool {
    CREDENTIAL_PARENTS.contains(&parent) && !matches!(segment, "" | "me")
}

/// Whether a path is one of an API.
pub(super) fn is_api_path(path: &str) -> bool {
    let first = path.split('/').find(|segment| !segment.is_empty());
    first.is_none_or(|first| API_ROOTS.contains(&first))
}

/// Whether the segment at `index`, counted from 1, is beyond those that are kept of a path that is not one of an API.
pub(super) const fn is_beyond_public(index: usize) -> bool {
    index > PUBLIC_SEGMENTS
}

/// Redacts the credentials in the path of a URL.
pub(super) fn mask_path(path: &str) -> String {
    let mut parent = "";
    let segments = path.split('/').map(|segment| {
        if is_credential_segment(std::mem::replace(&mut parent, segment), segment) {
            REDACTED
        } else {
            segment
        }
    });
    segments.collect::<Vec<_>>().join("/")
}

/// Redacts JSON Web Tokens, API tokens, values of authorization headers and PEM private keys.
pub(super) fn mask_tokens(text: &str) -> String {
    if let (Some(begin), Some(_)) = (text.find("-----BEGIN "), text.find("PRIVATE KEY-----")) {
        return format!("{}{REDACTED}", &text[..begin]);
    }
    let mut masked = String::with_capacity(text.len());
    let mut after_scheme = false;
    let is_separator = |c: char| c.is_whitespace() || "\"'<>,;=&?#/()[]{}".contains(c);
    for word in text.split_inclusive(is_separator) {
        let core = word.trim_end_matches(is_separator);
        if is_jwt(core) || is_api_token(core) || after_scheme && looks_like_credential(core) {
            masked.push_str(REDACTED);
            masked.push_str(&word[core.len()..]);
        } else {
            masked.push_str(word);
        }
        after_scheme = word.ends_with(' ') && ["SSWS", "Bearer", "DPoP", "Basic"].contains(&core);
    }
    masked
}

/// Whether a word after `Bearer` is a token rather than prose or the parameter of a challenge.
fn looks_like_credential(word: &str) -> bool {
    word.len() >= 8 && word.chars().skip(1).any(|c| c.is_ascii_digit() || c.is_ascii_uppercase())
}

/// An Okta API token: 42 base64url characters that start with `00`. Ids have 20 characters.
fn is_api_token(word: &str) -> bool {
    word.len() == 42 && word.starts_with("00") && word.bytes().all(is_base64url)
}

/// Three or more base64url parts; the first encodes the start of a JSON object.
fn is_jwt(word: &str) -> bool {
    let is_part = |part: &str| part.bytes().all(is_base64url);
    word.starts_with("eyJ") && word.split('.').count() >= 3 && word.split('.').all(is_part)
}

fn is_base64url(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')
}
