//! Tests of rate limits and time limits.

use super::*;
use crate::meta::Deadline;

#[tokio::test(start_paused = true)]
async fn exceeded_rate_limit_is_waited_for() {
    for (headers, least, most) in [
        (&[("ratelimit", "default;r=0;t=20")] as &[_], 20, 23),
        (&[("retry-after", "7")], 7, 8),
        (&[("retry-after", "7"), ("ratelimit", "default;r=0;t=1")], 7, 8),
        (&[], 0, 1),
        (&[("retry-after", "NaN")], 0, 1),
        (&[("retry-after", "-3")], 0, 1),
        (&[("retry-after", "0"), ("ratelimit", "default;r=0;t=NaN")], 0, 1),
    ] {
        let (server, credential) = scripted([respond(429, headers, "{}")]);
        let start = Instant::now();
        credential.prepare().await.unwrap();
        let waited = start.elapsed();
        let range = Duration::from_secs(least)..Duration::from_secs(most);
        assert!(range.contains(&waited), "{headers:?}: {waited:?}");
        assert_eq!(server.state().token_requests, 2);
        server.assert_no_violations();
    }
}

#[tokio::test(start_paused = true)]
async fn long_rate_limit_fails_without_requests() {
    let (server, credential) = scripted([respond(429, &[("retry-after", "300")], "")]);
    for _ in 0..50 {
        let error = credential.prepare().await.unwrap_err();
        assert_eq!((error.kind(), error.is_transient()), (AuthErrorKind::RateLimited, true));
        assert!(error.oauth_error().unwrap().retry_after.unwrap() >= Duration::from_secs(300));
    }
    assert_eq!(server.state().token_requests, 1);
    server.advance(301.0).await;
    credential.prepare().await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn absurd_rate_limit_waits_are_clamped() {
    let day = Duration::from_secs(86_400);
    for headers in [
        &[("ratelimit", "default;r=0;t=99999999999")] as &[_],
        &[("retry-after", "1000000000")],
        &[("retry-after", "18446744073709551615")],
        &[("retry-after", "99999999999999999999999")],
        &[("retry-after", "Fri, 31 Dec 9999 23:59:59 GMT")],
    ] {
        let (server, credential) = scripted([respond(429, headers, "")]);
        let error = credential.prepare().await.unwrap_err();
        assert_eq!(error.kind(), AuthErrorKind::RateLimited, "{headers:?}");
        assert!(error.oauth_error().unwrap().retry_after.unwrap() <= day + Duration::from_secs(1));
        server.advance(86_401.0).await;
        credential.prepare().await.unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn rate_limit_without_reset_is_retried_after_backoff() {
    let limited = || respond(429, &[], "");
    let (server, credential) = scripted([limited(), limited(), limited(), limited()]);
    let start = Instant::now();
    let error = credential.prepare().await.unwrap_err();
    assert_eq!(error.kind(), AuthErrorKind::RateLimited);
    assert!(start.elapsed() < Duration::from_secs(2), "{:?}", start.elapsed());
    assert_eq!(server.state().token_requests, 4);
}

fn request_with_deadline(seconds: u64) -> Request<Text> {
    let mut request = Request::get(format!("{SERVER}/x")).body(Text::default()).unwrap();
    let deadline = Instant::now() + Duration::from_secs(seconds);
    request.extensions_mut().insert(Deadline(deadline.into_std()));
    request
}

#[tokio::test(start_paused = true)]
async fn call_that_starts_a_refresh_fails_immediately() {
    let (server, credential) = scripted([respond(429, &[("retry-after", "30")], "{}")]);
    let start = Instant::now();
    let service = server.service(&credential);
    let error = tower::ServiceExt::oneshot(service, request_with_deadline(10)).await.unwrap_err();
    let error = error.downcast_ref::<AuthError>().unwrap();
    assert_eq!(error.kind(), AuthErrorKind::RateLimited);
    assert!(error.oauth_error().unwrap().retry_after.unwrap() >= Duration::from_secs(30));
    assert_eq!(start.elapsed(), Duration::ZERO);
    // The refresh goes on.
    tokio::time::sleep(Duration::from_secs(31)).await;
    credential.prepare().await.unwrap();
    assert_eq!(server.state().token_requests, 2);
}

#[tokio::test(start_paused = true)]
async fn unresponsive_endpoint_is_not_a_rate_limit() {
    let server = TestServer::new();
    server.state().token_delay = Duration::from_secs(3600);
    let tokens = server.tokens().attempt_timeout(Duration::from_secs(4));
    let credential = OAuth::builder(tokens).clock(Arc::new(server.clock.clone())).build();
    let service = server.service(&credential);
    let waiting = tokio::spawn(tower::ServiceExt::oneshot(service.clone(), request_with_deadline(4)));
    tokio::time::sleep(Duration::from_millis(4010)).await;
    // The endpoint timed out once, and the next request is after these deadlines.
    let late = tower::ServiceExt::oneshot(service, request_with_deadline(0)).await;
    for result in [waiting.await.unwrap(), late] {
        let error = result.unwrap_err();
        let error = error.downcast_ref::<AuthError>().unwrap();
        assert_eq!((error.kind(), error.is_timeout()), (AuthErrorKind::Unreachable, true), "{error:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn deadline_before_rate_limit_reset_fails_immediately() {
    let (server, credential) = scripted([respond(429, &[("retry-after", "30")], "")]);
    let service = server.service(&credential);
    let waiting = tokio::spawn({
        let credential = credential.clone();
        async move { credential.prepare().await }
    });
    tokio::time::sleep(Duration::from_millis(100)).await;
    let mut request = Request::get(format!("{SERVER}/x")).body(Text::default()).unwrap();
    let start = Instant::now();
    request.extensions_mut().insert(Deadline((start + Duration::from_secs(10)).into_std()));
    let error = tower::ServiceExt::oneshot(service, request).await.unwrap_err();
    assert_eq!(error.downcast_ref::<AuthError>().unwrap().kind(), AuthErrorKind::RateLimited);
    assert_eq!(start.elapsed(), Duration::ZERO);
    waiting.await.unwrap().unwrap();
    assert_eq!(server.state().issued, 1);
}
