//! A budget shared among processes.

use std::{
    fmt,
    future::Future,
    pin::Pin,
    sync::Arc,
    time::{Duration, SystemTime},
};

use super::{ExceededLimit, RateLimitSnapshot};
use crate::BoxError;

/// Boxed future of a [`RateLimitStore`].
pub type RateLimitStoreFuture<'a, T> = Pin<Box<dyn Future<Output = Result<T, BoxError>> + Send + 'a>>;

/// Rate-limit state shared by several processes, such as in Redis.
///
/// Each process keeps its own queues, pacing and view of the buckets. A request that its process would send is
/// first reserved in the store; after the response the reservation is settled. While the store lets a request wait,
/// the request gives its place back: it delays no other bucket. Operations must be atomic and fast, as requests wait
/// for them; after two seconds, or an error, the process continues with its local state.
///
/// Buckets are named by origin and bucket, such as `https://api.example.com core`.
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
    /// The limit that rejected the request, if one did.
    pub exceeded: Option<ExceededLimit>,
    /// The server's clock at the time of the response.
    pub date: SystemTime,
    /// How long to wait after a rejection.
    pub retry_after: Option<Duration>,
}

impl<T> RateLimitStore for Arc<T>
where
    T: RateLimitStore + ?Sized,
{
    fn reserve<'a>(&'a self, bucket: &'a str, share: u32) -> RateLimitStoreFuture<'a, Reservation> {
        self.as_ref().reserve(bucket, share)
    }

    fn settle<'a>(&'a self, bucket: &'a str, observed: &'a ObservedResponse) -> RateLimitStoreFuture<'a, ()> {
        self.as_ref().settle(bucket, observed)
    }
}
