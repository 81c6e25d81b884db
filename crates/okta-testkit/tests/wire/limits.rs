//! Rate limits and the concurrency limit.

use std::time::Duration;

use futures_util::future::join_all;
use okta_testkit::{Clock, Org};

use crate::common::{Http, Response};

fn quota(response: &Response) -> [u64; 3] {
    ["limit", "remaining", "reset"].map(|name| {
        let value = &response.headers[format!("x-rate-limit-{name}")];
        value.to_str().unwrap().parse().unwrap()
    })
}

#[tokio::test]
async fn bucket_rejects_requests_until_window_ends() {
    let clock = Clock::frozen_at(1_700_000_000);
    let org = Org::builder()
        .clock(clock.clone())
        .rate_limit("users", 2, Duration::from_secs(10))
        .start()
        .await
        .unwrap();
    let http = Http::new(&org);
    assert_eq!(quota(&http.get("/api/v1/users").await), [2, 1, 1_700_000_010]);
    clock.advance(Duration::from_secs(4));
    assert_eq!(quota(&http.get("/api/v1/users/me").await), [2, 0, 1_700_000_010]);
    let rejected = http.get("/api/v1/users").await;
    rejected.assert_error(429, "E0000047");
    assert_eq!(quota(&rejected), [2, 0, 1_700_000_010]);
    assert_eq!(rejected.headers["date"], "Tue, 14 Nov 2023 22:13:24 GMT");
    assert!(rejected.headers.contains_key("x-okta-request-id"));
    clock.advance(Duration::from_secs(6));
    assert_eq!(quota(&http.get("/api/v1/users").await), [2, 1, 1_700_000_020]);

    let windows = org.windows("users");
    assert_eq!(windows.iter().map(|w| (w.admitted(), w.rejected())).collect::<Vec<_>>(), [(2, 1), (1, 0)]);
    org.set_rate_limit("users", 50, Duration::from_secs(10));
    assert_eq!(quota(&http.get("/api/v1/users").await)[..2], [50, 49]);
}

#[tokio::test]
async fn default_limits_are_out_of_reach() {
    let org = Org::start().await.unwrap();
    let http = Http::new(&org);
    for _ in 0..50 {
        assert!(quota(&http.get("/api/v1/users").await)[1] > 900_000);
    }
    let org = Org::builder().okta_rate_limits().start().await.unwrap();
    assert_eq!(quota(&Http::new(&org).get("/api/v1/users").await)[..2], [600, 599]);
}

#[tokio::test]
async fn concurrency_limit_reports_zero_quota() {
    let org = Org::builder().max_in_flight(3).start().await.unwrap();
    let http = Http::new(&org);
    let held = org.when("users").times(3).hold();
    let first = join_all((0..3).map(|_| http.get("/api/v1/users/me")));
    let rest = async {
        held.wait_for(3).await;
        let rejected = join_all((0..5).map(|_| http.get("/api/v1/users/me"))).await;
        held.release();
        rejected
    };
    let (served, rejected) = tokio::join!(first, rest);
    assert!(served.iter().all(|response| response.status == 200));
    for response in rejected {
        response.assert_error(429, "E0000047");
        assert_eq!(quota(&response)[..2], [0, 0]);
    }
    http.get("/api/v1/users/me").await.ok();
    org.set_max_in_flight(None);
    let responses = join_all((0..8).map(|_| http.get("/api/v1/users/me"))).await;
    assert!(responses.iter().all(|response| response.status == 200));
}
