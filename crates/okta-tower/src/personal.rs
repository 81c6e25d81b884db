//! Requests whose answer is the caller's own.

use http::{HeaderMap, HeaderName, header};

const PERSONAL: [HeaderName; 11] = [
    header::AUTHORIZATION,
    header::PROXY_AUTHORIZATION,
    HeaderName::from_static("dpop"),
    header::COOKIE,
    header::CACHE_CONTROL,
    header::IF_MATCH,
    header::IF_NONE_MATCH,
    header::IF_MODIFIED_SINCE,
    header::IF_UNMODIFIED_SINCE,
    header::IF_RANGE,
    header::RANGE,
];

/// Whether the caller set a credential, a condition, a range or a cache directive of its own: then the answer
/// may differ from what anybody else gets, and is neither shared nor kept.
pub(crate) fn is_personal(headers: &HeaderMap) -> bool {
    PERSONAL.iter().any(|name| headers.contains_key(name))
}
