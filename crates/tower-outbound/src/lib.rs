//! Client-side tower layers for any hyper or tower client.
//!
//! Each layer is a [`tower_layer::Layer`] over `Service<http::Request<ReqBody>, Response =
//! http::Response<ResBody>>`, generic over both bodies. None depends on a client, so each works in any client that is
//! built on tower and `http`.
//!
//! Request metadata travels in the request's extensions, as the types of [`meta`]. Wall-clock time comes from a
//! [`clock::Clock`]; waits use tokio's timer, which tests can pause.
#![cfg_attr(docsrs, feature(doc_cfg))]

#[macro_use]
mod macros;

#[cfg(feature = "auth")]
pub mod auth;
pub mod body;
#[cfg(feature = "builder")]
mod builder;
#[cfg(feature = "cache")]
pub mod cache;
pub mod clock;
#[cfg(feature = "coalesce")]
pub mod coalesce;
#[cfg(feature = "collect")]
pub mod collect;
mod error_chain;
#[cfg(fuzzing)]
#[doc(hidden)]
pub mod fuzzing;
#[cfg(feature = "headers")]
pub mod headers;
pub mod meta;
#[cfg(feature = "metrics")]
pub mod metrics;
#[cfg(feature = "observe")]
pub mod observe;
#[cfg(any(feature = "cache", feature = "coalesce"))]
mod personal;
#[cfg(any(feature = "oauth", feature = "rate-limit", feature = "retry"))]
pub mod rate_limit;
#[cfg(feature = "redis")]
pub mod redis;
#[cfg(feature = "replay")]
pub mod replay;
#[cfg(feature = "reqwest")]
pub mod reqwest;
#[cfg(feature = "retry")]
pub mod retry;
#[cfg(any(feature = "oauth", feature = "rate-limit"))]
mod server_clock;
mod server_text;
#[cfg(feature = "timeout")]
pub mod timeout;
#[cfg(feature = "trace")]
pub mod trace;
#[cfg(any(feature = "rate-limit", feature = "retry"))]
mod wait_timer;
#[cfg(feature = "write-serialization")]
pub mod write_serialization;

#[cfg(feature = "builder")]
pub use builder::OutboundBuilderExt;
pub use error_chain::ErrorChain;
pub use server_text::ServerText;

/// A boxed error, as tower's layers use it.
///
/// The documentation of each layer's module names its error types; `downcast_ref` finds them.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;
