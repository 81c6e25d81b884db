//! Code shared by several layers.

/// Accessors of the wrapped service, in the `impl` of a struct with a field `inner: S`.
#[cfg(any(
    feature = "auth",
    feature = "collect",
    feature = "headers",
    feature = "observe",
    feature = "rate-limit",
    feature = "replay",
    feature = "retry",
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

/// Implements `Service` for a wrapper with a field `inner: S` that is always ready and whose response bodies
/// are [`CollectedBody`](crate::collect::CollectedBody), and defines its `ResponseFuture`. The block is the
/// body of `call`; the second argument binds a clone of the inner service, which is not ready.
#[cfg(any(feature = "cache", feature = "coalesce"))]
macro_rules! collecting_service {
    ($service:ident, fn call($self:ident, $inner:ident, $request:ident) $call:block) => {
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
            type Future = ResponseFuture<ResBody>;

            fn poll_ready(
                &mut self,
                _: &mut std::task::Context<'_>,
            ) -> std::task::Poll<Result<(), crate::BoxError>> {
                std::task::Poll::Ready(Ok(()))
            }

            fn call(&mut $self, $request: http::Request<ReqBody>) -> Self::Future {
                let $inner = $self.inner.clone();
                ResponseFuture { inner: $call }
            }
        }

        type BoxedResponseFuture<B> = std::pin::Pin<
            Box<
                dyn std::future::Future<
                        Output = Result<
                            http::Response<crate::collect::CollectedBody<B>>,
                            crate::BoxError,
                        >,
                    > + Send,
            >,
        >;

        #[doc = concat!("Response future of [`", stringify!($service), "`].")]
        #[must_use = "futures do nothing unless polled"]
        pub struct ResponseFuture<B> {
            inner: BoxedResponseFuture<B>,
        }

        impl<B> std::fmt::Debug for ResponseFuture<B> {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_struct("ResponseFuture").finish_non_exhaustive()
            }
        }

        impl<B> std::future::Future for ResponseFuture<B> {
            type Output =
                Result<http::Response<crate::collect::CollectedBody<B>>, crate::BoxError>;

            fn poll(
                mut self: std::pin::Pin<&mut Self>,
                cx: &mut std::task::Context<'_>,
            ) -> std::task::Poll<Self::Output> {
                self.inner.as_mut().poll(cx)
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
