//! Retry and rate limit together, over real sockets, in a hyper client that knows nothing else of Okta:
//! against limits that count, caps that refuse, and connections that break.

#[cfg(test)]
mod caller;
#[cfg(test)]
mod concurrency;
#[cfg(test)]
mod faults;
#[cfg(test)]
#[cfg(feature = "redis")]
mod fleet;
#[cfg(test)]
mod pacing;
#[cfg(test)]
#[cfg(feature = "redis")]
#[path = "../../src/redis/tests/server.rs"]
mod redis_server;
