//! Written by okta-codegen, for the tests.

#[path = "../../../tests/src/generated/bodies.rs"]
pub mod bodies;
