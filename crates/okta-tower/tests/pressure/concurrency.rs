//! A cap on simultaneous requests, which refuses with a limit of 0.

use std::time::Duration;

use futures_util::{StreamExt, stream};
use okta_testkit::Org;
use okta_tower::rate_limit::{RateLimits, WaitedForQuota};

use crate::caller::{Caller, Setup};

const PATH: &str = "/api/v1/users?limit=1";

#[tokio::test(flavor = "multi_thread")]
async fn refusals_lower_the_parallelism_and_nobody_waits_for_the_reset() {
    let org = Org::builder().max_in_flight(5).latency(Duration::from_millis(10)).start().await.unwrap();
    let limits = RateLimits::new();
    let caller = Caller::with(&org, Setup { limits: limits.clone(), ..Setup::default() });
    let answers: Vec<_> = stream::iter(0..200).map(|_| caller.get(PATH)).buffer_unordered(40).collect().await;
    for answer in answers {
        let answer = answer.unwrap();
        assert_eq!(answer.status(), 200);
        // The reset that the refusals name is a minute off.
        let waited = answer.extensions().get::<WaitedForQuota>().copied().unwrap_or_default();
        assert!(waited.0 < Duration::from_secs(30), "{waited:?}");
    }
    let refused = org.requests().with_status(429).len();
    assert!(refused < 200, "{refused} refusals for 200 calls: nothing was learnt");
    let learnt = limits.snapshot().concurrency_limit;
    assert!(learnt.is_some_and(|limit| limit < 40), "{learnt:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn parallelism_comes_back_when_the_cap_is_lifted() {
    let org = Org::builder().max_in_flight(2).latency(Duration::from_millis(5)).start().await.unwrap();
    let limits = RateLimits::new();
    let caller = Caller::with(&org, Setup { limits: limits.clone(), ..Setup::default() });
    assert_eq!(caller.get_many(PATH, 60, 20).await, 60);
    let learnt = limits.snapshot().concurrency_limit.unwrap();
    assert!(learnt < 20, "{learnt}");

    org.set_max_in_flight(None);
    org.clear_requests();
    // As many answers as 20 callers get within a second of 5 ms calls, and far fewer than that.
    assert_eq!(caller.get_many(PATH, 600, 20).await, 600);
    assert_eq!(org.requests().with_status(429).len(), 0);
    let open = limits.snapshot().concurrency_limit;
    assert!(open.is_none_or(|limit| limit >= 20), "still at {open:?}");
}
