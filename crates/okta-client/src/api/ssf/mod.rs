//! Shared Signals Framework: receivers, transmitters, security event tokens (feature `ssf`).
//!
//! Written by okta-codegen from Okta's OpenAPI document, version 2026.06.3. Do not edit: change the generator or its
//! overrides, then run it again.

mod ssf_receiver;
mod ssf_security_event_token;
mod ssf_transmitter;

pub use ssf_receiver::*;
pub use ssf_security_event_token::*;
pub use ssf_transmitter::*;
