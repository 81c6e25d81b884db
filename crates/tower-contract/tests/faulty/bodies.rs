//! Layers that ask too much of bodies, lose parts of them, or call what is not ready.

use std::task::{Context, Poll};

use bytes::Bytes;
use http::{Request, Response};
use http_body::Body;
use http_body_util::{BodyExt, Full};
use tower::{Layer, Service, ServiceExt};
use tower_contract::BoxError;

use super::BoxFuture;

/// Calls a clone of the service that was polled ready.
#[derive(Clone, Debug)]
pub(crate) struct CallsClone;

#[derive(Clone, Debug)]
pub(crate) struct ClonesCalled<S>(S);

impl<S> Layer<S> for CallsClone {
    type Service = ClonesCalled<S>;

    fn layer(&self, inner: S) -> ClonesCalled<S> {
        ClonesCalled(inner)
    }
}

impl<S: Service<Request<B>> + Clone, B> Service<Request<B>> for ClonesCalled<S> {
    type Response = S::Response;
    type Error = S::Error;
    type Future = S::Future;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.0.poll_ready(cx)
    }

    fn call(&mut self, request: Request<B>) -> S::Future {
        self.0.clone().call(request)
    }
}

/// Asks request bodies for `Clone`, and response bodies for `Sync`.
#[derive(Clone, Debug)]
pub(crate) struct Demanding;

#[derive(Clone, Debug)]
pub(crate) struct Demanded<S>(S);

impl<S> Layer<S> for Demanding {
    type Service = Demanded<S>;

    fn layer(&self, inner: S) -> Demanded<S> {
        Demanded(inner)
    }
}

impl<S: Service<Request<B>, Response = Response<R>>, B: Clone, R: Sync> Service<Request<B>> for Demanded<S> {
    type Response = Response<R>;
    type Error = S::Error;
    type Future = S::Future;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.0.poll_ready(cx)
    }

    fn call(&mut self, request: Request<B>) -> S::Future {
        self.0.call(request)
    }
}

/// Collects response bodies, and loses their trailers.
#[derive(Clone, Debug)]
pub(crate) struct Collect;

#[derive(Clone, Debug)]
pub(crate) struct Collected<S>(S);

impl<S> Layer<S> for Collect {
    type Service = Collected<S>;

    fn layer(&self, inner: S) -> Collected<S> {
        Collected(inner)
    }
}

impl<S, B, R> Service<Request<B>> for Collected<S>
where
    S: Service<Request<B>, Response = Response<R>, Error: Into<BoxError>, Future: Send>
        + Clone
        + Send
        + 'static,
    B: Send + 'static,
    R: Body<Data = Bytes, Error: Into<BoxError>> + Send + 'static,
{
    type Response = Response<Full<Bytes>>;
    type Error = BoxError;
    type Future = BoxFuture<Result<Response<Full<Bytes>>, BoxError>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let inner = self.0.clone();
        Box::pin(async move {
            let (parts, body) = inner.oneshot(request).await.map_err(Into::into)?.into_parts();
            let body = body.collect().await.map_err(Into::into)?.to_bytes();
            Ok(Response::from_parts(parts, Full::new(body)))
        })
    }
}
