//! The cache over a small server whose state changes with every write.

mod invalidation;
mod lifetimes;
mod rfc9111;
mod storing;

use std::{
    convert::Infallible,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::UNIX_EPOCH,
};

use bytes::Bytes;
use http::{Method, Request, Response, StatusCode};
use tower::{Layer, ServiceExt, service_fn, util::BoxCloneSyncService};

use super::*;
use crate::{
    BoxError,
    body::Body,
    clock::ManualClock,
    collect::CollectedBody,
    meta::{CacheMode, Operation, OperationMeta, Principal},
};

const ORIGIN: &str = "https://example.com";
const USER: &str = "/users/1";

/// Each response contains the number of writes so far, and may be cached for 300 seconds unless other headers are set.
#[derive(Default)]
struct Api {
    writes: AtomicUsize,
    requests: AtomicUsize,
    headers: Mutex<Option<Vec<(&'static str, &'static str)>>>,
    /// The status of the response to the next write.
    fault: Mutex<Option<StatusCode>>,
}

impl Api {
    fn respond(&self, request: &Request<Body>) -> Response<Body> {
        self.requests.fetch_add(1, Ordering::SeqCst);
        let headers = self.headers.lock().unwrap().clone();
        let headers = headers.unwrap_or_else(|| vec![("cache-control", "max-age=300")]);
        let mut response = Response::builder().header("content-type", "application/json");
        for (name, value) in &headers {
            response = response.header(*name, *value);
        }
        if !request.method().is_safe() {
            self.writes.fetch_add(1, Ordering::SeqCst);
            let status = self.fault.lock().unwrap().take().unwrap_or(StatusCode::OK);
            return response.status(status).body(Body::empty()).unwrap();
        }
        let condition = ["if-none-match", "if-modified-since"].map(|name| request.headers().get(name));
        if headers
            .iter()
            .any(|(_, value)| condition.into_iter().flatten().any(|condition| condition == value))
        {
            return response.status(304).body(Body::empty()).unwrap();
        }
        let version = self.writes.load(Ordering::SeqCst);
        response.body(Body::from(format!(r#"{{"version":{version}}}"#))).unwrap()
    }
}

type Service = BoxCloneSyncService<Request<Body>, Response<CollectedBody<Body>>, BoxError>;

/// A cache over an [`Api`].
struct TestCache {
    api: Arc<Api>,
    layer: CacheLayer,
    clock: ManualClock,
    service: Service,
}

impl TestCache {
    fn new() -> Self {
        Self::with(|layer| layer)
    }

    fn with(configure: impl FnOnce(CacheLayer) -> CacheLayer) -> Self {
        Self::over(Arc::default(), configure(CacheLayer::for_principal(Principal::new("me"))))
    }

    fn over(api: Arc<Api>, layer: CacheLayer) -> Self {
        let clock = ManualClock::new(UNIX_EPOCH + Duration::from_secs(1_000_000));
        let layer = layer.clock(Arc::new(clock.clone()));
        let server = Arc::clone(&api);
        let service = layer.layer(service_fn(move |request: Request<Body>| {
            let response = server.respond(&request);
            async { Ok::<_, Infallible>(response) }
        }));
        Self { api, layer, clock, service: BoxCloneSyncService::new(service) }
    }

    async fn send(&self, request: Request<Body>) -> Response<CollectedBody<Body>> {
        self.service.clone().oneshot(request).await.unwrap()
    }

    async fn get(&self, path: &str) -> Response<CollectedBody<Body>> {
        self.send(get(path)).await
    }

    /// Reads, and returns whether the response came from the cache.
    async fn hits(&self, path: &str) -> bool {
        is_hit(&self.get(path).await)
    }

    async fn write(&self, method: Method, path: &str) -> Response<CollectedBody<Body>> {
        let uri = format!("{ORIGIN}{path}");
        self.send(Request::builder().method(method).uri(uri).body(Body::from("{}")).unwrap()).await
    }

    fn set_headers(&self, headers: &[(&'static str, &'static str)]) {
        *self.api.headers.lock().unwrap() = Some(headers.to_vec());
    }

    /// Advances both clocks.
    async fn advance(&self, seconds: u64) {
        self.clock.advance(Duration::from_secs(seconds));
        tokio::time::advance(Duration::from_secs(seconds)).await;
    }

    fn request_count(&self) -> usize {
        self.api.requests.load(Ordering::SeqCst)
    }
}

fn get(path: &str) -> Request<Body> {
    Request::get(format!("{ORIGIN}{path}")).body(Body::empty()).unwrap()
}

fn with<T: Clone + Send + Sync + 'static>(mut request: Request<Body>, extension: T) -> Request<Body> {
    request.extensions_mut().insert(extension);
    request
}

fn header(mut request: Request<Body>, name: &'static str, value: &'static str) -> Request<Body> {
    request.headers_mut().insert(name, http::HeaderValue::from_static(value));
    request
}

fn status(response: &Response<CollectedBody<Body>>) -> Option<CacheStatus> {
    response.extensions().get().copied()
}

fn is_hit(response: &Response<CollectedBody<Body>>) -> bool {
    matches!(status(response), Some(CacheStatus::Hit { .. }))
}

async fn bytes(response: Response<CollectedBody<Body>>) -> Bytes {
    http_body_util::BodyExt::collect(response.into_body()).await.unwrap().to_bytes()
}

/// Sends a request twice, and returns whether the second was a hit.
async fn is_cached(cache: &TestCache, request: impl Fn() -> Request<Body>) -> bool {
    let first = cache.send(request()).await;
    assert!(!is_hit(&first), "{:?}", request().uri());
    is_hit(&cache.send(request()).await)
}

const _: fn() = || {
    fn check<T: Clone + Send + Sync + 'static>() {}
    check::<CacheLayer>();
    check::<Cache<()>>();
};
