//! Tests of hand-written types of each macro.

mod canonical;
mod date_time;
mod ids;
mod json_text;
mod members;
mod properties;
pub mod samples;
mod serde_formats;
mod unions;
mod writing;
mod writing_unions;
