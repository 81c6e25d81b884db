//! Rate limits and the cap on simultaneous requests.

use std::time::Duration;

use futures_util::future::join_all;
use okta_testkit::{Clock, Org};

use crate::common::{Http, Reply};

fn quota(reply: &Reply) -> [u64; 3] {
    ["limit", "remaining", "reset"].map(|name| {
        let value = &reply.headers[format!("x-rate-limit-{name}")];
        value.to_str().unwrap().parse().unwrap()
    })
}

#[tokio::test]
async fn a_bucket_counts_and_refuses_until_its_window_ends() {
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
    let refused = http.get("/api/v1/users").await;
    refused.refused(429, "E0000047");
    assert_eq!(quota(&refused), [2, 0, 1_700_000_010]);
    assert_eq!(refused.headers["date"], "Tue, 14 Nov 2023 22:13:24 GMT");
    assert!(refused.headers.contains_key("x-okta-request-id"));
    clock.advance(Duration::from_secs(6));
    assert_eq!(quota(&http.get("/api/v1/users").await), [2, 1, 1_700_000_020]);

    let windows = org.windows("users");
    assert_eq!(windows.iter().map(|w| (w.admitted(), w.refused())).collect::<Vec<_>>(), [(2, 1), (1, 0)]);
    org.set_rate_limit("users", 50, Duration::from_secs(10));
    assert_eq!(quota(&http.get("/api/v1/users").await)[..2], [50, 49]);
}

#[tokio::test]
async fn limits_nobody_set_are_out_of_reach() {
    let org = Org::start().await.unwrap();
    let http = Http::new(&org);
    for _ in 0..50 {
        assert!(quota(&http.get("/api/v1/users").await)[1] > 900_000);
    }
    let org = Org::builder().okta_rate_limits().start().await.unwrap();
    assert_eq!(quota(&Http::new(&org).get("/api/v1/users").await)[..2], [600, 599]);
}

#[tokio::test]
async fn too_many_at_once_get_zero_of_zero() {
    let org = Org::builder().max_in_flight(3).start().await.unwrap();
    let http = Http::new(&org);
    let gate = org.when("users").times(3).hold();
    let held = join_all((0..3).map(|_| http.get("/api/v1/users/me")));
    let rest = async {
        gate.holding(3).await;
        let refused = join_all((0..5).map(|_| http.get("/api/v1/users/me"))).await;
        gate.open();
        refused
    };
    let (fine, refused) = tokio::join!(held, rest);
    assert!(fine.iter().all(|reply| reply.status == 200));
    for reply in refused {
        reply.refused(429, "E0000047");
        assert_eq!(quota(&reply)[..2], [0, 0]);
    }
    http.get("/api/v1/users/me").await.ok();
    org.set_max_in_flight(None);
    let replies = join_all((0..8).map(|_| http.get("/api/v1/users/me"))).await;
    assert!(replies.iter().all(|reply| reply.status == 200));
}
