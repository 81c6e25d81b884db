//! Reading and writing of JSON text.
//!
//! [`JsonReader`] is a pull parser over a text that is checked for UTF-8 once. It borrows strings where possible
//! and can be reset to the start of a value, so that a value of an unexpected type is kept as raw text. It is
//! strict (RFC 8259): no trailing commas, leading zeros, bare control characters or text after the value, and at
//! most 128 levels of nesting. Values without a type are skipped iteratively ([`JsonReader::raw`]).
//!
//! A lone surrogate escape (`"\ud800"`) is valid JSON that a Rust string cannot represent.
//! [`JsonReader::string`] reports such a value as a type mismatch, so that the caller keeps the raw text; in a
//! member *name* it is an error.

mod path;
mod reader;
mod scan;
mod stop;
mod string;
mod writer;

pub(crate) use path::path_at;
pub(crate) use reader::JsonReader;
pub use stop::JsonKind;
pub(crate) use stop::{DecodeStop, DecodeStopKind};
pub(crate) use writer::{write_member_name, write_string};

#[cfg(test)]
mod tests;
