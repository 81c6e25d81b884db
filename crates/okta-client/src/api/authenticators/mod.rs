//! Authenticators, their methods, push providers (feature `authenticators`).
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

mod authenticator;
mod push_provider;

pub use authenticator::*;
pub use push_provider::*;
