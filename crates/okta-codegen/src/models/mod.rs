//! Conversion of schemas to Rust types: names, inheritance and unions.
//!
//! [`types`] converts every schema reachable from an operation. A named schema becomes a type of the same name; an
//! inline schema is named after its [`SchemaPath`]. A name conflict or an ambiguous union is an error that names the
//! missing entry of the override file.

pub(crate) mod check;
mod classify;
mod common;
pub(crate) mod facts;
mod fields;
mod members;
mod resolve;
mod schema_paths;
mod types;
mod unions;

pub use check::check_overrides;
pub use common::{setter, variant_accessors};
pub use resolve::types;
pub use schema_paths::{SchemaPath, SchemaPaths};
pub use types::{Arm, Field, JsonShape, RustType, Shape, TypeDef, Types, UntaggedArm, Variant};
