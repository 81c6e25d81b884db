//! An Okta Management client built as a tower middleware stack.

#[macro_use]
mod call;

pub mod api;
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
pub use call::{CallFuture, Certificate, FilePart};
pub use client::{Client, HttpService};
pub use error::{ApiError, Error, ErrorCause, ErrorKind};
pub use okta_models as models;
pub use page::{Cursor, Page, Pager};
pub use raw::RawRequest;
pub use response::{RawResponse, Response};
