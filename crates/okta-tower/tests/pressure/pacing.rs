//! A limit of 100 requests per window of 2 s, which nobody is told in advance.

use std::time::Duration;

use okta_testkit::Org;
use okta_tower::rate_limit::RateLimits;

use crate::caller::{Caller, Setup};

const LIMIT: usize = 100;
const PATH: &str = "/api/v1/users?limit=1";

async fn org() -> Org {
    let limit = u64::try_from(LIMIT).unwrap();
    let window = Duration::from_secs(2);
    let org = Org::builder().rate_limit("users", limit, window).latency(Duration::from_millis(5));
    org.start().await.unwrap()
}

/// Requests that the server refused, and windows that it opened.
fn toll(org: &Org) -> (usize, usize) {
    (org.requests().with_status(429).len(), org.windows("users").len())
}

#[tokio::test(flavor = "multi_thread")]
async fn six_hundred_calls_twenty_at_a_time() {
    let org = org().await;
    assert_eq!(Caller::new(&org).get_many(PATH, 600, 20).await, 600);
    let (refused, windows) = toll(&org);
    assert!(refused <= 1, "{refused} refusals");
    assert!(windows <= 600 / LIMIT + 1, "{windows} windows");
}

#[tokio::test(flavor = "multi_thread")]
async fn five_hundred_calls_at_once_from_a_cold_start() {
    let org = org().await;
    assert_eq!(Caller::new(&org).get_many(PATH, 500, 500).await, 500);
    let (refused, windows) = toll(&org);
    assert!(refused <= 1, "{refused} refusals");
    assert!(windows <= 500 / LIMIT + 1, "{windows} windows");
}

#[tokio::test(flavor = "multi_thread")]
async fn half_the_capacity_is_half_of_every_window() {
    let org = org().await;
    let limits = RateLimits::builder().max_capacity(50).build();
    let caller = Caller::with(&org, Setup { limits, ..Setup::default() });
    assert_eq!(caller.get_many(PATH, 200, 40).await, 200);
    for window in org.windows("users") {
        assert!(window.admitted() <= 50 && window.rejected() == 0, "{window:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn clients_that_share_a_registry_share_the_budget() {
    let org = org().await;
    let limits = RateLimits::new();
    let callers: Vec<_> =
        (0..3).map(|_| Caller::with(&org, Setup { limits: limits.clone(), ..Setup::default() })).collect();
    let calls = callers.iter().map(|caller| caller.get_many(PATH, 70, 30));
    assert_eq!(futures_util::future::join_all(calls).await, [70, 70, 70]);
    let (refused, windows) = toll(&org);
    assert!(refused <= 1 && windows <= 4, "{refused} refusals, {windows} windows");
}
