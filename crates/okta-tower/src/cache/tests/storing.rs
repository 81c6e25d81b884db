//! Stored responses, keys and cache hits.

use std::time::Duration;

use super::*;

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
async fn hit_has_no_headers_of_one_exchange() {
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
    let expected = [
        "age",
        "content-language",
        "content-length",
        "content-security-policy",
        "content-type",
        "date",
        "etag",
        "link",
        "link",
    ];
    assert_eq!(names, expected);
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
async fn bodies_with_secrets_are_not_stored() {
    let server = service_fn(|request: Request<Body>| async move {
        let secret = request.uri().path().ends_with("secret");
        let body = if secret { r#"{"credentials":{"client_secret":"x"}}"# } else { "{}" };
        Ok::<_, Infallible>(Response::new(Body::from(body)))
    });
    let cache = okta(Principal::new("me")).layer(server);
    for (path, hit) in [("/a/secret", false), ("/a/plain", true)] {
        cache.clone().oneshot(force(path)).await.unwrap();
        assert_eq!(is_hit(&cache.clone().oneshot(force(path)).await.unwrap()), hit, "{path}");
    }
}

#[tokio::test]
async fn only_default_directives_are_ignored() {
    let default = [("cache-control", "no-cache, no-store"), ("pragma", "no-cache"), ("expires", "0")];
    let cache = TestCache::new();
    cache.set_headers(&default);
    assert!(is_cached(&cache, || get(&user())).await);
    for control in ["no-store", "no-cache, no-store, max-age=0"] {
        let cache = TestCache::new();
        cache.set_headers(&[("cache-control", control)]);
        assert!(!is_cached(&cache, || get(&user())).await, "{control}");
        assert!(!is_cached(&cache, || force(&user())).await, "{control}");
    }

    let cache = TestCache::with(|layer| layer.directives(Directives::Obey));
    cache.set_headers(&default);
    assert!(!is_cached(&cache, || get(&user())).await);
    let cache = TestCache::with(|layer| layer.directives(Directives::Ignore));
    cache.set_headers(&[("cache-control", "no-store")]);
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

#[tokio::test]
async fn key_includes_principal_projection_and_language() {
    let cache = TestCache::with(|layer| layer.key_header(http::HeaderName::from_static("x-brand")));
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
async fn only_status_200_is_stored() {
    for code in [203, 301, 404, 503] {
        let server = service_fn(move |_: Request<Body>| async move {
            let response = Response::builder().status(code).header("cache-control", "max-age=60");
            Ok::<_, Infallible>(response.body(Body::from("{}")).unwrap())
        });
        let cache = okta(Principal::new("me")).layer(server);
        for _ in 0..2 {
            let response = cache.clone().oneshot(get("/a/1")).await.unwrap();
            assert_eq!(status(&response), Some(CacheStatus::Miss), "{code}");
        }
    }
}
