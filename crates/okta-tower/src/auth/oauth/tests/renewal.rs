//! One token for all, renewed in time and after refusals.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use http_body_util::BodyExt;

use super::{
    super::super::{
        AuthLayer, DpopMode,
        test_org::{Scripted, TestOrg},
    },
    *,
};

#[tokio::test(start_paused = true)]
async fn a_thousand_first_calls_ask_for_one_token() {
    let org = TestOrg::new();
    let credential = org.builder().dpop(DpopMode::Off).build();
    assert!(all_ok(&calls(&org.service(&credential), 1000).await));
    assert_eq!(org.state().token_requests, 1);
    assert_eq!(org.state().api_requests, 1000);
    org.assert_no_faults();
}

#[tokio::test(start_paused = true)]
async fn fifty_refusals_at_once_cause_one_renewal() {
    for org in [TestOrg::new(), TestOrg::with_dpop()] {
        let credential = org.builder().build();
        let service = org.service(&credential);
        assert!(all_ok(&calls(&service, 1).await));
        let before = org.state().issued;
        org.revoke();
        assert!(all_ok(&calls(&service, 50).await));
        assert_eq!(org.state().issued, before + 1);
        assert_eq!(credential.stats().rejected, 50);
        // And again, at once: the newer token was good in between.
        org.revoke();
        assert!(all_ok(&calls(&service, 50).await));
        assert_eq!(org.state().issued, before + 2);
        org.assert_no_faults();
    }
}

#[tokio::test(start_paused = true)]
async fn a_server_that_refuses_every_token_is_not_asked_for_ever() {
    let org = TestOrg::new();
    org.state().refuses_all = true;
    let credential = org.builder().build();
    let service = org.service(&credential);
    for _ in 0..20 {
        let statuses = calls(&service, 5).await;
        assert!(statuses.iter().all(|status| *status == StatusCode::UNAUTHORIZED));
    }
    assert_eq!(org.state().token_requests, 2);
    // Pauses of 1, 2, 4 … seconds, and of a minute in the end.
    for _ in 0..600 {
        org.pass(1.0).await;
        calls(&service, 5).await;
    }
    let asked = org.state().token_requests;
    assert!((14..=18).contains(&asked), "{asked} tokens asked for in ten minutes");
    org.pass(61.0).await;
    org.state().refuses_all = false;
    org.revoke();
    assert!(all_ok(&calls(&service, 5).await), "after a pause it is tried again");
}

#[tokio::test(start_paused = true)]
async fn a_token_that_is_revoked_before_its_first_use_is_replaced_after_a_second() {
    let org = TestOrg::new();
    let credential = org.builder().build();
    let service = org.service(&credential);
    assert!(all_ok(&calls(&service, 1).await));
    org.revoke();
    // The first refusal obtains another token, which nobody gets to use.
    let revoked = tokio::spawn({
        let org = org.clone();
        async move {
            while org.state().issued < 2 {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            org.revoke();
        }
    });
    assert_eq!(call(&service).await.unwrap(), StatusCode::UNAUTHORIZED);
    revoked.await.unwrap();
    assert_eq!(call(&service).await.unwrap(), StatusCode::UNAUTHORIZED, "not at once");
    org.pass(1.0).await;
    assert!(all_ok(&calls(&service, 5).await));
    assert_eq!(org.state().issued, 3);
}

#[tokio::test(start_paused = true)]
async fn a_late_refusal_does_not_discard_a_newer_token() {
    let org = TestOrg::new();
    let credential = org.builder().build();
    let service = org.service(&credential);
    call(&service).await.unwrap();
    // The answer to the first call is on its way while the second replaces the token.
    let late = tokio::spawn({
        let service = service.clone();
        async move { call(&service).await.unwrap() }
    });
    tokio::time::sleep(Duration::from_millis(5)).await;
    org.revoke();
    credential.clear();
    call(&service).await.unwrap();
    assert_eq!(late.await.unwrap(), StatusCode::OK);
    assert_eq!(org.state().issued, 2);
}

#[tokio::test(start_paused = true)]
async fn a_caller_that_leaves_takes_nothing_along() {
    let org = TestOrg::new();
    let service = org.service(&org.builder().build());
    let leader = tokio::spawn({
        let service = service.clone();
        async move { call(&service).await }
    });
    tokio::time::sleep(Duration::from_millis(50)).await;
    let followers = tokio::spawn({
        let service = service.clone();
        async move { calls(&service, 20).await }
    });
    tokio::time::sleep(Duration::from_millis(10)).await;
    leader.abort();
    assert!(leader.await.unwrap_err().is_cancelled());
    let begun = tokio::time::Instant::now();
    assert!(all_ok(&followers.await.unwrap()));
    assert!(begun.elapsed() <= Duration::from_millis(60), "the rest of the exchange, and one call");
    assert_eq!(org.state().token_requests, 1);
}

#[tokio::test(start_paused = true)]
async fn nobody_waits_for_a_renewal_ahead_of_expiry() {
    let org = TestOrg::new();
    let service = org.service(&org.builder().renewal_offset(Duration::from_secs(60)).build());
    call(&service).await.unwrap();
    org.pass(3539.0).await;
    call(&service).await.unwrap();
    assert_eq!(org.state().token_requests, 1);
    org.pass(2.0).await;
    let begun = tokio::time::Instant::now();
    assert!(all_ok(&calls(&service, 50).await));
    assert_eq!(begun.elapsed(), Duration::from_millis(10), "the call alone");
    tokio::time::sleep(Duration::from_millis(200)).await;
    call(&service).await.unwrap();
    assert_eq!(org.counts(|state| (state.token_requests, state.api_refusals)), (2, 0));
}

#[tokio::test(start_paused = true)]
async fn short_lives_bound_the_offset_and_the_number_of_tokens() {
    let org = TestOrg::new();
    org.state().lifetime = 5;
    org.state().token_delay = Duration::ZERO;
    let service = org.service(&org.builder().renewal_offset(Duration::from_secs(300)).build());
    for _ in 0..200 {
        call(&service).await.unwrap();
        org.clock.advance(Duration::from_millis(100));
    }
    assert!(org.state().issued <= 5, "{} tokens in 20 s of 5 s each", org.state().issued);
}

#[tokio::test(start_paused = true)]
async fn a_valid_token_is_used_while_its_renewal_fails() {
    let org = TestOrg::new();
    let service = org.service(&org.builder().build());
    call(&service).await.unwrap();
    org.pass(3400.0).await;
    org.state().token_script.extend((0..9).map(|_| Scripted::Lost));
    for _ in 0..100 {
        call(&service).await.unwrap();
    }
    assert_eq!(org.state().issued, 1);
    assert!(org.state().token_requests <= 4, "a failing endpoint is not asked by every call");
    // Once the endpoint is back the token is renewed.
    org.state().token_script.clear();
    org.pass(10.0).await;
    tokio::time::sleep(Duration::from_secs(10)).await;
    call(&service).await.unwrap();
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(org.state().issued, 2);
}

#[tokio::test(start_paused = true)]
async fn permission_refusals_neither_renew_nor_resend() {
    let org = TestOrg::new();
    let credential = org.builder().build();
    let layer = AuthLayer::new(ORG.parse().unwrap(), credential.clone());
    let sent = Arc::new(Mutex::new(0));
    let count = Arc::clone(&sent);
    let service = tower::Layer::layer(
        &layer,
        tower::service_fn(move |_: Request<Text>| {
            *count.lock().unwrap() += 1;
            async {
                let body = Text::from(r#"{"errorCode":"E0000015"}"#);
                Ok::<_, BoxError>(http::Response::builder().status(401).body(body).unwrap())
            }
        }),
    );
    let response = service.oneshot(get()).await.unwrap();
    assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(response.into_body().collect().await.unwrap().to_bytes(), r#"{"errorCode":"E0000015"}"#);
    assert_eq!((*sent.lock().unwrap(), org.state().token_requests, credential.stats().rejected), (1, 1, 0));
}
