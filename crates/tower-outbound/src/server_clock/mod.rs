//! The server's clock, estimated from `Date` headers.

#[cfg(feature = "rate-limit")]
mod bounds;
#[cfg(feature = "oauth")]
mod offset;

#[cfg(feature = "rate-limit")]
pub(crate) use bounds::ServerTimeBounds;
#[cfg(feature = "oauth")]
pub(crate) use offset::{ServerClock, date};
