//! Where entries are kept: the trait, and what passes through it.

use std::{fmt, future::Future, pin::Pin, sync::Arc, time::Duration};

use bytes::Bytes;

use super::Tag;
use crate::BoxError;

/// What a [`CacheStore`] answers with.
pub type CacheStoreFuture<'a, T> = Pin<Box<dyn Future<Output = Result<T, BoxError>> + Send + 'a>>;

/// A place for entries: bytes in, bytes out, and a log of invalidations.
///
/// The cache layer decides what is stored and what it depends on; a store knows neither HTTP nor Okta.
///
/// # Order of events
///
/// Entries and invalidations are ordered by [`Stamp`]s, which a store hands out in an order that never goes
/// back. [`get`](Self::get) gives the present stamp; the fill that may follow carries it to
/// [`put`](Self::put). [`invalidate`](Self::invalidate) notes a *later* stamp for each of its tags. An entry
/// is valid as long as none of its tags has a note later than the entry's own stamp. So a fill that began
/// before an invalidation is worthless after it, whatever order the two arrive in: a store must check at
/// `put` or at `get`, best at both, and must not forget a note while an entry from before it may live.
///
/// # Failure
///
/// A store that cannot be reached answers with an error; the layer then goes on without it. A store that
/// cannot note an invalidation must not hand out what the invalidation concerned when it is back.
pub trait CacheStore: fmt::Debug + Send + Sync + 'static {
    /// The entry of a key, if there is a valid one, and the present stamp.
    ///
    /// An entry that has outlived its time but not its [`Lifetime::kept`] is given with `fresh: false`.
    fn get<'a>(&'a self, key: &'a CacheKey) -> CacheStoreFuture<'a, Lookup>;

    /// Stores entries, each in place of an earlier one of the same key.
    fn put(&self, entries: Vec<NewEntry>) -> CacheStoreFuture<'_, ()>;

    /// Makes every entry worthless that has one of these tags and was begun before now, or will be within
    /// `settle` from now.
    fn invalidate<'a>(&'a self, tags: &'a [Tag], settle: Duration) -> CacheStoreFuture<'a, ()>;
}

/// The key of an entry: a sequence of bytes that differs between any two requests whose answers may differ.
///
/// It contains the URL, so it is as confidential as the data; `Debug` does not show it.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct CacheKey(Arc<[u8]>);

impl CacheKey {
    /// A key of these bytes.
    #[must_use]
    pub fn new(bytes: impl Into<Arc<[u8]>>) -> Self {
        Self(bytes.into())
    }

    /// The bytes. A store may use a digest of them: the layer checks the whole key when it reads an entry.
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

/// A moment in a store's order of events. Stores may count as they like; the memory store and the Redis
/// store count in microseconds of their own clock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Stamp(pub u64);

/// What [`CacheStore::get`] found.
#[derive(Clone, Debug, Default)]
pub struct Lookup {
    /// The entry, if there is a valid one.
    pub found: Option<Found>,
    /// The present moment, for a fill that begins now.
    pub stamp: Stamp,
}

/// An entry that was found.
#[derive(Clone, Debug)]
pub struct Found {
    /// The bytes that were put.
    pub value: Bytes,
    /// Whether it is within its time to live and its time to idle.
    pub fresh: bool,
}

/// An entry to store.
#[derive(Clone, Debug)]
pub struct NewEntry {
    /// Its key.
    pub key: CacheKey,
    /// Its bytes.
    pub value: Bytes,
    /// What it depends on.
    pub tags: Vec<Tag>,
    /// When its fill began: the stamp of the [`Lookup`] that preceded it.
    pub stamp: Stamp,
    /// How long it lives.
    pub lifetime: Lifetime,
}

/// How long an entry lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lifetime {
    /// From the time it is put, read or not.
    pub ttl: Duration,
    /// From the time it was last read.
    pub tti: Duration,
    /// How long it is kept in all, so that it can be revalidated; not shorter than `ttl`.
    pub kept: Duration,
}
