//! A door to what is private here, for the fuzz targets.

use http::Uri;

use super::{names::Names, tag::Scope};

/// Whether the cache can read what a body says about itself.
pub fn names(body: &[u8]) -> bool {
    Names::of(body, Scope::of(&Uri::from_static("https://example.okta.com/api/v1/users"))).is_some()
}
