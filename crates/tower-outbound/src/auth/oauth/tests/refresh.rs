//! Tests of refresh: before expiry and after rejections.

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
async fn concurrent_first_calls_share_one_token_request() {
    let org = TestOrg::new();
    let credential = org.builder().dpop(DpopMode::Off).build();
    assert!(all_ok(&calls(&org.service(&credential), 1000).await));
    assert_eq!(org.state().token_requests, 1);
    assert_eq!(org.state().api_requests, 1000);
    org.assert_no_violations();
}

#[tokio::test(start_paused = true)]
async fn concurrent_rejections_cause_one_refresh() {
    for org in [TestOrg::new(), TestOrg::with_dpop()] {
        let credential = org.builder().build();
        let service = org.service(&credential);
        assert!(all_ok(&calls(&service, 1).await));
        let before = org.state().issued;
        org.revoke();
        assert!(all_ok(&calls(&service, 50).await));
        assert_eq!(org.state().issued, before + 1);
        assert_eq!(credential.stats().rejected, 50);
        // And again immediately, since the newer token was accepted in between.
        org.revoke();
        assert!(all_ok(&calls(&service, 50).await));
        assert_eq!(org.state().issued, before + 2);
        org.assert_no_violations();
    }
}

#[tokio::test(start_paused = true)]
async fn rejecting_every_token_backs_off() {
    let org = TestOrg::new();
    org.state().rejects_all = true;
    let credential = org.builder().build();
    let service = org.service(&credential);
    for _ in 0..20 {
        let statuses = calls(&service, 5).await;
        assert!(statuses.iter().all(|status| *status == StatusCode::UNAUTHORIZED));
    }
    assert_eq!(org.state().token_requests, 2);
    // The backoff grows from one second to one minute.
    for _ in 0..600 {
        org.advance(1.0).await;
        calls(&service, 5).await;
    }
    let requests = org.state().token_requests;
    assert!((14..=18).contains(&requests), "{requests} token requests in ten minutes");
    org.advance(61.0).await;
    org.state().rejects_all = false;
    org.revoke();
    assert!(all_ok(&calls(&service, 5).await), "retried after the backoff");
}

#[tokio::test(start_paused = true)]
async fn token_revoked_before_use_is_replaced_later() {
    let org = TestOrg::new();
    let credential = org.builder().build();
    let service = org.service(&credential);
    assert!(all_ok(&calls(&service, 1).await));
    org.revoke();
    // The first rejection obtains another token, which is revoked before it is used.
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
    assert_eq!(call(&service).await.unwrap(), StatusCode::UNAUTHORIZED, "not immediately");
    org.advance(1.0).await;
    assert!(all_ok(&calls(&service, 5).await));
    assert_eq!(org.state().issued, 3);
}

#[tokio::test(start_paused = true)]
async fn late_rejection_keeps_newer_token() {
    let org = TestOrg::new();
    let credential = org.builder().build();
    let service = org.service(&credential);
    call(&service).await.unwrap();
    // The second call replaces the token while the first call is in flight.
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
async fn cancelled_caller_does_not_cancel_refresh() {
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
    let start = tokio::time::Instant::now();
    assert!(all_ok(&followers.await.unwrap()));
    assert!(start.elapsed() <= Duration::from_millis(60), "the rest of the token request, and one call");
    assert_eq!(org.state().token_requests, 1);
}

#[tokio::test(start_paused = true)]
async fn refresh_before_expiry_blocks_no_call() {
    let org = TestOrg::new();
    let service = org.service(&org.builder().renewal_offset(Duration::from_secs(60)).build());
    call(&service).await.unwrap();
    org.advance(3539.0).await;
    call(&service).await.unwrap();
    assert_eq!(org.state().token_requests, 1);
    org.advance(2.0).await;
    let start = tokio::time::Instant::now();
    assert!(all_ok(&calls(&service, 50).await));
    assert_eq!(start.elapsed(), Duration::from_millis(10), "no wait for the refresh");
    tokio::time::sleep(Duration::from_millis(200)).await;
    call(&service).await.unwrap();
    assert_eq!(org.counts(|state| (state.token_requests, state.api_rejections)), (2, 0));
}

#[tokio::test(start_paused = true)]
async fn short_lifetimes_limit_the_renewal_offset() {
    let org = TestOrg::new();
    org.state().lifetime = 5;
    org.state().token_delay = Duration::ZERO;
    let service = org.service(&org.builder().renewal_offset(Duration::from_secs(300)).build());
    for _ in 0..200 {
        call(&service).await.unwrap();
        org.clock.advance(Duration::from_millis(100));
    }
    assert!(org.state().issued <= 5, "{} tokens of 5 s in 20 s", org.state().issued);
}

#[tokio::test(start_paused = true)]
async fn valid_token_is_used_while_refresh_fails() {
    let org = TestOrg::new();
    let service = org.service(&org.builder().build());
    call(&service).await.unwrap();
    org.advance(3400.0).await;
    org.state().token_script.extend((0..9).map(|_| Scripted::ConnectionReset));
    for _ in 0..100 {
        call(&service).await.unwrap();
    }
    assert_eq!(org.state().issued, 1);
    assert!(org.state().token_requests <= 4, "not every call retries a failing endpoint");
    // The token is refreshed once the endpoint recovers.
    org.state().token_script.clear();
    org.advance(10.0).await;
    tokio::time::sleep(Duration::from_secs(10)).await;
    call(&service).await.unwrap();
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(org.state().issued, 2);
}

#[tokio::test(start_paused = true)]
async fn missing_permission_is_not_retried() {
    let org = TestOrg::new();
    let credential = org.builder().build();
    let layer = AuthLayer::new(ORG.parse().unwrap(), credential.clone());
    let attempts = Arc::new(Mutex::new(0));
    let count = Arc::clone(&attempts);
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
    assert_eq!(
        (*attempts.lock().unwrap(), org.state().token_requests, credential.stats().rejected),
        (1, 1, 0)
    );
}
