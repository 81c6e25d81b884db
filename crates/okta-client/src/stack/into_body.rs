//! One type of response bodies, [`Body`], in place of those of the layers below.

use std::{
    pin::Pin,
    task::{Context, Poll},
};

use http::Response;
use okta_tower::body::Body;
use pin_project_lite::pin_project;
use tower::Service;

/// Service whose response bodies are converted into [`Body`]s.
#[derive(Clone, Debug)]
pub(super) struct IntoBody<S>(pub(super) S);

impl<S, R, B> Service<R> for IntoBody<S>
where
    S: Service<R, Response = Response<B>>,
    B: Into<Body>,
{
    type Response = Response<Body>;
    type Error = S::Error;
    type Future = ResponseFuture<S::Future>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.0.poll_ready(cx)
    }

    #[inline]
    fn call(&mut self, request: R) -> Self::Future {
        ResponseFuture { inner: self.0.call(request) }
    }
}

pin_project! {
    /// Response future of [`IntoBody`].
    pub(super) struct ResponseFuture<F> {
        #[pin]
        inner: F,
    }
}

impl<F, B, E> Future for ResponseFuture<F>
where
    F: Future<Output = Result<Response<B>, E>>,
    B: Into<Body>,
{
    type Output = Result<Response<Body>, E>;

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.project().inner.poll(cx).map_ok(|response| response.map(Into::into))
    }
}
