//! Identity providers, their keys and users (feature `identity-providers`).
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

mod identity_provider;
mod identity_provider_keys;
mod identity_provider_signing_keys;
mod identity_provider_users;

pub use identity_provider::*;
pub use identity_provider_keys::*;
pub use identity_provider_signing_keys::*;
pub use identity_provider_users::*;
