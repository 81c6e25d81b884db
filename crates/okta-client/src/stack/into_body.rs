//! One type of response bodies and errors, in place of those of the layers below.

use std::{
    pin::Pin,
    task::{Context, Poll, ready},
};

use http::{Request, Response};
use okta_tower::{BoxError, body::Body};
use pin_project_lite::pin_project;
use tower::Service;

/// Service whose response bodies are converted into [`Body`]s by a function, and its errors into [`BoxError`]s.
#[derive(Clone, Debug)]
pub(super) struct IntoBody<S, F> {
    inner: S,
    convert: F,
}

impl<S, F> IntoBody<S, F> {
    pub(super) const fn new<B>(inner: S, convert: F) -> Self
    where
        S: Service<Request<Body>, Response = Response<B>>,
        F: Fn(B) -> Body,
    {
        Self { inner, convert }
    }
}

impl<S, F, B> Service<Request<Body>> for IntoBody<S, F>
where
    S: Service<Request<Body>, Response = Response<B>>,
    S::Error: Into<BoxError>,
    F: Fn(B) -> Body + Clone,
{
    type Response = Response<Body>;
    type Error = BoxError;
    type Future = ResponseFuture<S::Future, F>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.inner.poll_ready(cx).map_err(Into::into)
    }

    #[inline]
    fn call(&mut self, request: Request<Body>) -> Self::Future {
        ResponseFuture { inner: self.inner.call(request), convert: self.convert.clone() }
    }
}

pin_project! {
    /// Response future of [`IntoBody`].
    pub(super) struct ResponseFuture<T, F> {
        #[pin]
        inner: T,
        convert: F,
    }
}

impl<T, F, B, E> Future for ResponseFuture<T, F>
where
    T: Future<Output = Result<Response<B>, E>>,
    E: Into<BoxError>,
    F: Fn(B) -> Body,
{
    type Output = Result<Response<Body>, BoxError>;

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        Poll::Ready(match ready!(this.inner.poll(cx)) {
            Ok(response) => Ok(response.map(&*this.convert)),
            Err(error) => Err(error.into()),
        })
    }
}
