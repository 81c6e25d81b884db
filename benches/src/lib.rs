//! Measurements of okta-client against the floor.

pub mod payload;
pub mod rivals;
