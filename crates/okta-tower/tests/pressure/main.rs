//! Retry and rate-limit layers together, over real sockets, in a plain hyper client: against rate limits,
//! concurrency limits and connection faults.

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
#[path = "../../../tower-outbound/src/redis/tests/server.rs"]
mod redis_server;
