//! The layer itself.

use std::{
    any::type_name,
    fmt,
    sync::Arc,
    task::{Context, Poll},
};

use bytes::Bytes;
use http::{Request, Response};
use http_body::Body;
use tower_layer::Layer;
use tower_service::Service;

use super::{
    AuthBody, Credential, Origin, PlainHttp, ResponseFuture,
    policy::{Settings, Shared},
};
use crate::{BoxError, body::TryCloneBody};

const DEFAULT_PEEK_LIMIT: usize = 16 * 1024;

/// What happens to a request whose origin is not one of the layer's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ForeignOrigin {
    /// It fails with [`AuthErrorKind::ForeignOrigin`](super::AuthErrorKind::ForeignOrigin) and is not sent.
    #[default]
    Reject,
    /// It is sent without credentials: no `Authorization` and no `DPoP` header, whoever set them.
    SendWithoutCredentials,
}

/// Layer that applies [`Auth`]: credentials on each request. See the [module docs](super).
#[must_use = "layers do nothing until they wrap a service"]
pub struct AuthLayer<C> {
    shared: Arc<Shared<C>>,
}

impl<C> AuthLayer<C> {
    /// Attaches `credential` to requests to `origin`.
    pub fn new(origin: Origin, credential: C) -> Self {
        let settings = Settings {
            origins: vec![origin],
            plain_http: PlainHttp::Never,
            foreign: ForeignOrigin::Reject,
            error_body_limit: DEFAULT_PEEK_LIMIT,
        };
        Self { shared: Arc::new(Shared { credential: Arc::new(credential), settings }) }
    }

    fn set(self, change: impl FnOnce(&mut Settings)) -> Self {
        let mut shared = Arc::try_unwrap(self.shared).unwrap_or_else(|shared| Shared::clone(&shared));
        change(&mut shared.settings);
        Self { shared: Arc::new(shared) }
    }

    /// Attaches the credential to requests to `origin` as well, such as a second host of the same server.
    pub fn trust(self, origin: Origin) -> Self {
        self.set(|settings| settings.origins.push(origin))
    }

    /// Says where the credential may travel unencrypted; nowhere by default.
    pub fn plain_http(self, plain_http: PlainHttp) -> Self {
        self.set(|settings| settings.plain_http = plain_http)
    }

    /// Says what happens to requests to other origins; they are refused by default.
    pub fn foreign_origin(self, foreign: ForeignOrigin) -> Self {
        self.set(|settings| settings.foreign = foreign)
    }

    /// Limits how many bytes of a `400` or `401` body are read to recognise it; 16 KiB by default. Longer
    /// bodies are handed on complete all the same.
    pub fn error_body_limit(self, bytes: usize) -> Self {
        self.set(|settings| settings.error_body_limit = bytes)
    }

    /// The credential that the layer attaches.
    pub fn credential(&self) -> &Arc<C> {
        &self.shared.credential
    }
}

impl<C> Clone for AuthLayer<C> {
    fn clone(&self) -> Self {
        Self { shared: Arc::clone(&self.shared) }
    }
}

impl<C> fmt::Debug for AuthLayer<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        debug("AuthLayer", &self.shared, f)
    }
}

impl<S, C> Layer<S> for AuthLayer<C> {
    type Service = Auth<S, C>;

    fn layer(&self, inner: S) -> Auth<S, C> {
        Auth { inner, shared: Arc::clone(&self.shared) }
    }
}

/// Middleware that attaches a [`Credential`] to each request. See the [module docs](super).
pub struct Auth<S, C> {
    inner: S,
    shared: Arc<Shared<C>>,
}

impl<S, C> Auth<S, C> {
    /// The wrapped service.
    pub const fn get_ref(&self) -> &S {
        &self.inner
    }

    /// The wrapped service.
    pub fn into_inner(self) -> S {
        self.inner
    }
}

impl<S: Clone, C> Clone for Auth<S, C> {
    fn clone(&self) -> Self {
        Self { inner: self.inner.clone(), shared: Arc::clone(&self.shared) }
    }
}

impl<S, C> fmt::Debug for Auth<S, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        debug("Auth", &self.shared, f)
    }
}

/// The credential's type, never its content.
fn debug<C>(name: &str, shared: &Shared<C>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    f.debug_struct(name).field("credential", &type_name::<C>()).field("settings", &shared.settings).finish()
}

impl<S, C, ReqBody, ResBody> Service<Request<ReqBody>> for Auth<S, C>
where
    S: Service<Request<ReqBody>, Response = Response<ResBody>> + Clone + Send + 'static,
    S::Future: Send,
    S::Error: Into<BoxError>,
    C: Credential,
    ReqBody: TryCloneBody + Send + 'static,
    ResBody: Body<Data = Bytes> + Send + 'static,
    ResBody::Error: Send,
{
    type Response = Response<AuthBody<ResBody>>;
    type Error = BoxError;
    type Future = ResponseFuture<S, C, ReqBody, ResBody>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.inner.poll_ready(cx).map_err(Into::into)
    }

    #[inline]
    fn call(&mut self, request: Request<ReqBody>) -> Self::Future {
        ResponseFuture::begin(&mut self.inner, &self.shared, request)
    }
}
