//! What the client sends again where a second sending does more than the first.

use std::time::Duration;

use okta_testkit::{DropAt, Org, SeedUser, UserStatus};
use okta_tests::{builder, client};

#[tokio::test]
async fn a_user_who_may_have_been_deactivated_is_not_deleted() {
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
async fn a_deletion_that_was_never_sent_is_sent_again() {
    let org = Org::start().await.unwrap();
    let okta = client(&org).unwrap();
    let user = org.seed_user(SeedUser::new("jane@example.com"));
    org.when("DELETE users").respond_with(okta_testkit::ResponseTemplate::rate_limited(10, 0, 1));

    okta.users().delete(&user).await.unwrap();
    assert_eq!(org.user_status(&user), Some(UserStatus::Deprovisioned));
    org.requests().matching("DELETE users").expect(2);
}

#[tokio::test]
async fn a_call_of_which_an_earlier_attempt_arrived_does_not_claim_that_nothing_was_sent() {
    let minute = Duration::from_secs(60);
    let org = Org::builder().users(2).rate_limit("groups", 3, minute).start().await.unwrap();
    let okta = builder(&org).request_timeout(Duration::from_secs(20)).build().unwrap();
    let group = org.seed_group("Pilots", []);
    for _ in 0..2 {
        okta.groups().get(&group).await.unwrap();
    }
    // Takes the last of the window, is applied, and gets no answer; the wait for the next window is too long.
    org.when("PUT groups").drop_connection(DropAt::BeforeResponse);
    let error = okta.groups().assign_user(&group, org.admin_id()).await.unwrap_err();

    assert!(org.is_member(&group, org.admin_id()));
    assert!(error.is_rate_limited(), "{error:?}");
    assert!(!error.is_before_send(), "{error:?}");

    let error = okta.groups().assign_user(&group, org.admin_id()).await.unwrap_err();
    assert!(error.is_rate_limited() && error.is_before_send(), "{error:?}");
}
