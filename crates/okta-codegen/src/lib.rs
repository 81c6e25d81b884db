//! Generates okta-models and the endpoint wrappers of okta-client from Okta's OpenAPI documents.
//!
//! The [`manifest`] lists the documents. Steps of a run ([`generate::Run`]), for each document:
//!
//! 1. [`document`] parses the file strictly into structs that use the document's terms.
//! 2. [`models`] resolves every schema reachable from an operation to a Rust type; [`names`] converts
//!    identifiers.
//! 3. [`areas`] assigns each type to a file and to the cargo features that need it.
//! 4. [`operations`] derives the method of each operation.
//! 5. [`emit`] renders the files, formatted and in a fixed order.
//!
//! The doc comments are composed of facts of the document and of this project's [`sentences`].
//!
//! The reviewed tables in the folder of the document below `overrides/` cover what the rules cannot decide: [`overrides`] (types), [`areas`] and
//! [`operations`]. A document that needs a further entry is an error that names the location and the section. The
//! output is committed; `--check` verifies that it is up to date, and [`diff`] lists what another version of the
//! document changes for callers.

pub mod areas;
pub mod diff;
pub mod document;
pub mod emit;
pub mod error;
pub mod generate;
pub mod manifest;
pub mod models;
pub mod names;
pub mod operations;
pub mod overrides;
pub mod sentences;
pub mod twins;

pub use document::Document;
pub use error::{Error, Result};
pub use manifest::Manifest;
