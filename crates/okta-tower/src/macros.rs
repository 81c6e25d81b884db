//! What several layers would otherwise repeat word for word.

/// Methods that reach the wrapped service, in the `impl` of a struct with a field `inner: S`.
macro_rules! inner_service_accessors {
    () => {
        /// The wrapped service.
        pub const fn get_ref(&self) -> &S {
            &self.inner
        }

        /// The wrapped service.
        pub const fn get_mut(&mut self) -> &mut S {
            &mut self.inner
        }

        /// Unwraps the service.
        pub fn into_inner(self) -> S {
            self.inner
        }
    };
}

/// Makes observers layers: `ObserveLayer` around themselves.
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
