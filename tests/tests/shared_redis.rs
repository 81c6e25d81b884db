//! Clients that share token, cache and rate limits through one Redis server, as several processes do.

#[path = "../../crates/tower-outbound/src/redis/tests/server.rs"]
mod redis_server;

use std::time::Duration;

use http::Method;
use okta_client::{Client, config::DpopMode};
use okta_testkit::{KeyKind, Org, RegisteredApp, ServiceApp};
use okta_tests::{service_app, unauthenticated};
use okta_tower::{cache, meta::Principal, rate_limit, redis};
use redis_server::Server;

/// Builds the client of one process.
fn process(org: &Org, app: &RegisteredApp, server: &Server) -> Client {
    let redis = redis::okta(&server.url()).unwrap();
    let cache = cache::okta(Principal::new(app.client_id())).store(redis.cache());
    service_app(unauthenticated(org), app)
        .dpop(DpopMode::Always)
        .token_store(redis.tokens())
        .cache_layer(cache)
        .rate_limits(rate_limit::builder().store(redis.limits()).build())
        .build()
        .unwrap()
}

async fn read(okta: &Client, path: &str) {
    okta.request(Method::GET, path).fetch().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn processes_share_token_cache_and_rate_limit() {
    let Some(server) = Server::start() else { return };
    let org = Org::builder().users(60).rate_limit("users", 20, Duration::from_secs(2)).start().await.unwrap();
    let scopes = ["okta.users.read", "okta.users.manage"];
    let app = ServiceApp::new().scopes(scopes).key(KeyKind::P256).require_dpop(true);
    let app = org.register_app(app).unwrap();
    let clients: Vec<_> = (0..3).map(|_| process(&org, &app, &server)).collect();

    let user = format!("/api/v1/users/{}", org.admin_id());
    for okta in &clients {
        read(okta, &user).await;
    }
    org.requests().matching("GET /api/v1/users/*").expect(1);
    let suspend = format!("{user}/lifecycle/unsuspend");
    // Rejected, since the administrator is not suspended; the cached response is invalidated nevertheless.
    clients[1].request(Method::POST, suspend).fetch().await.unwrap_err();
    for okta in &clients {
        read(okta, &user).await;
    }
    org.requests().matching("GET /api/v1/users/*").expect(2);

    let lists = (1..=20).flat_map(|limit| clients.iter().map(move |okta| (okta, limit)));
    let lists =
        lists.map(|(okta, limit)| async move { read(okta, &format!("/api/v1/users?limit={limit}")).await });
    futures_util::future::join_all(lists).await;
    let rejected = org.requests().with_status(429).len();
    assert!(rejected <= 1, "{rejected} responses with 429");

    let counters = org.oauth_counters();
    assert_eq!(counters.tokens_issued, 1, "{counters:?}");
    assert_eq!((counters.rejected_proofs, counters.replayed_jti), (0, 0), "{counters:?}");
}
