//! Hand-written types of each macro, and the laws they keep.

mod canonical;
mod json_text;
mod members;
mod properties;
pub mod samples;
mod serde_formats;
mod unions;
