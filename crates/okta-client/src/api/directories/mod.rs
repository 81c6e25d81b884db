//! Directory agents and directory integrations (feature `directories`).
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

mod agent_pools;
mod directories_integration;

pub use agent_pools::*;
pub use directories_integration::*;
