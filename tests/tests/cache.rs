//! The cache options of the configuration, over the wire.

use http::Method;
use okta_client::Client;
use okta_testkit::{Org, ResponseTemplate};
use okta_tests::builder;
use okta_tower::{
    cache::{CacheLayer, Directives},
    coalesce::CoalesceLayer,
    meta::{CacheMode, Principal},
};
use serde_json::{Value, json};

async fn read(okta: &Client, path: &str) {
    okta.request(Method::GET, path).send().await.unwrap();
}

/// Gives a user another nickname.
async fn write(okta: &Client, path: &str, name: &str) {
    let change = json!({"profile": {"nickName": name}}).to_string();
    let call = okta.request(Method::POST, path).with_header("content-type", "application/json").body(change);
    call.fetch().await.unwrap();
}

/// Reads a list or a user, from the cache if it can be.
async fn fetch(okta: &Client, path: &str) -> Value {
    let answer = okta.request(Method::GET, path).with_cache(CacheMode::Force).fetch().await.unwrap();
    serde_json::from_slice(answer.body()).unwrap()
}

#[tokio::test]
async fn the_option_switches_the_cache_on_and_a_write_empties_it() {
    let org = Org::builder().users(2).start().await.unwrap();
    let okta = builder(&org).set("cache.enabled", "true").build().unwrap();
    let path = "/api/v1/users/me";
    read(&okta, path).await;
    read(&okta, path).await;
    org.requests().matching("GET /api/v1/users/me").expect(1);

    okta.request(Method::GET, path).with_cache(CacheMode::Bypass).send().await.unwrap();
    org.requests().matching("GET /api/v1/users/me").expect(2);

    let suspend = format!("/api/v1/users/{}/lifecycle/unsuspend", org.admin_id());
    // Refused, since nobody suspended the administrator; what it touched is read anew all the same.
    okta.request(Method::POST, suspend).send().await.unwrap_err();
    read(&okta, path).await;
    org.requests().matching("GET /api/v1/users/me").expect(3);
}

#[tokio::test]
async fn without_the_option_every_read_goes_out() {
    let org = Org::start().await.unwrap();
    let okta = builder(&org).build().unwrap();
    for _ in 0..5 {
        read(&okta, "/api/v1/users/me").await;
    }
    org.requests().expect(5);
}

#[tokio::test]
async fn no_store_is_obeyed() {
    let org = Org::start().await.unwrap();
    let okta = builder(&org).cache(true).build().unwrap();
    let secret = ResponseTemplate::ok(json!({"id": "1"})).header("cache-control", "no-store");
    org.when("GET /api/v1/things/1").always().respond_with(secret);
    read(&okta, "/api/v1/things/1").await;
    read(&okta, "/api/v1/things/1").await;
    org.requests().expect(2);
}

#[tokio::test]
async fn a_client_with_another_token_does_not_see_what_this_one_kept() {
    let org = Org::start().await.unwrap();
    let okta = builder(&org).cache(true).build().unwrap();
    read(&okta, "/api/v1/users/me").await;
    let other = okta.to_builder().unwrap().token(org.read_only_token()).build().unwrap();
    read(&other, "/api/v1/users/me").await;
    org.requests().expect(2);
    let same = okta.to_builder().unwrap().user_agent("derived/1").build().unwrap();
    read(&same, "/api/v1/users/me").await;
    org.requests().expect(2);
}

#[tokio::test]
async fn equal_reads_under_way_are_sent_once() {
    let org = Org::builder().latency(std::time::Duration::from_millis(50)).start().await.unwrap();
    let okta = builder(&org).cache(true).build().unwrap();
    let reads = (0..20).map(|_| read(&okta, "/api/v1/users/me"));
    futures_util::future::join_all(reads).await;
    org.requests().expect(1);
    // A list is not kept, but shared all the same.
    let lists = (0..20).map(|_| read(&okta, "/api/v1/users"));
    futures_util::future::join_all(lists).await;
    org.requests().matching("GET /api/v1/users").expect(1);
}

#[tokio::test]
async fn clients_with_different_tokens_share_neither_a_given_cache_nor_a_flight() {
    let org = Org::builder().latency(std::time::Duration::from_millis(50)).start().await.unwrap();
    let cache = CacheLayer::new(Principal::new("first")).with_directives(Directives::Ignore);
    let okta = builder(&org).cache_layer(cache).coalesce(CoalesceLayer::new()).build().unwrap();
    let other = okta.to_builder().unwrap().token(org.read_only_token()).build().unwrap();
    futures_util::future::join(read(&okta, "/api/v1/users/me"), read(&other, "/api/v1/users/me")).await;
    org.requests().expect(2);
    read(&okta, "/api/v1/users/me").await;
    read(&other, "/api/v1/users/me").await;
    org.requests().expect(2);
    // What one of them writes, the other reads anew.
    let admin = format!("/api/v1/users/{}", org.admin_id());
    write(&okta, &admin, "A").await;
    read(&other, "/api/v1/users/me").await;
    org.requests().matching("GET /api/v1/users/me").expect(3);
}

#[tokio::test]
async fn times_to_live_and_to_idle_come_from_the_configuration() {
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
async fn a_login_an_id_and_the_list_are_one_user() {
    let org = Org::builder().users(3).start().await.unwrap();
    let okta = builder(&org).cache(true).build().unwrap();
    let list = fetch(&okta, "/api/v1/users?limit=2").await;
    let id = list[1]["id"].as_str().unwrap().to_owned();
    let login = list[1]["profile"]["login"].as_str().unwrap().to_owned();
    let name = async |path: &str| -> Value {
        let answer = fetch(&okta, path).await;
        let user = if answer.is_array() { &answer[1] } else { &answer };
        user["profile"]["nickName"].clone()
    };
    let paths =
        [format!("/api/v1/users/{id}"), format!("/api/v1/users/{login}"), "/api/v1/users?limit=2".into()];
    for (turn, by) in [&id, &login, &id].into_iter().enumerate() {
        for path in &paths {
            name(path).await;
        }
        let asked = org.requests().len();
        for path in &paths {
            name(path).await;
        }
        assert_eq!(org.requests().len(), asked, "all three are kept");
        let nick = format!("nick-{turn}");
        write(&okta, &format!("/api/v1/users/{by}"), &nick).await;
        for path in &paths {
            assert_eq!(name(path).await, json!(nick), "{path} after a write by {by}");
        }
    }
}
