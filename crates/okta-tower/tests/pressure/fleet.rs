//! Processes that share a rate-limit budget on a Redis server.

use std::time::Duration;

use okta_testkit::Org;
use okta_tower::{rate_limit, redis::Redis};

use crate::{
    caller::{Caller, Setup},
    redis_server::Server,
};

/// A caller like that of another process: with a separate registry and connection.
fn process(org: &Org, server: &Server) -> Caller {
    let redis = Redis::open(&server.url()).unwrap();
    let limits = rate_limit::builder().store(redis.limits()).build();
    Caller::with(org, Setup { limits, ..Setup::default() })
}

#[tokio::test(flavor = "multi_thread")]
async fn three_clients_share_one_redis_and_one_limit() {
    let Some(server) = Server::start() else { return };
    let limit = Org::builder().rate_limit("users", 100, Duration::from_secs(2));
    let org = limit.latency(Duration::from_millis(5)).start().await.unwrap();
    let callers: Vec<_> = (0..3).map(|_| process(&org, &server)).collect();
    let calls = callers.iter().map(|caller| caller.get_many("/api/v1/users?limit=1", 200, 20));
    assert_eq!(futures_util::future::join_all(calls).await, [200, 200, 200]);
    let rejected = org.requests().with_status(429).len();
    let windows = org.windows("users").len();
    assert!(rejected <= 1, "{rejected} rejections");
    assert!(windows <= 7, "{windows} windows");
}

#[tokio::test(flavor = "multi_thread")]
async fn calls_succeed_without_the_server() {
    let Some(mut server) = Server::start() else { return };
    let org = Org::start().await.unwrap();
    let caller = process(&org, &server);
    assert_eq!(caller.get_many("/api/v1/users?limit=1", 5, 5).await, 5);
    let mut child = server.child.take().unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(caller.get_many("/api/v1/users?limit=1", 20, 5).await, 20);
}
