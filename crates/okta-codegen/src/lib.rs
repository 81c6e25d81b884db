//! Generates okta-models and the endpoint wrappers of okta-client from Okta's OpenAPI document.
//!
//! The way through a run ([`generate::Plan`]):
//!
//! 1. [`document`] reads the file strictly into structs that keep the document's own terms.
//! 2. [`models`] resolves every schema that operations reach to a Rust type; [`names`] spells it.
//! 3. [`areas`] decides which cargo features need a type and which file it lives in.
//! 4. [`operations`] decides what the method of each operation looks like.
//! 5. [`emit`] writes it all down, formatted, in a fixed order.
//!
//! What the rules cannot decide stands in the reviewed tables of `overrides/`: [`overrides`] (types), [`areas`]
//! and [`operations`]. A document that needs another entry is refused with the place and the section. Output is
//! committed; the same run with `--check` proves that it is current, and [`diff`] says what another version of
//! the document changes for callers.

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
