//! Cost of each layer: one call through it, with an inner service that responds immediately.
//!
//! Run with `cargo bench -p okta-benches --bench layers`. Compare within one run; `bare` has no layer.

use std::{convert::Infallible, future::ready, time::Duration};

use divan::{AllocProfiler, Bencher};
use http::{Request, Response};
use okta_tower::{
    BoxError,
    auth::{AuthLayer, Ssws},
    body::Body,
    cache,
    coalesce::CoalesceLayer,
    collect::CollectLayer,
    headers::DefaultHeadersLayer,
    meta::{CacheMode, Principal},
    rate_limit::{self, RateLimitLayer},
    retry::{self, RetryLayer},
    timeout::{AttemptTimeoutLayer, DeadlineLayer},
    trace::{AttemptSpanLayer, CallSpanLayer, LogLayer},
};
use tower::{Layer, Service, ServiceExt, layer::util::Identity, service_fn};

#[global_allocator]
static ALLOCATIONS: AllocProfiler = AllocProfiler::system();

fn main() {
    divan::main();
}

#[derive(Clone, Copy)]
struct ReadyService;

impl Service<Request<Body>> for ReadyService {
    type Response = Response<Body>;
    type Error = BoxError;
    type Future = std::future::Ready<Result<Response<Body>, BoxError>>;

    fn poll_ready(&mut self, _: &mut std::task::Context<'_>) -> std::task::Poll<Result<(), BoxError>> {
        std::task::Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: Request<Body>) -> Self::Future {
        let mut response = Response::new(Body::from("{}"));
        for (name, value) in [
            ("date", "Tue, 14 Nov 2023 22:13:20 GMT"),
            ("x-rate-limit-limit", "600"),
            ("x-rate-limit-remaining", "599"),
            ("x-rate-limit-reset", "1700000060"),
        ] {
            response.headers_mut().insert(name, http::HeaderValue::from_static(value));
        }
        ready(Ok(response))
    }
}

fn request() -> Request<Body> {
    let mut request = Request::new(Body::empty());
    *request.uri_mut() = http::Uri::from_static("https://example.okta.com/api/v1/users/00u1");
    request
}

/// Measures one call through `layer`.
fn bench_layer<L, B>(bencher: Bencher<'_, '_>, layer: L, request: impl Fn() -> Request<Body>)
where
    L: Layer<ReadyService>,
    L::Service: Service<Request<Body>, Response = Response<B>> + Clone,
    <L::Service as Service<Request<Body>>>::Error: std::fmt::Debug,
{
    let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_all().build() else { return };
    let service = layer.layer(ReadyService);
    bencher
        .with_inputs(request)
        .bench_local_values(|request| runtime.block_on(service.clone().oneshot(request)).map(drop).is_ok());
}

#[divan::bench]
fn bare(bencher: Bencher<'_, '_>) {
    bench_layer(bencher, Identity::new(), request);
}

#[divan::bench]
fn call_span_without_subscriber(bencher: Bencher<'_, '_>) {
    bench_layer(bencher, CallSpanLayer::new(), request);
}

#[divan::bench]
fn attempt_span_without_subscriber(bencher: Bencher<'_, '_>) {
    bench_layer(bencher, AttemptSpanLayer::new(), request);
}

#[divan::bench]
fn log_without_subscriber(bencher: Bencher<'_, '_>) {
    bench_layer(bencher, LogLayer::new(tracing::Level::DEBUG), request);
}

#[divan::bench]
fn deadline(bencher: Bencher<'_, '_>) {
    bench_layer(bencher, DeadlineLayer::new(Duration::from_secs(60)), request);
}

#[divan::bench]
fn attempt_timeout(bencher: Bencher<'_, '_>) {
    bench_layer(bencher, AttemptTimeoutLayer::new(Duration::from_secs(60)), request);
}

#[divan::bench]
fn default_headers(bencher: Bencher<'_, '_>) {
    let layer = DefaultHeadersLayer::new()
        .reserve("authorization")
        .and_then(|layer| layer.header("accept", "application/json"))
        .and_then(|layer| layer.header("user-agent", "bench/1.0"));
    bench_layer(bencher, layer.unwrap_or_default(), request);
}

#[divan::bench]
fn retry(bencher: Bencher<'_, '_>) {
    bench_layer(bencher, RetryLayer::new(retry::policy()), request);
}

#[divan::bench]
fn rate_limit(bencher: Bencher<'_, '_>) {
    bench_layer(bencher, RateLimitLayer::new(rate_limit::limits()), request);
}

#[divan::bench]
fn collect(bencher: Bencher<'_, '_>) {
    bench_layer(bencher, CollectLayer::new(), request);
}

#[divan::bench]
fn auth_with_an_api_token(bencher: Bencher<'_, '_>) {
    let (Ok(origin), Ok(token)) = ("https://example.okta.com".parse(), Ssws::new("00example")) else {
        return;
    };
    bench_layer(bencher, AuthLayer::new(origin, token), request);
}

#[divan::bench]
fn cache_hit(bencher: Bencher<'_, '_>) {
    let cached_request = || {
        let mut request = request();
        request.extensions_mut().insert(CacheMode::Force);
        request
    };
    bench_layer(bencher, cache::okta(Principal::new("bench")), cached_request);
}

#[divan::bench]
fn coalesce(bencher: Bencher<'_, '_>) {
    bench_layer(bencher, CoalesceLayer::single_user(), request);
}

/// Type erasure, which the stack uses once.
#[divan::bench]
fn boxed(bencher: Bencher<'_, '_>) {
    let boxed = tower::layer::layer_fn(|inner: ReadyService| tower::util::BoxCloneSyncService::new(inner));
    bench_layer(bencher, boxed, request);
}

/// A plain function, without a service.
#[divan::bench]
fn function(bencher: Bencher<'_, '_>) {
    let function = tower::layer::layer_fn(|_: ReadyService| {
        service_fn(|_: Request<Body>| ready(Ok::<_, Infallible>(Response::new(Body::empty()))))
    });
    bench_layer(bencher, function, request);
}
