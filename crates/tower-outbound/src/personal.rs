//! Requests whose response is specific to one caller.

use http::{HeaderMap, HeaderName, header};

const PERSONAL_HEADERS: [HeaderName; 11] = [
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

/// Whether the caller set a credential, condition, range or cache directive. The response to such a request
/// is neither shared nor cached.
pub(crate) fn is_personal(headers: &HeaderMap) -> bool {
    PERSONAL_HEADERS.iter().any(|name| headers.contains_key(name))
}
