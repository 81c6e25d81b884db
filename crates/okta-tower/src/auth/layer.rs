//! The layer itself.

use std::{
    any::type_name,
    fmt,
    future::{Future, poll_fn},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use bytes::Bytes;
use http::{
    HeaderMap, HeaderName, Request, Response,
    header::{AUTHORIZATION, PROXY_AUTHORIZATION},
    request,
};
use http_body::Body;
use tower_layer::Layer;
use tower_service::Service;

use super::{
    Attached, AuthBody, AuthError, AuthErrorKind, Cause, Credential, Interest, Origin, PlainHttp, Verdict,
};
use crate::{
    BoxError,
    body::{TryCloneBody, try_clone_request},
    meta::{ErrorBody, Operation, Security},
};

/// The header of a DPoP proof ([RFC 9449 §4.1](https://www.rfc-editor.org/rfc/rfc9449#section-4.1)).
pub(super) const DPOP: HeaderName = HeaderName::from_static("dpop");

const DEFAULT_PEEK_LIMIT: usize = 16 * 1024;

/// What happens to a request whose origin is not one of the layer's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ForeignOrigin {
    /// It fails with [`AuthErrorKind::ForeignOrigin`] and is not sent.
    #[default]
    Refuse,
    /// It is sent without credentials: no `Authorization` and no `DPoP` header, whoever set them.
    SendBare,
}

/// Layer that applies [`Auth`]: credentials on each request. See the [module docs](super).
#[must_use = "layers do nothing until they wrap a service"]
pub struct AuthLayer<C> {
    credential: Arc<C>,
    settings: Settings,
}

#[derive(Clone, Debug)]
struct Settings {
    origins: Arc<[Origin]>,
    plain_http: PlainHttp,
    foreign: ForeignOrigin,
    peek_limit: usize,
}

impl<C> AuthLayer<C> {
    /// Attaches `credential` to requests to `origin`.
    pub fn new(origin: Origin, credential: C) -> Self {
        Self {
            credential: Arc::new(credential),
            settings: Settings {
                origins: Arc::from([origin]),
                plain_http: PlainHttp::Never,
                foreign: ForeignOrigin::Refuse,
                peek_limit: DEFAULT_PEEK_LIMIT,
            },
        }
    }

    /// Attaches the credential to requests to `origin` as well, such as a second host of the same server.
    pub fn trust(mut self, origin: Origin) -> Self {
        self.settings.origins = self.settings.origins.iter().cloned().chain([origin]).collect();
        self
    }

    /// Says where the credential may travel unencrypted; nowhere by default.
    pub fn plain_http(mut self, plain_http: PlainHttp) -> Self {
        self.settings.plain_http = plain_http;
        self
    }

    /// Says what happens to requests to other origins; they are refused by default.
    pub fn foreign(mut self, foreign: ForeignOrigin) -> Self {
        self.settings.foreign = foreign;
        self
    }

    /// Limits how many bytes of a `400` or `401` body are read to recognise it; 16 KiB by default. Longer
    /// bodies are handed on complete all the same.
    pub fn peek_limit(mut self, bytes: usize) -> Self {
        self.settings.peek_limit = bytes;
        self
    }

    /// The credential that the layer attaches.
    pub fn credential(&self) -> &Arc<C> {
        &self.credential
    }
}

impl<C> Clone for AuthLayer<C> {
    fn clone(&self) -> Self {
        Self { credential: Arc::clone(&self.credential), settings: self.settings.clone() }
    }
}

impl<C> fmt::Debug for AuthLayer<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        debug::<C>("AuthLayer", &self.settings, f)
    }
}

impl<S, C> Layer<S> for AuthLayer<C> {
    type Service = Auth<S, C>;

    fn layer(&self, inner: S) -> Auth<S, C> {
        Auth { inner, credential: Arc::clone(&self.credential), settings: self.settings.clone() }
    }
}

/// Middleware that attaches a [`Credential`] to each request. See the [module docs](super).
pub struct Auth<S, C> {
    inner: S,
    credential: Arc<C>,
    settings: Settings,
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
        Self {
            inner: self.inner.clone(),
            credential: Arc::clone(&self.credential),
            settings: self.settings.clone(),
        }
    }
}

impl<S, C> fmt::Debug for Auth<S, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        debug::<C>("Auth", &self.settings, f)
    }
}

/// The credential's type, never its content.
fn debug<C>(name: &str, settings: &Settings, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    f.debug_struct(name).field("credential", &type_name::<C>()).field("settings", settings).finish()
}

/// The response future of [`Auth`].
type AuthFuture<B> = Pin<Box<dyn Future<Output = Result<Response<AuthBody<B>>, BoxError>> + Send>>;

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
    type Future = AuthFuture<ResBody>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.inner.poll_ready(cx).map_err(Into::into)
    }

    fn call(&mut self, request: Request<ReqBody>) -> Self::Future {
        let fresh = self.inner.clone();
        let ready = std::mem::replace(&mut self.inner, fresh);
        let credential = Arc::clone(&self.credential);
        let settings = self.settings.clone();
        Box::pin(send(ready, credential, settings, request))
    }
}

/// Sends one request, and again as the credential asks, each cause once.
async fn send<S, C, ReqBody, ResBody>(
    mut inner: S,
    credential: Arc<C>,
    settings: Settings,
    mut request: Request<ReqBody>,
) -> Result<Response<AuthBody<ResBody>>, BoxError>
where
    S: Service<Request<ReqBody>, Response = Response<ResBody>>,
    S::Error: Into<BoxError>,
    C: Credential,
    ReqBody: TryCloneBody,
    ResBody: Body<Data = Bytes>,
{
    match settings.route(&request)? {
        Route::AsIs => return bare(&mut inner, request).await,
        Route::Bare => {
            strip(request.headers_mut());
            return bare(&mut inner, request).await;
        }
        Route::Signed => {}
    }
    let mut left = Causes { token: credential.resends(), proof: credential.resends() };
    loop {
        let spare = if left.token || left.proof { try_clone_request(&request) } else { None };
        let (mut parts, body) = request.into_parts();
        let attached = attach(&*credential, &mut parts).await?;
        let response = inner.call(Request::from_parts(parts, body)).await.map_err(Into::into)?;

        let (head, body) = response.into_parts();
        if credential.inspect(&attached, &head) == Interest::Done {
            return Ok(Response::from_parts(head, AuthBody::untouched(body)));
        }
        let (verdict, body) = match head.extensions.get::<ErrorBody>() {
            Some(ErrorBody(bytes)) => (credential.review(&attached, &head, bytes), AuthBody::untouched(body)),
            None => {
                let body = AuthBody::peek(body, settings.peek_limit).await;
                (credential.review(&attached, &head, body.peeked()), body)
            }
        };
        match (verdict, spare) {
            (Verdict::Resend(cause), Some(again)) if left.take(cause) => {
                drop(body);
                poll_fn(|cx| inner.poll_ready(cx)).await.map_err(Into::into)?;
                request = again;
            }
            _ => return Ok(Response::from_parts(head, body)),
        }
    }
}

async fn attach<C: Credential>(credential: &C, parts: &mut request::Parts) -> Result<Attached, AuthError> {
    strip(&mut parts.headers);
    let attached = match credential.attach_now(parts) {
        Some(attached) => attached?,
        None => credential.attach(parts).await?,
    };
    for name in [AUTHORIZATION, DPOP] {
        if let Some(value) = parts.headers.get_mut(name) {
            value.set_sensitive(true);
        }
    }
    Ok(attached)
}

/// Sends a request that takes no credential.
async fn bare<S, ReqBody, ResBody>(
    inner: &mut S,
    request: Request<ReqBody>,
) -> Result<Response<AuthBody<ResBody>>, BoxError>
where
    S: Service<Request<ReqBody>, Response = Response<ResBody>>,
    S::Error: Into<BoxError>,
    ResBody: Body<Data = Bytes>,
{
    let response = inner.call(request).await.map_err(Into::into)?;
    Ok(response.map(AuthBody::untouched))
}

/// Removes what only this layer may set.
fn strip(headers: &mut HeaderMap) {
    for name in [AUTHORIZATION, DPOP, PROXY_AUTHORIZATION] {
        headers.remove(name);
    }
}

/// The causes for which the request may still be sent again.
struct Causes {
    token: bool,
    proof: bool,
}

impl Causes {
    fn take(&mut self, cause: Cause) -> bool {
        match cause {
            Cause::Token => std::mem::take(&mut self.token),
            Cause::Proof => std::mem::take(&mut self.proof),
        }
    }
}

enum Route {
    /// With the credential.
    Signed,
    /// Without any.
    Bare,
    /// Untouched: the operation takes no credential.
    AsIs,
}

impl Settings {
    fn route<B>(&self, request: &Request<B>) -> Result<Route, AuthError> {
        if Operation::of(request).is_some_and(|operation| operation.security == Security::None) {
            return Ok(Route::AsIs);
        }
        match self.origins.iter().find(|origin| origin.contains(request.uri())) {
            Some(origin) if self.plain_http.admits(origin) => Ok(Route::Signed),
            Some(origin) => Err(AuthError::new(
                AuthErrorKind::Insecure,
                format!("the credential is not sent to {origin}, where it would travel unencrypted"),
            )
            .with_hint("use https")),
            None if self.foreign == ForeignOrigin::SendBare => Ok(Route::Bare),
            None => Err(AuthError::new(AuthErrorKind::ForeignOrigin, self.foreign_message(request))),
        }
    }

    fn foreign_message<B>(&self, request: &Request<B>) -> String {
        let own = self.origins.first().map(ToString::to_string).unwrap_or_default();
        match Origin::of(request.uri()) {
            Ok(other) => format!("the request goes to {other}, but the credential is for {own} only"),
            Err(error) => format!("the request's URL is {error}; the credential is for {own} only"),
        }
    }
}
