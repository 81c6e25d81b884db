//! The cache of Okta's responses, over a small server whose state changes with every write.

mod invalidation;
mod storing;

use std::{
    convert::Infallible,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use bytes::Bytes;
use http::{Method, Request, Response, StatusCode};
use tower::{Layer, ServiceExt, service_fn, util::BoxCloneSyncService};

use super::*;
use crate::{
    BoxError,
    body::Body,
    collect::CollectedBody,
    meta::{CacheMode, Operation, OperationMeta, Principal},
};

const ORIGIN: &str = "https://example.okta.com";
const USER: &str = "00u118oQYT4TBGuay0g4";
const OTHER: &str = "00u999999999999999zz";
const LOGIN: &str = "isaac@example.com";
const GROUP: &str = "00g1emaKYZTWRYYRRTSK";

/// A server with two users and a group. Each response contains the number of writes so far.
#[derive(Default)]
struct Org {
    writes: AtomicUsize,
    requests: Mutex<Vec<String>>,
    headers: Mutex<Vec<(&'static str, &'static str)>>,
    /// The status of the response to the next write.
    fault: Mutex<Option<StatusCode>>,
}

impl Org {
    fn respond(&self, request: &Request<Body>) -> Response<Body> {
        let path = request.uri().path().to_owned();
        self.requests.lock().unwrap().push(format!("{} {path}", request.method()));
        let mut response = Response::builder().header("content-type", "application/json");
        for (name, value) in self.headers.lock().unwrap().iter() {
            response = response.header(*name, *value);
        }
        if !request.method().is_safe() {
            self.writes.fetch_add(1, Ordering::SeqCst);
            let status = self.fault.lock().unwrap().take().unwrap_or(StatusCode::OK);
            return response.status(status).body(Body::from(self.body(&path))).unwrap();
        }
        if let Some(condition) = request.headers().get("if-none-match") {
            let current = self.headers.lock().unwrap().iter().any(|(_, value)| condition == value);
            if current {
                return response.status(304).body(Body::empty()).unwrap();
            }
        }
        response.body(Body::from(self.body(&path))).unwrap()
    }

    fn body(&self, path: &str) -> String {
        let version = self.writes.load(Ordering::SeqCst);
        let user = |id: &str, login: &str| {
            format!(r#"{{"id":"{id}","version":{version},"profile":{{"login":"{login}"}}}}"#)
        };
        let path = path.replace("%40", "@");
        let segments: Vec<_> = path.split('/').skip(3).collect();
        match *segments.as_slice() {
            ["users", OTHER] => user(OTHER, "other@example.com"),
            ["users", USER | "isaac@example.com" | "isaac" | "me"] => user(USER, LOGIN),
            ["users"] | ["groups", _, "users"] => {
                format!("[{},{}]", user(USER, LOGIN), user(OTHER, "other@example.com"))
            }
            ["apps", app] => format!(
                r#"{{"id":"{app}","version":{version},"_embedded":{{"user":{}}}}}"#,
                user(USER, LOGIN)
            ),
            ["page", _] => format!(r#"{{"version":{version},"_links":{{"next":{{"href":"x"}}}}}}"#),
            [.., "lifecycle", _] => "{}".into(),
            [.., last] => format!(r#"{{"id":"{last}","version":{version}}}"#),
            [] => "null".into(),
        }
    }
}

type Service = BoxCloneSyncService<Request<Body>, Response<CollectedBody<Body>>, BoxError>;

/// A cache over an [`Org`].
struct TestCache {
    org: Arc<Org>,
    layer: CacheLayer,
    service: Service,
}

impl TestCache {
    fn new() -> Self {
        Self::with(|layer| layer)
    }

    fn with(configure: impl FnOnce(CacheLayer) -> CacheLayer) -> Self {
        Self::over(Arc::default(), configure(okta(Principal::new("me"))))
    }

    fn over(org: Arc<Org>, layer: CacheLayer) -> Self {
        let server = Arc::clone(&org);
        let service = layer.layer(service_fn(move |request: Request<Body>| {
            let response = server.respond(&request);
            async { Ok::<_, Infallible>(response) }
        }));
        Self { org, layer, service: BoxCloneSyncService::new(service) }
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
        *self.org.headers.lock().unwrap() = headers.to_vec();
    }
}

fn get(path: &str) -> Request<Body> {
    Request::get(format!("{ORIGIN}{path}")).body(Body::empty()).unwrap()
}

fn force(path: &str) -> Request<Body> {
    with(get(path), CacheMode::Force)
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
