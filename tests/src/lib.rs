//! Checks of okta-client across crates and against the world.
