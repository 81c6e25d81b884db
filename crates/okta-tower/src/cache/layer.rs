//! The layer, its settings, and its service.

use std::{
    fmt,
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use bytes::Bytes;
use http::{HeaderName, Request, Response, Uri};
use http_body::Body as HttpBody;
use tower_layer::Layer;
use tower_service::Service;

use super::{
    CacheStore, Directives, MemoryStore, Tag,
    rules::Rules,
    service::Shared,
    tag::{Path, Scope},
};
use crate::{
    BoxError,
    clock::{SharedClock, SystemClock},
    collect::CollectedBody,
    meta::Principal,
};

/// Layer that applies [`Cache`]. See the [module documentation](super).
///
/// All services made of one layer value, and of its clones, share their store.
#[derive(Clone)]
#[must_use = "layers do nothing until they wrap a service"]
pub struct CacheLayer {
    shared: Arc<Shared>,
}

impl CacheLayer {
    /// Keeps answers for requests that are made on behalf of `principal`, unless they carry another
    /// [`Principal`], in a [`MemoryStore`] of its own, for five minutes.
    pub fn new(principal: Principal) -> Self {
        let store = Arc::new(MemoryStore::new());
        let shared = Shared { store, rules: Rules::new(principal), clock: SystemClock::shared() };
        Self { shared: Arc::new(shared) }
    }

    /// Sets on whose behalf requests are made that carry no [`Principal`] themselves.
    pub fn with_principal(self, principal: Principal) -> Self {
        self.with(|shared| shared.rules.principal = principal)
    }

    /// Keeps answers in another store, which may be shared with other layers.
    pub fn with_store(self, store: Arc<dyn CacheStore>) -> Self {
        self.with(|shared| shared.store = store)
    }

    /// Sets the time to live: how long an answer is given again, read or not. The default is 300 seconds;
    /// zero stores nothing.
    pub fn with_ttl(self, ttl: Duration) -> Self {
        self.with(|shared| shared.rules.ttl = ttl)
    }

    /// Sets the time to idle: how long an answer is given again since it was last asked for. The default is
    /// 300 seconds.
    pub fn with_tti(self, tti: Duration) -> Self {
        self.with(|shared| shared.rules.tti = tti)
    }

    /// Sets the largest body to store, in bytes. The default is 1 MiB.
    pub fn with_max_entry(self, bytes: usize) -> Self {
        self.with(|shared| shared.rules.max_entry = bytes)
    }

    /// Makes a further request header part of the key.
    pub fn with_key_header(self, name: HeaderName) -> Self {
        self.with(|shared| shared.rules.add_key_header(name))
    }

    /// Says what the server's `Cache-Control` counts for. The default is [`Directives::Obey`].
    pub fn with_directives(self, directives: Directives) -> Self {
        self.with(|shared| shared.rules.directives = directives)
    }

    /// Sets how long what a successful write has touched stays uncached after it: for servers whose reads
    /// lag behind their writes. The default is zero.
    pub fn with_settling(self, settling: Duration) -> Self {
        self.with(|shared| shared.rules.settling = settling)
    }

    /// Reads ages from another clock.
    pub fn with_clock(self, clock: SharedClock) -> Self {
        self.with(|shared| shared.clock = clock)
    }

    fn with(self, change: impl FnOnce(&mut Shared)) -> Self {
        let mut shared = Arc::unwrap_or_clone(self.shared);
        change(&mut shared);
        Self { shared: Arc::new(shared) }
    }

    /// Makes worthless what a write to `uri` would: for changes that the program learns of by other ways,
    /// such as an event hook.
    ///
    /// # Errors
    ///
    /// The store's, when it cannot be reached.
    pub async fn invalidate(&self, uri: &Uri) -> Result<(), BoxError> {
        let tags = Path::of(uri, None).touched(Scope::of(uri), |_| None);
        self.shared.store.invalidate(&tags, Duration::ZERO).await
    }

    /// Makes every entry of the store worthless.
    ///
    /// # Errors
    ///
    /// The store's, when it cannot be reached.
    pub async fn clear(&self) -> Result<(), BoxError> {
        self.shared.store.invalidate(&[Tag::all()], Duration::ZERO).await
    }
}

impl fmt::Debug for CacheLayer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CacheLayer")
            .field("store", &self.shared.store)
            .field("rules", &self.shared.rules)
            .finish_non_exhaustive()
    }
}

impl<S> Layer<S> for CacheLayer {
    type Service = Cache<S>;

    fn layer(&self, inner: S) -> Cache<S> {
        Cache { inner, shared: Arc::clone(&self.shared) }
    }
}

/// Service that keeps answers. See the [module documentation](super).
#[derive(Clone)]
pub struct Cache<S> {
    inner: S,
    shared: Arc<Shared>,
}

impl<S> Cache<S> {
    /// The wrapped service.
    pub const fn get_ref(&self) -> &S {
        &self.inner
    }

    /// Gives the wrapped service back.
    pub fn into_inner(self) -> S {
        self.inner
    }
}

impl<S: fmt::Debug> fmt::Debug for Cache<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cache")
            .field("inner", &self.inner)
            .field("store", &self.shared.store)
            .finish_non_exhaustive()
    }
}

impl<S, ReqBody, ResBody> Service<Request<ReqBody>> for Cache<S>
where
    S: Service<Request<ReqBody>, Response = Response<ResBody>> + Clone + Send + 'static,
    S::Future: Send,
    S::Error: Into<BoxError>,
    ReqBody: HttpBody + Send + 'static,
    ResBody: HttpBody<Data = Bytes> + Send + 'static,
    ResBody::Error: Into<BoxError>,
{
    type Response = Response<CollectedBody<ResBody>>;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, BoxError>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.inner.poll_ready(cx).map_err(Into::into)
    }

    fn call(&mut self, request: Request<ReqBody>) -> Self::Future {
        let fresh = self.inner.clone();
        let ready = std::mem::replace(&mut self.inner, fresh);
        let shared = Arc::clone(&self.shared);
        if !request.method().is_safe() {
            return Box::pin(shared.write(ready, request));
        }
        match shared.rules.read(&request) {
            Some(read) => Box::pin(shared.read(ready, request, read)),
            None => {
                let mut ready = ready;
                let future = ready.call(request);
                Box::pin(async move { Ok(future.await.map_err(Into::into)?.map(CollectedBody::stream)) })
            }
        }
    }
}
