//! JSON text in and out: the only place that knows how it is read and written.
//!
//! [`Reader`] pulls tokens from a text that was checked for UTF-8 once, borrows strings where it can, and can be
//! set back to the start of a value, which is what keeping a misfit as raw text needs. It is strict (RFC 8259):
//! no trailing commas, no leading zeros, no bare control characters, no text after the value, at most
//! 128 levels. It is iterative where the caller has no type for a value ([`Reader::raw`]).
//!
//! A lone surrogate escape (`"\ud800"`) is grammatical JSON that no Rust string can hold. [`Reader::string`] calls
//! such a value a misfit, so that its owner keeps the raw text, and only a member *name* with one is refused.

mod path;
mod reader;
mod scan;
mod writer;

pub(crate) use path::path_at;
pub use reader::Kind;
pub(crate) use reader::{Reader, Stop, StopKind};
pub(crate) use writer::{open_member, write_string};

#[cfg(test)]
mod tests;
