//! What is stored, for whom, for how long, and what a hit looks like.

use std::time::Duration;

use http_body_util::BodyExt;
use tokio_test::{assert_pending, assert_ready_ok};
use tower_test::mock;

use super::*;
use crate::meta::{Attempts, BodyMode, ErrorBody};

fn user() -> String {
    format!("/api/v1/users/{USER}")
}

/// Sends a request twice and says whether the second was a hit.
async fn kept(rig: &Rig, request: impl Fn() -> Request<Body>) -> bool {
    let first = rig.send(request()).await;
    assert!(!is_hit(&first), "{:?}", request().uri());
    is_hit(&rig.send(request()).await)
}

#[tokio::test]
async fn a_hit_asks_nobody_and_says_how_old_it_is() {
    let rig = Rig::new();
    rig.get(&user()).await;
    rig.clock.advance(Duration::from_secs(7));
    let hit = rig.get(&user()).await;
    assert_eq!(status(&hit), Some(CacheStatus::Hit { age: Duration::from_secs(7) }));
    assert_eq!(hit.headers()["age"], "7");
    assert_eq!(hit.status(), StatusCode::OK);
    assert_eq!(rig.asked(), 1);
}

#[tokio::test]
async fn a_hit_has_the_headers_of_the_body_and_none_of_the_exchange() {
    let rig = Rig::new();
    rig.set_headers(&[
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
    rig.get(&user()).await;
    let hit = rig.get(&user()).await;
    let mut names: Vec<_> = hit.headers().iter().map(|(name, _)| name.as_str()).collect();
    names.sort_unstable();
    assert_eq!(names, ["age", "content-language", "content-type", "etag", "link", "link"]);
}

#[tokio::test]
async fn only_complete_single_resources_are_stored() {
    let rig = Rig::new();
    assert!(kept(&rig, || get(&user())).await);
    assert!(!kept(&rig, || get("/api/v1/users")).await, "a list");
    assert!(!kept(&rig, || get("/api/v1/page/1")).await, "a page of a list");
    assert!(!kept(&rig, || get("/")).await, "not an object");
    let head = || Request::head(format!("{ORIGIN}{}", user())).body(Body::empty()).unwrap();
    rig.send(head()).await;
    assert_eq!(status(&rig.send(head()).await), None);
}

#[tokio::test]
async fn lists_are_stored_and_read_on_demand() {
    let rig = Rig::new();
    assert!(kept(&rig, || force("/api/v1/users")).await);
    assert!(!rig.hits("/api/v1/users").await, "nobody asked for a list from the cache");
    assert!(is_hit(&rig.send(force("/api/v1/users")).await));
    rig.get(&user()).await;
    assert!(is_hit(&rig.send(force(&user())).await), "a single resource is one entry for both");
}

#[tokio::test]
async fn bypass_neither_reads_nor_writes_and_refresh_only_writes() {
    let rig = Rig::new();
    let mode = |mode| with(get(&user()), mode);
    assert!(!kept(&rig, || mode(CacheMode::Bypass)).await);
    assert!(!rig.hits(&user()).await);
    rig.org.writes.fetch_add(1, Ordering::SeqCst);
    let stored = bytes(rig.get(&user()).await).await;
    let refreshed = rig.send(mode(CacheMode::Refresh)).await;
    assert_eq!(status(&refreshed), Some(CacheStatus::Miss));
    let refreshed = bytes(refreshed).await;
    assert_ne!(stored, refreshed);
    assert_eq!(bytes(rig.get(&user()).await).await, refreshed);
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
async fn the_key_tells_principals_projections_and_languages_apart() {
    let rig = Rig::with(|layer| layer.with_key_header(http::HeaderName::from_static("x-brand")));
    rig.get(&user()).await;
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
        assert!(kept(&rig, other).await, "{:?}", other());
    }
    let elsewhere = || Request::get(format!("https://other.okta.com{}", user())).body(Body::empty()).unwrap();
    assert!(kept(&rig, elsewhere).await);
    assert!(is_hit(&rig.send(header(get(&user()), "x-trace", "1")).await));
}

#[tokio::test]
async fn principals_are_kept_apart_in_a_shared_store() {
    let store: Arc<dyn CacheStore> = Arc::new(MemoryStore::new());
    let rig = |name: &'static str| {
        let layer = CacheLayer::new(Principal::new(name)).with_store(Arc::clone(&store));
        Rig::over(Arc::default(), layer, ManualClock::new(UNIX_EPOCH))
    };
    let (alice, bob) = (rig("alice"), rig("bob"));
    alice.get(&user()).await;
    assert!(!bob.hits(&user()).await);
    assert!(alice.hits(&user()).await);
    bob.write(Method::PUT, &user()).await;
    assert!(!alice.hits(&user()).await, "but a write of one is seen by all");
}

#[tokio::test]
async fn personal_requests_are_not_stored_nor_answered_from_the_store() {
    let rig = Rig::new();
    rig.get(&user()).await;
    for name in ["authorization", "cookie", "dpop", "if-none-match", "range", "cache-control"] {
        let response = rig.send(header(get(&user()), name, "x")).await;
        assert_eq!(status(&response), None, "{name}");
    }
    let streamed = rig.send(with(get(&user()), BodyMode::Stream)).await;
    assert_eq!(status(&streamed), None);
    let body = Request::get(format!("{ORIGIN}{}", user())).body(Body::from("x")).unwrap();
    assert_eq!(status(&rig.send(body).await), None);
}

#[tokio::test]
async fn answers_with_secrets_are_not_stored() {
    static SECRET: OperationMeta =
        OperationMeta::new("getSecret", Method::GET, "/api/v1/secrets/{id}").secret(true);
    let rig = Rig::new();
    let read = || with(with(get("/api/v1/secrets/1"), Operation(&SECRET)), CacheMode::Force);
    assert!(!kept(&rig, read).await);
}

#[tokio::test]
async fn a_body_with_a_secret_is_not_stored_whatever_the_operation() {
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
async fn no_store_is_not_stored_unless_the_program_says_so() {
    let rig = Rig::new();
    rig.set_headers(&[("cache-control", "no-cache, no-store")]);
    assert!(!kept(&rig, || get(&user())).await);
    assert!(!kept(&rig, || force(&user())).await);

    let rig = Rig::with(|layer| layer.with_directives(Directives::Ignore));
    rig.set_headers(&[("cache-control", "no-cache, no-store")]);
    assert!(kept(&rig, || get(&user())).await);
}

#[tokio::test(start_paused = true)]
async fn max_age_shortens_the_time_to_live_and_never_lengthens_it() {
    for (control, lives, dies) in [("max-age=10", 9, 11), ("max-age=3000", 299, 301)] {
        let rig = Rig::new();
        rig.set_headers(&[("cache-control", control)]);
        rig.get(&user()).await;
        tokio::time::advance(Duration::from_secs(lives)).await;
        assert!(rig.hits(&user()).await, "{control}");
        tokio::time::advance(Duration::from_secs(dies - lives)).await;
        assert!(!rig.hits(&user()).await, "{control}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_entry_expires_by_ttl_and_by_tti() {
    let rig = Rig::with(|layer| layer.with_ttl(Duration::from_secs(10)).with_tti(Duration::from_secs(4)));
    rig.get(&user()).await;
    for _ in 0..3 {
        tokio::time::advance(Duration::from_secs(3)).await;
        assert!(rig.hits(&user()).await);
    }
    tokio::time::advance(Duration::from_secs(2)).await;
    assert!(!rig.hits(&user()).await, "ten seconds old");
    tokio::time::advance(Duration::from_secs(5)).await;
    assert!(!rig.hits(&user()).await, "idle for five");

    let off = Rig::with(|layer| layer.with_ttl(Duration::ZERO));
    assert!(!kept(&off, || get(&user())).await);
}

#[tokio::test(start_paused = true)]
async fn an_expired_entry_with_an_etag_is_revalidated() {
    let rig = Rig::new();
    rig.set_headers(&[("etag", "W/\"1\""), ("x-okta-request-id", "first"), ("content-language", "en")]);
    let first = bytes(rig.get(&user()).await).await;
    tokio::time::advance(Duration::from_secs(301)).await;
    rig.clock.advance(Duration::from_secs(301));
    rig.set_headers(&[("etag", "W/\"1\""), ("x-okta-request-id", "second"), ("content-length", "0")]);
    let confirmed = rig.get(&user()).await;
    assert_eq!(status(&confirmed), Some(CacheStatus::Revalidated));
    assert_eq!(confirmed.status(), StatusCode::OK);
    assert_eq!(confirmed.headers()["x-okta-request-id"], "second");
    assert_eq!(confirmed.headers()["content-language"], "en");
    assert!(confirmed.headers().get("content-length").is_none());
    assert_eq!(bytes(confirmed).await, first);
    let hit = rig.get(&user()).await;
    assert_eq!(status(&hit), Some(CacheStatus::Hit { age: Duration::ZERO }));
    assert_eq!(hit.headers()["etag"], "W/\"1\"");

    tokio::time::advance(Duration::from_secs(301)).await;
    rig.org.writes.fetch_add(1, Ordering::SeqCst);
    rig.set_headers(&[("etag", "W/\"2\"")]);
    let changed = rig.get(&user()).await;
    assert_eq!(status(&changed), Some(CacheStatus::Miss));
    assert_ne!(bytes(changed).await, first);
}

#[tokio::test]
async fn no_cache_with_an_etag_is_asked_each_time() {
    let rig = Rig::new();
    rig.set_headers(&[("etag", "\"1\""), ("cache-control", "no-cache")]);
    rig.get(&user()).await;
    for _ in 0..2 {
        assert_eq!(status(&rig.get(&user()).await), Some(CacheStatus::Revalidated));
    }
    rig.set_headers(&[("cache-control", "no-cache")]);
    rig.write(Method::PUT, &user()).await;
    assert!(!kept(&rig, || get(&user())).await);
}

#[tokio::test]
async fn what_an_answer_varies_with_is_compared() {
    let rig = Rig::new();
    rig.set_headers(&[("vary", "Accept-Encoding, X-Brand")]);
    let brand = |name| header(get(&user()), "x-brand", name);
    rig.send(brand("a")).await;
    assert!(is_hit(&rig.send(brand("a")).await));
    assert!(!is_hit(&rig.send(brand("b")).await));
    assert!(!is_hit(&rig.get(&user()).await));
    rig.set_headers(&[("vary", "accept, *")]);
    assert!(!kept(&rig, || get("/a/1")).await);
}

#[tokio::test]
async fn a_body_of_unknown_length_or_too_large_passes_through_unread() {
    let rig = Rig::with(|layer| layer.with_max_entry(10));
    let large = rig.get(&user()).await;
    assert!(large.body().as_bytes().is_none());
    assert!(!rig.hits(&user()).await);

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
async fn extensions_of_a_confirming_answer_are_kept() {
    let server = service_fn(|request: Request<Body>| async move {
        let asked = request.headers().contains_key("if-none-match");
        let mut response = Response::builder().header("etag", "1").header("cache-control", "no-cache");
        if asked {
            response = response.status(304).extension(ErrorBody(Bytes::new())).extension(Attempts(2));
        }
        Ok::<_, Infallible>(response.body(Body::from(if asked { "" } else { "{}" })).unwrap())
    });
    let cache = CacheLayer::new(Principal::new("me")).layer(server);
    cache.clone().oneshot(get("/a/1")).await.unwrap();
    let confirmed = cache.oneshot(get("/a/1")).await.unwrap();
    assert_eq!(confirmed.extensions().get(), Some(&Attempts(2)));
    assert!(confirmed.extensions().get::<ErrorBody>().is_none());
    assert_eq!(bytes(confirmed).await, "{}");
}

/// A store that always fails.
#[derive(Debug)]
struct Broken;

impl CacheStore for Broken {
    fn get<'a>(&'a self, _: &'a CacheKey) -> CacheStoreFuture<'a, Lookup> {
        Box::pin(async { Err("away".into()) })
    }

    fn put(&self, _: Vec<NewEntry>) -> CacheStoreFuture<'_, ()> {
        Box::pin(async { Err("away".into()) })
    }

    fn invalidate<'a>(&'a self, _: &'a [Tag], _: Duration) -> CacheStoreFuture<'a, ()> {
        Box::pin(async { Err("away".into()) })
    }
}

#[tokio::test]
async fn calls_go_on_without_the_store() {
    let rig = Rig::with(|layer| layer.with_store(Arc::new(Broken)));
    assert!(!kept(&rig, || get(&user())).await);
    assert_eq!(rig.write(Method::PUT, &user()).await.status(), StatusCode::OK);
    assert_eq!(rig.asked(), 3);
}

#[tokio::test]
async fn debug_shows_neither_principal_nor_key() {
    let layer = CacheLayer::new(Principal::new("principal-name"));
    let text = format!("{layer:?} {:?}", CacheKey::new(&b"secret-path"[..]));
    assert!(!text.contains("principal-name") && !text.contains("secret-path"), "{text}");
}

#[tokio::test]
async fn readiness_is_the_inner_services() {
    let layer = CacheLayer::new(Principal::new("me"));
    let (mut service, mut server) = mock::spawn_layer::<Request<Body>, Response<Body>, _>(layer);
    server.allow(0);
    assert_pending!(service.poll_ready());
    server.allow(1);
    assert_ready_ok!(service.poll_ready());
    let call = service.call(get("/a/1"));
    let answer = async {
        let (_, send) = server.next_request().await.unwrap();
        send.send_response(Response::new(Body::from("{}")));
    };
    let (response, ()) = futures_util::future::join(call, answer).await;
    assert_eq!(status(&response.unwrap()), Some(CacheStatus::Miss));
}
