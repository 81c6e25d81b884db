//! The layer and the service: tower's, around an adapter of bodies and errors.

use std::{
    fmt,
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use http::{Request, Response};
use http_body::Body;
use pin_project_lite::pin_project;
use tower_layer::Layer;
use tower_service::Service;

use super::{RetryPolicy, call::CallPolicy, settings::RetrySettings};
use crate::{
    BoxError,
    body::{CloneBody, CloneBodyFn, CloneKnown},
};

/// Layer that applies [`Retry`]. See the [module docs](super).
#[derive(Clone, Debug)]
#[must_use = "layers do nothing until they wrap a service"]
pub struct RetryLayer<C = CloneKnown> {
    policy: RetryPolicy,
    clone_body: C,
}

impl RetryLayer {
    /// Creates a layer with a policy.
    pub const fn new(policy: RetryPolicy) -> Self {
        Self { policy, clone_body: CloneKnown }
    }
}

impl<C> RetryLayer<C> {
    /// Sets how request bodies are cloned, for body types other than those of [`CloneKnown`].
    ///
    /// A request whose body cannot be cloned is sent once.
    pub fn clone_body_fn<F>(self, clone: F) -> RetryLayer<CloneBodyFn<F>> {
        RetryLayer { policy: self.policy, clone_body: CloneBodyFn::new(clone) }
    }
}

impl<S, C: Clone> Layer<S> for RetryLayer<C> {
    type Service = Retry<S, C>;

    fn layer(&self, inner: S) -> Retry<S, C> {
        let settings = &self.policy.settings;
        let policy = CallPolicy::new(Arc::clone(settings), self.clone_body.clone());
        let inner = tower::retry::Retry::new(policy, AttemptService { inner });
        Retry { inner, settings: Arc::clone(settings) }
    }
}

/// Middleware that retries requests. See the [module docs](super).
#[derive(Clone, Debug)]
pub struct Retry<S, C = CloneKnown> {
    inner: tower::retry::Retry<CallPolicy<C>, AttemptService<S>>,
    settings: Arc<RetrySettings>,
}

impl<S, C> Retry<S, C> {
    /// Returns a reference to the wrapped service.
    pub fn get_ref(&self) -> &S {
        &self.inner.get_ref().inner
    }

    /// Returns a mutable reference to the wrapped service.
    pub fn get_mut(&mut self) -> &mut S {
        &mut self.inner.get_mut().inner
    }

    /// Returns the wrapped service.
    pub fn into_inner(self) -> S {
        self.inner.into_inner().inner
    }
}

impl<S, C, ReqBody, ResBody> Service<Request<ReqBody>> for Retry<S, C>
where
    S: Service<Request<ReqBody>, Response = Response<ResBody>> + Clone,
    S::Error: Into<BoxError>,
    C: CloneBody<ReqBody>,
    ResBody: Body,
{
    type Response = Response<ResBody>;
    type Error = BoxError;
    type Future = ResponseFuture<S, C, ReqBody, ResBody>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.inner.poll_ready(cx)
    }

    #[inline]
    fn call(&mut self, mut request: Request<ReqBody>) -> Self::Future {
        self.settings.remove_retry_headers(request.headers_mut());
        ResponseFuture { inner: self.inner.call(Attempt::Request(request)) }
    }
}

pin_project! {
    /// Response future of [`Retry`].
    #[must_use = "futures do nothing unless polled"]
    pub struct ResponseFuture<S, C, ReqBody, ResBody>
    where
        S: Service<Request<ReqBody>, Response = Response<ResBody>>,
        S::Error: Into<BoxError>,
        C: CloneBody<ReqBody>,
        ResBody: Body,
    {
        #[pin]
        inner: tower::retry::future::ResponseFuture<
            CallPolicy<C>,
            AttemptService<S>,
            Attempt<ReqBody>,
        >,
    }
}

impl<S, C, ReqBody, ResBody> Future for ResponseFuture<S, C, ReqBody, ResBody>
where
    S: Service<Request<ReqBody>, Response = Response<ResBody>>,
    S::Error: Into<BoxError>,
    C: CloneBody<ReqBody>,
    ResBody: Body,
{
    type Output = Result<Response<ResBody>, BoxError>;

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.project().inner.poll(cx)
    }
}

impl<S, C, ReqBody, ResBody> fmt::Debug for ResponseFuture<S, C, ReqBody, ResBody>
where
    S: Service<Request<ReqBody>, Response = Response<ResBody>>,
    S::Error: Into<BoxError>,
    C: CloneBody<ReqBody>,
    ResBody: Body,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseFuture").finish_non_exhaustive()
    }
}

/// A request or its copy. The copy of a request whose body cannot be cloned has none, so that its response is evaluated
/// like any other; it is never sent.
pub(super) enum Attempt<B> {
    Request(Request<B>),
    Head(Request<()>),
}

/// The wrapped service, with boxed errors, for an [`Attempt`].
#[derive(Clone, Debug)]
pub(super) struct AttemptService<S> {
    inner: S,
}

impl<S, B> Service<Attempt<B>> for AttemptService<S>
where
    S: Service<Request<B>>,
    S::Error: Into<BoxError>,
{
    type Response = S::Response;
    type Error = BoxError;
    type Future = AttemptFuture<S::Future>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.inner.poll_ready(cx).map_err(Into::into)
    }

    #[inline]
    fn call(&mut self, attempt: Attempt<B>) -> Self::Future {
        let inner = match attempt {
            Attempt::Request(request) => Some(self.inner.call(request)),
            Attempt::Head(_) => None,
        };
        AttemptFuture { inner }
    }
}

pin_project! {
    pub(super) struct AttemptFuture<F> {
        #[pin]
        inner: Option<F>,
    }
}

impl<F, T, E> Future for AttemptFuture<F>
where
    F: Future<Output = Result<T, E>>,
    E: Into<BoxError>,
{
    type Output = Result<T, BoxError>;

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        match self.project().inner.as_pin_mut() {
            Some(inner) => Poll::Ready(ready!(inner.poll(cx)).map_err(Into::into)),
            None => Poll::Ready(Err("request body cannot be cloned".into())),
        }
    }
}
