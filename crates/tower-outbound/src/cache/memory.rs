//! The in-memory store.

use std::{
    fmt,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use bytes::Bytes;
use moka::{Expiry, future::Cache};
use tokio::time::Instant;

use super::{
    CacheKey, CacheStore, CacheStoreFuture, Found, Lifetime, Lookup, NewEntry, Stamp, Tag,
    invalidation_log::{InvalidationLog, MAX_FETCH, micros},
};

/// The default capacity of a [`MemoryStore`]: 64 MiB.
pub const DEFAULT_CAPACITY: u64 = 64 * 1024 * 1024;

/// The longest time for which an entry is kept.
const MAX_KEPT: Duration = Duration::from_secs(366 * 24 * 3600);

/// The maximum number of invalidation records.
const MAX_RECORDS: usize = 64 * 1024;

/// Approximate memory per entry in addition to its bytes.
const OVERHEAD: usize = 256;

/// A [`CacheStore`] in memory, bounded in bytes, which evicts entries that are used rarely and not recently.
///
/// Times are on tokio's clock; the layer counts ages by its wall clock, too, which runs while the machine sleeps. `get`, `put` and `invalidate` neither wait nor fail.
pub struct MemoryStore {
    entries: Cache<CacheKey, Arc<MemoryEntry>>,
    log: Mutex<InvalidationLog>,
    origin: Instant,
    max_records: usize,
}

struct MemoryEntry {
    value: Bytes,
    tags: Box<[Tag]>,
    stamp: Stamp,
    lifetime: Lifetime,
    /// Microseconds since the store's origin.
    stored: u64,
    last_used: AtomicU64,
}

impl MemoryStore {
    /// Creates a store of [`DEFAULT_CAPACITY`].
    #[must_use]
    pub fn new() -> Self {
        Self::with_capacity(DEFAULT_CAPACITY)
    }

    /// Creates a store with an approximate capacity in bytes, including keys and overhead.
    #[must_use]
    pub fn with_capacity(bytes: u64) -> Self {
        let weigh = |key: &CacheKey, entry: &Arc<MemoryEntry>| {
            let tags = std::mem::size_of_val::<[Tag]>(&entry.tags);
            u32::try_from(key.as_bytes().len() + entry.value.len() + tags + OVERHEAD).unwrap_or(u32::MAX)
        };
        Self {
            entries: Cache::builder().max_capacity(bytes).weigher(weigh).expire_after(Expirer).build(),
            log: Mutex::default(),
            origin: Instant::now(),
            max_records: MAX_RECORDS,
        }
    }

    fn micros(&self) -> u64 {
        micros(self.origin.elapsed())
    }

    fn log(&self) -> MutexGuard<'_, InvalidationLog> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for MemoryStore {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for MemoryStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemoryStore")
            .field("entries", &self.entries.entry_count())
            .field("bytes", &self.entries.weighted_size())
            .finish_non_exhaustive()
    }
}

impl CacheStore for MemoryStore {
    fn get<'a>(&'a self, key: &'a CacheKey) -> CacheStoreFuture<'a, Lookup> {
        Box::pin(async move {
            let entry = self.entries.get(key).await;
            let now = self.micros();
            let mut log = self.log();
            let stamp = log.issue(now);
            let Some(entry) = entry.filter(|entry| log.is_valid(&entry.tags, entry.stamp)) else {
                return Ok(Lookup { found: None, stamp });
            };
            drop(log);
            let age = now.saturating_sub(entry.stored);
            if age >= micros(entry.lifetime.kept.min(MAX_KEPT)) {
                return Ok(Lookup { found: None, stamp });
            }
            let idle = now.saturating_sub(entry.last_used.load(Ordering::Relaxed));
            let fresh = age < micros(entry.lifetime.ttl) && idle < micros(entry.lifetime.tti);
            if fresh {
                entry.last_used.store(now, Ordering::Relaxed);
            }
            let found = Found { value: entry.value.clone(), fresh, age: Duration::from_micros(age) };
            Ok(Lookup { found: Some(found), stamp })
        })
    }

    fn put(&self, entries: Vec<NewEntry>) -> CacheStoreFuture<'_, ()> {
        Box::pin(async move {
            for NewEntry { key, value, tags, stamp, lifetime } in entries {
                let now = self.micros();
                {
                    let mut log = self.log();
                    let late = now.saturating_sub(stamp.0) > micros(MAX_FETCH);
                    if late || !log.is_valid(&tags, stamp) {
                        continue;
                    }
                    log.max_lifetime = log.max_lifetime.max(micros(lifetime.kept.min(MAX_KEPT)));
                }
                let last_used = AtomicU64::new(now);
                let entry = MemoryEntry { value, tags: tags.into(), stamp, lifetime, stored: now, last_used };
                self.entries.insert(key, Arc::new(entry)).await;
            }
            Ok(())
        })
    }

    fn invalidate<'a>(&'a self, tags: &'a [Tag], settle: Duration) -> CacheStoreFuture<'a, ()> {
        let now = self.micros();
        let mut log = self.log();
        log.record(tags, now, micros(settle));
        if log.records.len() > self.max_records {
            log.prune(now, self.max_records);
        }
        drop(log);
        Box::pin(std::future::ready(Ok(())))
    }
}

/// Evicts entries at the end of their lifetime.
struct Expirer;

impl Expiry<CacheKey, Arc<MemoryEntry>> for Expirer {
    fn expire_after_create(
        &self,
        _: &CacheKey,
        entry: &Arc<MemoryEntry>,
        _: std::time::Instant,
    ) -> Option<Duration> {
        Some(entry.lifetime.kept.min(MAX_KEPT))
    }

    fn expire_after_update(
        &self,
        _: &CacheKey,
        entry: &Arc<MemoryEntry>,
        _: std::time::Instant,
        _: Option<Duration>,
    ) -> Option<Duration> {
        Some(entry.lifetime.kept.min(MAX_KEPT))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TTL: Duration = Duration::from_secs(300);

    fn key(name: &str) -> CacheKey {
        CacheKey::new(name.as_bytes())
    }

    fn entry(name: &str, tags: &[u64], stamp: Stamp) -> NewEntry {
        NewEntry {
            key: key(name),
            value: Bytes::from(name.to_owned()),
            tags: tags.iter().copied().map(Tag).collect(),
            stamp,
            lifetime: Lifetime { ttl: TTL, tti: TTL, kept: TTL },
        }
    }

    async fn stamp(store: &MemoryStore) -> Stamp {
        store.get(&key("none")).await.unwrap().stamp
    }

    async fn fresh(store: &MemoryStore, name: &str) -> Option<bool> {
        store.get(&key(name)).await.unwrap().found.map(|found| found.fresh)
    }

    #[tokio::test(start_paused = true)]
    async fn invalidation_rejects_fetches_that_began_before() {
        let store = MemoryStore::new();
        let before = stamp(&store).await;
        store.put(vec![entry("stored", &[1, 2], before), entry("other", &[3], before)]).await.unwrap();
        store.invalidate(&[Tag(2)], Duration::ZERO).await.unwrap();
        assert_eq!(fresh(&store, "stored").await, None);
        assert_eq!(fresh(&store, "other").await, Some(true));

        store.put(vec![entry("late", &[2], before)]).await.unwrap();
        assert_eq!(fresh(&store, "late").await, None);
        store.put(vec![entry("new", &[2], stamp(&store).await)]).await.unwrap();
        assert_eq!(fresh(&store, "new").await, Some(true));
    }

    #[tokio::test(start_paused = true)]
    async fn entries_are_not_stored_while_settling() {
        let store = MemoryStore::new();
        store.invalidate(&[Tag(1)], Duration::from_secs(30)).await.unwrap();
        store.invalidate(&[Tag(1)], Duration::ZERO).await.unwrap();
        tokio::time::advance(Duration::from_secs(29)).await;
        store.put(vec![entry("a", &[1], stamp(&store).await)]).await.unwrap();
        assert_eq!(fresh(&store, "a").await, None);
        tokio::time::advance(Duration::from_secs(2)).await;
        store.put(vec![entry("a", &[1], stamp(&store).await)]).await.unwrap();
        assert_eq!(fresh(&store, "a").await, Some(true));
    }

    #[tokio::test(start_paused = true)]
    async fn entry_expires_by_ttl_and_tti() {
        let store = MemoryStore::new();
        let mut new = entry("a", &[], stamp(&store).await);
        new.lifetime = Lifetime {
            ttl: Duration::from_secs(10),
            tti: Duration::from_secs(4),
            kept: Duration::from_secs(20),
        };
        store.put(vec![new]).await.unwrap();
        for _ in 0..3 {
            tokio::time::advance(Duration::from_secs(3)).await;
            assert_eq!(fresh(&store, "a").await, Some(true));
        }
        tokio::time::advance(Duration::from_secs(1)).await;
        assert_eq!(fresh(&store, "a").await, Some(false), "time to live has passed");
        tokio::time::advance(Duration::from_secs(10)).await;
        assert_eq!(fresh(&store, "a").await, None, "no longer kept");
    }

    #[tokio::test(start_paused = true)]
    async fn idle_entry_is_not_fresh() {
        let store = MemoryStore::new();
        let mut new = entry("a", &[], stamp(&store).await);
        new.lifetime.tti = Duration::from_secs(4);
        store.put(vec![new]).await.unwrap();
        tokio::time::advance(Duration::from_secs(4)).await;
        assert_eq!(fresh(&store, "a").await, Some(false));
        tokio::time::advance(Duration::from_secs(1)).await;
        assert_eq!(fresh(&store, "a").await, Some(false), "reading a stale entry does not refresh it");
    }

    #[tokio::test(start_paused = true)]
    async fn many_invalidations_are_bounded_and_none_is_lost() {
        let mut store = MemoryStore::new();
        store.max_records = 100;
        let before = stamp(&store).await;
        store.put(vec![entry("a", &[1], before), entry("b", &[2], before)]).await.unwrap();
        store.invalidate(&[Tag(1)], Duration::ZERO).await.unwrap();
        for tag in 1000..2000 {
            store.invalidate(&[Tag(tag)], Duration::ZERO).await.unwrap();
            assert!(store.log().records.len() <= 101);
        }
        assert_eq!(fresh(&store, "a").await, None);
        store.put(vec![entry("a", &[1], before)]).await.unwrap();
        assert_eq!(fresh(&store, "a").await, None);
        store.put(vec![entry("a", &[1], stamp(&store).await)]).await.unwrap();
        assert_eq!(fresh(&store, "a").await, Some(true));
    }

    #[tokio::test(start_paused = true)]
    async fn old_records_are_dropped() {
        let mut store = MemoryStore::new();
        store.max_records = 10;
        store.put(vec![entry("a", &[1], stamp(&store).await)]).await.unwrap();
        for tag in 100..110 {
            store.invalidate(&[Tag(tag)], Duration::ZERO).await.unwrap();
        }
        tokio::time::advance(MAX_FETCH + TTL + Duration::from_secs(1)).await;
        store.put(vec![entry("b", &[2], stamp(&store).await)]).await.unwrap();
        store.invalidate(&[Tag(3)], Duration::ZERO).await.unwrap();
        assert_eq!(store.log().records.len(), 1);
        assert_eq!(fresh(&store, "b").await, Some(true));
        assert_eq!(store.log().floor, 0);
    }

    #[tokio::test(start_paused = true)]
    async fn slow_fetch_is_not_stored() {
        let store = MemoryStore::new();
        let before = stamp(&store).await;
        tokio::time::advance(MAX_FETCH + Duration::from_secs(1)).await;
        store.put(vec![entry("a", &[], before)]).await.unwrap();
        assert_eq!(fresh(&store, "a").await, None);
    }

    #[tokio::test]
    async fn capacity_is_bounded_in_bytes() {
        let store = MemoryStore::with_capacity(10_000);
        for at in 0..100 {
            let mut new = entry(&at.to_string(), &[], stamp(&store).await);
            new.value = Bytes::from(vec![0; 1000]);
            store.put(vec![new]).await.unwrap();
        }
        store.entries.run_pending_tasks().await;
        assert!(store.entries.weighted_size() <= 10_000);
        assert!(store.entries.entry_count() > 0);
    }
}
