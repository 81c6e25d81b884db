//! Stored responses, keys, lifetimes and cache hits.

use http_body_util::BodyExt;
use tokio_test::{assert_pending, assert_ready_ok};
use tower_test::mock;

use super::*;
use crate::meta::BodyMode;

#[tokio::test]
async fn hit_sends_no_request_and_has_age() {
    let cache = TestCache::new();
    cache.get(USER).await;
    cache.clock.advance(Duration::from_secs(7));
    let hit = cache.get(USER).await;
    assert_eq!(status(&hit), Some(CacheStatus::Hit { age: Duration::from_secs(7) }));
    assert_eq!(hit.headers()["age"], "7");
    assert_eq!(hit.status(), StatusCode::OK);
    assert_eq!(cache.request_count(), 1);
}

#[tokio::test]
async fn requests_without_principal_pass_uncached() {
    let cache = TestCache::with(|_| CacheLayer::by_principal());
    assert!(!is_cached(&cache, || get(USER)).await);
    assert_eq!(status(&cache.get(USER).await), None);
    assert!(is_cached(&cache, || with(get(USER), Principal::new("alice"))).await);
    assert!(is_cached(&cache, || with(get(USER), Principal::new("bob"))).await);
    let named = TestCache::with(|_| CacheLayer::by_principal().principal(Principal::new("me")));
    assert!(is_cached(&named, || get(USER)).await);
}

#[tokio::test]
async fn single_users_are_separate_in_shared_store() {
    let store = Arc::new(MemoryStore::new());
    let user = || TestCache::with(|_| CacheLayer::single_user().store(Arc::clone(&store)));
    let (one, other) = (user(), user());
    one.get(USER).await;
    assert!(!other.hits(USER).await);
    assert!(one.hits(USER).await);
}

#[tokio::test]
async fn principals_are_separate_in_shared_store() {
    let store = Arc::new(MemoryStore::new());
    let user = |name: &'static str| {
        TestCache::with(|_| CacheLayer::for_principal(Principal::new(name)).store(Arc::clone(&store)))
    };
    let (alice, bob) = (user("alice"), user("bob"));
    alice.get(USER).await;
    assert!(!bob.hits(USER).await);
    assert!(alice.hits(USER).await);
    bob.write(Method::PUT, USER).await;
    assert!(!alice.hits(USER).await, "writes invalidate for all principals");
}

/// A hit needs no place in the inner service.
#[tokio::test(start_paused = true)]
async fn hit_does_not_wait_for_a_permit() {
    let server = service_fn(|request: Request<Body>| async move {
        if request.uri().path() == "/slow" {
            tokio::time::sleep(Duration::from_secs(10)).await;
        }
        let response = Response::builder().header("cache-control", "max-age=60");
        Ok::<_, Infallible>(response.body(Body::from("{}")).unwrap())
    });
    let service = tower::ServiceBuilder::new()
        .layer(CacheLayer::single_user())
        .layer(tower::limit::ConcurrencyLimitLayer::new(1))
        .service(server);
    service.clone().oneshot(get(USER)).await.unwrap();
    let mut slow = tokio_test::task::spawn(service.clone().oneshot(get("/slow")));
    assert_pending!(slow.poll());
    let begin = tokio::time::Instant::now();
    let hit = service.oneshot(get(USER)).await.unwrap();
    assert!(is_hit(&hit));
    assert_eq!(begin.elapsed(), Duration::ZERO);
}

#[tokio::test]
async fn service_is_always_ready() {
    let layer = CacheLayer::single_user();
    let (mut service, mut server) = mock::spawn_layer::<Request<Body>, Response<Body>, _>(layer);
    server.allow(0);
    assert_ready_ok!(service.poll_ready());
    let mut call = tokio_test::task::spawn(service.call(get("/a")));
    assert_pending!(call.poll());
    server.allow(1);
    let respond = async {
        let (_, send) = server.next_request().await.unwrap();
        send.send_response(Response::new(Body::from("{}")));
    };
    let (response, ()) = futures_util::future::join(call, respond).await;
    assert_eq!(status(&response.unwrap()), Some(CacheStatus::Miss));
}

#[tokio::test]
async fn bypass_skips_cache_and_refresh_only_writes() {
    let cache = TestCache::new();
    let mode = |mode| with(get(USER), mode);
    assert!(!is_cached(&cache, || mode(CacheMode::Bypass)).await);
    assert!(!cache.hits(USER).await);
    cache.api.writes.fetch_add(1, Ordering::SeqCst);
    let stored = bytes(cache.get(USER).await).await;
    let refreshed = cache.send(mode(CacheMode::Refresh)).await;
    assert_eq!(status(&refreshed), Some(CacheStatus::Miss));
    let refreshed = bytes(refreshed).await;
    assert_ne!(stored, refreshed);
    assert_eq!(bytes(cache.get(USER).await).await, refreshed);
}

#[tokio::test]
async fn key_includes_principal_accept_and_language() {
    let cache = TestCache::with(|layer| layer.key_header(http::HeaderName::from_static("x-brand")));
    cache.get(USER).await;
    let others: [fn() -> Request<Body>; 6] = [
        || with(get(USER), Principal::new("somebody else")),
        || header(get(USER), "accept", "application/json"),
        || header(get(USER), "accept-language", "de"),
        || header(get(USER), "x-brand", "b"),
        || get("/users/1?expand=keys"),
        || get("/users/1?"),
    ];
    for other in others {
        assert!(is_cached(&cache, other).await, "{:?}", other());
    }
    let elsewhere = || Request::get("https://other.example/users/1").body(Body::empty()).unwrap();
    assert!(is_cached(&cache, elsewhere).await);
    assert!(is_hit(&cache.send(header(get(USER), "x-trace", "1")).await));
}

#[tokio::test]
async fn personal_requests_bypass_the_cache() {
    let cache = TestCache::new();
    cache.get(USER).await;
    for name in
        ["authorization", "cookie", "dpop", "x-api-key", "if-none-match", "if-modified-since", "range"]
    {
        let response = cache.send(header(get(USER), name, "x")).await;
        assert_eq!(status(&response), None, "{name}");
    }
    let streamed = cache.send(with(get(USER), BodyMode::Stream)).await;
    assert_eq!(status(&streamed), None);
    let body = Request::get(format!("{ORIGIN}{USER}")).body(Body::from("x")).unwrap();
    assert_eq!(status(&cache.send(body).await), None);
    let userinfo = Request::get("https://user:pass@example.com/users/1").body(Body::empty()).unwrap();
    assert_eq!(status(&cache.send(userinfo).await), None);
    let head = Request::head(format!("{ORIGIN}{USER}")).body(Body::empty()).unwrap();
    assert_eq!(status(&cache.send(head).await), None);
}

#[tokio::test]
async fn secret_operations_are_not_stored() {
    static SECRET: OperationMeta = OperationMeta::new("getSecret", Method::GET, "/secrets/{id}").secret(true);
    let cache = TestCache::new();
    let read = || with(with(get("/secrets/1"), Operation(&SECRET)), CacheMode::Force);
    assert!(!is_cached(&cache, read).await);
}

#[tokio::test]
async fn predicates_exclude_requests_and_responses() {
    let cache = TestCache::with(|layer| layer.when_request(|head| !crate::collect::is_watch(head)));
    assert!(!is_cached(&cache, || get("/pods?watch=true")).await);
    assert!(is_cached(&cache, || get("/pods")).await);
    let cache = TestCache::with(|layer| layer.when(|head| !head.headers.contains_key("x-stream")));
    assert!(is_cached(&cache, || get("/pods")).await);
    cache.set_headers(&[("cache-control", "max-age=60"), ("x-stream", "1")]);
    assert!(!is_cached(&cache, || get("/logs")).await);
}

#[tokio::test]
async fn streams_and_responses_with_trailers_are_not_stored() {
    let server = service_fn(|request: Request<Body>| async move {
        let response = Response::builder().header("cache-control", "max-age=60");
        let body = http_body_util::Full::new(Bytes::from_static(b"{}"));
        let response = match request.uri().path() {
            "/events" => response.header("content-type", "text/event-stream").body(Body::new(body)),
            "/trailers" => {
                let trailers =
                    [(http::header::ETAG, http::HeaderValue::from_static("x"))].into_iter().collect();
                response.body(Body::new(body.with_trailers(async { Some(Ok(trailers)) })))
            }
            _ => response.body(Body::new(body)),
        };
        Ok::<_, Infallible>(response.unwrap())
    });
    let cache = CacheLayer::single_user().layer(server);
    for (path, trailers, hit) in
        [("/events", false, false), ("/trailers", true, false), ("/plain", false, true)]
    {
        for attempt in 0..2 {
            let response = cache.clone().oneshot(get(path)).await.unwrap();
            assert_eq!(is_hit(&response), hit && attempt == 1, "{path}");
            let body = response.into_body().collect().await.unwrap();
            assert_eq!(body.trailers().is_some(), trailers, "{path}");
        }
    }
}

#[tokio::test]
async fn omitted_headers_are_not_part_of_hits() {
    let cache = TestCache::with(|layer| layer.omit_header(http::HeaderName::from_static("x-request-id")));
    cache.set_headers(&[("cache-control", "max-age=60"), ("x-request-id", "1"), ("x-total-count", "2")]);
    assert_eq!(cache.get(USER).await.headers()["x-request-id"], "1");
    let hit = cache.get(USER).await;
    assert!(is_hit(&hit) && !hit.headers().contains_key("x-request-id"));
    assert_eq!(hit.headers()["x-total-count"], "2");
}

#[tokio::test]
async fn unknown_length_or_large_body_is_streamed() {
    let cache = TestCache::with(|layer| layer.max_entry(10));
    let large = cache.get(USER).await;
    assert!(large.body().as_bytes().is_none());
    assert!(!cache.hits(USER).await);

    let server = service_fn(|_: Request<Body>| async {
        let frame = http_body::Frame::data(Bytes::from_static(b"{}"));
        let frames = futures_util::stream::iter([Ok::<_, Infallible>(frame)]);
        let response = Response::builder().header("cache-control", "max-age=60");
        Ok::<_, Infallible>(response.body(Body::new(http_body_util::StreamBody::new(frames))).unwrap())
    });
    let cache = CacheLayer::single_user().layer(server);
    for _ in 0..2 {
        let response = cache.clone().oneshot(get("/a/1")).await.unwrap();
        assert_eq!(status(&response), Some(CacheStatus::Miss));
        assert_eq!(bytes(response).await, "{}");
    }
}

/// A store that always fails.
#[derive(Debug)]
struct FailingStore;

impl CacheStore for FailingStore {
    fn get<'a>(&'a self, _: &'a CacheKey) -> CacheStoreFuture<'a, Lookup> {
        Box::pin(async { Err("unavailable".into()) })
    }

    fn put(&self, _: Vec<NewEntry>) -> CacheStoreFuture<'_, ()> {
        Box::pin(async { Err("unavailable".into()) })
    }

    fn invalidate<'a>(&'a self, _: &'a [Tag], _: Duration) -> CacheStoreFuture<'a, ()> {
        Box::pin(async { Err("unavailable".into()) })
    }
}

#[tokio::test]
async fn calls_succeed_without_the_store() {
    let cache = TestCache::with(|layer| layer.store(FailingStore));
    assert!(!is_cached(&cache, || get(USER)).await);
    assert_eq!(cache.write(Method::PUT, USER).await.status(), StatusCode::OK);
    assert_eq!(cache.request_count(), 3);
}

#[tokio::test]
async fn debug_hides_principal_and_key() {
    let layer = CacheLayer::for_principal(Principal::new("principal-name"));
    let text = format!("{layer:?} {:?}", CacheKey::new(&b"secret-path"[..]));
    assert!(!text.contains("principal-name") && !text.contains("secret-path"), "{text}");
}
