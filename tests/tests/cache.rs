//! Cache options, over the wire.

use http::Method;
use okta_client::Client;
use okta_testkit::{Org, ResponseTemplate};
use okta_tests::builder;
use okta_tower::{
    cache::{self, CacheLayer, Directives},
    coalesce::CoalesceLayer,
    meta::{CacheMode, Principal},
};
use serde_json::{Value, json};

async fn read(okta: &Client, path: &str) {
    okta.request(Method::GET, path).send().await.unwrap();
}

/// Sets the nickname of a user.
async fn write(okta: &Client, path: &str, name: &str) {
    let change = json!({"profile": {"nickName": name}}).to_string();
    let call = okta.request(Method::POST, path).with_content_type("application/json").body(change);
    call.fetch().await.unwrap();
}

/// Reads a list or a user, cached if possible.
async fn fetch(okta: &Client, path: &str) -> Value {
    let response = okta.request(Method::GET, path).with_cache(CacheMode::Force).fetch().await.unwrap();
    serde_json::from_slice(response.body()).unwrap()
}

#[tokio::test]
async fn writes_invalidate_cached_responses() {
    let org = Org::builder().users(2).start().await.unwrap();
    let okta = builder(&org).set("cache.enabled", "true").build().unwrap();
    let path = "/api/v1/users/me";
    read(&okta, path).await;
    read(&okta, path).await;
    org.requests().matching("GET /api/v1/users/me").expect(1);

    okta.request(Method::GET, path).with_cache(CacheMode::Bypass).send().await.unwrap();
    org.requests().matching("GET /api/v1/users/me").expect(2);

    let suspend = format!("/api/v1/users/{}/lifecycle/unsuspend", org.admin_id());
    // Rejected, since the administrator is not suspended; the cached response is invalidated nevertheless.
    okta.request(Method::POST, suspend).send().await.unwrap_err();
    read(&okta, path).await;
    org.requests().matching("GET /api/v1/users/me").expect(3);
}

#[tokio::test]
async fn cache_is_off_by_default() {
    let org = Org::start().await.unwrap();
    let okta = builder(&org).build().unwrap();
    for _ in 0..5 {
        read(&okta, "/api/v1/users/me").await;
    }
    org.requests().expect(5);
}

#[tokio::test]
async fn no_store_is_honored() {
    let org = Org::start().await.unwrap();
    let okta = builder(&org).cache(true).build().unwrap();
    let secret = ResponseTemplate::ok(json!({"id": "1"})).header("cache-control", "no-store");
    org.when("GET /api/v1/things/1").always().respond_with(secret);
    read(&okta, "/api/v1/things/1").await;
    read(&okta, "/api/v1/things/1").await;
    org.requests().expect(2);
}

#[tokio::test]
async fn clients_with_different_tokens_share_no_cache() {
    let org = Org::start().await.unwrap();
    let okta = builder(&org).cache(true).build().unwrap();
    read(&okta, "/api/v1/users/me").await;
    let other = okta.to_builder().unwrap().token(org.read_only_token()).build().unwrap();
    read(&other, "/api/v1/users/me").await;
    org.requests().expect(2);
    let derived = okta.to_builder().unwrap().user_agent("derived/1").build().unwrap();
    read(&derived, "/api/v1/users/me").await;
    org.requests().expect(2);
}

#[tokio::test]
async fn concurrent_equal_reads_are_coalesced() {
    let org = Org::builder().latency(std::time::Duration::from_millis(50)).start().await.unwrap();
    let okta = builder(&org).cache(true).build().unwrap();
    let reads = (0..20).map(|_| read(&okta, "/api/v1/users/me"));
    futures_util::future::join_all(reads).await;
    org.requests().expect(1);
    // Lists are not cached, but coalesced.
    let lists = (0..20).map(|_| read(&okta, "/api/v1/users"));
    futures_util::future::join_all(lists).await;
    org.requests().matching("GET /api/v1/users").expect(1);
}

#[tokio::test]
async fn custom_cache_is_partitioned_by_token() {
    let org = Org::builder().latency(std::time::Duration::from_millis(50)).start().await.unwrap();
    let cache = cache::okta(Principal::new("first")).directives(Directives::Ignore);
    let okta = builder(&org).cache_layer(cache).coalesce(CoalesceLayer::by_principal()).build().unwrap();
    let other = okta.to_builder().unwrap().token(org.read_only_token()).build().unwrap();
    futures_util::future::join(read(&okta, "/api/v1/users/me"), read(&other, "/api/v1/users/me")).await;
    org.requests().expect(2);
    read(&okta, "/api/v1/users/me").await;
    read(&other, "/api/v1/users/me").await;
    org.requests().expect(2);
    // A write of one client invalidates the entries of the other.
    let admin = format!("/api/v1/users/{}", org.admin_id());
    write(&okta, &admin, "A").await;
    read(&other, "/api/v1/users/me").await;
    org.requests().matching("GET /api/v1/users/me").expect(3);
}

#[tokio::test]
async fn plain_cache_layer_gets_the_directives_of_the_org() {
    let org = Org::builder().users(2).start().await.unwrap();
    for layer in [CacheLayer::single_user(), CacheLayer::for_principal(Principal::new("tool"))] {
        let okta = builder(&org).cache_layer(layer).build().unwrap();
        org.clear_requests();
        let user = format!("/api/v1/users/{}", org.admin_id());
        read(&okta, &user).await;
        read(&okta, &user).await;
        org.requests().matching(&format!("GET {user}")).expect(1);
        write(&okta, &user, "Jo").await;
        read(&okta, &user).await;
        org.requests().matching(&format!("GET {user}")).expect(2);
    }
    let strict = CacheLayer::single_user().directives(Directives::Obey);
    let okta = builder(&org).cache_layer(strict).build().unwrap();
    org.clear_requests();
    read(&okta, "/api/v1/users/me").await;
    read(&okta, "/api/v1/users/me").await;
    org.requests().expect(2);
}

#[tokio::test]
async fn ttl_and_tti_are_configurable() {
    let org = Org::start().await.unwrap();
    for option in ["cache.defaultTtl", "cache.defaultTti"] {
        let okta = builder(&org).set("cache.enabled", "true").set(option, "0").build().unwrap();
        let before = org.requests().len();
        read(&okta, "/api/v1/users/me").await;
        read(&okta, "/api/v1/users/me").await;
        assert_eq!(org.requests().len() - before, 2, "{option}");
    }
}

#[tokio::test]
async fn login_id_and_list_are_invalidated_together() {
    let org = Org::builder().users(3).start().await.unwrap();
    let okta = builder(&org).cache(true).build().unwrap();
    let list = fetch(&okta, "/api/v1/users?limit=2").await;
    let id = list[1]["id"].as_str().unwrap().to_owned();
    let login = list[1]["profile"]["login"].as_str().unwrap().to_owned();
    let name = async |path: &str| -> Value {
        let value = fetch(&okta, path).await;
        let user = if value.is_array() { &value[1] } else { &value };
        user["profile"]["nickName"].clone()
    };
    let paths =
        [format!("/api/v1/users/{id}"), format!("/api/v1/users/{login}"), "/api/v1/users?limit=2".into()];
    for (round, by) in [&id, &login, &id].into_iter().enumerate() {
        for path in &paths {
            name(path).await;
        }
        let sent = org.requests().len();
        for path in &paths {
            name(path).await;
        }
        assert_eq!(org.requests().len(), sent, "all three are cached");
        let nick = format!("nick-{round}");
        write(&okta, &format!("/api/v1/users/{by}"), &nick).await;
        for path in &paths {
            assert_eq!(name(path).await, json!(nick), "{path} after a write by {by}");
        }
    }
}
