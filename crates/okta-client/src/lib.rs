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
#[cfg(feature = "blocking")]
#[cfg_attr(docsrs, doc(cfg(feature = "blocking")))]
pub mod blocking;
pub mod bulk;
mod client;
pub mod config;
mod error;
#[cfg(fuzzing)]
#[doc(hidden)]
pub mod fuzzing;
pub mod page;
mod stack;
pub mod transport;
pub mod wait;

pub use call::{CallFuture, Certificate, FilePart, RawRequest, RawResponse, Response};
pub use client::{Client, ClientBuilder};
pub use error::{ApiError, Error, ErrorCause, ErrorKind};
pub use okta_models as models;
pub use okta_tower;
pub use page::{Cursor, Page, Pager};
pub use stack::{HttpLayer, HttpService, Stack, StackFuture};
