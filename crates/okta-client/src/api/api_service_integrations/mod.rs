//! API service integrations (feature `api-service-integrations`).
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

mod api_service_integration;

pub use api_service_integration::*;
