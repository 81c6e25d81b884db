//! Factors and authenticator enrollments of users (feature `user-factors`).
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

mod user_authenticator_enrollments;
mod user_factor;
mod web_authn_preregistration;

pub use user_authenticator_enrollments::*;
pub use user_factor::*;
pub use web_authn_preregistration::*;
