//! Shared rate limits.

use std::{
    collections::{HashMap, VecDeque},
    fmt,
    sync::{
        Arc, LazyLock, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use ::redis::Script;
use tokio::time::Instant;

use super::connection::{RedisConnection, digest, micros};
use crate::rate_limit::{ExceededLimit, ObservedResponse, RateLimitStore, RateLimitStoreFuture, Reservation};

static RESERVE: LazyLock<Script> = LazyLock::new(|| Script::new(include_str!("lua/limit_reserve.lua")));
static SETTLE: LazyLock<Script> = LazyLock::new(|| Script::new(include_str!("lua/limit_settle.lua")));

/// The lifetime of a reservation that is never settled, since its call was dropped or its process crashed.
const RESERVATION_TTL: Duration = Duration::from_secs(60);

/// How long a probe, the only request of an unknown window, delays other requests.
const PROBE_TTL: Duration = Duration::from_secs(5);

/// The interval between reservation attempts while other requests are in flight.
const POLL_INTERVAL: Duration = Duration::from_millis(20);

/// A [`RateLimitStore`] on a Redis server, shared by processes.
///
/// All processes with the same prefix share each bucket's window, its remaining requests and its
/// reservations: use one prefix per credential. Windows are identified by their ends, which are converted to the
/// Redis server's clock with the `Date` of each response, so clocks need not be synchronized.
///
/// # Unavailable servers
///
/// While the server is unavailable, every reservation is granted, and each process paces its requests by
/// local state. Together they may exceed a limit; the retry policy handles the resulting `429` responses.
pub struct RedisLimits {
    connection: Arc<RedisConnection>,
    /// Identifies this process's reservations.
    process_id: u64,
    next_reservation: AtomicU64,
    /// The open reservations of this process by bucket, oldest first.
    open: Mutex<HashMap<String, VecDeque<(Instant, String)>>>,
}

impl RedisLimits {
    pub(super) fn new(connection: Arc<RedisConnection>) -> Self {
        let process_id = fastrand::u64(..);
        Self { connection, process_id, next_reservation: AtomicU64::new(0), open: Mutex::default() }
    }

    fn keys(&self, bucket: &str) -> [Vec<u8>; 2] {
        let digest = digest(bucket.as_bytes());
        ["limit", "held"].map(|kind| self.connection.key(&format!("{kind}:{digest:032x}")))
    }

    fn add_open(&self, bucket: &str, reservation: String) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        let reservations = open.entry(bucket.to_owned()).or_default();
        while reservations
            .front()
            .is_some_and(|(at, _)| now.saturating_duration_since(*at) >= RESERVATION_TTL)
        {
            reservations.pop_front();
        }
        reservations.push_back((now, reservation));
    }

    /// Removes a reservation of this process in a bucket; any one, as only their number matters.
    fn take_open(&self, bucket: &str) -> Option<String> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.get_mut(bucket)?.pop_front().map(|(_, reservation)| reservation)
    }
}

impl fmt::Debug for RedisLimits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisLimits").field("connection", &self.connection).finish_non_exhaustive()
    }
}

impl RateLimitStore for RedisLimits {
    fn reserve<'a>(&'a self, bucket: &'a str, share: u32) -> RateLimitStoreFuture<'a, Reservation> {
        Box::pin(async move {
            let number = self.next_reservation.fetch_add(1, Ordering::Relaxed);
            let reservation = format!("{:016x}:{number}", self.process_id);
            let [state, held] = self.keys(bucket);
            let mut script = RESERVE.key(state);
            script.key(held).arg(&reservation).arg(share).arg(micros(RESERVATION_TTL)).arg(micros(PROBE_TTL));
            Ok(match self.connection.run::<i64>(&mut script).await {
                Ok(0) => Reservation::Wait(POLL_INTERVAL.mul_f64(0.5 + fastrand::f64())),
                Ok(wait) if wait > 0 => Reservation::Wait(Duration::from_micros(wait.unsigned_abs())),
                Ok(_) => {
                    self.add_open(bucket, reservation);
                    Reservation::Granted
                }
                // The connection logs the failure.
                Err(_) => Reservation::Granted,
            })
        })
    }

    fn settle<'a>(&'a self, bucket: &'a str, observed: &'a ObservedResponse) -> RateLimitStoreFuture<'a, ()> {
        Box::pin(async move {
            let optional = |number: Option<u64>| number.map_or_else(String::new, |number| number.to_string());
            let concurrency_limited = observed.exceeded == Some(ExceededLimit::Concurrency);
            let snapshot = observed.snapshot.filter(|_| !concurrency_limited).unwrap_or_default();
            let exhausted = observed.exceeded == Some(ExceededLimit::Window);
            let pause = observed.retry_after.filter(|_| observed.exceeded.is_some() && !concurrency_limited);
            let left =
                snapshot.until_reset_from(observed.date).or(observed.retry_after.filter(|_| exhausted));
            let [state, held] = self.keys(bucket);
            let mut script = SETTLE.key(state);
            script
                .key(held)
                .arg(self.take_open(bucket).unwrap_or_default())
                .arg(optional(snapshot.limit))
                .arg(optional(snapshot.remaining))
                .arg(optional(snapshot.reset))
                .arg(optional(left.map(micros)))
                .arg(u8::from(exhausted))
                .arg(if snapshot.relative { 2 } else { 0 })
                .arg(optional(pause.map(micros)));
            let _ = self.connection.run::<u8>(&mut script).await;
            Ok(())
        })
    }
}
