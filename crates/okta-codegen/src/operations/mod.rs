//! Operations: from the document to the endpoint wrappers of okta-client.
//!
//! [`wrappers`] decides for each operation what its method looks like: handle and name, arguments, optional
//! parameters, how the body travels, what the answer is, how a listing goes on. [`api_files`] writes that down as
//! calls of the client's `operation!` macro, one file a tag; [`wire_file`] writes a table by which a test program
//! can make every call from data.

mod answer;
mod buckets;
mod docs;
mod emit;
mod names;
mod overrides;
mod wire;
mod wrapper;

pub use answer::Answer;
pub use buckets::Buckets;
pub use emit::{API, api_files};
pub use overrides::{OperationOverrides, TagNames};
pub use wire::wire_file;
pub use wrapper::{Body, Setter, Style, Wrapper, wrappers};
