//! Invalidation by writes.

use std::io;

use futures_util::FutureExt;
use tower_test::mock;

use super::*;

/// Adds nothing to what the layer invalidates by itself.
#[derive(Clone, Copy, Debug)]
struct NoDialect;

impl CacheDialect for NoDialect {
    fn inspect(&self, _: &CacheTarget<'_>, _: &http::response::Parts, _: &[u8]) -> Inspection {
        Inspection::new()
    }

    fn invalidated(&self, _: &CacheTarget<'_>, _: &dyn Fn(&str) -> Option<Tag>) -> Vec<Tag> {
        Vec::new()
    }
}

/// Whether a write invalidates a read, whatever the dialect does.
async fn invalidates(read: &str, method: Method, write: &str) -> bool {
    let cache = TestCache::with(|layer| layer.dialect(NoDialect));
    cache.get(read).await;
    assert!(cache.hits(read).await, "{read}");
    cache.write(method, write).await;
    !cache.hits(read).await
}

#[tokio::test]
async fn unsafe_methods_invalidate_target() {
    for method in ["POST", "PUT", "PATCH", "DELETE", "M-SEARCH"] {
        let method: Method = method.parse().unwrap();
        for path in ["/", "/v1", "/api/v1", "/users", USER, "/users/1/keys/2?expand=all"] {
            assert!(invalidates(path, method.clone(), path).await, "{method} {path}");
        }
        assert!(invalidates("/users/1?expand=keys", method.clone(), USER).await);
        assert!(!invalidates("/users/2", method, USER).await);
    }
}

#[tokio::test]
async fn origin_includes_effective_port() {
    let cache = TestCache::new();
    cache.get(USER).await;
    let write = async |uri: &str| cache.send(Request::put(uri).body(Body::from("{}")).unwrap()).await;
    write("https://example.com:444/users/1").await;
    write("http://example.com/users/1").await;
    assert!(cache.hits(USER).await);
    write("https://EXAMPLE.com:443/users/1").await;
    assert!(!cache.hits(USER).await);
    let explicit = Request::get("https://example.com:443/users/1").body(Body::empty()).unwrap();
    assert!(is_hit(&cache.send(explicit).await));
}

#[tokio::test]
async fn locations_of_successful_writes_are_invalidated() {
    for name in ["location", "content-location"] {
        for (location, status, expected) in [
            ("/users/1", 201, true),
            ("../users/1?x", 303, true),
            ("https://example.com:443/users/1", 200, true),
            ("https://other.example/users/1", 200, false),
            ("/users/1", 400, false),
        ] {
            let cache = TestCache::new();
            cache.get(USER).await;
            cache.set_headers(&[(name, location)]);
            *cache.api.fault.lock().unwrap() = Some(StatusCode::from_u16(status).unwrap());
            cache.write(Method::POST, "/jobs/7").await;
            assert_eq!(!cache.hits(USER).await, expected, "{name}: {location}");
        }
    }
}

#[tokio::test]
async fn write_invalidates_for_all_principals() {
    let cache = TestCache::with(|_| CacheLayer::by_principal());
    let read = async || cache.send(with(get(USER), Principal::new("alice"))).await;
    read().await;
    assert!(is_hit(&read().await));
    // Neither does the write need a principal.
    cache.write(Method::PUT, USER).await;
    assert!(!is_hit(&read().await));
}

#[tokio::test]
async fn rejected_write_invalidates() {
    let cache = TestCache::new();
    cache.get(USER).await;
    *cache.api.fault.lock().unwrap() = Some(StatusCode::PRECONDITION_FAILED);
    cache.write(Method::PUT, USER).await;
    assert!(!cache.hits(USER).await);
    assert!(cache.hits(USER).await, "stored again without delay");
}

/// The response to a write reaches the caller whole, and the target is invalidated, whatever the dialect does.
#[tokio::test]
async fn dialect_does_not_change_writes() {
    #[derive(Debug)]
    struct Reads;
    impl CacheDialect for Reads {
        fn inspect(&self, _: &CacheTarget<'_>, _: &http::response::Parts, _: &[u8]) -> Inspection {
            Inspection::new()
        }

        fn invalidated(&self, _: &CacheTarget<'_>, _: &dyn Fn(&str) -> Option<Tag>) -> Vec<Tag> {
            Vec::new()
        }

        fn inspects_writes(&self) -> bool {
            true
        }

        fn invalidated_by_response(&self, target: &CacheTarget<'_>, body: &[u8]) -> Vec<Tag> {
            vec![target.path_tag(std::str::from_utf8(body).unwrap())]
        }
    }
    let trailers: http::HeaderMap =
        [(http::header::ETAG, http::HeaderValue::from_static("x"))].into_iter().collect();
    let sent = trailers.clone();
    let server = service_fn(move |request: Request<Body>| {
        let sent = sent.clone();
        async move {
            let body = http_body_util::Full::new(Bytes::from_static(b"/users/1"));
            let body = if request.method().is_safe() {
                Body::new(body)
            } else {
                Body::new(http_body_util::BodyExt::with_trailers(body, async { Some(Ok(sent)) }))
            };
            let response = Response::builder().header("cache-control", "max-age=60");
            Ok::<_, Infallible>(response.body(body).unwrap())
        }
    });
    let cache = CacheLayer::single_user().dialect(Reads).layer(server);
    cache.clone().oneshot(get(USER)).await.unwrap();
    cache.clone().oneshot(get("/users/2")).await.unwrap();
    let target = Request::put(format!("{ORIGIN}/users/2")).body(Body::from("{}")).unwrap();
    cache.clone().oneshot(target).await.unwrap();
    let read = cache.clone().oneshot(get("/users/2")).await.unwrap();
    assert_eq!(status(&read), Some(CacheStatus::Miss), "the target, whatever the dialect says");
    cache.clone().oneshot(get(USER)).await.unwrap();
    let write = Request::post(format!("{ORIGIN}/jobs")).body(Body::from("{}")).unwrap();
    let response = cache.clone().oneshot(write).await.unwrap();
    let collected = http_body_util::BodyExt::collect(response.into_body()).await.unwrap();
    assert_eq!(collected.trailers(), Some(&trailers));
    assert_eq!(collected.to_bytes(), "/users/1");
    assert_eq!(status(&cache.oneshot(get(USER)).await.unwrap()), Some(CacheStatus::Miss));
}

type Server = mock::Handle<Request<Body>, Response<Body>>;
type Mocked = Cache<mock::Mock<Request<Body>, Response<Body>>>;

fn mocked() -> (Mocked, Server) {
    let (mock, server) = mock::pair();
    (CacheLayer::single_user().layer(mock), server)
}

fn json() -> Response<Body> {
    Response::builder().header("cache-control", "max-age=300").body(Body::from("{}")).unwrap()
}

/// Reads through a mocked server, which responds if it gets a request.
async fn read(cache: &Mocked, server: &mut Server) -> CacheStatus {
    let call = cache.clone().oneshot(get(USER));
    let serve = async {
        match server.next_request().now_or_never() {
            Some(request) => request.unwrap().1.send_response(json()),
            None => tokio::task::yield_now().await,
        }
    };
    let (response, ()) = futures_util::future::join(call, serve).await;
    status(&response.unwrap()).unwrap()
}

#[tokio::test(start_paused = true)]
async fn unknown_outcome_keeps_resource_uncached_for_30_seconds() {
    for outcome in ["failed", "dropped", "502"] {
        let (cache, mut server) = mocked();
        let put = Request::put(format!("{ORIGIN}{USER}")).body(Body::from("{}")).unwrap();
        let mut write = tokio_test::task::spawn(cache.clone().oneshot(put));
        tokio_test::assert_pending!(write.poll());
        let (_, send) = server.next_request().await.unwrap();
        match outcome {
            "failed" => send.send_error(io::Error::from(io::ErrorKind::ConnectionReset)),
            "502" => send.send_response(Response::builder().status(502).body(Body::empty()).unwrap()),
            _ => drop(send),
        }
        if outcome != "dropped" {
            let _ = write.await;
        } else {
            drop(write);
        }
        assert_eq!(read(&cache, &mut server).await, CacheStatus::Miss, "{outcome}");
        assert_eq!(read(&cache, &mut server).await, CacheStatus::Miss, "{outcome}: may still be applied");
        tokio::time::advance(Duration::from_secs(31)).await;
        assert_eq!(read(&cache, &mut server).await, CacheStatus::Miss, "{outcome}");
        assert!(matches!(read(&cache, &mut server).await, CacheStatus::Hit { .. }), "{outcome}");
    }
}

#[tokio::test]
async fn read_before_write_is_not_stored_after_it() {
    for write_ends_first in [true, false] {
        let (cache, mut server) = mocked();
        let mut early_read = tokio_test::task::spawn(cache.clone().oneshot(get(USER)));
        tokio_test::assert_pending!(early_read.poll());
        let (_, respond_read) = server.next_request().await.unwrap();

        let put = Request::put(format!("{ORIGIN}{USER}")).body(Body::from("{}")).unwrap();
        let mut write = tokio_test::task::spawn(cache.clone().oneshot(put));
        tokio_test::assert_pending!(write.poll());
        let (_, respond_write) = server.next_request().await.unwrap();

        if write_ends_first {
            respond_write.send_response(json());
            write.await.unwrap();
            respond_read.send_response(json());
            early_read.await.unwrap();
        } else {
            respond_read.send_response(json());
            early_read.await.unwrap();
            respond_write.send_response(json());
            write.await.unwrap();
        }
        assert_eq!(read(&cache, &mut server).await, CacheStatus::Miss, "{write_ends_first}");
        assert!(matches!(read(&cache, &mut server).await, CacheStatus::Hit { .. }));
    }
}

#[tokio::test]
async fn read_during_write_is_not_cached() {
    let (cache, mut server) = mocked();
    read(&cache, &mut server).await;
    let put = Request::put(format!("{ORIGIN}{USER}")).body(Body::from("{}")).unwrap();
    let mut write = tokio_test::task::spawn(cache.clone().oneshot(put));
    tokio_test::assert_pending!(write.poll());
    let (_, respond_write) = server.next_request().await.unwrap();
    assert_eq!(read(&cache, &mut server).await, CacheStatus::Miss);
    respond_write.send_response(json());
    write.await.unwrap();
    assert_eq!(read(&cache, &mut server).await, CacheStatus::Miss, "not stored during the write");
}

#[tokio::test(start_paused = true)]
async fn settling_time_delays_caching_after_writes() {
    let cache = TestCache::with(|layer| layer.settling(Duration::from_secs(5)));
    cache.write(Method::PUT, USER).await;
    cache.get(USER).await;
    assert!(!cache.hits(USER).await);
    tokio::time::advance(Duration::from_secs(6)).await;
    cache.get(USER).await;
    assert!(cache.hits(USER).await);
}

#[tokio::test]
async fn layer_invalidates_and_clears_on_request() {
    let cache = TestCache::new();
    cache.get(USER).await;
    cache.get("/users/2").await;
    cache.layer.invalidate(&format!("{ORIGIN}{USER}").parse().unwrap()).await.unwrap();
    assert!(!cache.hits(USER).await);
    assert!(cache.hits("/users/2").await);
    cache.layer.clear().await.unwrap();
    assert!(!cache.hits("/users/2").await);
}
