//! Cache entries that processes share.

use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use ::redis::Script;
use bytes::Bytes;
use tokio::time::Instant;

use super::link::{Link, Unavailable, digest, micros};
use crate::{
    BoxError,
    cache::{CacheKey, CacheStore, Found, Lookup, MemoryStore, NewEntry, Stamp, CacheStoreFuture, Tag},
};

macro_rules! script {
    ($file:literal) => {
        LazyLock::new(|| Script::new(concat!(include_str!("lua/notes.lua"), include_str!($file))))
    };
}

static GET: LazyLock<Script> = script!("lua/cache_get.lua");
static PUT: LazyLock<Script> = script!("lua/cache_put.lua");
static INVALIDATE: LazyLock<Script> = script!("lua/cache_invalidate.lua");

/// Marks the stamps of the local store; stamps of the server, microseconds since 1970, are far below.
const LOCAL: u64 = 1 << 63;

/// A tag of every local entry, touched when the server is back. It is no hash of anything.
const OUTAGE: Tag = Tag(0);

/// The most missed invalidations that are remembered one by one.
const MOST_MISSED: usize = 10_000;

/// Cache entries on a Redis server: a [`CacheStore`] that processes share.
///
/// What one process writes is invalid for all, and a fill that one process began before another's write is
/// not stored after it, because all stamps are the server's. Entries and the log of invalidations may be
/// evicted; a lost log makes every entry worthless, never a stale one valid.
///
/// **While the server is away**, entries are kept in a small store of this process's own, which is dropped
/// when the server is back. Invalidations that the server missed are remembered, and told to it before
/// anything is read from it again. Other processes that could reach it all the time may have been given
/// stale answers until then.
pub struct RedisCache {
    link: Arc<Link>,
    notes: Vec<u8>,
    local: MemoryStore,
    missed: Mutex<Missed>,
}

/// Invalidations that the server has not heard of.
#[derive(Default)]
struct Missed {
    /// Each with the time when it settles, and a number to tell a later one of the same tag.
    tags: HashMap<Tag, (Instant, u64)>,
    /// There were too many of them: everything is worthless.
    all: bool,
    /// Something was kept locally.
    local: bool,
    count: u64,
}

impl RedisCache {
    pub(super) fn new(link: Arc<Link>) -> Self {
        let local = MemoryStore::with_capacity(8 * 1024 * 1024);
        Self { notes: link.key("notes"), link, local, missed: Mutex::default() }
    }

    fn missed(&self) -> MutexGuard<'_, Missed> {
        self.missed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn entry_key(&self, key: &CacheKey) -> Vec<u8> {
        self.link.key(&format!("entry:{:032x}", digest(key.as_bytes())))
    }

    async fn look_up(&self, key: &CacheKey) -> Result<Lookup, Unavailable> {
        self.catch_up().await?;
        let mut script = GET.key(&self.notes[..]);
        script.key(self.entry_key(key));
        let (stamp, found, value): (u64, u8, Bytes) = self.link.run(&mut script).await?;
        let found = (found > 0).then_some(Found { value, fresh: found == 2 });
        Ok(Lookup { found, stamp: Stamp(stamp) })
    }

    async fn store(&self, entry: &NewEntry) -> Result<(), Unavailable> {
        self.catch_up().await?;
        let mut script = PUT.key(&self.notes[..]);
        script
            .key(self.entry_key(&entry.key))
            .arg(&entry.value[..])
            .arg(entry.stamp.0)
            .arg(pack(&entry.tags))
            .arg(micros(entry.lifetime.ttl))
            .arg(micros(entry.lifetime.tti))
            .arg(micros(entry.lifetime.kept));
        self.link.run::<u8>(&mut script).await.map(drop)
    }

    async fn note(&self, tags: &[(Tag, Duration)]) -> Result<(), Unavailable> {
        let packed: Vec<Tag> = tags.iter().map(|(tag, _)| *tag).collect();
        let mut script = INVALIDATE.key(&self.notes[..]);
        script.arg(pack(&packed));
        for (_, settle) in tags {
            script.arg(micros(*settle));
        }
        self.link.run::<u8>(&mut script).await.map(drop)
    }

    /// Tells the server what it has missed.
    async fn catch_up(&self) -> Result<(), Unavailable> {
        let (told, all) = {
            let missed = self.missed();
            if missed.tags.is_empty() && !missed.all && !missed.local {
                return Ok(());
            }
            (missed.tags.clone(), missed.all)
        };
        let now = Instant::now();
        let settle = |at: Instant| at.saturating_duration_since(now);
        let tags: Vec<_> = told.iter().map(|(tag, (at, _))| (*tag, settle(*at))).collect();
        if all {
            self.forget_all().await?;
        }
        self.note(&tags).await?;
        // It never fails nor waits.
        let _ = self.local.invalidate(&[OUTAGE], Duration::ZERO).await;
        let mut missed = self.missed();
        missed.tags.retain(|tag, (_, number)| told.get(tag).is_none_or(|(_, known)| known != number));
        missed.all &= !all;
        missed.local = false;
        Ok(())
    }

    /// Drops the log, which makes every entry worthless.
    async fn forget_all(&self) -> Result<(), Unavailable> {
        static FORGET: LazyLock<Script> = LazyLock::new(|| Script::new("return redis.call('DEL', KEYS[1])"));
        self.link.run::<u8>(&mut FORGET.key(&self.notes[..])).await.map(drop)
    }

    fn remember(&self, tags: &[Tag], settle: Duration) {
        let mut missed = self.missed();
        missed.count += 1;
        let (at, number) = (Instant::now() + settle, missed.count);
        for tag in tags {
            let note = missed.tags.entry(*tag).or_insert((at, number));
            *note = (note.0.max(at), number);
        }
        if missed.tags.len() > MOST_MISSED {
            missed.tags.clear();
            missed.all = true;
        }
    }
}

impl fmt::Debug for RedisCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisCache").field("link", &self.link).finish_non_exhaustive()
    }
}

impl CacheStore for RedisCache {
    fn get<'a>(&'a self, key: &'a CacheKey) -> CacheStoreFuture<'a, Lookup> {
        Box::pin(async move {
            if let Ok(looked) = self.look_up(key).await {
                return Ok(looked);
            }
            let mut looked = self.local.get(key).await?;
            looked.stamp.0 |= LOCAL;
            Ok(looked)
        })
    }

    fn put(&self, entries: Vec<NewEntry>) -> CacheStoreFuture<'_, ()> {
        Box::pin(async move {
            let (local, shared): (Vec<_>, Vec<_>) =
                entries.into_iter().partition(|entry| entry.stamp.0 & LOCAL != 0);
            for entry in &shared {
                self.store(entry).await.map_err(BoxError::from)?;
            }
            if local.is_empty() || self.link.is_up() {
                return Ok(());
            }
            self.missed().local = true;
            let local = local.into_iter().map(|mut entry| {
                entry.stamp.0 &= !LOCAL;
                entry.tags.push(OUTAGE);
                entry
            });
            self.local.put(local.collect()).await
        })
    }

    fn invalidate<'a>(&'a self, tags: &'a [Tag], settle: Duration) -> CacheStoreFuture<'a, ()> {
        Box::pin(async move {
            // Remembered first: when this future is dropped, the server may not have heard of it.
            self.remember(tags, settle);
            self.local.invalidate(tags, settle).await?;
            self.catch_up().await.map_err(BoxError::from)
        })
    }
}

fn pack(tags: &[Tag]) -> Vec<u8> {
    tags.iter().flat_map(|tag| tag.0.to_be_bytes()).collect()
}
