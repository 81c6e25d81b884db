//! Shared cache entries.

use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use ::redis::Script;
use bytes::Bytes;
use tokio::time::Instant;

use super::connection::{RedisConnection, Unavailable, digest, micros};
use crate::{
    BoxError,
    cache::{CacheKey, CacheStore, CacheStoreFuture, Found, Lookup, MemoryStore, NewEntry, Stamp, Tag},
};

macro_rules! script {
    ($file:literal) => {
        LazyLock::new(|| Script::new(concat!(include_str!("lua/log.lua"), include_str!($file))))
    };
}

static GET: LazyLock<Script> = script!("lua/cache_get.lua");
static PUT: LazyLock<Script> = script!("lua/cache_put.lua");
static INVALIDATE: LazyLock<Script> = script!("lua/cache_invalidate.lua");

/// Set in stamps of the local store; stamps of the server, microseconds since 1970, are far below.
const LOCAL: u64 = 1 << 63;

/// The tag of all local entries, invalidated when the server is available again. Not a hash.
const OUTAGE: Tag = Tag(0);

/// The maximum number of pending invalidations.
const MAX_PENDING: usize = 10_000;

/// A [`CacheStore`] on a Redis server, shared by processes.
///
/// A write by one process invalidates entries for all, and a fetch that one process began before another's
/// write is not stored after it, since all stamps are the server's. Entries and the log of invalidations may
/// be evicted; a lost log invalidates every entry.
///
/// # Unavailable servers
///
/// While the server is unavailable, entries are stored in a small local store, which is cleared when the
/// server is available again. Invalidations that the server missed are sent to it before the next read. Until
/// then, other processes that can reach the server may serve stale entries.
pub struct RedisCache {
    connection: Arc<RedisConnection>,
    log_key: Vec<u8>,
    local: MemoryStore,
    pending: Mutex<PendingInvalidations>,
}

/// Invalidations that the server has not received.
#[derive(Default)]
struct PendingInvalidations {
    /// Each tag with the time until which its entries stay uncached, and a number that identifies the
    /// invalidation.
    tags: HashMap<Tag, (Instant, u64)>,
    /// There were too many: all entries are invalid.
    all: bool,
    /// The local store has entries.
    local: bool,
    count: u64,
}

impl RedisCache {
    pub(super) fn new(connection: Arc<RedisConnection>) -> Self {
        let local = MemoryStore::with_capacity(8 * 1024 * 1024);
        Self { log_key: connection.key("notes"), connection, local, pending: Mutex::default() }
    }

    fn pending(&self) -> MutexGuard<'_, PendingInvalidations> {
        self.pending.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn entry_key(&self, key: &CacheKey) -> Vec<u8> {
        self.connection.key(&format!("entry:{:032x}", digest(key.as_bytes())))
    }

    async fn look_up(&self, key: &CacheKey) -> Result<Lookup, Unavailable> {
        self.send_pending().await?;
        let mut script = GET.key(&self.log_key[..]);
        script.key(self.entry_key(key));
        let (stamp, found, value, age): (u64, u8, Bytes, u64) = self.connection.run(&mut script).await?;
        let age = Duration::from_micros(age);
        let found = (found > 0).then_some(Found { value, fresh: found == 2, age });
        Ok(Lookup { found, stamp: Stamp(stamp) })
    }

    async fn store(&self, entry: &NewEntry) -> Result<(), Unavailable> {
        self.send_pending().await?;
        let mut script = PUT.key(&self.log_key[..]);
        script
            .key(self.entry_key(&entry.key))
            .arg(&entry.value[..])
            .arg(entry.stamp.0)
            .arg(pack(&entry.tags))
            .arg(micros(entry.lifetime.ttl))
            .arg(micros(entry.lifetime.tti))
            .arg(micros(entry.lifetime.kept));
        self.connection.run::<u8>(&mut script).await.map(drop)
    }

    async fn record(&self, tags: &[(Tag, Duration)]) -> Result<(), Unavailable> {
        let packed: Vec<Tag> = tags.iter().map(|(tag, _)| *tag).collect();
        let mut script = INVALIDATE.key(&self.log_key[..]);
        script.arg(pack(&packed));
        for (_, settle) in tags {
            script.arg(micros(*settle));
        }
        self.connection.run::<u8>(&mut script).await.map(drop)
    }

    /// Sends pending invalidations to the server.
    async fn send_pending(&self) -> Result<(), Unavailable> {
        let (sent, all) = {
            let pending = self.pending();
            if pending.tags.is_empty() && !pending.all && !pending.local {
                return Ok(());
            }
            (pending.tags.clone(), pending.all)
        };
        let now = Instant::now();
        let settle = |at: Instant| at.saturating_duration_since(now);
        let tags: Vec<_> = sent.iter().map(|(tag, (at, _))| (*tag, settle(*at))).collect();
        if all {
            self.delete_log().await?;
        }
        self.record(&tags).await?;
        // The memory store neither fails nor waits.
        let _ = self.local.invalidate(&[OUTAGE], Duration::ZERO).await;
        let mut pending = self.pending();
        pending.tags.retain(|tag, (_, number)| sent.get(tag).is_none_or(|(_, known)| known != number));
        pending.all &= !all;
        pending.local = false;
        Ok(())
    }

    /// Deletes the log, which invalidates all entries.
    async fn delete_log(&self) -> Result<(), Unavailable> {
        static DELETE: LazyLock<Script> = LazyLock::new(|| Script::new("return redis.call('DEL', KEYS[1])"));
        self.connection.run::<u8>(&mut DELETE.key(&self.log_key[..])).await.map(drop)
    }

    fn add_pending(&self, tags: &[Tag], settle: Duration) {
        let mut pending = self.pending();
        pending.count += 1;
        let (at, number) = (Instant::now() + settle, pending.count);
        for tag in tags {
            let entry = pending.tags.entry(*tag).or_insert((at, number));
            *entry = (entry.0.max(at), number);
        }
        if pending.tags.len() > MAX_PENDING {
            pending.tags.clear();
            pending.all = true;
        }
    }
}

impl fmt::Debug for RedisCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisCache").field("connection", &self.connection).finish_non_exhaustive()
    }
}

impl CacheStore for RedisCache {
    fn get<'a>(&'a self, key: &'a CacheKey) -> CacheStoreFuture<'a, Lookup> {
        Box::pin(async move {
            if let Ok(lookup) = self.look_up(key).await {
                return Ok(lookup);
            }
            let mut lookup = self.local.get(key).await?;
            lookup.stamp.0 |= LOCAL;
            Ok(lookup)
        })
    }

    fn put(&self, entries: Vec<NewEntry>) -> CacheStoreFuture<'_, ()> {
        Box::pin(async move {
            let (local, shared): (Vec<_>, Vec<_>) =
                entries.into_iter().partition(|entry| entry.stamp.0 & LOCAL != 0);
            for entry in &shared {
                self.store(entry).await.map_err(BoxError::from)?;
            }
            if local.is_empty() || self.connection.is_available() {
                return Ok(());
            }
            self.pending().local = true;
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
            // Added first: if this future is dropped, the server may not have received it.
            self.add_pending(tags, settle);
            self.local.invalidate(tags, settle).await?;
            self.send_pending().await.map_err(BoxError::from)
        })
    }
}

fn pack(tags: &[Tag]) -> Vec<u8> {
    tags.iter().flat_map(|tag| tag.0.to_be_bytes()).collect()
}
