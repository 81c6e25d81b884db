//! The layer and the service.

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

use super::{
    RetryPolicy,
    call::{RequestCopy, RetriedCall},
    delay::RetryDelay,
    settings::RetrySettings,
};
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
        Retry { inner, settings: Arc::clone(&self.policy.settings), clone_body: self.clone_body.clone() }
    }
}

/// Middleware that retries requests. See the [module docs](super).
#[derive(Clone, Debug)]
pub struct Retry<S, C = CloneKnown> {
    inner: S,
    settings: Arc<RetrySettings>,
    clone_body: C,
}

impl<S, C> Retry<S, C> {
    inner_service_accessors!();
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
        self.inner.poll_ready(cx).map_err(Into::into)
    }

    #[inline]
    fn call(&mut self, mut request: Request<ReqBody>) -> Self::Future {
        self.settings.remove_retry_headers(request.headers_mut());
        let mut call = RetriedCall::new(Arc::clone(&self.settings), self.clone_body.clone());
        let copy = call.copy(&request);
        let state = State::Sent { response: self.inner.call(request) };
        ResponseFuture { state, copy, call, service: self.inner.clone() }
    }
}

pin_project! {
    /// Response future of [`Retry`].
    #[must_use = "futures do nothing unless polled"]
    pub struct ResponseFuture<S, C, ReqBody, ResBody>
    where
        S: Service<Request<ReqBody>>,
    {
        #[pin]
        state: State<S::Future, ResBody>,
        copy: RequestCopy<ReqBody>,
        call: RetriedCall<C>,
        // For retries.
        service: S,
    }
}

pin_project! {
    #[project = StateProj]
    enum State<F, B> {
        Sent { #[pin] response: F },
        Delayed { #[pin] delay: RetryDelay<B> },
        /// Waiting for the service to be ready.
        Due,
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

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let mut this = self.project();
        loop {
            let next = match this.state.as_mut().project() {
                StateProj::Sent { response } => {
                    let mut result = ready!(response.poll(cx)).map_err(Into::into);
                    match this.call.evaluate(this.copy, &mut result) {
                        Some(delay) => State::Delayed { delay },
                        None => return Poll::Ready(result),
                    }
                }
                StateProj::Delayed { delay } => {
                    ready!(delay.poll(cx));
                    State::Due
                }
                StateProj::Due => {
                    ready!(this.service.poll_ready(cx)).map_err(Into::into)?;
                    // A call is due only if its request can be sent.
                    let Some(request) = this.call.take_request(this.copy) else { return Poll::Pending };
                    State::Sent { response: this.service.call(request) }
                }
            };
            this.state.set(next);
        }
    }
}

impl<S, C, ReqBody, ResBody> fmt::Debug for ResponseFuture<S, C, ReqBody, ResBody>
where
    S: Service<Request<ReqBody>>,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseFuture").finish_non_exhaustive()
    }
}
