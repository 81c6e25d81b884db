//! Freshness, request directives and revalidation.

use super::*;
use crate::meta::{Attempts, ErrorBody};

/// What a request with `no-cache` got is what the next one gets.
#[tokio::test]
async fn no_cache_request_updates_the_entry() {
    let cache = TestCache::new();
    cache.get(USER).await;
    cache.api.writes.fetch_add(1, Ordering::SeqCst);
    let fetched = cache.send(header(get(USER), "cache-control", "no-cache")).await;
    assert_eq!(status(&fetched), Some(CacheStatus::Miss));
    let fetched = bytes(fetched).await;
    let hit = cache.get(USER).await;
    assert!(is_hit(&hit));
    assert_eq!(bytes(hit).await, fetched);
}

#[tokio::test]
async fn only_if_cached_is_not_sent() {
    let cache = TestCache::new();
    let stored_only = |request| header(request, "cache-control", "only-if-cached");
    let missing = cache.send(stored_only(get(USER))).await;
    assert_eq!((missing.status(), status(&missing)), (StatusCode::GATEWAY_TIMEOUT, None));
    // Neither is a request that is not cached.
    let personal = cache.send(stored_only(header(get(USER), "authorization", "x"))).await;
    assert_eq!(personal.status(), StatusCode::GATEWAY_TIMEOUT);
    assert_eq!(cache.request_count(), 0);
    cache.get(USER).await;
    assert!(is_hit(&cache.send(stored_only(get(USER))).await));
    assert_eq!(cache.request_count(), 1);
}

#[tokio::test(start_paused = true)]
async fn max_stale_serves_kept_entries() {
    let cases = [
        ("max-age=10", "max-stale=4", false),
        ("max-age=10", "max-stale=5", true),
        ("max-age=10", "max-stale", true),
        ("max-age=10", "max-stale, max-age=14", false),
        ("max-age=10", "min-fresh=1, max-stale=9", true),
        ("max-age=10, must-revalidate", "max-stale", false),
        ("no-cache", "max-stale", false),
    ];
    for (control, request, expected) in cases {
        let cache = TestCache::new();
        cache.set_headers(&[("cache-control", control), ("etag", "\"1\"")]);
        cache.get(USER).await;
        cache.advance(15).await;
        let response = cache.send(header(get(USER), "cache-control", request)).await;
        assert_eq!(is_hit(&response), expected, "{control}; {request}");
    }
}

#[tokio::test(start_paused = true)]
async fn entry_expires_by_ttl_and_tti() {
    let cache = TestCache::with(|layer| layer.ttl(Duration::from_secs(10)).tti(Duration::from_secs(4)));
    cache.set_headers(&[]);
    cache.get(USER).await;
    for _ in 0..3 {
        cache.advance(3).await;
        assert!(cache.hits(USER).await);
    }
    cache.advance(2).await;
    assert!(!cache.hits(USER).await, "eleven seconds old");
    cache.advance(5).await;
    assert!(!cache.hits(USER).await, "idle for five");

    let off = TestCache::with(|layer| layer.max_ttl(Duration::ZERO));
    assert!(!is_cached(&off, || get(USER)).await);
    assert_eq!(status(&off.get(USER).await), None);
}

/// Neither a machine that slept nor a clock that was set back makes an entry fresh for longer.
#[tokio::test(start_paused = true)]
async fn clock_steps_do_not_extend_freshness() {
    let hours = Duration::from_secs(8 * 3600);
    let cache = TestCache::new();
    cache.get(USER).await;
    cache.clock.advance(hours);
    assert!(!cache.hits(USER).await, "the monotonic clock stood still");

    let cache = TestCache::new();
    cache.get(USER).await;
    cache.clock.set(UNIX_EPOCH);
    assert!(cache.hits(USER).await);
    tokio::time::advance(Duration::from_secs(301)).await;
    assert!(!cache.hits(USER).await, "the wall clock was set back");
}

#[tokio::test(start_paused = true)]
async fn expired_entry_with_etag_is_revalidated() {
    let cache = TestCache::new();
    let fresh = ("cache-control", "max-age=300");
    cache.set_headers(&[fresh, ("etag", "W/\"1\""), ("x-request-id", "first"), ("content-language", "en")]);
    let first = bytes(cache.get(USER).await).await;
    cache.advance(301).await;
    cache.set_headers(&[("etag", "W/\"1\""), ("x-request-id", "second"), ("content-length", "0")]);
    let revalidated = cache.get(USER).await;
    assert_eq!(status(&revalidated), Some(CacheStatus::Revalidated));
    assert_eq!(revalidated.status(), StatusCode::OK);
    assert_eq!(revalidated.headers()["x-request-id"], "second");
    assert_eq!(revalidated.headers()["content-language"], "en");
    assert!(revalidated.headers().get("content-length").is_none());
    assert_eq!(bytes(revalidated).await, first);
    let hit = cache.get(USER).await;
    assert_eq!(status(&hit), Some(CacheStatus::Hit { age: Duration::ZERO }));
    assert_eq!(hit.headers()["etag"], "W/\"1\"");

    cache.advance(301).await;
    cache.api.writes.fetch_add(1, Ordering::SeqCst);
    cache.set_headers(&[fresh, ("etag", "W/\"2\"")]);
    let changed = cache.get(USER).await;
    assert_eq!(status(&changed), Some(CacheStatus::Miss));
    assert_ne!(bytes(changed).await, first);
}

/// A `304` that does not repeat the directives does not erase them.
#[tokio::test(start_paused = true)]
async fn directives_survive_revalidation() {
    let cache = TestCache::with(|layer| layer.ttl(Duration::from_secs(300)));
    cache.set_headers(&[("cache-control", "max-age=5"), ("etag", "1")]);
    cache.get(USER).await;
    cache.set_headers(&[("etag", "1")]);
    for _ in 0..3 {
        cache.advance(6).await;
        assert_eq!(status(&cache.get(USER).await), Some(CacheStatus::Revalidated));
        cache.advance(4).await;
        assert!(cache.hits(USER).await);
    }

    cache.set_headers(&[("cache-control", "no-cache"), ("etag", "1")]);
    cache.get("/other").await;
    cache.set_headers(&[("etag", "1")]);
    for _ in 0..3 {
        assert_eq!(status(&cache.get("/other").await), Some(CacheStatus::Revalidated));
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
    let cache = CacheLayer::single_user().layer(server);
    cache.clone().oneshot(get("/a/1")).await.unwrap();
    let revalidated = cache.oneshot(get("/a/1")).await.unwrap();
    assert_eq!(revalidated.extensions().get(), Some(&Attempts(2)));
    assert!(revalidated.extensions().get::<ErrorBody>().is_none());
    assert_eq!(bytes(revalidated).await, "{}");
}
