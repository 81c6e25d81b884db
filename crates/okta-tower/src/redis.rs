//! Shared state of several processes that use the same Okta org.
//!
//! Re-exports [`tower_outbound::redis`], and adds [`okta`].

pub use tower_outbound::redis::*;

/// Creates a handle to the server at a URL, as [`Redis::open`] does, with `okta` as the prefix of all keys.
///
/// # Errors
///
/// Returns an error if the URL is invalid.
pub fn okta(url: &str) -> Result<Redis, InvalidAddress> {
    Redis::open(url).map(|redis| redis.prefix("okta"))
}
