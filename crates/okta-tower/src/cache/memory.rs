//! Entries in this process's memory.

use std::{
    collections::HashMap,
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

use super::{CacheKey, CacheStore, Found, Lifetime, Lookup, NewEntry, Stamp, CacheStoreFuture, Tag};

/// The size of a [`MemoryStore`] when nothing else is set: 64 MiB.
pub const DEFAULT_CAPACITY: u64 = 64 * 1024 * 1024;

/// A fill that takes longer than this is not stored, so that notes of invalidations need not be kept for ever.
const LONGEST_FILL: Duration = Duration::from_secs(600);

/// The most notes of invalidations that are kept one by one.
const MOST_NOTES: usize = 64 * 1024;

/// What an entry takes beside its bytes, roughly.
const OVERHEAD: usize = 256;

/// Entries in this process's memory, of a bounded weight in bytes; what is used often and lately stays.
///
/// Times are taken from tokio's clock. `get`, `put` and `invalidate` never wait and never fail.
pub struct MemoryStore {
    entries: Cache<CacheKey, Arc<Kept>>,
    log: Mutex<Log>,
    origin: Instant,
    most_notes: usize,
}

struct Kept {
    value: Bytes,
    tags: Box<[Tag]>,
    stamp: Stamp,
    lifetime: Lifetime,
    /// Microseconds since the store's origin.
    put: u64,
    used: AtomicU64,
}

/// The notes of invalidations.
#[derive(Default)]
struct Log {
    /// The latest stamp that was noted or handed out.
    latest: u64,
    /// What was begun before is worthless, whatever its tags.
    floor: u64,
    notes: HashMap<Tag, u64>,
    /// The longest life that an entry has been given, in microseconds.
    longest: u64,
}

impl MemoryStore {
    /// A store of [`DEFAULT_CAPACITY`].
    #[must_use]
    pub fn new() -> Self {
        Self::with_capacity(DEFAULT_CAPACITY)
    }

    /// A store that holds about so many bytes, keys and bookkeeping included.
    #[must_use]
    pub fn with_capacity(bytes: u64) -> Self {
        let weigh = |key: &CacheKey, kept: &Arc<Kept>| {
            let tags = std::mem::size_of_val::<[Tag]>(&kept.tags);
            u32::try_from(key.as_bytes().len() + kept.value.len() + tags + OVERHEAD).unwrap_or(u32::MAX)
        };
        Self {
            entries: Cache::builder().max_capacity(bytes).weigher(weigh).expire_after(Reaper).build(),
            log: Mutex::default(),
            origin: Instant::now(),
            most_notes: MOST_NOTES,
        }
    }

    fn micros(&self) -> u64 {
        micros(self.origin.elapsed())
    }

    fn log(&self) -> MutexGuard<'_, Log> {
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
            let kept = self.entries.get(key).await;
            let now = self.micros();
            let mut log = self.log();
            let stamp = log.now(now);
            let Some(kept) = kept.filter(|kept| log.valid(&kept.tags, kept.stamp)) else {
                return Ok(Lookup { found: None, stamp });
            };
            drop(log);
            let age = now.saturating_sub(kept.put);
            if age >= micros(kept.lifetime.kept) {
                return Ok(Lookup { found: None, stamp });
            }
            let idle = now.saturating_sub(kept.used.load(Ordering::Relaxed));
            let fresh = age < micros(kept.lifetime.ttl) && idle < micros(kept.lifetime.tti);
            if fresh {
                kept.used.store(now, Ordering::Relaxed);
            }
            Ok(Lookup { found: Some(Found { value: kept.value.clone(), fresh }), stamp })
        })
    }

    fn put(&self, entries: Vec<NewEntry>) -> CacheStoreFuture<'_, ()> {
        Box::pin(async move {
            for NewEntry { key, value, tags, stamp, lifetime } in entries {
                let now = self.micros();
                {
                    let mut log = self.log();
                    let late = now.saturating_sub(stamp.0) > micros(LONGEST_FILL);
                    if late || !log.valid(&tags, stamp) {
                        continue;
                    }
                    log.longest = log.longest.max(micros(lifetime.kept));
                }
                let used = AtomicU64::new(now);
                let kept = Kept { value, tags: tags.into(), stamp, lifetime, put: now, used };
                self.entries.insert(key, Arc::new(kept)).await;
            }
            Ok(())
        })
    }

    fn invalidate<'a>(&'a self, tags: &'a [Tag], settle: Duration) -> CacheStoreFuture<'a, ()> {
        let now = self.micros();
        let mut log = self.log();
        log.note(tags, now, micros(settle));
        if log.notes.len() > self.most_notes {
            log.shorten(now, self.most_notes);
        }
        drop(log);
        Box::pin(std::future::ready(Ok(())))
    }
}

impl Log {
    fn now(&mut self, now: u64) -> Stamp {
        self.latest = self.latest.max(now);
        Stamp(self.latest)
    }

    fn valid(&self, tags: &[Tag], stamp: Stamp) -> bool {
        stamp.0 >= self.floor
            && tags.iter().all(|tag| self.notes.get(tag).is_none_or(|noted| stamp.0 >= *noted))
    }

    fn note(&mut self, tags: &[Tag], now: u64, settle: u64) {
        // Later than every stamp that was handed out.
        self.latest = self.latest.max(now).saturating_add(1);
        let noted = self.latest.saturating_add(settle);
        for tag in tags {
            let note = self.notes.entry(*tag).or_default();
            *note = noted.max(*note);
        }
    }

    /// Forgets notes that no living entry is older than; if that is not enough, all of them, at the price of
    /// all entries.
    fn shorten(&mut self, now: u64, most: usize) {
        let keep = self.longest.saturating_add(micros(LONGEST_FILL));
        self.notes.retain(|_, noted| noted.saturating_add(keep) > now);
        if self.notes.len() > most / 2 {
            self.floor = self.notes.values().copied().max().unwrap_or_default().max(self.floor);
            self.notes.clear();
        }
    }
}

/// Frees the memory of entries whose time is over.
struct Reaper;

impl Expiry<CacheKey, Arc<Kept>> for Reaper {
    fn expire_after_create(&self, _: &CacheKey, kept: &Arc<Kept>, _: std::time::Instant) -> Option<Duration> {
        Some(kept.lifetime.kept)
    }

    fn expire_after_update(
        &self,
        _: &CacheKey,
        kept: &Arc<Kept>,
        _: std::time::Instant,
        _: Option<Duration>,
    ) -> Option<Duration> {
        Some(kept.lifetime.kept)
    }
}

fn micros(duration: Duration) -> u64 {
    u64::try_from(duration.as_micros()).unwrap_or(u64::MAX)
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
    async fn an_invalidation_beats_every_fill_that_began_before_it() {
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
    async fn what_has_not_settled_is_not_stored() {
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
    async fn an_entry_lives_by_its_ttl_and_its_tti() {
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
        assert_eq!(fresh(&store, "a").await, Some(false), "ten seconds are over");
        tokio::time::advance(Duration::from_secs(10)).await;
        assert_eq!(fresh(&store, "a").await, None, "no longer kept");
    }

    #[tokio::test(start_paused = true)]
    async fn an_idle_entry_is_not_fresh() {
        let store = MemoryStore::new();
        let mut new = entry("a", &[], stamp(&store).await);
        new.lifetime.tti = Duration::from_secs(4);
        store.put(vec![new]).await.unwrap();
        tokio::time::advance(Duration::from_secs(4)).await;
        assert_eq!(fresh(&store, "a").await, Some(false));
        tokio::time::advance(Duration::from_secs(1)).await;
        assert_eq!(fresh(&store, "a").await, Some(false), "looking at a stale entry does not revive it");
    }

    #[tokio::test(start_paused = true)]
    async fn a_flood_of_invalidations_is_bounded_and_loses_none() {
        let mut store = MemoryStore::new();
        store.most_notes = 100;
        let before = stamp(&store).await;
        store.put(vec![entry("a", &[1], before), entry("b", &[2], before)]).await.unwrap();
        store.invalidate(&[Tag(1)], Duration::ZERO).await.unwrap();
        for tag in 1000..2000 {
            store.invalidate(&[Tag(tag)], Duration::ZERO).await.unwrap();
            assert!(store.log().notes.len() <= 101);
        }
        assert_eq!(fresh(&store, "a").await, None);
        store.put(vec![entry("a", &[1], before)]).await.unwrap();
        assert_eq!(fresh(&store, "a").await, None);
        store.put(vec![entry("a", &[1], stamp(&store).await)]).await.unwrap();
        assert_eq!(fresh(&store, "a").await, Some(true));
    }

    #[tokio::test(start_paused = true)]
    async fn old_notes_are_forgotten_without_loss() {
        let mut store = MemoryStore::new();
        store.most_notes = 10;
        store.put(vec![entry("a", &[1], stamp(&store).await)]).await.unwrap();
        for tag in 100..110 {
            store.invalidate(&[Tag(tag)], Duration::ZERO).await.unwrap();
        }
        tokio::time::advance(LONGEST_FILL + TTL + Duration::from_secs(1)).await;
        store.put(vec![entry("b", &[2], stamp(&store).await)]).await.unwrap();
        store.invalidate(&[Tag(3)], Duration::ZERO).await.unwrap();
        assert_eq!(store.log().notes.len(), 1);
        assert_eq!(fresh(&store, "b").await, Some(true));
        assert_eq!(store.log().floor, 0);
    }

    #[tokio::test(start_paused = true)]
    async fn a_fill_that_took_too_long_is_not_stored() {
        let store = MemoryStore::new();
        let before = stamp(&store).await;
        tokio::time::advance(LONGEST_FILL + Duration::from_secs(1)).await;
        store.put(vec![entry("a", &[], before)]).await.unwrap();
        assert_eq!(fresh(&store, "a").await, None);
    }

    #[tokio::test]
    async fn weight_is_bounded_in_bytes() {
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
