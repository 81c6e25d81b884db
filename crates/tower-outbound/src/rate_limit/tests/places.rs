//! Nobody who waits, or is not polled, holds a place in another service.

use std::{
    future::Future,
    pin::pin,
    task::{Context, Waker},
};

use tower::limit::ConcurrencyLimitLayer;
use tower_test::mock;

use super::*;

fn exhausted(start: Instant) -> Vec<Response<()>> {
    let mut script = vec![response(200, 10, 0, 60, start)];
    script.extend((0..20).map(|n| response(200, 10, 9_u64.saturating_sub(n), 60, start)));
    script
}

#[tokio::test(start_paused = true)]
async fn service_is_ready_before_the_inner_one() {
    let (mut service, mut handle) = mock::spawn_layer::<Request<()>, Response<()>, _>(layer());
    handle.allow(0);
    tokio_test::assert_ready_ok!(service.poll_ready());
    let mut call = tokio_test::task::spawn(service.call(get("/users")));
    tokio_test::assert_pending!(call.poll());
    tokio_test::assert_pending!(handle.poll_request());
    handle.allow(1);
    tokio_test::assert_pending!(call.poll());
    handle.next_request().await.unwrap().1.send_response(Response::new(()));
    assert_eq!(call.await.unwrap().extensions().get::<WaitedForQuota>(), None);
}

#[tokio::test(start_paused = true)]
async fn failed_readiness_returns_the_permit() {
    let limits = builder().build();
    let layer = RateLimitLayer::new(limits.clone());
    let (mut service, mut handle) = mock::spawn_layer::<Request<()>, Response<()>, _>(layer);
    handle.allow(0);
    let mut call = tokio_test::task::spawn(service.call(get("/users")));
    tokio_test::assert_pending!(call.poll());
    assert_eq!(limits.snapshot().in_flight, 1);
    handle.send_error("closed");
    assert_eq!(call.await.unwrap_err().to_string(), "closed");
    assert_eq!(limits.snapshot().in_flight, 0);
}

#[tokio::test(start_paused = true)]
async fn waiting_requests_hold_no_concurrency_permit() {
    let start = Instant::now();
    let (server, _) = scripted(exhausted(start));
    let limited = ConcurrencyLimitLayer::new(2).layer(server);
    let service = layer().layer(limited);
    service.clone().oneshot(get("/users")).await.unwrap();
    let waiting: Vec<_> = (0..5).map(|_| tokio::spawn(service.clone().oneshot(get("/users")))).collect();
    tokio::time::sleep(Duration::from_secs(1)).await;
    let started = Instant::now();
    service.clone().oneshot(get("/groups")).await.unwrap();
    assert_eq!(started.elapsed(), Duration::from_millis(10));
    for call in waiting {
        call.await.unwrap().unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn unpolled_call_does_nothing() {
    let limits = builder().max_in_flight(Some(1)).build();
    let (server, requests) = scripted(vec![Response::new(())]);
    let mut service = RateLimitLayer::new(limits.clone()).layer(server);
    let unpolled = service.call(get("/users"));
    assert_eq!(limits.snapshot().in_flight, 0);
    let start = Instant::now();
    service.oneshot(get("/users")).await.unwrap();
    assert_eq!(start.elapsed(), Duration::from_millis(10));
    assert_eq!(requests.lock().unwrap().len(), 1);
    drop(unpolled);
}

/// Polls a future once, and never again.
macro_rules! abandon {
    ($future:expr) => {{
        let mut future = Box::pin($future);
        assert!(future.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
        future
    }};
}

#[tokio::test(start_paused = true)]
async fn unpolled_waiters_block_nobody() {
    let start = Instant::now();
    let (server, _) = scripted(exhausted(start));
    let service = layer().layer(server);
    service.clone().oneshot(get("/users")).await.unwrap();
    let abandoned: Vec<_> = (0..3).map(|_| abandon!(service.clone().oneshot(get("/users")))).collect();
    service.oneshot(get("/users")).await.unwrap();
    assert!(start.elapsed() > Duration::from_secs(59));
    assert!(start.elapsed() < Duration::from_secs(65), "{:?}", start.elapsed());
    drop(abandoned);
}

#[tokio::test(start_paused = true)]
async fn unclaimed_grant_is_revoked_and_given_back() {
    let limits = builder().max_in_flight(Some(1)).build();
    let (server, _) = scripted((0..3).map(|_| Response::new(())).collect());
    let service = RateLimitLayer::new(limits.clone()).layer(server);
    let first = tokio::spawn(service.clone().oneshot(get("/a")));
    tokio::task::yield_now().await;
    let abandoned = abandon!(service.clone().oneshot(get("/b")));
    // The permit of the first call goes to the abandoned one.
    let third = service.clone().oneshot(get("/c"));
    let start = Instant::now();
    tokio::time::timeout(Duration::from_secs(5), third).await.unwrap().unwrap();
    assert!(start.elapsed() < Duration::from_secs(3), "{:?}", start.elapsed());
    first.await.unwrap().unwrap();
    abandoned.await.unwrap();
    assert_eq!(limits.snapshot().in_flight, 0);
}

#[tokio::test(start_paused = true)]
async fn revoked_grant_respects_the_deadline() {
    let limits = builder().max_in_flight(Some(1)).build();
    let (server, _) = scripted((0..2).map(|_| Response::new(())).collect());
    let service = RateLimitLayer::new(limits.clone()).layer(server);
    let first = tokio::spawn(service.clone().oneshot(get("/a")));
    tokio::task::yield_now().await;
    let late = with_deadline(get("/b"), Duration::from_secs(2));
    let abandoned = abandon!(service.clone().oneshot(late));
    service.clone().oneshot(get("/c")).await.unwrap();
    first.await.unwrap().unwrap();
    tokio::time::sleep(Duration::from_secs(3)).await;
    assert!(abandoned.await.unwrap_err().is::<Throttled>());
    let snapshot = limits.snapshot();
    assert_eq!(snapshot.in_flight, 0, "{snapshot:?}");
}

#[tokio::test(start_paused = true)]
async fn dropped_waiter_passes_the_grant_on() {
    let start = Instant::now();
    let (server, requests) = scripted(exhausted(start));
    let service = layer().layer(server);
    service.clone().oneshot(get("/users")).await.unwrap();
    let dropped = abandon!(service.clone().oneshot(get("/users")));
    let waiting = pin!(service.clone().oneshot(get("/users")));
    let (response, ()) = tokio::join!(waiting, async {
        tokio::time::sleep(Duration::from_secs(30)).await;
        drop(dropped);
    });
    response.unwrap();
    assert_eq!(requests.lock().unwrap().len(), 2);
}
