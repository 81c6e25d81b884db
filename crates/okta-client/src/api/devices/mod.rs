//! Devices, device assurance, integrations and posture checks (feature `devices`).
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

mod device;
mod device_assurance;
mod device_integrations;
mod device_posture_check;

pub use device::*;
pub use device_assurance::*;
pub use device_integrations::*;
pub use device_posture_check::*;
