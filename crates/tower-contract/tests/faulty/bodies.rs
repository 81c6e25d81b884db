//! Layers that ask too much of bodies, lose parts of them, or call what is not ready.

use std::task::{Context, Poll};

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use http_body::Body;
use http_body_util::{BodyExt, Full, combinators::UnsyncBoxBody};
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

/// Remembers that the service was polled ready, also in clones and after calls.
#[derive(Clone, Debug)]
pub(crate) struct RemembersReady;

#[derive(Clone, Debug)]
pub(crate) struct ReadyRemembered<S>(S, bool);

impl<S> Layer<S> for RemembersReady {
    type Service = ReadyRemembered<S>;

    fn layer(&self, inner: S) -> ReadyRemembered<S> {
        ReadyRemembered(inner, false)
    }
}

impl<S: Service<Request<B>>, B> Service<Request<B>> for ReadyRemembered<S> {
    type Response = S::Response;
    type Error = S::Error;
    type Future = S::Future;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        if !self.1 {
            std::task::ready!(self.0.poll_ready(cx))?;
            self.1 = true;
        }
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<B>) -> S::Future {
        self.0.call(request)
    }
}

/// Reads the bodies of `401` responses, however long that takes.
#[derive(Clone, Debug)]
pub(crate) struct Peek;

#[derive(Clone, Debug)]
pub(crate) struct Peeked<S>(S);

impl<S> Layer<S> for Peek {
    type Service = Peeked<S>;

    fn layer(&self, inner: S) -> Peeked<S> {
        Peeked(inner)
    }
}

impl<S, B, R> Service<Request<B>> for Peeked<S>
where
    S: Service<Request<B>, Response = Response<R>, Error: Into<BoxError>, Future: Send + 'static>,
    R: Body<Data = Bytes, Error: Into<BoxError>> + Send + 'static,
{
    type Response = Response<UnsyncBoxBody<Bytes, BoxError>>;
    type Error = BoxError;
    type Future = BoxFuture<Result<Self::Response, BoxError>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.0.poll_ready(cx).map_err(Into::into)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let response = self.0.call(request);
        Box::pin(async move {
            let (parts, body) = response.await.map_err(Into::into)?.into_parts();
            if parts.status != StatusCode::UNAUTHORIZED {
                return Ok(Response::from_parts(parts, body.map_err(Into::into).boxed_unsync()));
            }
            let body = body.collect().await.map_err(Into::into)?;
            Ok(Response::from_parts(parts, body.map_err(|never| match never {}).boxed_unsync()))
        })
    }
}
