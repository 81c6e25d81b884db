//! Identity sources and their import sessions (feature `identity-sources`).
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

mod identity_source;

pub use identity_source::*;
