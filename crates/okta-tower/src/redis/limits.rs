//! Rate limits that processes share.

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

use super::link::{Link, digest, micros};
use crate::rate_limit::{ObservedResponse, RateLimitStore, RateLimitStoreFuture, Reservation};

static RESERVE: LazyLock<Script> = LazyLock::new(|| Script::new(include_str!("lua/limit_reserve.lua")));
static SETTLE: LazyLock<Script> = LazyLock::new(|| Script::new(include_str!("lua/limit_settle.lua")));

/// How long a reservation counts that is never settled: its call was dropped, or its process died.
const LIFE: Duration = Duration::from_secs(60);

/// How long one that goes alone, to find out, keeps the others back when it is not heard of.
const ALONE: Duration = Duration::from_secs(5);

/// Between two questions while others are under way.
const POLL: Duration = Duration::from_millis(20);

/// Rate-limit budgets on a Redis server: a [`RateLimitStore`] that processes share.
///
/// A bucket's window, what is left of it, and who is under way are kept once for all processes with the same
/// prefix: use one prefix an org. Windows are told apart by their `X-Rate-Limit-Reset`; their ends are
/// converted with each answer's own `Date` to the Redis server's clock, so no two clocks need to agree.
///
/// **While the server is away** every reservation is granted, so that each process keeps to what it has
/// learnt itself; together they may then meet some refusals, which the retries wait out.
pub struct RedisLimits {
    link: Arc<Link>,
    /// Tells this process's reservations from those of others.
    process: u64,
    next: AtomicU64,
    /// The reservations of this process that are not settled, oldest first, by bucket.
    open: Mutex<HashMap<String, VecDeque<(Instant, String)>>>,
}

impl RedisLimits {
    pub(super) fn new(link: Arc<Link>) -> Self {
        Self { link, process: fastrand::u64(..), next: AtomicU64::new(0), open: Mutex::default() }
    }

    fn keys(&self, bucket: &str) -> [Vec<u8>; 2] {
        let digest = digest(bucket.as_bytes());
        ["limit", "held"].map(|kind| self.link.key(&format!("{kind}:{digest:032x}")))
    }

    fn opened(&self, bucket: &str, reservation: String) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        let line = open.entry(bucket.to_owned()).or_default();
        while line.front().is_some_and(|(at, _)| now.saturating_duration_since(*at) >= LIFE) {
            line.pop_front();
        }
        line.push_back((now, reservation));
    }

    /// Some reservation of this process in a bucket; which one does not matter, they only count.
    fn closed(&self, bucket: &str) -> Option<String> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.get_mut(bucket)?.pop_front().map(|(_, reservation)| reservation)
    }
}

impl fmt::Debug for RedisLimits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisLimits").field("link", &self.link).finish_non_exhaustive()
    }
}

impl RateLimitStore for RedisLimits {
    fn reserve<'a>(&'a self, bucket: &'a str, share: u32) -> RateLimitStoreFuture<'a, Reservation> {
        Box::pin(async move {
            let number = self.next.fetch_add(1, Ordering::Relaxed);
            let reservation = format!("{:016x}:{number}", self.process);
            let [state, held] = self.keys(bucket);
            let mut script = RESERVE.key(state);
            script.key(held).arg(&reservation).arg(share).arg(micros(LIFE)).arg(micros(ALONE));
            Ok(match self.link.run::<i64>(&mut script).await {
                Ok(0) => Reservation::Wait(POLL.mul_f64(0.5 + fastrand::f64())),
                Ok(wait) if wait > 0 => Reservation::Wait(Duration::from_micros(wait.unsigned_abs())),
                Ok(_) => {
                    self.opened(bucket, reservation);
                    Reservation::Granted
                }
                // Told once, by the link.
                Err(_) => Reservation::Granted,
            })
        })
    }

    fn settle<'a>(&'a self, bucket: &'a str, observed: &'a ObservedResponse) -> RateLimitStoreFuture<'a, ()> {
        Box::pin(async move {
            let said = |number: Option<u64>| number.map_or_else(String::new, |number| number.to_string());
            let snapshot = observed.snapshot.filter(|_| !observed.concurrency_limited).unwrap_or_default();
            let rate_limited = observed.rate_limited && !observed.concurrency_limited;
            let left =
                snapshot.until_reset_from(observed.date).or(observed.retry_after.filter(|_| rate_limited));
            let [state, held] = self.keys(bucket);
            let mut script = SETTLE.key(state);
            script
                .key(held)
                .arg(self.closed(bucket).unwrap_or_default())
                .arg(said(snapshot.limit))
                .arg(said(snapshot.remaining))
                .arg(said(snapshot.reset))
                .arg(said(left.map(micros)))
                .arg(u8::from(rate_limited));
            let _ = self.link.run::<u8>(&mut script).await;
            Ok(())
        })
    }
}
