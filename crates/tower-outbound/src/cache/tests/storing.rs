//! Stored responses, keys, lifetimes and cache hits.

use std::time::Duration;

use http_body_util::BodyExt;
use tokio_test::{assert_pending, assert_ready_ok};
use tower_test::mock;

use super::*;
use crate::meta::{Attempts, BodyMode, ErrorBody};

fn user() -> String {
    format!("/api/v1/users/{USER}")
}

/// Sends a request twice, and returns whether the second was a hit.
async fn is_cached(cache: &TestCache, request: impl Fn() -> Request<Body>) -> bool {
    let first = cache.send(request()).await;
    assert!(!is_hit(&first), "{:?}", request().uri());
    is_hit(&cache.send(request()).await)
}

#[tokio::test]
async fn hit_sends_no_request_and_has_age() {
    let cache = TestCache::new();
    cache.get(&user()).await;
    cache.clock.advance(Duration::from_secs(7));
    let hit = cache.get(&user()).await;
    assert_eq!(status(&hit), Some(CacheStatus::Hit { age: Duration::from_secs(7) }));
    assert_eq!(hit.headers()["age"], "7");
    assert_eq!(hit.status(), StatusCode::OK);
    assert_eq!(cache.request_count(), 1);
}

#[tokio::test]
async fn hit_has_only_headers_of_the_body() {
    let cache = TestCache::new();
    cache.set_headers(&[
        ("etag", "W/\"1\""),
        ("link", "<a>; rel=\"self\""),
        ("link", "<b>; rel=\"next\""),
        ("content-language", "en"),
        ("content-length", "1"),
        ("content-security-policy", "x"),
        ("set-cookie", "sid=1"),
        ("date", "Mon, 23 Nov 2026 00:00:00 GMT"),
        ("x-rate-limit-remaining", "1"),
        ("x-okta-request-id", "r"),
    ]);
    cache.get(&user()).await;
    let hit = cache.get(&user()).await;
    let mut names: Vec<_> = hit.headers().iter().map(|(name, _)| name.as_str()).collect();
    names.sort_unstable();
    assert_eq!(names, ["age", "content-language", "content-type", "etag", "link", "link"]);
}

#[tokio::test]
async fn only_complete_single_resources_are_stored() {
    let cache = TestCache::new();
    assert!(is_cached(&cache, || get(&user())).await);
    assert!(!is_cached(&cache, || get("/api/v1/users")).await, "a list");
    assert!(!is_cached(&cache, || get("/api/v1/page/1")).await, "a page of a list");
    assert!(!is_cached(&cache, || get("/")).await, "not an object");
    let head = || Request::head(format!("{ORIGIN}{}", user())).body(Body::empty()).unwrap();
    cache.send(head()).await;
    assert_eq!(status(&cache.send(head()).await), None);
}

#[tokio::test]
async fn lists_are_cached_on_demand() {
    let cache = TestCache::new();
    assert!(is_cached(&cache, || force("/api/v1/users")).await);
    assert!(!cache.hits("/api/v1/users").await, "not on demand");
    assert!(is_hit(&cache.send(force("/api/v1/users")).await));
    cache.get(&user()).await;
    assert!(is_hit(&cache.send(force(&user())).await), "both modes share the entry of a single resource");
}

#[tokio::test]
async fn bypass_skips_cache_and_refresh_only_writes() {
    let cache = TestCache::new();
    let mode = |mode| with(get(&user()), mode);
    assert!(!is_cached(&cache, || mode(CacheMode::Bypass)).await);
    assert!(!cache.hits(&user()).await);
    cache.org.writes.fetch_add(1, Ordering::SeqCst);
    let stored = bytes(cache.get(&user()).await).await;
    let refreshed = cache.send(mode(CacheMode::Refresh)).await;
    assert_eq!(status(&refreshed), Some(CacheStatus::Miss));
    let refreshed = bytes(refreshed).await;
    assert_ne!(stored, refreshed);
    assert_eq!(bytes(cache.get(&user()).await).await, refreshed);
}

#[tokio::test]
async fn other_statuses_are_not_stored() {
    for code in [201, 203, 204, 301, 304, 400, 404, 429, 500, 503] {
        let server = service_fn(move |_: Request<Body>| async move {
            Ok::<_, Infallible>(Response::builder().status(code).body(Body::from("{}")).unwrap())
        });
        let cache = CacheLayer::new(Principal::new("me")).layer(server);
        for _ in 0..2 {
            let response = cache.clone().oneshot(get("/a/1")).await.unwrap();
            assert_eq!(status(&response), Some(CacheStatus::Miss), "{code}");
        }
    }
}

#[tokio::test]
async fn key_includes_principal_projection_and_language() {
    let cache = TestCache::with(|layer| layer.with_key_header(http::HeaderName::from_static("x-brand")));
    cache.get(&user()).await;
    let others: [fn() -> Request<Body>; 8] = [
        || with(get(&user()), Principal::new("somebody else")),
        || header(get(&user()), "accept", "application/json"),
        || header(get(&user()), "accept-language", "de"),
        || header(get(&user()), "content-type", "application/json; okta-response=omitCredentials"),
        || header(get(&user()), "prefer", "respond-async"),
        || header(get(&user()), "x-brand", "b"),
        || get(&format!("{}?expand=blocks", user())),
        || get(&format!("{}?", user())),
    ];
    for other in others {
        assert!(is_cached(&cache, other).await, "{:?}", other());
    }
    let elsewhere = || Request::get(format!("https://other.okta.com{}", user())).body(Body::empty()).unwrap();
    assert!(is_cached(&cache, elsewhere).await);
    assert!(is_hit(&cache.send(header(get(&user()), "x-trace", "1")).await));
}

#[tokio::test]
async fn principals_are_separate_in_shared_store() {
    let store: Arc<dyn CacheStore> = Arc::new(MemoryStore::new());
    let cache = |name: &'static str| {
        let layer = CacheLayer::new(Principal::new(name)).with_store(Arc::clone(&store));
        TestCache::over(Arc::default(), layer, ManualClock::new(UNIX_EPOCH))
    };
    let (alice, bob) = (cache("alice"), cache("bob"));
    alice.get(&user()).await;
    assert!(!bob.hits(&user()).await);
    assert!(alice.hits(&user()).await);
    bob.write(Method::PUT, &user()).await;
    assert!(!alice.hits(&user()).await, "writes invalidate for all principals");
}

#[tokio::test]
async fn personal_requests_bypass_the_cache() {
    let cache = TestCache::new();
    cache.get(&user()).await;
    for name in ["authorization", "cookie", "dpop", "if-none-match", "range", "cache-control"] {
        let response = cache.send(header(get(&user()), name, "x")).await;
        assert_eq!(status(&response), None, "{name}");
    }
    let streamed = cache.send(with(get(&user()), BodyMode::Stream)).await;
    assert_eq!(status(&streamed), None);
    let body = Request::get(format!("{ORIGIN}{}", user())).body(Body::from("x")).unwrap();
    assert_eq!(status(&cache.send(body).await), None);
}

#[tokio::test]
async fn secret_operations_are_not_stored() {
    static SECRET: OperationMeta =
        OperationMeta::new("getSecret", Method::GET, "/api/v1/secrets/{id}").secret(true);
    let cache = TestCache::new();
    let read = || with(with(get("/api/v1/secrets/1"), Operation(&SECRET)), CacheMode::Force);
    assert!(!is_cached(&cache, read).await);
}

#[tokio::test]
async fn bodies_with_secrets_are_not_stored() {
    let server = service_fn(|request: Request<Body>| async move {
        let secret = request.uri().path().ends_with("secret");
        let body = if secret { r#"{"credentials":{"client_secret":"x"}}"# } else { "{}" };
        Ok::<_, Infallible>(Response::new(Body::from(body)))
    });
    let cache = CacheLayer::new(Principal::new("me")).layer(server);
    for (path, hit) in [("/a/secret", false), ("/a/plain", true)] {
        cache.clone().oneshot(force(path)).await.unwrap();
        assert_eq!(is_hit(&cache.clone().oneshot(force(path)).await.unwrap()), hit, "{path}");
    }
}

#[tokio::test]
async fn no_store_is_obeyed_unless_ignored() {
    let cache = TestCache::new();
    cache.set_headers(&[("cache-control", "no-cache, no-store")]);
    assert!(!is_cached(&cache, || get(&user())).await);
    assert!(!is_cached(&cache, || force(&user())).await);

    let cache = TestCache::with(|layer| layer.with_directives(Directives::Ignore));
    cache.set_headers(&[("cache-control", "no-cache, no-store")]);
    assert!(is_cached(&cache, || get(&user())).await);
}

#[tokio::test(start_paused = true)]
async fn max_age_only_shortens_time_to_live() {
    for (control, fresh, expired) in [("max-age=10", 9, 11), ("max-age=3000", 299, 301)] {
        let cache = TestCache::new();
        cache.set_headers(&[("cache-control", control)]);
        cache.get(&user()).await;
        tokio::time::advance(Duration::from_secs(fresh)).await;
        assert!(cache.hits(&user()).await, "{control}");
        tokio::time::advance(Duration::from_secs(expired - fresh)).await;
        assert!(!cache.hits(&user()).await, "{control}");
    }
}

#[tokio::test(start_paused = true)]
async fn entry_expires_by_ttl_and_tti() {
    let cache =
        TestCache::with(|layer| layer.with_ttl(Duration::from_secs(10)).with_tti(Duration::from_secs(4)));
    cache.get(&user()).await;
    for _ in 0..3 {
        tokio::time::advance(Duration::from_secs(3)).await;
        assert!(cache.hits(&user()).await);
    }
    tokio::time::advance(Duration::from_secs(2)).await;
    assert!(!cache.hits(&user()).await, "ten seconds old");
    tokio::time::advance(Duration::from_secs(5)).await;
    assert!(!cache.hits(&user()).await, "idle for five");

    let off = TestCache::with(|layer| layer.with_ttl(Duration::ZERO));
    assert!(!is_cached(&off, || get(&user())).await);
}

#[tokio::test(start_paused = true)]
async fn expired_entry_with_etag_is_revalidated() {
    let cache = TestCache::new();
    cache.set_headers(&[("etag", "W/\"1\""), ("x-okta-request-id", "first"), ("content-language", "en")]);
    let first = bytes(cache.get(&user()).await).await;
    tokio::time::advance(Duration::from_secs(301)).await;
    cache.clock.advance(Duration::from_secs(301));
    cache.set_headers(&[("etag", "W/\"1\""), ("x-okta-request-id", "second"), ("content-length", "0")]);
    let revalidated = cache.get(&user()).await;
    assert_eq!(status(&revalidated), Some(CacheStatus::Revalidated));
    assert_eq!(revalidated.status(), StatusCode::OK);
    assert_eq!(revalidated.headers()["x-okta-request-id"], "second");
    assert_eq!(revalidated.headers()["content-language"], "en");
    assert!(revalidated.headers().get("content-length").is_none());
    assert_eq!(bytes(revalidated).await, first);
    let hit = cache.get(&user()).await;
    assert_eq!(status(&hit), Some(CacheStatus::Hit { age: Duration::ZERO }));
    assert_eq!(hit.headers()["etag"], "W/\"1\"");

    tokio::time::advance(Duration::from_secs(301)).await;
    cache.org.writes.fetch_add(1, Ordering::SeqCst);
    cache.set_headers(&[("etag", "W/\"2\"")]);
    let changed = cache.get(&user()).await;
    assert_eq!(status(&changed), Some(CacheStatus::Miss));
    assert_ne!(bytes(changed).await, first);
}

#[tokio::test]
async fn no_cache_with_etag_is_revalidated_each_time() {
    let cache = TestCache::new();
    cache.set_headers(&[("etag", "\"1\""), ("cache-control", "no-cache")]);
    cache.get(&user()).await;
    for _ in 0..2 {
        assert_eq!(status(&cache.get(&user()).await), Some(CacheStatus::Revalidated));
    }
    cache.set_headers(&[("cache-control", "no-cache")]);
    cache.write(Method::PUT, &user()).await;
    assert!(!is_cached(&cache, || get(&user())).await);
}

#[tokio::test]
async fn vary_headers_are_compared() {
    let cache = TestCache::new();
    cache.set_headers(&[("vary", "Accept-Encoding, X-Brand")]);
    let brand = |name| header(get(&user()), "x-brand", name);
    cache.send(brand("a")).await;
    assert!(is_hit(&cache.send(brand("a")).await));
    assert!(!is_hit(&cache.send(brand("b")).await));
    assert!(!is_hit(&cache.get(&user()).await));
    cache.set_headers(&[("vary", "accept, *")]);
    assert!(!is_cached(&cache, || get("/a/1")).await);
}

#[tokio::test]
async fn unknown_length_or_large_body_is_streamed() {
    let cache = TestCache::with(|layer| layer.with_max_entry(10));
    let large = cache.get(&user()).await;
    assert!(large.body().as_bytes().is_none());
    assert!(!cache.hits(&user()).await);

    let server = service_fn(|_: Request<Body>| async {
        let stream = http_body_util::Full::new(Bytes::from_static(b"{}")).map_frame(|frame| frame);
        let stream = http_body_util::StreamBody::new(stream.into_data_stream());
        let frames = futures_util::StreamExt::map(stream, |data| data.map(http_body::Frame::data));
        Ok::<_, Infallible>(Response::new(Body::new(http_body_util::StreamBody::new(frames))))
    });
    let cache = CacheLayer::new(Principal::new("me")).layer(server);
    for _ in 0..2 {
        let response = cache.clone().oneshot(get("/a/1")).await.unwrap();
        assert_eq!(status(&response), Some(CacheStatus::Miss));
        assert_eq!(bytes(response).await, "{}");
    }
}

#[tokio::test]
async fn extensions_of_304_are_kept() {
    let server = service_fn(|request: Request<Body>| async move {
        let conditional = request.headers().contains_key("if-none-match");
        let mut response = Response::builder().header("etag", "1").header("cache-control", "no-cache");
        if conditional {
            response = response.status(304).extension(ErrorBody(Bytes::new())).extension(Attempts(2));
        }
        Ok::<_, Infallible>(response.body(Body::from(if conditional { "" } else { "{}" })).unwrap())
    });
    let cache = CacheLayer::new(Principal::new("me")).layer(server);
    cache.clone().oneshot(get("/a/1")).await.unwrap();
    let revalidated = cache.oneshot(get("/a/1")).await.unwrap();
    assert_eq!(revalidated.extensions().get(), Some(&Attempts(2)));
    assert!(revalidated.extensions().get::<ErrorBody>().is_none());
    assert_eq!(bytes(revalidated).await, "{}");
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
    let cache = TestCache::with(|layer| layer.with_store(Arc::new(FailingStore)));
    assert!(!is_cached(&cache, || get(&user())).await);
    assert_eq!(cache.write(Method::PUT, &user()).await.status(), StatusCode::OK);
    assert_eq!(cache.request_count(), 3);
}

#[tokio::test]
async fn debug_hides_principal_and_key() {
    let layer = CacheLayer::new(Principal::new("principal-name"));
    let text = format!("{layer:?} {:?}", CacheKey::new(&b"secret-path"[..]));
    assert!(!text.contains("principal-name") && !text.contains("secret-path"), "{text}");
}

#[tokio::test]
async fn poll_ready_propagates_readiness() {
    let layer = CacheLayer::new(Principal::new("me"));
    let (mut service, mut server) = mock::spawn_layer::<Request<Body>, Response<Body>, _>(layer);
    server.allow(0);
    assert_pending!(service.poll_ready());
    server.allow(1);
    assert_ready_ok!(service.poll_ready());
    let call = service.call(get("/a/1"));
    let respond = async {
        let (_, send) = server.next_request().await.unwrap();
        send.send_response(Response::new(Body::from("{}")));
    };
    let (response, ()) = futures_util::future::join(call, respond).await;
    assert_eq!(status(&response.unwrap()), Some(CacheStatus::Miss));
}
