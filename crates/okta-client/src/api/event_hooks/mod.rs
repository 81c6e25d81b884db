//! Event hooks (feature `event-hooks`).
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

mod event_hook;

pub use event_hook::*;
