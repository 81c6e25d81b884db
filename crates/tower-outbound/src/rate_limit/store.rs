//! A budget shared among processes.

use std::{
    collections::HashMap,
    fmt,
    future::Future,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, SystemTime},
};

use super::RateLimitSnapshot;
use crate::BoxError;

/// Boxed future of a [`RateLimitStore`].
pub type RateLimitStoreFuture<'a, T> = Pin<Box<dyn Future<Output = Result<T, BoxError>> + Send + 'a>>;

/// Rate-limit state shared by several processes, such as in Redis.
///
/// Each process keeps its own queues, pacing and view of the buckets. Before the first request of a queue is
/// sent, the process reserves it in the store; after the response it settles the reservation. Operations must
/// be atomic and fast, as requests wait for them. When the store fails, the process continues with its local
/// state.
///
/// State of a bucket, and how an implementation decides:
///
/// - The *limit*, and the *window*: its end, and the lowest `remaining` that any process observed in it.
///   An observation of a later window replaces the window, one of an earlier window is ignored, one of the
///   same window lowers `remaining`. Convert the end with the response's date, not with a local clock.
/// - The *reservations* that are not settled. Each must expire after a minute at most, as a process can crash
///   and a cancelled call is never settled.
/// - While no limit is known, and after an exhausted window has ended, grant one reservation at a time.
/// - Otherwise grant while `remaining` − (limit × (100 − share) / 100) − reservations is above zero. When
///   `remaining` itself is exhausted, the wait lasts until the window ends.
pub trait RateLimitStore: fmt::Debug + Send + Sync + 'static {
    /// Reserves one request in `bucket`. This process uses at most `share` percent of its windows.
    fn reserve<'a>(&'a self, bucket: &'a str, share: u32) -> RateLimitStoreFuture<'a, Reservation>;

    /// Settles a reservation in `bucket` with the response. A call that failed without a response is settled
    /// with an observation without values; a cancelled call is not settled.
    fn settle<'a>(&'a self, bucket: &'a str, observed: &'a ObservedResponse) -> RateLimitStoreFuture<'a, ()>;
}

/// The result of [`RateLimitStore::reserve`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reservation {
    /// The request may be sent.
    Granted,
    /// Reserve again after this time.
    Wait(Duration),
}

/// The rate-limit state in a response, for a [`RateLimitStore`].
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct ObservedResponse {
    /// The rate-limit headers, if present.
    pub snapshot: Option<RateLimitSnapshot>,
    /// Whether the request was rejected because the window is exhausted.
    pub rate_limited: bool,
    /// Whether the request was rejected because of too many concurrent requests. The response says nothing
    /// about the window.
    pub concurrency_limited: bool,
    /// The server's clock at the time of the response.
    pub date: SystemTime,
    /// `Retry-After` of a `429`, as a wait.
    pub retry_after: Option<Duration>,
}

/// A lock per bucket, so that one request at a time reserves in the store, in order of arrival.
#[derive(Debug, Default)]
pub(super) struct BucketLocks(Mutex<HashMap<String, Arc<tokio::sync::Mutex<()>>>>);

impl BucketLocks {
    pub(super) fn get(&self, bucket: &str) -> Arc<tokio::sync::Mutex<()>> {
        let mut locks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match locks.get(bucket) {
            Some(lock) => Arc::clone(lock),
            None => Arc::clone(locks.entry(bucket.to_owned()).or_default()),
        }
    }
}
