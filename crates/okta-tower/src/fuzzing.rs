//! Private parsers for the fuzz targets. Compiled with `--cfg fuzzing` only; not part of the public API.

use http::Uri;
pub use tower_outbound::fuzzing::*;

use crate::cache::{CacheTarget, Names};

/// Returns the code in an error body.
#[must_use]
pub fn error_code(body: &[u8]) -> Option<String> {
    crate::retry::code::error_code(body).map(std::borrow::Cow::into_owned)
}

/// Returns whether the cache can read the links of a body.
#[must_use]
pub fn names(body: &[u8]) -> bool {
    let uri = Uri::from_static("https://example.okta.com/api/v1/users");
    Names::from_body(body, &CacheTarget::new(&uri, None)).is_some()
}
