//! The trait of cache stores, and its types.

use std::{fmt, future::Future, pin::Pin, sync::Arc, time::Duration};

use bytes::Bytes;

use super::Tag;
use crate::BoxError;

/// The future of a [`CacheStore`] operation.
pub type CacheStoreFuture<'a, T> = Pin<Box<dyn Future<Output = Result<T, BoxError>> + Send + 'a>>;

/// A store of cache entries with a log of invalidations.
///
/// The cache layer decides what is stored and what it depends on; a store is independent of HTTP.
///
/// # Ordering
///
/// Entries and invalidations are ordered by [`Stamp`]s, which a store issues in non-decreasing order.
/// [`get`](Self::get) returns the current stamp; an entry that is fetched after it carries this stamp to
/// [`put`](Self::put). [`invalidate`](Self::invalidate) records a *later* stamp for each of its tags. An
/// entry is valid if none of its tags has a record later than the entry's stamp. A fetch that began before an
/// invalidation is thus invalid after it, in whatever order the two arrive: a store must check this in `put`
/// or `get`, preferably in both, and must keep a record while an entry with an earlier stamp may exist.
///
/// # Failures
///
/// An unavailable store returns an error, and the layer continues without it. A store that could not record
/// an invalidation must not return the affected entries once it is available again.
pub trait CacheStore: fmt::Debug + Send + Sync + 'static {
    /// Returns the entry of a key, if there is a valid one, and the current stamp.
    ///
    /// An expired entry within its [`Lifetime::kept`] is returned with `fresh: false`.
    fn get<'a>(&'a self, key: &'a CacheKey) -> CacheStoreFuture<'a, Lookup>;

    /// Stores entries. Each replaces an earlier one of the same key.
    fn put(&self, entries: Vec<NewEntry>) -> CacheStoreFuture<'_, ()>;

    /// Invalidates every entry that has one of these tags and whose fetch began before now, or begins within
    /// `settle` from now.
    fn invalidate<'a>(&'a self, tags: &'a [Tag], settle: Duration) -> CacheStoreFuture<'a, ()>;
}

impl<T: CacheStore + ?Sized> CacheStore for Arc<T> {
    fn get<'a>(&'a self, key: &'a CacheKey) -> CacheStoreFuture<'a, Lookup> {
        (**self).get(key)
    }

    fn put(&self, entries: Vec<NewEntry>) -> CacheStoreFuture<'_, ()> {
        (**self).put(entries)
    }

    fn invalidate<'a>(&'a self, tags: &'a [Tag], settle: Duration) -> CacheStoreFuture<'a, ()> {
        (**self).invalidate(tags, settle)
    }
}

/// The key of an entry: bytes that differ between requests whose responses may differ.
///
/// The key contains the URL, so it is as confidential as the data; `Debug` does not show it.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct CacheKey(Arc<[u8]>);

impl CacheKey {
    /// Creates a key from bytes.
    #[must_use]
    pub fn new(bytes: impl Into<Arc<[u8]>>) -> Self {
        Self(bytes.into())
    }

    /// Returns the bytes. A store may use a digest of them: the layer compares the full key of entries it
    /// reads.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for CacheKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CacheKey({} bytes)", self.0.len())
    }
}

/// A point in a store's order of events. The unit is up to the store; the memory store and the Redis store
/// count microseconds of their clock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Stamp(pub u64);

/// The result of [`CacheStore::get`].
#[derive(Clone, Debug, Default)]
pub struct Lookup {
    /// The entry, if there is a valid one.
    pub found: Option<Found>,
    /// The current stamp, for a fetch that begins now.
    pub stamp: Stamp,
}

/// An entry that was found.
#[derive(Clone, Debug)]
pub struct Found {
    /// The stored bytes.
    pub value: Bytes,
    /// Whether it is within its time to live and its time to idle.
    pub fresh: bool,
    /// The time since it was stored, by the clock of the store.
    pub age: Duration,
}

/// An entry to store.
#[derive(Clone, Debug)]
pub struct NewEntry {
    /// The key.
    pub key: CacheKey,
    /// The bytes to store.
    pub value: Bytes,
    /// The tags that it depends on.
    pub tags: Vec<Tag>,
    /// When its fetch began: the stamp of the preceding [`Lookup`].
    pub stamp: Stamp,
    /// How long it is kept.
    pub lifetime: Lifetime,
}

/// The lifetime of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lifetime {
    /// Time to live: how long it is fresh after it was stored.
    pub ttl: Duration,
    /// Time to idle: how long it is fresh after it was last read.
    pub tti: Duration,
    /// How long it is kept for revalidation after it was stored; not shorter than `ttl`.
    pub kept: Duration,
}
