//! The layer, its options, and its service.

use std::{fmt, sync::Arc, time::Duration};

use http::{HeaderName, Uri};
use tower_layer::Layer;

use super::{
    CacheStore, Directives, MemoryStore, Tag,
    rules::CacheRules,
    service::CacheState,
    tag::{Path, TagScope},
};
use crate::{
    BoxError,
    clock::{SharedClock, SystemClock},
    collect::CollectedBody,
    meta::Principal,
};

/// Layer that applies [`Cache`]. See the [module documentation](super).
///
/// Services created by the same layer, or by its clones, share their store.
#[derive(Clone)]
#[must_use = "layers do nothing until they wrap a service"]
pub struct CacheLayer {
    state: Arc<CacheState>,
}

impl CacheLayer {
    /// Creates a layer that caches responses for five minutes, in a new [`MemoryStore`]. `principal` is the
    /// principal of requests that carry no [`Principal`].
    pub fn new(principal: Principal) -> Self {
        let store = Arc::new(MemoryStore::new());
        let state = CacheState { store, rules: CacheRules::new(principal), clock: SystemClock::shared() };
        Self { state: Arc::new(state) }
    }

    /// Sets the principal of requests that carry no [`Principal`].
    pub fn with_principal(self, principal: Principal) -> Self {
        self.with(|state| state.rules.principal = principal)
    }

    /// Sets the store, which may be shared with other layers. The default is a [`MemoryStore`] for this
    /// layer.
    pub fn with_store(self, store: Arc<dyn CacheStore>) -> Self {
        self.with(|state| state.store = store)
    }

    /// Sets the time to live: how long a response is served from the cache. The default is 300 seconds; zero
    /// stores nothing.
    pub fn with_ttl(self, ttl: Duration) -> Self {
        self.with(|state| state.rules.ttl = ttl)
    }

    /// Sets the time to idle: how long a response is served from the cache after the last read. The default
    /// is 300 seconds.
    pub fn with_tti(self, tti: Duration) -> Self {
        self.with(|state| state.rules.tti = tti)
    }

    /// Sets the maximum size of a stored body, in bytes. The default is 1 MiB.
    pub fn with_max_entry(self, bytes: usize) -> Self {
        self.with(|state| state.rules.max_entry = bytes)
    }

    /// Adds a request header to the key.
    pub fn with_key_header(self, name: HeaderName) -> Self {
        self.with(|state| state.rules.add_key_header(name))
    }

    /// Sets how the server's `Cache-Control` is handled. The default is [`Directives::Obey`].
    pub fn with_directives(self, directives: Directives) -> Self {
        self.with(|state| state.rules.directives = directives)
    }

    /// Sets how long resources stay uncached after a successful write, for servers whose reads lag behind
    /// their writes. The default is zero.
    pub fn with_settling(self, settling: Duration) -> Self {
        self.with(|state| state.rules.settling = settling)
    }

    /// Sets the clock for ages of entries. The default is the system clock.
    pub fn with_clock(self, clock: SharedClock) -> Self {
        self.with(|state| state.clock = clock)
    }

    fn with(self, change: impl FnOnce(&mut CacheState)) -> Self {
        let mut state = Arc::unwrap_or_clone(self.state);
        change(&mut state);
        Self { state: Arc::new(state) }
    }

    /// Invalidates what a write to `uri` would, for changes that the program learns of by other means, such
    /// as an event hook.
    ///
    /// # Errors
    ///
    /// Returns the store's error if it is unavailable.
    pub async fn invalidate(&self, uri: &Uri) -> Result<(), BoxError> {
        let tags = Path::new(uri, None).invalidated_tags(TagScope::from_uri(uri), |_| None);
        self.state.store.invalidate(&tags, Duration::ZERO).await
    }

    /// Invalidates all entries of the store.
    ///
    /// # Errors
    ///
    /// Returns the store's error if it is unavailable.
    pub async fn clear(&self) -> Result<(), BoxError> {
        self.state.store.invalidate(&[Tag::all()], Duration::ZERO).await
    }
}

impl fmt::Debug for CacheLayer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CacheLayer")
            .field("store", &self.state.store)
            .field("rules", &self.state.rules)
            .finish_non_exhaustive()
    }
}

impl<S> Layer<S> for CacheLayer {
    type Service = Cache<S>;

    fn layer(&self, inner: S) -> Cache<S> {
        Cache { inner, state: Arc::clone(&self.state) }
    }
}

/// Service that caches responses. See the [module documentation](super).
#[derive(Clone)]
pub struct Cache<S> {
    inner: S,
    state: Arc<CacheState>,
}

impl<S> Cache<S> {
    inner_service_accessors!();
}

impl<S: fmt::Debug> fmt::Debug for Cache<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cache")
            .field("inner", &self.inner)
            .field("store", &self.state.store)
            .finish_non_exhaustive()
    }
}

collecting_service!(Cache, fn call(self, ready, request) {
    let state = Arc::clone(&self.state);
    if !request.method().is_safe() {
        return Box::pin(state.write(ready, request));
    }
    match state.rules.cacheable(&request) {
        Some(read) => Box::pin(state.read(ready, request, read)),
        None => {
            let future = ready.call(request);
            Box::pin(async move { Ok(future.await.map_err(Into::into)?.map(CollectedBody::stream)) })
        }
    }
});
