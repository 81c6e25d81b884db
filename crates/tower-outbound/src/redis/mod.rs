//! Shared state of several processes, on a Redis or Valkey server.
//!
//! A [`Redis`] is a handle to a server; clones share its connection. It creates the stores for the layers of
//! this crate:
//!
//! - `cache()` for the [cache layer](crate::cache): shared entries and invalidations;
//! - `tokens()` (feature `oauth`) for the [auth layer](crate::auth): a shared token;
//! - `limits()` (feature `rate-limit`) for the [rate-limit layer](crate::rate_limit): a shared budget.
//!
//! # Unavailable servers
//!
//! While the server is unavailable, each store falls back to local state, as its documentation describes, and
//! calls continue. With the feature `trace`, the failure and the reconnection are logged once each. One call
//! at a time retries the server, first after one second, with exponential backoff up to ten seconds
//! ([`retry_pause`](Redis::retry_pause)). No call waits for the server longer than the
//! [timeout](Redis::timeout). The connection runs on the tokio runtime of the first call that uses it;
//! without a runtime the server is treated as unavailable.
//!
//! # Server requirements
//!
//! Redis 6.2 or later, or Valkey; a single primary, no cluster. Atomic updates are Lua scripts; times are on
//! the server's clock. Evicted or flushed data costs requests, not correctness. The data is as confidential
//! as the API's: use a server that only these processes can reach.
//!
//! # Examples
//!
//! ```no_run
//! use tower_outbound::{cache::CacheLayer, meta::Principal, redis::Redis};
//!
//! # fn main() -> Result<(), tower_outbound::redis::InvalidAddress> {
//! let redis = Redis::open("redis://cache.internal:6379/0")?.prefix("my-tool");
//! let layer = CacheLayer::for_principal(Principal::new("my-client-id")).store(redis.cache());
//! # Ok(()) }
//! ```

mod cache;
mod connection;
#[cfg(feature = "rate-limit")]
mod limits;
#[cfg(test)]
mod tests;
#[cfg(feature = "oauth")]
mod tokens;

use std::{fmt, sync::Arc, time::Duration};

use self::connection::{RedisConnection, RedisSettings};
#[cfg(feature = "rate-limit")]
pub use self::limits::RedisLimits;
#[cfg(feature = "oauth")]
pub use self::tokens::RedisTokens;
pub use self::{cache::RedisCache, connection::Unavailable};

/// A handle to a server. See the [module documentation](self).
#[derive(Clone)]
pub struct Redis {
    client: ::redis::Client,
    settings: RedisSettings,
    connection: Arc<RedisConnection>,
}

impl Redis {
    /// Creates a handle to the server at a URL such as `redis://user:password@host:6379/0` or
    /// `redis+unix:///path?db=0`. Connects on first use.
    ///
    /// # Errors
    ///
    /// Returns an error if the URL is invalid.
    pub fn open(url: &str) -> Result<Self, InvalidAddress> {
        ::redis::Client::open(url).map(Self::from_client).map_err(|_| InvalidAddress(()))
    }

    /// Creates a handle from a client, for options that a URL does not have, such as certificates.
    #[must_use]
    pub fn from_client(client: ::redis::Client) -> Self {
        let settings = RedisSettings::default();
        Self { connection: Arc::new(RedisConnection::new(client.clone(), &settings)), client, settings }
    }

    /// Sets the prefix of all keys. The default is `tower-outbound`. Processes with the same prefix share their state.
    #[must_use]
    pub fn prefix(self, prefix: &str) -> Self {
        self.with(|settings| settings.prefix = prefix.into())
    }

    /// Sets how long a call waits for the server. The default is 500 milliseconds.
    #[must_use]
    pub fn timeout(self, timeout: Duration) -> Self {
        self.with(|settings| settings.timeout = timeout)
    }

    /// Sets the first and the longest pause between retries of an unavailable server. The defaults are one
    /// and ten seconds.
    #[must_use]
    pub fn retry_pause(self, first: Duration, longest: Duration) -> Self {
        self.with(|settings| settings.pause = (first, longest.max(first)))
    }

    /// Whether the last use of the server succeeded. True before the first use.
    #[must_use]
    pub fn is_available(&self) -> bool {
        self.connection.is_available()
    }

    /// Creates a store for the [cache layer](crate::cache).
    #[must_use]
    pub fn cache(&self) -> RedisCache {
        RedisCache::new(Arc::clone(&self.connection))
    }

    /// Creates a token store for the [auth layer](crate::auth).
    #[cfg(feature = "oauth")]
    #[must_use]
    pub fn tokens(&self) -> RedisTokens {
        RedisTokens::new(Arc::clone(&self.connection))
    }

    /// Creates a store for the [rate-limit layer](crate::rate_limit).
    #[cfg(feature = "rate-limit")]
    #[must_use]
    pub fn limits(&self) -> RedisLimits {
        RedisLimits::new(Arc::clone(&self.connection))
    }

    fn with(mut self, change: impl FnOnce(&mut RedisSettings)) -> Self {
        change(&mut self.settings);
        self.connection = Arc::new(RedisConnection::new(self.client.clone(), &self.settings));
        self
    }
}

impl fmt::Debug for Redis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The client's `Debug` shows the password.
        f.debug_struct("Redis").field("connection", &self.connection).finish_non_exhaustive()
    }
}

/// The error of an invalid Redis URL. It has no source, as the client's errors quote parts of the URL.
#[derive(Debug)]
pub struct InvalidAddress(());

impl fmt::Display for InvalidAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("invalid redis URL: expected redis://host:port/database")
    }
}

impl std::error::Error for InvalidAddress {}
