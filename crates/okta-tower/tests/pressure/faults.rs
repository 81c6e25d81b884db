//! Dropped connections, truncated responses and bursts of 5xx: what is retried, and what is not.

use std::{
    collections::HashMap,
    sync::{Arc, OnceLock},
    time::Duration,
};

use futures_util::{StreamExt, stream};
use http::{Method, StatusCode};
use okta_testkit::{DropAt, Org, ResponseTemplate};
use okta_tower::{meta::Attempts, retry::RetryCause};

use crate::caller::{Caller, Setup};

const USERS: &str = "/api/v1/users?limit=1";

/// Injects every kind of fault into the requests that match a pattern.
fn inject_faults(org: &Org, pattern: &str) {
    for (after, at) in [(3, DropAt::BeforeReading), (5, DropAt::BeforeApplying), (9, DropAt::BeforeResponse)]
    {
        org.when(pattern).after(after).drop_connection(at);
    }
    org.when(pattern).after(12).truncate_body();
    org.when(pattern).after(16).reset_body();
    org.when(pattern).after(20).times(4).respond_with(ResponseTemplate::new(503));
    org.when(pattern).after(26).times(3).respond_with(ResponseTemplate::new(502).html("<html></html>"));
    org.when(pattern).after(30).respond_with(ResponseTemplate::new(504));
    org.when(pattern).after(34).go_away();
}

#[tokio::test(flavor = "multi_thread")]
async fn reads_succeed_despite_faults() {
    for http2 in [false, true] {
        let org = Org::start().await.unwrap();
        inject_faults(&org, "GET users");
        let caller = Caller::with(&org, Setup { http2, ..Setup::default() });
        assert_eq!(caller.get_many(USERS, 80, 8).await, 80, "http2: {http2}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_user_is_created_twice() {
    for http2 in [false, true] {
        let org = Org::start().await.unwrap();
        let before = org.user_count();
        inject_faults(&org, "POST users");
        let caller = Caller::with(&org, Setup { http2, ..Setup::default() });
        let logins: Vec<_> = (0..60).map(|n| format!("user{n}@example.com")).collect();
        let outcomes: Vec<_> =
            stream::iter(&logins).map(|login| caller.create_user(login)).buffer_unordered(6).collect().await;
        // A request without a response, or with a 5xx, may have been applied: it must not have been retried.
        let mut requests: HashMap<String, usize> = HashMap::new();
        for request in &org.requests().matching("POST users")[..] {
            if request.status() != Some(429)
                && let Some(body) = request.json()
            {
                *requests.entry(body["profile"]["login"].to_string()).or_default() += 1;
            }
        }
        let duplicates: Vec<_> = requests.iter().filter(|(_, count)| **count > 1).collect();
        assert!(duplicates.is_empty(), "http2: {http2}: {duplicates:?}");
        let created = outcomes
            .iter()
            .filter(|outcome| matches!(outcome, Ok(response) if response.status() == StatusCode::OK));
        let known = org.user_count() - before;
        assert!(created.count() <= known, "more successes than users");
        assert!(known < logins.len(), "the faults had no effect");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn unsent_post_is_retried() {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    // No server at first: the org starts when the first attempt has failed.
    let org = Arc::new(OnceLock::new());
    let start = Arc::clone(&org);
    let policy = Setup::default().policy.notify(move |event| {
        assert_eq!(event.cause, RetryCause::NotSent);
        start.get_or_init(|| Org::builder().port(port).start_blocking().unwrap());
    });
    let caller =
        Caller::at(&format!("http://127.0.0.1:{port}"), "anything", Setup { policy, ..Setup::default() });
    let response = caller.create_user("a@example.com").await.unwrap();
    assert_eq!(
        (response.status(), response.extensions().get()),
        (StatusCode::UNAUTHORIZED, Some(&Attempts(2)))
    );
    org.get().unwrap().requests().matching("POST users").expect(1);
}

#[tokio::test(flavor = "multi_thread")]
async fn rate_limited_post_is_retried_with_retry_headers() {
    let org = Org::builder().rate_limit("users", 1, Duration::from_secs(1)).start().await.unwrap();
    // Another client exhausts the window.
    Caller::new(&org).get(USERS).await.unwrap();
    let response = Caller::new(&org).create_user("a@example.com").await.unwrap();
    assert_eq!((response.status(), response.extensions().get()), (StatusCode::OK, Some(&Attempts(2))));
    let requests = org.requests().matching("POST users");
    let (rejected, created) = (&requests[0], &requests[1]);
    assert_eq!((rejected.status(), rejected.header("x-okta-retry-count")), (Some(429), None));
    assert_eq!(created.header("x-okta-retry-count"), Some("1"));
    assert_eq!(created.header("x-okta-retry-for"), Some(rejected.request_id()));
}

#[tokio::test(flavor = "multi_thread")]
async fn stalled_response_is_retried_after_attempt_timeout() {
    let org = Org::start().await.unwrap();
    org.when("GET users").stall_body();
    org.when("GET users").hang();
    let caller = Caller::with(&org, Setup { attempt: Duration::from_millis(400), ..Setup::default() });
    let response = caller.get(USERS).await.unwrap();
    assert_eq!((response.status(), response.extensions().get()), (StatusCode::OK, Some(&Attempts(3))));

    org.when("POST users").hang();
    assert!(caller.create_user("a@example.com").await.is_err());
    let deleted = caller.send(caller.request(Method::DELETE, "/api/v1/users/nobody", String::new()));
    assert_eq!(deleted.await.unwrap().status(), StatusCode::NOT_FOUND);
    org.requests().matching("POST users").expect(1);
}
