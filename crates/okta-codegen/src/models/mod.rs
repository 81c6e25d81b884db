//! From the document's schemas to Rust types: names, inheritance, unions.
//!
//! [`types`] walks everything that operations reach. A named schema becomes a type of its name; an inline one is
//! named after its [`Position`]; what the rules cannot name or tell apart is an error that says which entry of the
//! override file is missing.

pub(crate) mod check;
mod classify;
pub(crate) mod facts;
mod fields;
mod members;
mod positions;
mod resolve;
mod types;
mod unions;

pub use check::check_overrides;
pub use positions::{Position, Positions};
pub use resolve::types;
pub use types::{Arm, Field, JsonShape, RustType, Shape, ShapeArm, TypeDef, Types, Variant};
