//! Code shared by several layers.

/// Accessors of the wrapped service, in the `impl` of a struct with a field `inner: S`.
#[cfg(any(
    feature = "auth",
    feature = "collect",
    feature = "headers",
    feature = "observe",
    feature = "rate-limit",
    feature = "replay",
    feature = "timeout",
    feature = "write-serialization"
))]
macro_rules! inner_service_accessors {
    () => {
        /// Returns a reference to the wrapped service.
        pub const fn get_ref(&self) -> &S {
            &self.inner
        }

        /// Returns a mutable reference to the wrapped service.
        pub const fn get_mut(&mut self) -> &mut S {
            &mut self.inner
        }

        /// Returns the wrapped service.
        pub fn into_inner(self) -> S {
            self.inner
        }
    };
}

/// Implements `Service` for a wrapper with a field `inner: S` whose response bodies are
/// [`CollectedBody`](crate::collect::CollectedBody). The block is the body of `call`; the second argument
/// binds the inner service that is ready.
#[cfg(any(feature = "cache", feature = "coalesce"))]
macro_rules! collecting_service {
    ($service:ident, fn call($self:ident, $ready:ident, $request:ident) $call:block) => {
        impl<S, ReqBody, ResBody> tower_service::Service<http::Request<ReqBody>> for $service<S>
        where
            S: tower_service::Service<http::Request<ReqBody>, Response = http::Response<ResBody>>
                + Clone
                + Send
                + 'static,
            S::Future: Send,
            S::Error: Into<crate::BoxError>,
            ReqBody: http_body::Body + Send + 'static,
            ResBody: http_body::Body<Data = bytes::Bytes> + Send + 'static,
            ResBody::Error: Into<crate::BoxError>,
        {
            type Response = http::Response<crate::collect::CollectedBody<ResBody>>;
            type Error = crate::BoxError;
            type Future = std::pin::Pin<
                Box<dyn std::future::Future<Output = Result<Self::Response, crate::BoxError>> + Send>,
            >;

            fn poll_ready(
                &mut self,
                cx: &mut std::task::Context<'_>,
            ) -> std::task::Poll<Result<(), crate::BoxError>> {
                self.inner.poll_ready(cx).map_err(Into::into)
            }

            fn call(&mut $self, $request: http::Request<ReqBody>) -> Self::Future {
                let clone = $self.inner.clone();
                let mut $ready = std::mem::replace(&mut $self.inner, clone);
                $call
            }
        }
    };
}

/// Implements `Layer` for observers: each wraps a service in an `Observe` around itself.
#[cfg(any(feature = "trace", feature = "metrics"))]
macro_rules! observer_is_layer {
    ($($observer:ty),*) => {$(
        impl<S> tower_layer::Layer<S> for $observer {
            type Service = crate::observe::Observe<S, $observer>;

            fn layer(&self, inner: S) -> Self::Service {
                crate::observe::ObserveLayer::new(self.clone()).layer(inner)
            }
        }
    )*};
}
