//! Realms and realm assignments (feature `realms`).
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

mod realm;
mod realm_assignment;

pub use realm::*;
pub use realm_assignment::*;
