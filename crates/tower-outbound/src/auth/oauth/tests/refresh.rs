//! Tests of refresh: before expiry and after rejections.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use http_body_util::BodyExt;
use tower::{Layer, limit::ConcurrencyLimitLayer};

use super::{
    super::super::{
        AuthLayer, DpopMode, MemoryTokenStore, OAuth, TokenSource, TokenStore,
        test_server::{Scripted, TestServer},
    },
    *,
};

#[tokio::test(start_paused = true)]
async fn concurrent_first_calls_share_one_token_request() {
    let server = TestServer::new();
    let credential = server.builder().dpop(DpopMode::Off).build();
    assert!(all_ok(&calls(&server.service(&credential), 1000).await));
    assert_eq!(server.state().token_requests, 1);
    assert_eq!(server.state().api_requests, 1000);
    server.assert_no_violations();
}

#[tokio::test(start_paused = true)]
async fn concurrent_rejections_cause_one_refresh() {
    for server in [TestServer::new(), TestServer::with_dpop()] {
        let credential = server.builder().build();
        let service = server.service(&credential);
        assert!(all_ok(&calls(&service, 1).await));
        let before = server.state().issued;
        server.revoke();
        assert!(all_ok(&calls(&service, 50).await));
        assert_eq!(server.state().issued, before + 1);
        assert_eq!(credential.stats().rejected, 50);
        // And again immediately, since the newer token was accepted in between.
        server.revoke();
        assert!(all_ok(&calls(&service, 50).await));
        assert_eq!(server.state().issued, before + 2);
        server.assert_no_violations();
    }
}

#[tokio::test(start_paused = true)]
async fn rejecting_every_token_backs_off() {
    let server = TestServer::new();
    server.state().rejects_all = true;
    let credential = server.builder().build();
    let service = server.service(&credential);
    for _ in 0..20 {
        let statuses = calls(&service, 5).await;
        assert!(statuses.iter().all(|status| *status == StatusCode::UNAUTHORIZED));
    }
    assert_eq!(server.state().token_requests, 2);
    // The backoff grows from one second to one minute.
    for _ in 0..600 {
        server.advance(1.0).await;
        calls(&service, 5).await;
    }
    let requests = server.state().token_requests;
    assert!((14..=18).contains(&requests), "{requests} token requests in ten minutes");
    server.advance(61.0).await;
    server.state().rejects_all = false;
    server.revoke();
    assert!(all_ok(&calls(&service, 5).await), "retried after the backoff");
}

#[tokio::test(start_paused = true)]
async fn token_revoked_before_use_is_replaced_later() {
    let server = TestServer::new();
    let credential = server.builder().build();
    let service = server.service(&credential);
    assert!(all_ok(&calls(&service, 1).await));
    server.revoke();
    // The first rejection obtains another token, which is revoked before it is used.
    let revoked = tokio::spawn({
        let server = server.clone();
        async move {
            while server.state().issued < 2 {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            server.revoke();
        }
    });
    assert_eq!(call(&service).await.unwrap(), StatusCode::UNAUTHORIZED);
    revoked.await.unwrap();
    assert_eq!(call(&service).await.unwrap(), StatusCode::UNAUTHORIZED, "not immediately");
    server.advance(1.0).await;
    assert!(all_ok(&calls(&service, 5).await));
    assert_eq!(server.state().issued, 3);
}

#[tokio::test(start_paused = true)]
async fn late_rejection_keeps_newer_token() {
    let server = TestServer::new();
    let credential = server.builder().build();
    let service = server.service(&credential);
    call(&service).await.unwrap();
    // The second call replaces the token while the first call is in flight.
    let late = tokio::spawn({
        let service = service.clone();
        async move { call(&service).await.unwrap() }
    });
    tokio::time::sleep(Duration::from_millis(5)).await;
    server.revoke();
    credential.clear();
    call(&service).await.unwrap();
    assert_eq!(late.await.unwrap(), StatusCode::OK);
    assert_eq!(server.state().issued, 2);
}

#[tokio::test(start_paused = true)]
async fn cancelled_caller_does_not_cancel_refresh() {
    let server = TestServer::new();
    let service = server.service(&server.builder().build());
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
    assert_eq!(server.state().token_requests, 1);
}

#[tokio::test(start_paused = true)]
async fn refresh_before_expiry_blocks_no_call() {
    let server = TestServer::new();
    let service = server.service(&server.builder().renewal_offset(Duration::from_secs(60)).build());
    call(&service).await.unwrap();
    server.advance(3539.0).await;
    call(&service).await.unwrap();
    assert_eq!(server.state().token_requests, 1);
    // Up to a fifth of the offset later.
    server.advance(14.0).await;
    let start = tokio::time::Instant::now();
    assert!(all_ok(&calls(&service, 50).await));
    assert_eq!(start.elapsed(), Duration::from_millis(10), "no wait for the refresh");
    tokio::time::sleep(Duration::from_millis(200)).await;
    call(&service).await.unwrap();
    assert_eq!(server.counts(|state| (state.token_requests, state.api_rejections)), (2, 0));
}

#[tokio::test(start_paused = true)]
async fn short_lifetimes_limit_the_renewal_offset() {
    let server = TestServer::new();
    server.state().lifetime = 5;
    server.state().token_delay = Duration::ZERO;
    let service = server.service(&server.builder().renewal_offset(Duration::from_secs(300)).build());
    for _ in 0..200 {
        call(&service).await.unwrap();
        server.clock.advance(Duration::from_millis(100));
    }
    assert!(server.state().issued <= 5, "{} tokens of 5 s in 20 s", server.state().issued);
}

#[tokio::test(start_paused = true)]
async fn valid_token_is_used_while_refresh_fails() {
    let server = TestServer::new();
    let service = server.service(&server.builder().build());
    call(&service).await.unwrap();
    server.advance(3400.0).await;
    server.state().token_script.extend((0..9).map(|_| Scripted::ConnectionReset));
    for _ in 0..100 {
        call(&service).await.unwrap();
    }
    assert_eq!(server.state().issued, 1);
    assert!(server.state().token_requests <= 4, "not every call retries a failing endpoint");
    // The token is refreshed once the endpoint recovers.
    server.state().token_script.clear();
    server.advance(10.0).await;
    tokio::time::sleep(Duration::from_secs(10)).await;
    call(&service).await.unwrap();
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(server.state().issued, 2);
}

#[tokio::test(start_paused = true)]
async fn missing_permission_is_not_retried() {
    let server = TestServer::new();
    let credential = server.builder().build();
    let layer = AuthLayer::new(SERVER.parse().unwrap(), credential.clone());
    let attempts = Arc::new(Mutex::new(0));
    let count = Arc::clone(&attempts);
    let service = Layer::layer(
        &layer,
        tower::service_fn(move |_: Request<Text>| {
            *count.lock().unwrap() += 1;
            async {
                let response = http::Response::builder()
                    .status(401)
                    .header("www-authenticate", r#"Bearer error="insufficient_scope""#);
                Ok::<_, BoxError>(response.body(Text::from("forbidden")).unwrap())
            }
        }),
    );
    let response = service.oneshot(get()).await.unwrap();
    assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(response.into_body().collect().await.unwrap().to_bytes(), "forbidden");
    assert_eq!(
        (*attempts.lock().unwrap(), server.state().token_requests, credential.stats().rejected),
        (1, 1, 0)
    );
}

/// Calls and token requests through one concurrency limit.
#[tokio::test(start_paused = true)]
async fn token_requests_may_share_the_concurrency_limit() {
    for permits in [1, 2, 20] {
        let server = TestServer::new();
        let limited = ConcurrencyLimitLayer::new(permits).layer(server.clone());
        let tokens = server.tokens_over(limited.clone());
        let credential = OAuth::builder(tokens).clock(Arc::new(server.clock.clone())).build();
        let service = AuthLayer::new(SERVER.parse().unwrap(), credential).layer(limited);
        let start = tokio::time::Instant::now();
        for round in 1..3 {
            let calls = (0..30).map(|_| service.clone().oneshot(get()));
            for response in join_all(calls).await {
                assert_eq!(response.unwrap().status(), StatusCode::OK);
            }
            assert_eq!(server.state().token_requests, round, "{permits} permits");
            server.revoke();
        }
        assert!(start.elapsed() < Duration::from_secs(2), "{permits} permits: {:?}", start.elapsed());
        server.assert_no_violations();
    }
}

#[tokio::test(start_paused = true)]
async fn clock_set_back_does_not_prolong_the_backoff() {
    let server = TestServer::new();
    server.state().rejects_all = true;
    let service = server.service(&server.builder().build());
    assert_eq!(calls(&service, 2).await, [StatusCode::UNAUTHORIZED; 2]);
    assert_eq!(server.state().token_requests, 2);
    server.set_local_clock_back(7200);
    server.state().rejects_all = false;
    server.revoke();
    server.advance(1.0).await;
    assert!(all_ok(&calls(&service, 2).await));
    assert_eq!(server.state().token_requests, 3);
}

#[tokio::test(start_paused = true)]
async fn clock_set_back_does_not_prolong_a_token() {
    let server = TestServer::new();
    let service = server.service(&server.builder().build());
    call(&service).await.unwrap();
    server.set_local_clock_back(7200);
    server.advance(3601.0).await;
    call(&service).await.unwrap();
    assert_eq!(server.counts(|state| (state.issued, state.api_rejections)), (2, 0));
}

#[tokio::test(start_paused = true)]
async fn clear_discards_a_token_being_obtained() {
    let server = TestServer::new();
    let store = MemoryTokenStore::new();
    let credential = server.builder().store(store.clone()).build();
    let waiting = tokio::spawn({
        let credential = credential.clone();
        async move { credential.prepare().await }
    });
    tokio::time::sleep(Duration::from_millis(50)).await;
    credential.clear();
    let service = server.service(&credential);
    assert!(all_ok(&calls(&service, 5).await));
    waiting.await.unwrap().unwrap();
    assert_eq!(server.counts(|state| (state.issued, state.token_requests)), (2, 2));
    let stored = store.load(&server.tokens().identity()).await.unwrap().unwrap();
    assert_eq!(secrecy::ExposeSecret::expose_secret(&stored.access_token), "token-2");
    assert!(all_ok(&calls(&service, 5).await));
    assert_eq!(server.state().issued, 2);
}
