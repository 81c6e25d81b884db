//! Private parsers for the fuzz targets. Compiled with `--cfg fuzzing` only; not part of the public API.

use http::Uri;
pub use tower_outbound::fuzzing::*;

use crate::cache::{CacheTarget, Names};

/// Returns whether the cache can read the links of a body.
#[must_use]
pub fn names(body: &[u8]) -> bool {
    let uri = Uri::from_static("https://example.okta.com/api/v1/users");
    Names::from_body(body, &CacheTarget::new(&uri, None)).is_some()
}
