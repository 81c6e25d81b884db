//! Invalidation by writes, one test per rule.

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
