//! Groups, group owners, group rules (feature `groups`).
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

mod group;
mod group_owner;
mod group_rule;

pub use group::*;
pub use group_owner::*;
pub use group_rule::*;
