//! An Okta Management client built as a tower middleware stack.

mod base;
mod builder;
pub mod bulk;
mod client;
pub mod config;
mod credential;
mod error;
pub mod page;
mod raw;
mod request;
mod response;
mod stack;
pub mod transport;
pub mod wait;

pub use builder::ClientBuilder;
pub use client::{Client, HttpService};
pub use error::{ApiError, Error, ErrorCause, ErrorKind};
pub use page::{Cursor, Page, Pager};
pub use raw::RawRequest;
pub use response::{RawResponse, Response};
