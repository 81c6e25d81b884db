//! Generates okta-models and the endpoint wrappers of okta-client from Okta's OpenAPI document.
//!
//! The way through: [`document`] reads the file strictly into structs that keep the document's own terms.
//! Output is deterministic and committed; the same run with `--check` proves that it is current.

pub mod areas;
pub mod diff;
pub mod document;
pub mod emit;
pub mod error;
pub mod generate;
pub mod models;
pub mod names;
pub mod operations;
pub mod overrides;

pub use document::Document;
pub use error::{Error, Result};
