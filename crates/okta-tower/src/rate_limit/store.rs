//! Sharing one budget among processes.

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

/// Rate-limit state that several processes share, such as one kept in Redis.
///
/// Each process keeps its own line of waiting requests, its pacing and its own view of the buckets. Before a
/// request that is first in line goes, the process asks the store; after the answer it tells the store what it
/// saw. Every operation must be atomic, and quick: a request waits for it. When the store fails, the process
/// goes on with what it knows itself.
///
/// What an implementation keeps per bucket, and how it decides:
///
/// - The *limit*, and the *window*: its end, and the least `remaining` that any process has observed in it.
///   An observation of a later window replaces the window, one of an earlier window is ignored, one of the
///   same lowers `remaining`. Convert the end with the answer's own date, not with a local clock.
/// - The *reservations* that are not settled. Each must expire by itself, after a minute at most: a process can
///   die, and a call that is cancelled is never settled.
/// - While no limit is known, and when a window that was used up has ended, grant one reservation at a time.
/// - Otherwise grant while `remaining` − (limit × (100 − share) / 100) − reservations is above zero; when
///   `remaining` itself has no room, the wait is until the window ends.
pub trait RateLimitStore: fmt::Debug + Send + Sync + 'static {
    /// Asks to send one request in `bucket`, of whose windows this process uses at most `share` percent.
    fn reserve<'a>(&'a self, bucket: &'a str, share: u32) -> RateLimitStoreFuture<'a, Reservation>;

    /// Settles a reservation in `bucket` with what its answer said. A call that failed without an answer is
    /// settled too, with an observation that says nothing; one that is cancelled is not.
    fn settle<'a>(&'a self, bucket: &'a str, observed: &'a ObservedResponse) -> RateLimitStoreFuture<'a, ()>;
}

/// A store's answer to a request for a reservation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reservation {
    /// Send it.
    Granted,
    /// Ask again after this time.
    Wait(Duration),
}

/// What an answer said, for a [`RateLimitStore`].
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct ObservedResponse {
    /// The rate-limit headers, if it had any.
    pub snapshot: Option<RateLimitSnapshot>,
    /// It was a refusal: the window is used up.
    pub rate_limited: bool,
    /// It was a refusal for too many requests at the same time; it says nothing of a window.
    pub concurrency_limited: bool,
    /// The server's clock when it answered.
    pub date: SystemTime,
    /// `Retry-After` of a `429`, as a wait.
    pub retry_after: Option<Duration>,
}

/// One at a time asks the store about a bucket: first come, first served.
#[derive(Debug, Default)]
pub(super) struct Turnstiles(Mutex<HashMap<String, Arc<tokio::sync::Mutex<()>>>>);

impl Turnstiles {
    pub(super) fn of(&self, bucket: &str) -> Arc<tokio::sync::Mutex<()>> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match all.get(bucket) {
            Some(turnstile) => Arc::clone(turnstile),
            None => Arc::clone(all.entry(bucket.to_owned()).or_default()),
        }
    }
}
