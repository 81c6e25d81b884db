//! An Okta Management client built as a tower middleware stack.
//!
//! Each cross-cutting concern (credentials, rate limits, retries, caching, deadlines, tracing) is a [`tower::Layer`] of
//! [`okta_tower`]. The layers are composed into one service, which the typed endpoint methods of [`Client`] call; each
//! layer can be replaced or removed, and user layers can be added at three positions.
//!
//! ```no_run
//! use futures_util::TryStreamExt;
//! use okta_client::{Client, Filter};
//!
//! # async fn run() -> Result<(), okta_client::Error> {
//! let okta = Client::from_env()?;
//! let user = okta.users().get("jane@example.com").await?;
//! println!("{} {:?}", user.id, user.status);
//!
//! let mut active = okta.users().list().search(Filter::eq("status", "ACTIVE")).items();
//! while let Some(user) = active.try_next().await? {
//!     println!("{}", user.id);
//! }
//! # Ok(()) }
//! ```
//!
#![doc = include_str!("../images/stack.svg")]
//!
//! | to | see |
//! |---|---|
//! | read about a subject | `guide` |
//! | configure a client | [`ClientBuilder`], [`config`] |
//! | call an operation | [`api`]; [`Client::request`] for what has no method |
//! | read and write objects | [`models`] |
//! | page through a listing | [`page`] |
//! | handle an error | [`Error`] |
//! | wait until a change is visible | [`wait`] |
//! | make many calls | [`bulk`] |
//! | add layers, or use the stack as a service | [`ClientBuilder::layer_per_call`], [`Client::into_service`] |
//! | make calls without an async runtime | `blocking` (feature `blocking`) |
//! | connect through a proxy or with custom certificates | [`transport`] |
//!
//! This crate is not a product of Okta, Inc.
#![cfg_attr(docsrs, feature(doc_cfg))]
#![cfg_attr(
    not(feature = "all-apis"),
    allow(dead_code, unused_imports, unused_macros, reason = "no area uses every kind of call")
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
mod filter;
#[cfg(fuzzing)]
#[doc(hidden)]
pub mod fuzzing;
// Doc tests run from `docs/`.
#[cfg(all(doc, not(doctest)))]
pub mod guide;
pub mod page;
#[cfg(feature = "privileged-access-teams")]
mod service_user;
mod stack;
pub mod transport;
pub mod wait;

pub use call::{CallFuture, Certificate, FilePart, RawRequest, RawResponse, Response, ResponseMeta};
#[cfg(feature = "sign-in")]
#[cfg_attr(docsrs, doc(cfg(feature = "sign-in")))]
pub use client::AuthorizationServer;
#[cfg(feature = "access-gateway")]
#[cfg_attr(docsrs, doc(cfg(feature = "access-gateway")))]
pub use client::gateway_tokens;
pub use client::{Client, ClientBuilder};
pub use error::{ApiError, AuthChallenge, Error, ErrorCause, ErrorKind, OptionalExt};
pub use filter::{Filter, FilterValue};
// By its own name, too: the compiler prints paths with it.
#[doc(no_inline)]
pub use okta_models;
pub use okta_models as models;
pub use okta_tower;
pub use page::{Cursor, ListCheckpoint, Page, Pager};
#[cfg(feature = "privileged-access-teams")]
#[cfg_attr(docsrs, doc(cfg(feature = "privileged-access-teams")))]
pub use service_user::ServiceUserKey;
pub use stack::{HttpLayer, HttpService, Stack, StackFuture};
