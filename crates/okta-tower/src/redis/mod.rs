//! State that several processes share, on a Redis or Valkey server.
//!
//! A [`Redis`] is a handle to one server; clones share its connection. It gives out the stores that the
//! layers of this crate take:
//!
//! - `cache()` for the [cache layer](crate::cache): entries, and invalidations that hold for all;
//! - `tokens()` (feature `oauth`) for the [auth layer](crate::auth): one token for all;
//! - `limits()` (feature `rate-limit`) for the [rate-limit layer](crate::rate_limit): one budget for all.
//!
//! **When the server is away**, each store falls back to what it can do by itself, which its own
//! documentation describes, and calls go on. The first failure is told once (as a `tracing` warning, feature
//! `trace`); after that the server is asked again by one call at a time, first after a second, then less and
//! less often up to [every ten seconds](Redis::with_retry_pause), and its return is told, too. No call waits
//! for the server longer than the [timeout](Redis::with_timeout).
//!
//! **What the server must be.** Redis 6.2 or later, or Valkey; one primary, no cluster. Updates that must not
//! be torn apart are Lua scripts. Whatever is evicted or flushed only costs time. What is kept is as confidential as the API's data: use a
//! server that only these processes can reach. Times are the server's.
//!
//! **Runtime.** The connection lives on the tokio runtime of the first call that uses it. Without a runtime
//! the server counts as away.
//!
//! ```no_run
//! use std::sync::Arc;
//! use okta_tower::{cache::CacheLayer, meta::Principal, redis::Redis};
//!
//! # fn main() -> Result<(), okta_tower::redis::InvalidAddress> {
//! let redis = Redis::open("redis://cache.internal:6379/0")?.with_prefix("okta-prod");
//! let layer = CacheLayer::new(Principal::new("my-client-id")).with_store(Arc::new(redis.cache()));
//! # Ok(()) }
//! ```

mod cache;
#[cfg(feature = "rate-limit")]
mod limits;
mod link;
#[cfg(test)]
mod tests;
#[cfg(feature = "oauth")]
mod tokens;

use std::{fmt, sync::Arc, time::Duration};

pub use self::cache::RedisCache;
#[cfg(feature = "rate-limit")]
pub use self::limits::RedisLimits;
pub use self::link::Unavailable;
use self::link::{Link, Settings};
#[cfg(feature = "oauth")]
pub use self::tokens::RedisTokens;

/// A handle to one server. See the [module documentation](self).
#[derive(Clone)]
pub struct Redis {
    client: ::redis::Client,
    settings: Settings,
    link: Arc<Link>,
}

impl Redis {
    /// A handle to the server at a URL such as `redis://user:password@host:6379/0`, or
    /// `redis+unix:///path?db=0`. Nothing is connected yet.
    ///
    /// # Errors
    ///
    /// When the address is not one.
    pub fn open(url: &str) -> Result<Self, InvalidAddress> {
        ::redis::Client::open(url).map(Self::from_client).map_err(InvalidAddress)
    }

    /// A handle to the server of a client made elsewhere, for what a URL cannot say, such as certificates.
    #[must_use]
    pub fn from_client(client: ::redis::Client) -> Self {
        let settings = Settings::default();
        Self { link: Arc::new(Link::new(client.clone(), &settings)), client, settings }
    }

    /// Sets what all keys begin with; the default is `okta`. Processes share what has the same prefix.
    #[must_use]
    pub fn with_prefix(self, prefix: &str) -> Self {
        self.with(|settings| settings.prefix = prefix.into())
    }

    /// Sets how long a call may wait for the server; the default is 500 milliseconds.
    #[must_use]
    pub fn with_timeout(self, timeout: Duration) -> Self {
        self.with(|settings| settings.timeout = timeout)
    }

    /// Sets how long a server that is away is left alone at first, and at most; the default is one second
    /// and ten seconds.
    #[must_use]
    pub fn with_retry_pause(self, first: Duration, longest: Duration) -> Self {
        self.with(|settings| settings.pause = (first, longest.max(first)))
    }

    /// Whether the server answered when it was last asked. True before the first call.
    #[must_use]
    pub fn is_available(&self) -> bool {
        self.link.is_up()
    }

    /// A store for the [cache layer](crate::cache).
    #[must_use]
    pub fn cache(&self) -> RedisCache {
        RedisCache::new(Arc::clone(&self.link))
    }

    /// A store for the tokens of the [auth layer](crate::auth).
    #[cfg(feature = "oauth")]
    #[must_use]
    pub fn tokens(&self) -> RedisTokens {
        RedisTokens::new(Arc::clone(&self.link))
    }

    /// A store for the [rate limits](crate::rate_limit).
    #[cfg(feature = "rate-limit")]
    #[must_use]
    pub fn limits(&self) -> RedisLimits {
        RedisLimits::new(Arc::clone(&self.link))
    }

    fn with(mut self, change: impl FnOnce(&mut Settings)) -> Self {
        change(&mut self.settings);
        self.link = Arc::new(Link::new(self.client.clone(), &self.settings));
        self
    }
}

impl fmt::Debug for Redis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The client would show the password.
        f.debug_struct("Redis").field("link", &self.link).finish_non_exhaustive()
    }
}

/// The address of a Redis server is not one.
#[derive(Debug)]
pub struct InvalidAddress(::redis::RedisError);

impl fmt::Display for InvalidAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not the address of a redis server: write redis://host:port/database")
    }
}

impl std::error::Error for InvalidAddress {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.0)
    }
}
