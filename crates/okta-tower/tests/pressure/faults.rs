//! Broken connections, cut-off answers and storms of 5xx: what is sent again, and what is not.

use std::{
    collections::HashMap,
    sync::{Arc, OnceLock},
    time::Duration,
};

use futures_util::{StreamExt, stream};
use http::{Method, StatusCode};
use okta_testkit::{DropAt, Org, ResponseTemplate};
use okta_tower::{
    meta::Attempts,
    retry::{RetryCause, RetryEvent},
};

use crate::caller::{Caller, Setup};

const USERS: &str = "/api/v1/users?limit=1";

/// Every way to fail, spread over the requests that fit a pattern.
fn break_things(org: &Org, pattern: &str) {
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
async fn every_read_that_can_succeed_does() {
    for http2 in [false, true] {
        let org = Org::start().await.unwrap();
        break_things(&org, "GET users");
        let caller = Caller::with(&org, Setup { http2, ..Setup::default() });
        assert_eq!(caller.get_many(USERS, 80, 8).await, 80, "http2: {http2}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_user_is_created_twice_whatever_breaks() {
    for http2 in [false, true] {
        let org = Org::start().await.unwrap();
        let before = org.user_count();
        break_things(&org, "POST users");
        let caller = Caller::with(&org, Setup { http2, ..Setup::default() });
        let logins: Vec<_> = (0..60).map(|n| format!("user{n}@example.com")).collect();
        let outcomes: Vec<_> =
            stream::iter(&logins).map(|login| caller.create_user(login)).buffer_unordered(6).collect().await;
        // A request that got no answer, or a 5xx, may have been applied: it must have been the last for its login.
        let mut sent: HashMap<String, usize> = HashMap::new();
        for request in &org.requests().matching("POST users")[..] {
            if request.status() != Some(429)
                && let Some(body) = request.json()
            {
                *sent.entry(body["profile"]["login"].to_string()).or_default() += 1;
            }
        }
        let twice: Vec<_> = sent.iter().filter(|(_, times)| **times > 1).collect();
        assert!(twice.is_empty(), "http2: {http2}: {twice:?}");
        let created = outcomes
            .iter()
            .filter(|outcome| matches!(outcome, Ok(answer) if answer.status() == StatusCode::OK));
        let known = org.user_count() - before;
        assert!(created.count() <= known, "more successes than users");
        assert!(known < logins.len(), "the faults did not bite");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_that_was_never_sent_is_sent_again() {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    // Nobody listens at first: the org starts when the first attempt has failed.
    let org = Arc::new(OnceLock::new());
    let start = Arc::clone(&org);
    let policy = Setup::default().policy.notify(move |event: &RetryEvent<'_>| {
        assert_eq!(event.cause, RetryCause::NotSent);
        start.get_or_init(|| Org::builder().port(port).start_blocking().unwrap());
    });
    let caller =
        Caller::at(&format!("http://127.0.0.1:{port}"), "anything", Setup { policy, ..Setup::default() });
    let answer = caller.create_user("a@example.com").await.unwrap();
    assert_eq!((answer.status(), answer.extensions().get()), (StatusCode::UNAUTHORIZED, Some(&Attempts(2))));
    org.get().unwrap().requests().matching("POST users").expect(1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rate_limited_post_is_sent_again_and_says_so() {
    let org = Org::builder().rate_limit("users", 1, Duration::from_secs(1)).start().await.unwrap();
    // Somebody else uses the window up.
    Caller::new(&org).get(USERS).await.unwrap();
    let answer = Caller::new(&org).create_user("a@example.com").await.unwrap();
    assert_eq!((answer.status(), answer.extensions().get()), (StatusCode::OK, Some(&Attempts(2))));
    let requests = org.requests().matching("POST users");
    let (refused, created) = (&requests[0], &requests[1]);
    assert_eq!((refused.status(), refused.header("x-okta-retry-count")), (Some(429), None));
    assert_eq!(created.header("x-okta-retry-count"), Some("1"));
    assert_eq!(created.header("x-okta-retry-for"), Some(refused.request_id()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stalled_answer_is_asked_for_again_when_the_attempt_runs_out() {
    let org = Org::start().await.unwrap();
    org.when("GET users").stall_body();
    org.when("GET users").hang();
    let caller = Caller::with(&org, Setup { attempt: Duration::from_millis(400), ..Setup::default() });
    let answer = caller.get(USERS).await.unwrap();
    assert_eq!((answer.status(), answer.extensions().get()), (StatusCode::OK, Some(&Attempts(3))));

    org.when("POST users").hang();
    assert!(caller.create_user("a@example.com").await.is_err());
    let deleted = caller.send(caller.request(Method::DELETE, "/api/v1/users/nobody", String::new()));
    assert_eq!(deleted.await.unwrap().status(), StatusCode::NOT_FOUND);
    org.requests().matching("POST users").expect(1);
}
