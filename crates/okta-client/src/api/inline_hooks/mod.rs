//! Inline hooks and hook keys (feature `inline-hooks`).
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

mod hook_key;
mod inline_hook;

pub use hook_key::*;
pub use inline_hook::*;
