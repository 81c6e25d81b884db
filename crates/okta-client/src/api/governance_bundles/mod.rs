//! Governance bundles and entitlements (feature `governance-bundles`).
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

mod governance_bundle;

pub use governance_bundle::*;
