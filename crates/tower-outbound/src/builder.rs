//! Methods for tower's `ServiceBuilder`.

use tower::ServiceBuilder;
#[cfg(any(
    feature = "auth",
    feature = "cache",
    feature = "coalesce",
    feature = "collect",
    feature = "headers",
    feature = "observe",
    feature = "rate-limit",
    feature = "replay",
    feature = "retry",
    feature = "timeout",
    feature = "write-serialization"
))]
use tower::layer::util::Stack;

/// Methods that add the layers of this crate to a [`ServiceBuilder`], one per layer, with the arguments of the layer's
/// constructor. A layer with further settings is added with [`ServiceBuilder::layer`].
///
/// No name is that of a method of `ServiceBuilder` or of tower-http's `ServiceBuilderExt`, so that all three can be used
/// together. The methods are listed from the outermost recommended position to the innermost; the modules say why.
///
/// ```
/// use std::time::Duration;
/// use bytes::Bytes;
/// use http::{Request, Response};
/// use http_body_util::Full;
/// use tower_outbound::{BoxError, OutboundBuilderExt, auth::Bearer, rate_limit::{Dialect, RateLimits}, retry::RetryPolicy};
/// use tower::{ServiceBuilder, ServiceExt, service_fn};
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), BoxError> {
/// let service = ServiceBuilder::new()
///     .deadline(Duration::from_secs(30))
///     .retry_requests(RetryPolicy::new())
///     .pace_requests(RateLimits::new(Dialect::ietf()))
///     .attempt_timeout(Duration::from_secs(10))
///     .authenticate("https://api.example.com".parse()?, Bearer::new("token")?)
///     .service(service_fn(|request: Request<Full<Bytes>>| async move {
///         assert_eq!(request.headers()["authorization"], "Bearer token");
///         Ok::<_, BoxError>(Response::new(Full::<Bytes>::default()))
///     }));
/// service.oneshot(Request::get("https://api.example.com/a").body(Full::default())?).await?;
/// # Ok(()) }
/// ```
pub trait OutboundBuilderExt<L>: sealed::Sealed + Sized {
    /// Opens a span per call. See [`CallSpanLayer`](crate::trace::CallSpanLayer).
    #[cfg(feature = "trace")]
    fn call_span(self) -> ServiceBuilder<Stack<crate::trace::CallSpanLayer, L>>;

    /// Counts and times calls. See [`CallMetricsLayer`](crate::metrics::CallMetricsLayer).
    #[cfg(feature = "metrics")]
    fn call_metrics(self) -> ServiceBuilder<Stack<crate::metrics::CallMetricsLayer, L>>;

    /// Notifies an observer of each request. See [`ObserveLayer`](crate::observe::ObserveLayer).
    #[cfg(feature = "observe")]
    fn observe<O>(self, observer: O) -> ServiceBuilder<Stack<crate::observe::ObserveLayer<O>, L>>;

    /// Limits the time of a call. See [`DeadlineLayer`](crate::timeout::DeadlineLayer).
    #[cfg(feature = "timeout")]
    fn deadline(self, limit: std::time::Duration) -> ServiceBuilder<Stack<crate::timeout::DeadlineLayer, L>>;

    /// Serializes writes with the same key. See
    /// [`WriteSerializationLayer`](crate::write_serialization::WriteSerializationLayer).
    #[cfg(feature = "write-serialization")]
    fn serialize_writes<K>(
        self,
        key: K,
    ) -> ServiceBuilder<Stack<crate::write_serialization::WriteSerializationLayer, L>>
    where
        K: Fn(&http::request::Parts) -> Option<String> + Send + Sync + 'static;

    /// Sets default headers. See [`DefaultHeadersLayer`](crate::headers::DefaultHeadersLayer).
    #[cfg(feature = "headers")]
    fn default_headers(
        self,
        layer: crate::headers::DefaultHeadersLayer,
    ) -> ServiceBuilder<Stack<crate::headers::DefaultHeadersLayer, L>>;

    /// Caches responses. See [`CacheLayer`](crate::cache::CacheLayer).
    #[cfg(feature = "cache")]
    fn cache_responses(
        self,
        layer: crate::cache::CacheLayer,
    ) -> ServiceBuilder<Stack<crate::cache::CacheLayer, L>>;

    /// Coalesces concurrent equal reads. See [`CoalesceLayer`](crate::coalesce::CoalesceLayer).
    #[cfg(feature = "coalesce")]
    fn coalesce_reads(
        self,
        layer: crate::coalesce::CoalesceLayer,
    ) -> ServiceBuilder<Stack<crate::coalesce::CoalesceLayer, L>>;

    /// Makes request bodies clonable. See [`ReplayLayer`](crate::replay::ReplayLayer).
    #[cfg(feature = "replay")]
    fn replay_bodies(self) -> ServiceBuilder<Stack<crate::replay::ReplayLayer, L>>;

    /// Retries requests. See [`RetryLayer`](crate::retry::RetryLayer).
    #[cfg(feature = "retry")]
    fn retry_requests(
        self,
        policy: crate::retry::RetryPolicy,
    ) -> ServiceBuilder<Stack<crate::retry::RetryLayer, L>>;

    /// Paces requests by the server's rate limits. See [`RateLimitLayer`](crate::rate_limit::RateLimitLayer).
    #[cfg(feature = "rate-limit")]
    fn pace_requests(
        self,
        limits: crate::rate_limit::RateLimits,
    ) -> ServiceBuilder<Stack<crate::rate_limit::RateLimitLayer, L>>;

    /// Limits the time of an attempt. See [`AttemptTimeoutLayer`](crate::timeout::AttemptTimeoutLayer).
    #[cfg(feature = "timeout")]
    fn attempt_timeout(
        self,
        limit: std::time::Duration,
    ) -> ServiceBuilder<Stack<crate::timeout::AttemptTimeoutLayer, L>>;

    /// Logs bodies. See [`BodyLogLayer`](crate::trace::BodyLogLayer).
    #[cfg(feature = "trace")]
    fn log_bodies(self, level: tracing::Level) -> ServiceBuilder<Stack<crate::trace::BodyLogLayer, L>>;

    /// Buffers response bodies. See [`CollectLayer`](crate::collect::CollectLayer).
    #[cfg(feature = "collect")]
    fn collect_bodies(self) -> ServiceBuilder<Stack<crate::collect::CollectLayer, L>>;

    /// Authenticates an OAuth client to its server. See
    /// [`ClientAuthenticationLayer`](crate::auth::ClientAuthenticationLayer).
    #[cfg(feature = "oauth")]
    fn authenticate_client(
        self,
        layer: crate::auth::ClientAuthenticationLayer,
    ) -> ServiceBuilder<Stack<crate::auth::ClientAuthenticationLayer, L>>;

    /// Adds a credential to requests to `origin`. See [`AuthLayer`](crate::auth::AuthLayer).
    #[cfg(feature = "auth")]
    fn authenticate<C>(
        self,
        origin: crate::auth::Origin,
        credential: C,
    ) -> ServiceBuilder<Stack<crate::auth::AuthLayer<C>, L>>;

    /// Opens a span per physical request. See [`AttemptSpanLayer`](crate::trace::AttemptSpanLayer).
    #[cfg(feature = "trace")]
    fn attempt_span(self) -> ServiceBuilder<Stack<crate::trace::AttemptSpanLayer, L>>;

    /// Times physical requests and reports quota. See [`RequestMetricsLayer`](crate::metrics::RequestMetricsLayer).
    #[cfg(feature = "metrics")]
    fn request_metrics(self) -> ServiceBuilder<Stack<crate::metrics::RequestMetricsLayer, L>>;

    /// Logs the heads of requests and responses. See [`LogLayer`](crate::trace::LogLayer).
    #[cfg(feature = "trace")]
    fn log_requests(self, level: tracing::Level) -> ServiceBuilder<Stack<crate::trace::LogLayer, L>>;
}

mod sealed {
    pub trait Sealed {}

    impl<L> Sealed for super::ServiceBuilder<L> {}
}

impl<L> OutboundBuilderExt<L> for ServiceBuilder<L> {
    #[cfg(feature = "trace")]
    fn call_span(self) -> ServiceBuilder<Stack<crate::trace::CallSpanLayer, L>> {
        self.layer(crate::trace::CallSpanLayer::new())
    }

    #[cfg(feature = "metrics")]
    fn call_metrics(self) -> ServiceBuilder<Stack<crate::metrics::CallMetricsLayer, L>> {
        self.layer(crate::metrics::CallMetricsLayer::new())
    }

    #[cfg(feature = "observe")]
    fn observe<O>(self, observer: O) -> ServiceBuilder<Stack<crate::observe::ObserveLayer<O>, L>> {
        self.layer(crate::observe::ObserveLayer::new(observer))
    }

    #[cfg(feature = "timeout")]
    fn deadline(self, limit: std::time::Duration) -> ServiceBuilder<Stack<crate::timeout::DeadlineLayer, L>> {
        self.layer(crate::timeout::DeadlineLayer::new(limit))
    }

    #[cfg(feature = "write-serialization")]
    fn serialize_writes<K>(
        self,
        key: K,
    ) -> ServiceBuilder<Stack<crate::write_serialization::WriteSerializationLayer, L>>
    where
        K: Fn(&http::request::Parts) -> Option<String> + Send + Sync + 'static,
    {
        self.layer(crate::write_serialization::WriteSerializationLayer::new(key))
    }

    #[cfg(feature = "headers")]
    fn default_headers(
        self,
        layer: crate::headers::DefaultHeadersLayer,
    ) -> ServiceBuilder<Stack<crate::headers::DefaultHeadersLayer, L>> {
        self.layer(layer)
    }

    #[cfg(feature = "cache")]
    fn cache_responses(
        self,
        layer: crate::cache::CacheLayer,
    ) -> ServiceBuilder<Stack<crate::cache::CacheLayer, L>> {
        self.layer(layer)
    }

    #[cfg(feature = "coalesce")]
    fn coalesce_reads(
        self,
        layer: crate::coalesce::CoalesceLayer,
    ) -> ServiceBuilder<Stack<crate::coalesce::CoalesceLayer, L>> {
        self.layer(layer)
    }

    #[cfg(feature = "replay")]
    fn replay_bodies(self) -> ServiceBuilder<Stack<crate::replay::ReplayLayer, L>> {
        self.layer(crate::replay::ReplayLayer::new())
    }

    #[cfg(feature = "retry")]
    fn retry_requests(
        self,
        policy: crate::retry::RetryPolicy,
    ) -> ServiceBuilder<Stack<crate::retry::RetryLayer, L>> {
        self.layer(crate::retry::RetryLayer::new(policy))
    }

    #[cfg(feature = "rate-limit")]
    fn pace_requests(
        self,
        limits: crate::rate_limit::RateLimits,
    ) -> ServiceBuilder<Stack<crate::rate_limit::RateLimitLayer, L>> {
        self.layer(crate::rate_limit::RateLimitLayer::new(limits))
    }

    #[cfg(feature = "timeout")]
    fn attempt_timeout(
        self,
        limit: std::time::Duration,
    ) -> ServiceBuilder<Stack<crate::timeout::AttemptTimeoutLayer, L>> {
        self.layer(crate::timeout::AttemptTimeoutLayer::new(limit))
    }

    #[cfg(feature = "trace")]
    fn log_bodies(self, level: tracing::Level) -> ServiceBuilder<Stack<crate::trace::BodyLogLayer, L>> {
        self.layer(crate::trace::BodyLogLayer::new(level))
    }

    #[cfg(feature = "collect")]
    fn collect_bodies(self) -> ServiceBuilder<Stack<crate::collect::CollectLayer, L>> {
        self.layer(crate::collect::CollectLayer::new())
    }

    #[cfg(feature = "oauth")]
    fn authenticate_client(
        self,
        layer: crate::auth::ClientAuthenticationLayer,
    ) -> ServiceBuilder<Stack<crate::auth::ClientAuthenticationLayer, L>> {
        self.layer(layer)
    }

    #[cfg(feature = "auth")]
    fn authenticate<C>(
        self,
        origin: crate::auth::Origin,
        credential: C,
    ) -> ServiceBuilder<Stack<crate::auth::AuthLayer<C>, L>> {
        self.layer(crate::auth::AuthLayer::new(origin, credential))
    }

    #[cfg(feature = "trace")]
    fn attempt_span(self) -> ServiceBuilder<Stack<crate::trace::AttemptSpanLayer, L>> {
        self.layer(crate::trace::AttemptSpanLayer::new())
    }

    #[cfg(feature = "metrics")]
    fn request_metrics(self) -> ServiceBuilder<Stack<crate::metrics::RequestMetricsLayer, L>> {
        self.layer(crate::metrics::RequestMetricsLayer::new())
    }

    #[cfg(feature = "trace")]
    fn log_requests(self, level: tracing::Level) -> ServiceBuilder<Stack<crate::trace::LogLayer, L>> {
        self.layer(crate::trace::LogLayer::new(level))
    }
}

#[cfg(all(
    test,
    feature = "auth",
    feature = "cache",
    feature = "coalesce",
    feature = "collect",
    feature = "headers",
    feature = "metrics",
    feature = "rate-limit",
    feature = "replay",
    feature = "retry",
    feature = "timeout",
    feature = "trace",
    feature = "write-serialization"
))]
mod tests;
