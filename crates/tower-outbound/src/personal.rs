//! Requests whose response is specific to one caller.

use http::{HeaderMap, HeaderName, header};

const CREDENTIALS: [HeaderName; 6] = [
    header::AUTHORIZATION,
    header::PROXY_AUTHORIZATION,
    header::COOKIE,
    HeaderName::from_static("dpop"),
    HeaderName::from_static("x-api-key"),
    HeaderName::from_static("x-auth-token"),
];

const CONDITIONS: [HeaderName; 6] = [
    header::IF_MATCH,
    header::IF_NONE_MATCH,
    header::IF_MODIFIED_SINCE,
    header::IF_UNMODIFIED_SINCE,
    header::IF_RANGE,
    header::RANGE,
];

/// Whether the caller set a credential, condition or range. The response to such a request is neither shared
/// nor cached.
pub(crate) fn is_personal(headers: &HeaderMap) -> bool {
    CREDENTIALS.iter().chain(&CONDITIONS).any(|name| headers.contains_key(name))
}
