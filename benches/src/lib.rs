//! Measurements of okta-client against the floor.
