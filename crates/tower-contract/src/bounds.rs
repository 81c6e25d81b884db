//! Checks at compile time, by the macro: which bodies and errors a layer accepts.
//!
//! Each check uses a body that lacks one trait. An unmet bound must be an outcome and not a compile error, so two traits
//! have the same method: one is implemented for `BoundProbe` with the bounds, the other for `&BoundProbe` without. A
//! method call on a `&BoundProbe` prefers the first if its bounds hold.

use std::{
    cell::Cell,
    fmt,
    marker::{PhantomData, PhantomPinned},
    pin::Pin,
    task::{Context, Poll},
};

use bytes::Bytes;
use http::{Request, Response};
use http_body::{Body, Frame};
use tower_layer::Layer;
use tower_service::Service;

use crate::BoxError;

/// What a layer may accept, and whether it does.
pub type BoundCheck = (&'static str, bool);

/// A body that lacks what `M` lacks.
#[derive(Clone, Debug)]
pub struct BodyWithout<M>(PhantomData<M>);

/// Lacks nothing.
#[derive(Clone, Debug)]
pub struct Nothing;
/// Lacks `Clone`.
#[derive(Debug)]
pub struct NotClone;
/// Lacks `Sync`.
#[derive(Clone, Debug)]
pub struct NotSync(PhantomData<Cell<()>>);
/// Lacks `Unpin`.
#[derive(Clone, Debug)]
pub struct NotUnpin(PhantomPinned);

impl<M> Body for BodyWithout<M> {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        Poll::Ready(None)
    }
}

/// An error that is not boxed.
#[derive(Debug)]
pub struct PlainError;

impl fmt::Display for PlainError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("plain error")
    }
}

impl std::error::Error for PlainError {}

/// A service with request body `Q`, response body `R` and error `E`.
pub struct BoundService<Q, R, E>(PhantomData<fn(Q) -> (R, E)>);

impl<Q, R, E> Clone for BoundService<Q, R, E> {
    fn clone(&self) -> Self {
        Self(PhantomData)
    }
}

impl<Q, R, E> fmt::Debug for BoundService<Q, R, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BoundService")
    }
}

impl<B, Q, R, E> Service<Request<B>> for BoundService<Q, R, E> {
    type Response = Response<R>;
    type Error = E;
    type Future = std::future::Pending<Result<Response<R>, E>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), E>> {
        Poll::Pending
    }

    fn call(&mut self, _: Request<B>) -> Self::Future {
        std::future::pending()
    }
}

/// Whether a layer of type `L` accepts `Q`, `R` and `E`.
#[derive(Debug)]
pub struct BoundProbe<L, Q, R, E>(PhantomData<fn() -> L>, PhantomData<(Q, R, E)>);

impl<L, Q, R, E> BoundProbe<L, Q, R, E> {
    /// Creates the check. The types are those of the arguments.
    #[must_use]
    pub fn new(layer: PhantomData<fn() -> L>, types: PhantomData<(Q, R, E)>) -> Self {
        Self(layer, types)
    }
}

/// The method where the bounds hold.
pub trait Accepts {
    /// Returns `true`.
    fn accepts(&self) -> bool {
        true
    }
}

impl<L, Q, R, E> Accepts for BoundProbe<L, Q, R, E>
where
    L: Layer<BoundService<Q, R, E>>,
    L::Service: Service<Request<Q>>,
{
}

/// The method where they do not.
pub trait Rejects {
    /// Returns `false`.
    fn accepts(&self) -> bool {
        false
    }
}

impl<L, Q, R, E> Rejects for &BoundProbe<L, Q, R, E> {}

/// A request body that lacks what `M` lacks.
pub type Sent<M> = PhantomData<(BodyWithout<M>, BodyWithout<Nothing>, BoxError)>;
/// A response body that lacks what `M` lacks.
pub type Received<M> = PhantomData<(BodyWithout<Nothing>, BodyWithout<M>, BoxError)>;
/// An error of type `E`.
pub type Failing<E> = PhantomData<(BodyWithout<Nothing>, BodyWithout<Nothing>, E)>;

const _: fn() = || {
    fn is_send<T: Send>() {}
    is_send::<BodyWithout<NotSync>>();
};
