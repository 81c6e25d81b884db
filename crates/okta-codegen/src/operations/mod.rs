//! The endpoint wrappers of okta-client.
//!
//! [`wrappers`] derives the method of each operation: handle, name, parameters, request body, response and paging.
//! [`api_files`] renders them as invocations of the client's `operation!` macro, one file per tag. [`wire_file`]
//! renders a table from which a test program can call every operation, [`operations_table`] one for people.

mod area_page;
mod buckets;
mod docs;
mod emit;
mod names;
mod overrides;
mod response;
mod table;
mod testkit;
mod wire;
mod wrapper;

pub use buckets::Buckets;
pub use emit::{API, api_files, rust_type};
pub use overrides::{OperationOverrides, TagNames};
pub use response::ResponseKind;
pub use table::{method_url, operations_table};
pub use testkit::testkit_files;
pub use wire::wire_file;
pub use wrapper::{BodyKind, Setter, Style, Wrapper, wrappers};
