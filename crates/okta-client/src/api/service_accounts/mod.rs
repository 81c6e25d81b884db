//! Service accounts and managed Okta user accounts (feature `service-accounts`).
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

mod okta_managed_user_account;
mod service_account;

pub use okta_managed_user_account::*;
pub use service_account::*;
