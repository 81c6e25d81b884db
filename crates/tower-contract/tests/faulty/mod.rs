//! Small layers, each with one defect.

/// Defines a layer whose service passes readiness on and moves the ready service into its future; or, with
/// `always ready`, is always ready and moves a clone into it.
macro_rules! faulty_layer {
    ($(#[$doc:meta])* $layer:ident $(($state:ty))?, $service:ident,
     |$this:ident, $inner:pat_param, $request:ident| $body:expr) => {
        faulty_layer!(@ $(#[$doc])* $layer $(($state))?, $service, |$this, $inner, $request| $body,
            |service, cx| service.inner.poll_ready(cx).map_err(Into::into),
            |service| { let clone = service.inner.clone(); std::mem::replace(&mut service.inner, clone) });
    };
    (always ready: $(#[$doc:meta])* $layer:ident $(($state:ty))?, $service:ident,
     |$this:ident, $inner:pat_param, $request:ident| $body:expr) => {
        faulty_layer!(@ $(#[$doc])* $layer $(($state))?, $service, |$this, $inner, $request| $body,
            |_service, _cx| std::task::Poll::Ready(Ok(())),
            |service| service.inner.clone());
    };
    (@ $(#[$doc:meta])* $layer:ident $(($state:ty))?, $service:ident,
     |$this:ident, $inner:pat_param, $request:ident| $body:expr,
     |$ready:ident, $cx:ident| $poll_ready:expr, |$taken:ident| $take:expr) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Default)]
        pub(crate) struct $layer $((pub(crate) $state))?;

        #[derive(Clone, Debug)]
        pub(crate) struct $service<S> {
            inner: S,
            layer: $layer,
        }

        impl<S> tower::Layer<S> for $layer {
            type Service = $service<S>;

            fn layer(&self, inner: S) -> $service<S> {
                $service { inner, layer: self.clone() }
            }
        }

        impl<S, B, R> tower::Service<http::Request<B>> for $service<S>
        where
            S: tower::Service<http::Request<B>, Response = http::Response<R>> + Clone + Send + 'static,
            S::Error: Into<tower_contract::BoxError>,
            S::Future: Send,
            B: Send + 'static,
            R: Send + 'static,
        {
            type Response = http::Response<R>;
            type Error = tower_contract::BoxError;
            type Future = crate::faulty::BoxFuture<Result<http::Response<R>, tower_contract::BoxError>>;

            fn poll_ready(
                &mut self,
                cx: &mut std::task::Context<'_>,
            ) -> std::task::Poll<Result<(), tower_contract::BoxError>> {
                let ($ready, $cx) = (self, cx);
                $poll_ready
            }

            fn call(&mut self, $request: http::Request<B>) -> Self::Future {
                let $taken = self;
                let $inner: S = $take;
                let $this = $taken.layer.clone();
                Box::pin(async move { $body })
            }
        }
    };
}

mod bodies;
mod sharing;
mod time;
mod waiting;

use std::{future::Future, pin::Pin};

pub(crate) use self::{bodies::*, sharing::*, time::*, waiting::*};

/// The future of these layers.
pub(crate) type BoxFuture<T> = Pin<Box<dyn Future<Output = T> + Send>>;
