//! Retries of requests that are not idempotent.

use std::time::Duration;

use okta_testkit::{DropAt, Org, ResponseTemplate, SeedUser, UserStatus};
use okta_tests::{builder, client};
use tower::ServiceExt;

#[tokio::test]
async fn user_deletion_is_not_retried_after_send() {
    let org = Org::start().await.unwrap();
    let okta = client(&org).unwrap();
    let user = org.seed_user(SeedUser::new("jane@example.com"));
    org.when("DELETE users").drop_connection(DropAt::BeforeResponse);

    let error = okta.users().delete(&user).await.unwrap_err();
    assert!(error.is_retryable() && !error.is_before_send(), "{error}");
    assert_eq!(org.user_status(&user), Some(UserStatus::Deprovisioned));
    org.requests().matching("DELETE users").expect(1);

    okta.users().delete(&user).await.unwrap();
    assert_eq!(org.user_status(&user), None);
}

#[tokio::test]
async fn rate_limited_user_deletion_is_retried() {
    let org = Org::start().await.unwrap();
    let okta = client(&org).unwrap();
    let user = org.seed_user(SeedUser::new("jane@example.com"));
    org.when("DELETE users").respond_with(ResponseTemplate::rate_limited(10, 0, 1));

    okta.users().delete(&user).await.unwrap();
    assert_eq!(org.user_status(&user), Some(UserStatus::Deprovisioned));
    org.requests().matching("DELETE users").expect(2);
}

#[tokio::test]
async fn only_retries_have_retry_headers() {
    for cached in [false, true] {
        let org = Org::builder().users(2).start().await.unwrap();
        let okta = builder(&org).cache(cached).build().unwrap();
        org.when("GET /api/v1/users").times(2).respond_with(ResponseTemplate::new(503));
        okta.users().list().await.unwrap();
        let requests = org.requests().matching("GET /api/v1/users");
        let headers: Vec<_> = requests
            .iter()
            .map(|request| (request.header("x-okta-retry-count"), request.header("x-okta-retry-for")))
            .collect();
        let first = requests[0].request_id();
        let expected = [(None, None), (Some("1"), Some(first)), (Some("2"), Some(first))];
        assert_eq!(headers, expected, "cached: {cached}");
    }
}

#[tokio::test]
async fn retry_headers_of_users_are_not_sent() {
    let org = Org::builder().users(2).start().await.unwrap();
    let okta = client(&org).unwrap();
    let request = http::Request::get(format!("{}/api/v1/users", org.url()))
        .header("X-Okta-Retry-Count", "7")
        .header("x-okta-retry-for", "other")
        .body(okta_tower::body::Body::default())
        .unwrap();
    okta.into_service().oneshot(request).await.unwrap();
    let requests = org.requests().matching("GET /api/v1/users");
    assert_eq!(requests[0].header("x-okta-retry-count"), None);
    assert_eq!(requests[0].header("x-okta-retry-for"), None);
}

#[tokio::test]
async fn is_before_send_considers_earlier_attempts() {
    let minute = Duration::from_secs(60);
    let org = Org::builder().users(2).rate_limit("groups", 3, minute).start().await.unwrap();
    let okta = builder(&org).request_timeout(Duration::from_secs(20)).build().unwrap();
    let group = org.seed_group("Pilots", []);
    for _ in 0..2 {
        okta.groups().get(&group).await.unwrap();
    }
    // Uses the last request of the window, is applied, and gets no response; the next window is after the deadline.
    org.when("PUT groups").drop_connection(DropAt::BeforeResponse);
    let error = okta.groups().assign_user(&group, org.admin_id()).await.unwrap_err();

    assert!(org.is_member(&group, org.admin_id()));
    assert!(error.is_rate_limited(), "{error:?}");
    assert!(!error.is_before_send(), "{error:?}");

    let error = okta.groups().assign_user(&group, org.admin_id()).await.unwrap_err();
    assert!(error.is_rate_limited() && error.is_before_send(), "{error:?}");
}
