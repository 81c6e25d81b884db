//! Network zones, trusted origins, threat insight (feature `network`).
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

mod network_zone;
mod threat_insight;
mod trusted_origin;

pub use network_zone::*;
pub use threat_insight::*;
pub use trusted_origin::*;
