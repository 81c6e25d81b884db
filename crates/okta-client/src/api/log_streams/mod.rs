//! Log streams (feature `log-streams`).
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

mod log_stream;

pub use log_stream::*;
