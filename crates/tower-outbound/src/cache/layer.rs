//! The layer, its options, and its service.

use std::{fmt, sync::Arc, time::Duration};

use http::{HeaderName, Uri};
use tower_layer::Layer;

use super::{
    CacheDialect, CacheStore, CacheTarget, Directives, MemoryStore, PathHierarchy, Tag,
    rules::{CacheRules, NotLookedUp},
    service::{CacheState, ChosenOptions, gateway_timeout},
};
use crate::{
    BoxError,
    clock::{Clock, SystemClock},
    collect::{CollectedBody, buffer_filter_setters, call_when_ready},
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
    /// Creates a layer that caches responses by the [`Principal`] of their requests, in a new [`MemoryStore`].
    /// Requests without a principal pass it uncached.
    pub fn by_principal() -> Self {
        Self::create(None)
    }

    /// Creates a layer for services that send every request without a [`Principal`] with the credentials of this one.
    pub fn for_principal(principal: Principal) -> Self {
        Self::create(Some(principal))
    }

    /// Creates a layer for services that send every request without a [`Principal`] with the same credentials.
    ///
    /// The principal is unique to this layer, so that a shared store does not mix the responses of several users. Use
    /// [`for_principal`](Self::for_principal) to share them.
    pub fn single_user() -> Self {
        Self::for_principal(Principal::new(format!("single-user-{:032x}", fastrand::u128(..))))
    }

    fn create(principal: Option<Principal>) -> Self {
        let state = CacheState {
            store: Arc::new(MemoryStore::new()),
            dialect: Arc::new(PathHierarchy),
            rules: CacheRules::new(principal),
            clock: SystemClock::shared(),
            chosen: ChosenOptions::default(),
        };
        Self { state: Arc::new(state) }
    }

    /// Sets the principal of requests that carry no [`Principal`].
    pub fn principal(self, principal: Principal) -> Self {
        self.with(|state| state.rules.principal = Some(principal))
    }

    /// Sets the store. The default is a [`MemoryStore`] for this layer. An `Arc` of a store can be shared with other
    /// layers.
    pub fn store(self, store: impl CacheStore) -> Self {
        self.with(|state| state.store = Arc::new(store))
    }

    /// Sets what the cache knows of the API. The default is [`PathHierarchy`].
    pub fn dialect(self, dialect: impl CacheDialect) -> Self {
        self.with(|state| {
            state.dialect = Arc::new(dialect);
            state.chosen.dialect = true;
        })
    }

    /// Sets the time to live of responses without explicit freshness, that is without `max-age` and `Expires`
    /// ([RFC 9111 §4.2.2](https://www.rfc-editor.org/rfc/rfc9111#section-4.2.2)). The default is zero: such responses
    /// are only revalidated.
    pub fn ttl(self, ttl: Duration) -> Self {
        self.with(|state| {
            state.rules.ttl = ttl;
            state.chosen.ttl = true;
        })
    }

    /// Sets the limit on explicit freshness. There is none by default.
    pub fn max_ttl(self, max_ttl: Duration) -> Self {
        self.with(|state| state.rules.max_ttl = max_ttl)
    }

    /// Sets the time to idle: how long a response is served from the cache after the last read. Unlimited by default.
    pub fn tti(self, tti: Duration) -> Self {
        self.with(|state| state.rules.tti = tti)
    }

    /// Sets how long an expired response with an `ETag` or `Last-Modified` is kept for revalidation. The default is 300
    /// seconds.
    pub fn keep_stale(self, keep_stale: Duration) -> Self {
        self.with(|state| state.rules.keep_stale = keep_stale)
    }

    /// Sets the maximum size of a stored body, in bytes. The default is 1 MiB.
    pub fn max_entry(self, bytes: usize) -> Self {
        self.with(|state| state.rules.max_entry = bytes)
    }

    /// Adds a request header to the key, for servers that do not name it in `Vary`.
    pub fn key_header(self, name: HeaderName) -> Self {
        self.with(|state| state.rules.add_key_header(name))
    }

    /// Sets a response header that is neither stored nor part of a hit, since it describes one exchange: a request id,
    /// say, or a rate limit.
    pub fn omit_header(self, name: HeaderName) -> Self {
        self.with(|state| state.rules.omitted.push(name))
    }

    /// Sets how the caching directives of responses are handled. The default is [`Directives::Obey`].
    pub fn directives(self, directives: Directives) -> Self {
        self.with(|state| {
            state.rules.directives = directives;
            state.chosen.directives = true;
        })
    }

    /// Sets dialect, directives and time to live where they have not been set: for clients of one API, which complete
    /// the layers of their users.
    pub fn defaults(self, dialect: impl CacheDialect, directives: Directives, ttl: Duration) -> Self {
        self.with(|state| {
            if !state.chosen.dialect {
                state.dialect = Arc::new(dialect);
            }
            if !state.chosen.directives {
                state.rules.directives = directives;
            }
            if !state.chosen.ttl {
                state.rules.ttl = ttl;
            }
        })
    }

    /// Sets how long resources stay uncached after a successful write, for servers whose reads lag behind their writes.
    /// The default is zero.
    pub fn settling(self, settling: Duration) -> Self {
        self.with(|state| state.rules.settling = settling)
    }

    /// Sets the clock for ages of entries. The default is the system clock.
    pub fn clock(self, clock: impl Clock) -> Self {
        self.with(|state| state.clock = Arc::new(clock))
    }

    buffer_filter_setters!(
        self => Arc::make_mut(&mut self.state).rules.filter,
        "Sets which requests may be served from the cache, by their head.",
        "Sets which responses may be stored, by their head. Others are passed through unread."
    );

    fn with(mut self, change: impl FnOnce(&mut CacheState)) -> Self {
        change(Arc::make_mut(&mut self.state));
        self
    }

    /// Invalidates what a write to `uri` would, for changes that the program learns of by other means, such as an event
    /// hook.
    ///
    /// # Errors
    ///
    /// Returns the store's error if it is unavailable.
    pub async fn invalidate(&self, uri: &Uri) -> Result<(), BoxError> {
        let target = CacheTarget::new(uri, None);
        let mut tags = self.state.dialect.invalidated(&target, &|_| None);
        tags.push(target.path_tag(uri.path()));
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
            .field("dialect", &self.state.dialect)
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

collecting_service!(Cache, fn call(self, inner, request) {
    let state = Arc::clone(&self.state);
    if !request.method().is_safe() {
        return ResponseFuture { inner: Box::pin(state.write(inner, request)) };
    }
    let (request, accepted) = state.rules.filter.accepts_request(request);
    match state.rules.cacheable(&request, accepted) {
        Ok(read) => Box::pin(state.read(inner, request, read)),
        Err(NotLookedUp::Unsatisfiable) => Box::pin(async { Ok(gateway_timeout()) }),
        Err(NotLookedUp::PassThrough) => {
            Box::pin(async move { Ok(call_when_ready(inner, request).await?.map(CollectedBody::stream)) })
        }
    }
});
