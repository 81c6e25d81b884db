//! Okta's dialect for the tower layers of [`tower_outbound`].
//!
//! # A call
//!
//! A nonce, a rate limit and a revoked token, as the layers handle them; each request has a new proof:
//!
#![doc = include_str!("../images/call.svg")]
#![cfg_attr(docsrs, feature(doc_cfg))]

pub use tower_outbound::body;
pub use tower_outbound::clock;
#[cfg(feature = "coalesce")]
pub use tower_outbound::coalesce;
#[cfg(feature = "collect")]
pub use tower_outbound::collect;
#[cfg(feature = "headers")]
pub use tower_outbound::headers;
pub use tower_outbound::meta;
#[cfg(feature = "observe")]
pub use tower_outbound::observe;
#[cfg(feature = "replay")]
pub use tower_outbound::replay;
#[cfg(feature = "retry")]
pub mod retry;
#[cfg(feature = "timeout")]
pub use tower_outbound::timeout;
pub use tower_outbound::{BoxError, ErrorChain, ServerText};

#[cfg(feature = "auth")]
pub mod auth;
#[cfg(feature = "cache")]
pub mod cache;
#[cfg(fuzzing)]
#[doc(hidden)]
pub mod fuzzing;
#[cfg(feature = "layers")]
mod layers;
#[cfg(feature = "metrics")]
pub mod metrics;
#[cfg(any(feature = "oauth", feature = "rate-limit", feature = "retry"))]
pub mod rate_limit;
#[cfg(feature = "redis")]
pub mod redis;
#[cfg(feature = "trace")]
pub mod trace;
#[cfg(feature = "write-serialization")]
pub mod write_serialization;

#[cfg(feature = "layers")]
pub use layers::{OktaLayers, OktaService, RateLimitedAttempt, layers};
