//! The cache options of the configuration, over the wire.

use http::Method;
use okta_client::Client;
use okta_testkit::{Answer, Org};
use okta_tests::builder;
use okta_tower::meta::CacheMode;
use serde_json::json;

async fn read(okta: &Client, path: &str) {
    okta.request(Method::GET, path).send().await.unwrap();
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
    let secret = Answer::ok(json!({"id": "1"})).header("cache-control", "no-store");
    org.when("GET /api/v1/things/1").always().answer(secret);
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
