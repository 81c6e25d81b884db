//! Invalidation by writes, one test per rule.

use std::{io, time::Duration};

use futures_util::FutureExt;
use tower_test::mock;

use super::*;

/// Asserts that a read is cached, and that a write invalidates it.
async fn assert_invalidates(
    cache: &TestCache,
    read: impl Fn() -> Request<Body>,
    method: Method,
    write: &str,
) {
    let name = format!("{:?}, {method} {write}", read().uri());
    let first = cache.send(read()).await;
    assert_eq!(status(&first), Some(CacheStatus::Miss), "{name}");
    let first = bytes(first).await;
    let again = cache.send(read()).await;
    assert!(is_hit(&again), "{name}");
    assert_eq!(bytes(again).await, first, "{name}");
    cache.write(method, write).await;
    let after = cache.send(read()).await;
    assert_eq!(status(&after), Some(CacheStatus::Miss), "{name}: stale");
    assert_ne!(bytes(after).await, first, "{name}");
}

fn user(rest: &str) -> String {
    format!("/api/v1/users/{USER}{rest}")
}

#[tokio::test]
async fn lifecycle_operation_invalidates_resource() {
    let cache = TestCache::new();
    assert_invalidates(&cache, || get(&user("")), Method::POST, &user("/lifecycle/suspend")).await;
}

#[tokio::test]
async fn unsafe_methods_invalidate() {
    for method in [Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
        assert_invalidates(&TestCache::new(), || get(&user("")), method, &user("")).await;
    }
}

#[tokio::test]
async fn write_invalidates_sub_resources() {
    let factor = user("/factors/ufs2bysphxKODSZKWVCT");
    assert_invalidates(&TestCache::new(), || get(&factor), Method::POST, &user("/lifecycle/reset_factors"))
        .await;
    assert_invalidates(&TestCache::new(), || get(&user("/classification")), Method::PUT, &user("")).await;
}

#[tokio::test]
async fn write_below_resource_invalidates_it() {
    assert_invalidates(
        &TestCache::new(),
        || get(&user("")),
        Method::PUT,
        &user("/factors/ufs2bysphxKODSZKWVCT"),
    )
    .await;
}

#[tokio::test]
async fn write_invalidates_expand_variants_and_projections() {
    let cache = TestCache::new();
    let projected =
        || header(get(&user("")), "content-type", "application/json; okta-response=omitCredentials");
    assert_invalidates(&cache, || get(&user("?expand=blocks")), Method::PUT, &user("")).await;
    assert_invalidates(&cache, projected, Method::PUT, &user("")).await;
}

#[tokio::test]
async fn write_by_id_invalidates_read_by_login() {
    for alias in [LOGIN, "isaac%40example.com", "isaac", "me"] {
        let read = || get(&format!("/api/v1/users/{alias}"));
        assert_invalidates(&TestCache::new(), read, Method::PUT, &user("")).await;
    }
}

#[tokio::test]
async fn write_by_login_invalidates_read_by_id() {
    for alias in [LOGIN, "isaac%40example.com", "ISAAC@example.com", "isaac", "me"] {
        let write = format!("/api/v1/users/{alias}/lifecycle/suspend");
        assert_invalidates(&TestCache::new(), || get(&user("")), Method::POST, &write).await;
        assert_invalidates(
            &TestCache::new(),
            || get(&user("/factors/ufs2bysphxKODSZKWVCT")),
            Method::POST,
            &write,
        )
        .await;
    }
}

#[tokio::test]
async fn write_by_known_alias_keeps_other_users() {
    let cache = TestCache::new();
    let other = format!("/api/v1/users/{OTHER}");
    cache.get(&format!("/api/v1/users/{LOGIN}")).await;
    cache.get("/api/v1/users/isaac").await;
    cache.get(&other).await;
    for alias in [LOGIN, "isaac"] {
        cache.write(Method::POST, &format!("/api/v1/users/{alias}/lifecycle/suspend")).await;
        assert!(cache.hits(&other).await, "{alias}");
        assert!(!cache.hits(&user("")).await, "{alias}");
        cache.get("/api/v1/users/isaac").await;
    }
    cache.write(Method::POST, "/api/v1/users/unknown/lifecycle/suspend").await;
    assert!(!cache.hits(&other).await);
}

#[tokio::test]
async fn write_by_id_invalidates_read_below_login() {
    let read = || get("/api/v1/users/isaac/factors/ufs2bysphxKODSZKWVCT");
    assert_invalidates(&TestCache::new(), read, Method::POST, &user("/lifecycle/reset_factors")).await;
}

#[tokio::test]
async fn write_invalidates_lists_of_the_resource() {
    for list in ["/api/v1/users?limit=2".to_owned(), format!("/api/v1/groups/{GROUP}/users")] {
        assert_invalidates(&TestCache::new(), || force(&list), Method::PUT, &user("")).await;
        assert_invalidates(&TestCache::new(), || force(&list), Method::POST, "/api/v1/users").await;
    }
    let members = format!("/api/v1/groups/{GROUP}/users");
    let member = format!("{members}/{USER}");
    assert_invalidates(&TestCache::new(), || force(&members), Method::PUT, &member).await;
    assert_invalidates(&TestCache::new(), || force("/api/v1/users"), Method::DELETE, &user("")).await;
}

#[tokio::test]
async fn write_invalidates_embedding_resources() {
    let app = "/api/v1/apps/0oa1gjh63g214q0Hq0g4";
    assert_invalidates(&TestCache::new(), || get(&format!("{app}?expand=user")), Method::PUT, &user(""))
        .await;
}

#[tokio::test]
async fn write_keeps_other_resources() {
    let cache = TestCache::new();
    let other = format!("/api/v1/users/{OTHER}");
    let group = format!("/api/v1/groups/{GROUP}");
    cache.get(&other).await;
    cache.get(&group).await;
    cache.write(Method::PUT, &user("")).await;
    assert!(cache.hits(&other).await);
    assert!(cache.hits(&group).await);
}

#[tokio::test]
async fn write_invalidates_for_all_principals() {
    let cache = TestCache::new();
    let read = || with(get(&user("")), Principal::new("somebody else"));
    assert_invalidates(&cache, read, Method::PUT, &user("")).await;
}

#[tokio::test]
async fn write_invalidates_names_in_its_response() {
    // The user is named by the response, not by the path.
    let cache = TestCache::new();
    cache.get(&user("")).await;
    assert!(cache.hits(&user("")).await);
    cache.write(Method::POST, &format!("/api/v1/somewhere/00x118oQYT4TBGuay0g4/{USER}")).await;
    assert!(!cache.hits(&user("")).await);
}

#[tokio::test]
async fn rejected_write_invalidates() {
    for status in [StatusCode::BAD_REQUEST, StatusCode::PRECONDITION_FAILED] {
        let cache = TestCache::new();
        cache.get(&user("")).await;
        *cache.org.fault.lock().unwrap() = Some(status);
        cache.write(Method::PUT, &user("")).await;
        assert!(!cache.hits(&user("")).await);
        assert!(cache.hits(&user("")).await, "stored again without delay");
    }
}

type Server = mock::Handle<Request<Body>, Response<Body>>;
type Mocked = Cache<mock::Mock<Request<Body>, Response<Body>>>;

fn mocked() -> (Mocked, Server) {
    let (mock, server) = mock::pair();
    (CacheLayer::new(Principal::new("me")).layer(mock), server)
}

fn json() -> Response<Body> {
    Response::new(Body::from(format!(r#"{{"id":"{USER}"}}"#)))
}

/// Reads through a mocked server, which responds if it gets a request.
async fn read(cache: &Mocked, server: &mut Server) -> CacheStatus {
    let call = cache.clone().oneshot(get(&user("")));
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
        let put = Request::put(format!("{ORIGIN}{}", user(""))).body(Body::from("{}")).unwrap();
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
        let mut early_read = tokio_test::task::spawn(cache.clone().oneshot(get(&user(""))));
        tokio_test::assert_pending!(early_read.poll());
        let (_, respond_read) = server.next_request().await.unwrap();

        let put = Request::put(format!("{ORIGIN}{}", user(""))).body(Body::from("{}")).unwrap();
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
    let put = Request::put(format!("{ORIGIN}{}", user(""))).body(Body::from("{}")).unwrap();
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
    let cache = TestCache::with(|layer| layer.with_settling(Duration::from_secs(5)));
    cache.write(Method::PUT, &user("")).await;
    cache.get(&user("")).await;
    assert!(!cache.hits(&user("")).await);
    tokio::time::advance(Duration::from_secs(6)).await;
    cache.get(&user("")).await;
    assert!(cache.hits(&user("")).await);
}

#[tokio::test]
async fn layer_invalidates_and_clears_on_request() {
    let cache = TestCache::new();
    let other = format!("/api/v1/users/{OTHER}");
    cache.get(&user("")).await;
    cache.get(&other).await;
    cache.layer.invalidate(&format!("{ORIGIN}{}", user("")).parse().unwrap()).await.unwrap();
    assert!(!cache.hits(&user("")).await);
    assert!(cache.hits(&other).await);
    cache.layer.clear().await.unwrap();
    assert!(!cache.hits(&other).await);
}

#[tokio::test]
async fn operation_template_distinguishes_words_from_names() {
    static RULE: OperationMeta =
        OperationMeta::new("getGroupRule", Method::GET, "/api/v1/groups/rules/{groupRuleId}");
    static REPLACE: OperationMeta =
        OperationMeta::new("replaceGroupRule", Method::PUT, "/api/v1/groups/rules/{groupRuleId}");
    let cache = TestCache::new();
    let rule = |id: &str| with(get(&format!("/api/v1/groups/rules/{id}")), Operation(&RULE));
    let group = format!("/api/v1/groups/{GROUP}");
    cache.send(rule("0pr3f7zMZZHPgUoWO0g4")).await;
    cache.send(rule("0pr999999999999999zz")).await;
    cache.get(&group).await;
    let put = Request::put(format!("{ORIGIN}/api/v1/groups/rules/0pr3f7zMZZHPgUoWO0g4"))
        .extension(Operation(&REPLACE))
        .body(Body::from("{}"))
        .unwrap();
    cache.send(put).await;
    assert!(!is_hit(&cache.send(rule("0pr3f7zMZZHPgUoWO0g4")).await));
    assert!(is_hit(&cache.send(rule("0pr999999999999999zz")).await));
    assert!(cache.hits(&group).await);
}
