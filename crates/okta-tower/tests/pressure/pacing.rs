//! A limit of 100 requests per window of 2 s, unknown to the client in advance.

use std::time::Duration;

use okta_testkit::Org;
use okta_tower::rate_limit;

use crate::caller::{Caller, Setup};

const LIMIT: usize = 100;
const PATH: &str = "/api/v1/users?limit=1";

async fn org() -> Org {
    let limit = u64::try_from(LIMIT).unwrap();
    let window = Duration::from_secs(2);
    let org = Org::builder().rate_limit("users", limit, window).latency(Duration::from_millis(5));
    org.start().await.unwrap()
}

/// Returns the number of rejected requests, and of windows.
fn rejections_and_windows(org: &Org) -> (usize, usize) {
    (org.requests().with_status(429).len(), org.windows("users").len())
}

#[tokio::test(flavor = "multi_thread")]
async fn six_hundred_calls_twenty_in_parallel() {
    let org = org().await;
    assert_eq!(Caller::new(&org).get_many(PATH, 600, 20).await, 600);
    let (rejected, windows) = rejections_and_windows(&org);
    assert!(rejected <= 1, "{rejected} rejections");
    assert!(windows <= 600 / LIMIT + 1, "{windows} windows");
}

#[tokio::test(flavor = "multi_thread")]
async fn five_hundred_calls_from_cold_start() {
    let org = org().await;
    assert_eq!(Caller::new(&org).get_many(PATH, 500, 500).await, 500);
    let (rejected, windows) = rejections_and_windows(&org);
    assert!(rejected <= 1, "{rejected} rejections");
    assert!(windows <= 500 / LIMIT + 1, "{windows} windows");
}

#[tokio::test(flavor = "multi_thread")]
async fn half_capacity_uses_half_of_each_window() {
    let org = org().await;
    let limits = rate_limit::builder().max_capacity(50).build();
    let caller = Caller::with(&org, Setup { limits, ..Setup::default() });
    assert_eq!(caller.get_many(PATH, 200, 40).await, 200);
    for window in org.windows("users") {
        assert!(window.admitted() <= 50 && window.rejected() == 0, "{window:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn shared_registry_shares_the_budget() {
    let org = org().await;
    let limits = rate_limit::limits();
    let callers: Vec<_> =
        (0..3).map(|_| Caller::with(&org, Setup { limits: limits.clone(), ..Setup::default() })).collect();
    let calls = callers.iter().map(|caller| caller.get_many(PATH, 70, 30));
    assert_eq!(futures_util::future::join_all(calls).await, [70, 70, 70]);
    let (rejected, windows) = rejections_and_windows(&org);
    assert!(rejected <= 1 && windows <= 4, "{rejected} rejections, {windows} windows");
}
