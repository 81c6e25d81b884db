//! User, group and app schemas, linked objects, UI schemas, profile mappings (feature `schemas`).
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

mod linked_object;
mod profile_mapping;
mod schema;
mod ui_schema;

pub use linked_object::*;
pub use profile_mapping::*;
pub use schema::*;
pub use ui_schema::*;
