//! Tower layers for Okta's APIs and for other OAuth-protected services.
//!
//! Every layer is an ordinary [`tower_layer::Layer`] over
//! `Service<http::Request<ReqBody>, Response = http::Response<ResBody>>`, generic over both bodies. None of
//! them knows a client or a data type of Okta's, so any of them can be put into a hyper client that has
//! nothing to do with Okta.
//!
//! What a layer needs to know about one request travels in the request's extensions, as the types of
//! [`meta`]. How a request body is sent a second time is [`body::TryCloneBody`]'s business. Wall-clock time
//! comes from a [`clock::Clock`]; waits use tokio's timer, so that tests can pause it.
//!
//! # A call's life
//!
//! Nonce, rate limit and refused token, as the layers deal with them; each request has a proof of its own:
//!
#![doc = include_str!("../images/call.svg")]
#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(any(feature = "observe", feature = "rate-limit", feature = "write-serialization", feature = "timeout"))]
#[macro_use]
mod macros;

#[cfg(feature = "auth")]
pub mod auth;
pub mod body;
#[cfg(feature = "cache")]
pub mod cache;
pub mod clock;
#[cfg(feature = "coalesce")]
pub mod coalesce;
#[cfg(feature = "collect")]
pub mod collect;
pub mod meta;
#[cfg(feature = "metrics")]
pub mod metrics;
#[cfg(any(feature = "cache", feature = "coalesce"))]
mod personal;

#[cfg(fuzzing)]
#[doc(hidden)]
pub mod fuzzing;
#[cfg(feature = "headers")]
pub mod headers;
#[cfg(feature = "observe")]
pub mod observe;
#[cfg(any(feature = "oauth", feature = "rate-limit", feature = "retry"))]
pub mod rate_limit;
#[cfg(feature = "redis")]
pub mod redis;
#[cfg(feature = "retry")]
pub mod retry;
#[cfg(feature = "write-serialization")]
pub mod write_serialization;
#[cfg(any(feature = "oauth", feature = "rate-limit"))]
mod server_clock;
#[cfg(feature = "timeout")]
pub mod timeout;
#[cfg(feature = "trace")]
pub mod trace;
#[cfg(any(feature = "rate-limit", feature = "retry"))]
mod waiting;

/// An error of any type, as tower's own layers use it.
///
/// Each layer that can fail names its error type in its module's documentation; `downcast_ref` finds it.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;
