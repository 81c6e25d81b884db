//! An Okta Management client built as a tower middleware stack.
//!
//! Each concern that cuts across calls (credentials, rate limits, retries, caching, deadlines, tracing) is a
//! [`tower::Layer`] of [`okta_tower`]; they are composed into one service, and the methods of [`Client`]'s
//! handles call it. So every operation is a method, and every part of what happens around it can be replaced.
//!
//! ```no_run
//! use futures_util::TryStreamExt;
//! use okta_client::Client;
//!
//! # async fn run() -> Result<(), okta_client::Error> {
//! let okta = Client::from_env()?;
//! let user = okta.users().get("jane@example.com").await?;
//! println!("{:?}", user.status);
//!
//! let mut active = okta.users().list().search(r#"status eq "ACTIVE""#).items();
//! while let Some(user) = active.try_next().await? {
//!     println!("{:?}", user.id);
//! }
//! # Ok(()) }
//! ```
//!
#![doc = include_str!("../images/stack.svg")]
//!
//! | to | see |
//! |---|---|
//! | configure a client | [`ClientBuilder`], [`config`] |
//! | call an operation | [`api`]; [`Client::request`] for what has no method |
//! | read and write objects | [`models`] |
//! | walk through a listing | [`page`] |
//! | understand a failure | [`Error`] |
//! | wait until a change is visible | [`wait`] |
//! | make many calls | [`bulk`] |
//! | insert layers, or take the stack away | [`ClientBuilder::layer_per_call`], [`Client::into_service`] |
//! | make calls without an async runtime | `blocking` (feature `blocking`) |
//! | reach the org through a proxy, with certificates of one's own | [`transport`] |
//!
//! This crate is not a product of Okta, Inc.
#![cfg_attr(docsrs, feature(doc_cfg))]
#![cfg_attr(
    not(feature = "full"),
    allow(dead_code, unused_imports, unused_macros, reason = "few areas need every kind of call")
)]

#[macro_use]
mod call;

pub mod api;
mod base;
#[cfg(feature = "blocking")]
#[cfg_attr(docsrs, doc(cfg(feature = "blocking")))]
pub mod blocking;
mod builder;
pub mod bulk;
mod client;
pub mod config;
mod credential;
mod error;
#[cfg(fuzzing)]
#[doc(hidden)]
pub mod fuzzing;
#[cfg(feature = "gzip")]
mod gunzip;
mod ingredients;
mod layer;
mod memory;
pub mod page;
mod raw;
mod request;
mod response;
mod stack;
mod telemetry;
pub mod transport;
pub mod wait;

pub use builder::ClientBuilder;
pub use call::{CallFuture, Certificate, FilePart};
pub use client::{Client, HttpService};
pub use error::{ApiError, Error, ErrorCause, ErrorKind};
pub use layer::HttpLayer;
pub use okta_models as models;
pub use okta_tower;
pub use page::{Cursor, Page, Pager};
pub use raw::RawRequest;
pub use response::{RawResponse, Response};
pub use stack::{Stack, StackFuture};
