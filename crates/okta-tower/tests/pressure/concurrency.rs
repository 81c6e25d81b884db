//! A concurrency limit, whose 429 responses have an `X-Rate-Limit-Limit` of 0.

use std::time::Duration;

use futures_util::{StreamExt, stream};
use okta_testkit::Org;
use okta_tower::rate_limit::{self, WaitedForQuota};

use crate::caller::{Caller, Setup};

const PATH: &str = "/api/v1/users?limit=1";

#[tokio::test(flavor = "multi_thread")]
async fn concurrency_rejections_reduce_parallelism_without_waiting() {
    let org = Org::builder().max_in_flight(5).latency(Duration::from_millis(10)).start().await.unwrap();
    let limits = rate_limit::limits();
    let caller = Caller::with(&org, Setup { limits: limits.clone(), ..Setup::default() });
    let results: Vec<_> = stream::iter(0..200).map(|_| caller.get(PATH)).buffer_unordered(40).collect().await;
    for result in results {
        let response = result.unwrap();
        assert_eq!(response.status(), 200);
        // The reset in the 429 responses is one minute ahead.
        let waited = response.extensions().get::<WaitedForQuota>().copied().unwrap_or_default();
        assert!(waited.0 < Duration::from_secs(30), "{waited:?}");
    }
    let rejected = org.requests().with_status(429).len();
    assert!(rejected < 200, "{rejected} rejections for 200 calls");
    let limit = limits.snapshot().concurrency_limit;
    assert!(limit.is_some_and(|limit| limit < 40), "{limit:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn parallelism_recovers_when_the_limit_is_removed() {
    let org = Org::builder().max_in_flight(2).latency(Duration::from_millis(5)).start().await.unwrap();
    let limits = rate_limit::limits();
    let caller = Caller::with(&org, Setup { limits: limits.clone(), ..Setup::default() });
    assert_eq!(caller.get_many(PATH, 60, 20).await, 60);
    let limit = limits.snapshot().concurrency_limit.unwrap();
    assert!(limit < 20, "{limit}");

    org.set_max_in_flight(None);
    org.clear_requests();
    // Far fewer calls than 20 callers make in one second at 5 ms per call.
    assert_eq!(caller.get_many(PATH, 600, 20).await, 600);
    assert_eq!(org.requests().with_status(429).len(), 0);
    let limit = limits.snapshot().concurrency_limit;
    assert!(limit.is_none_or(|limit| limit >= 20), "still {limit:?}");
}
