//! Rate limit settings, principal rate limits (feature `rate-limits`).
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

mod principal_rate_limit;
mod rate_limit_settings;

pub use principal_rate_limit::*;
pub use rate_limit_settings::*;
