//! Tests of the rate-limit store.

use std::time::{SystemTime, UNIX_EPOCH};

use super::*;
use crate::rate_limit::{ExceededLimit, ObservedResponse, RateLimitSnapshot, RateLimitStore, Reservation};

const BUCKET: &str = "GET /api/v1/users";
/// The time on the API's clock, unrelated to the other clocks.
const NOW: u64 = 1_000_000;

fn date() -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(NOW)
}

/// A response in a window that ends `ends` seconds later.
fn response(limit: u64, remaining: u64, ends: u64) -> ObservedResponse {
    let snapshot = RateLimitSnapshot {
        limit: Some(limit),
        remaining: Some(remaining),
        reset: Some(NOW + ends),
        date: Some(date()),
        ..RateLimitSnapshot::default()
    };
    ObservedResponse { snapshot: Some(snapshot), exceeded: None, date: date(), retry_after: None }
}

async fn reserve(limits: &RedisLimits, share: u32) -> Reservation {
    limits.reserve(BUCKET, share).await.unwrap()
}

async fn settle(limits: &RedisLimits, observed: ObservedResponse) {
    limits.settle(BUCKET, &observed).await.unwrap();
}

/// Reserves until one has to wait, and returns how many were granted.
async fn granted(limits: &RedisLimits, share: u32) -> usize {
    let mut count = 0;
    while reserve(limits, share).await == Reservation::Granted {
        count += 1;
        assert!(count <= 1000);
    }
    count
}

/// Returns the only key of a kind.
async fn key(server: &Server, kind: &str) -> String {
    let keys: Vec<String> = server.command(&["KEYS", &format!("tower-outbound:{kind}:*")]).await.unwrap();
    assert_eq!(keys.len(), 1, "{keys:?}");
    keys[0].clone()
}

/// Ends the window on the server.
async fn end_window(server: &Server) {
    let _: u8 = server.command(&["HSET", &key(server, "limit").await, "ends", "1"]).await.unwrap();
}

fn short(reserved: Reservation) -> bool {
    matches!(reserved, Reservation::Wait(wait) if wait < Duration::from_millis(100))
}

#[tokio::test]
async fn first_request_probes_and_others_share_window() {
    let server = started!();
    let (one, two) = (server.handle().limits(), server.handle().limits());
    assert_eq!(reserve(&one, 100).await, Reservation::Granted);
    assert!(short(reserve(&two, 100).await), "no window is known yet");
    settle(&one, response(10, 9, 60)).await;
    assert_eq!(granted(&one, 100).await, 9);
    assert!(short(reserve(&two, 100).await), "all remaining requests are in flight");
    for remaining in (6..9).rev() {
        settle(&one, response(10, remaining, 60)).await;
    }
    assert_eq!(granted(&two, 100).await, 0, "six remaining, six in flight");
}

#[tokio::test]
async fn buckets_and_prefixes_are_separate() {
    let server = started!();
    let limits = server.handle().limits();
    assert_eq!(reserve(&limits, 100).await, Reservation::Granted);
    assert_eq!(limits.reserve("another", 100).await.unwrap(), Reservation::Granted);
    let other_org = server.handle().prefix("other").limits();
    assert_eq!(reserve(&other_org, 100).await, Reservation::Granted);
}

#[tokio::test]
async fn share_limits_use_of_each_window() {
    let server = started!();
    let limits = server.handle().limits();
    reserve(&limits, 50).await;
    settle(&limits, response(11, 10, 60)).await;
    // Six of eleven are reserved for others, so four of the remaining ten are available.
    assert_eq!(granted(&limits, 50).await, 4);
}

#[tokio::test]
async fn exhausted_window_is_waited_out() {
    let server = started!();
    let (one, two) = (server.handle().limits(), server.handle().limits());
    reserve(&one, 100).await;
    settle(&one, response(10, 0, 30)).await;
    match reserve(&two, 100).await {
        Reservation::Wait(wait) => {
            assert!(wait > Duration::from_secs(20) && wait <= Duration::from_secs(30), "{wait:?}");
        }
        granted => panic!("{granted:?}"),
    }
    end_window(&server).await;
    assert_eq!(reserve(&two, 100).await, Reservation::Granted, "one request probes the next window");
    assert!(short(reserve(&one, 100).await));
    settle(&two, response(10, 9, 90)).await;
    assert_eq!(granted(&one, 100).await, 9);
}

#[tokio::test]
async fn unexhausted_window_is_followed_by_full_one() {
    let server = started!();
    let limits = server.handle().limits();
    reserve(&limits, 100).await;
    settle(&limits, response(10, 3, 30)).await;
    end_window(&server).await;
    assert_eq!(granted(&limits, 100).await, 10);
}

#[tokio::test]
async fn late_responses_do_not_raise_or_restore_windows() {
    let server = started!();
    let limits = server.handle().limits();
    reserve(&limits, 100).await;
    settle(&limits, response(10, 4, 30)).await;
    settle(&limits, response(10, 7, 30)).await;
    assert_eq!(granted(&limits, 100).await, 4);
    settle(&limits, response(10, 9, 90)).await;
    settle(&limits, response(10, 0, 30)).await;
    assert_eq!(granted(&limits, 100).await, 9 - 2);
}

#[tokio::test]
async fn rejection_exhausts_the_window() {
    let server = started!();
    let limits = server.handle().limits();
    reserve(&limits, 100).await;
    settle(&limits, response(10, 9, 30)).await;
    let without_window =
        ObservedResponse { exceeded: Some(ExceededLimit::Window), snapshot: None, ..response(0, 0, 0) };
    settle(&limits, without_window).await;
    assert!(matches!(reserve(&limits, 100).await, Reservation::Wait(wait) if wait > Duration::from_secs(20)));

    let _: u8 = server.command(&["DEL", &key(&server, "limit").await]).await.unwrap();
    reserve(&limits, 100).await;
    settle(&limits, ObservedResponse { exceeded: Some(ExceededLimit::Window), ..response(10, 5, 30) }).await;
    assert!(matches!(reserve(&limits, 100).await, Reservation::Wait(wait) if wait > Duration::from_secs(20)));
}

#[tokio::test]
async fn pause_is_shared_without_a_window() {
    let server = started!();
    let (one, two) = (server.handle().limits(), server.handle().limits());
    reserve(&one, 100).await;
    let paused = ObservedResponse {
        exceeded: Some(ExceededLimit::Origin),
        retry_after: Some(Duration::from_secs(7200)),
        snapshot: None,
        ..response(0, 0, 0)
    };
    settle(&one, paused).await;
    assert!(matches!(reserve(&two, 100).await, Reservation::Wait(wait) if wait > Duration::from_secs(7190)));
    let expiry: i64 = server.command(&["PTTL", &key(&server, "limit").await]).await.unwrap();
    assert!(expiry > 7_190_000, "{expiry}");
}

#[tokio::test]
async fn resets_that_differ_by_rounding_are_one_window() {
    let server = started!();
    let limits = server.handle().limits();
    let relative = |remaining, ends| {
        let mut observed = response(10, remaining, 0);
        if let Some(snapshot) = &mut observed.snapshot {
            snapshot.set_reset_after(ends, date());
        }
        observed
    };
    reserve(&limits, 100).await;
    settle(&limits, relative(4, 30)).await;
    settle(&limits, relative(7, 31)).await;
    assert_eq!(granted(&limits, 100).await, 4);
}

#[tokio::test]
async fn concurrency_rejection_keeps_the_window() {
    let server = started!();
    let limits = server.handle().limits();
    reserve(&limits, 100).await;
    settle(&limits, response(10, 9, 30)).await;
    reserve(&limits, 100).await;
    settle(&limits, ObservedResponse { exceeded: Some(ExceededLimit::Concurrency), ..response(0, 0, 60) })
        .await;
    assert_eq!(granted(&limits, 100).await, 9);
}

#[tokio::test]
async fn unsettled_reservations_expire() {
    let server = started!();
    let limits = server.handle().limits();
    reserve(&limits, 100).await;
    settle(&limits, response(10, 5, 60)).await;
    assert_eq!(granted(&limits, 100).await, 5);
    let held = key(&server, "held").await;
    let left: u64 = server.command(&["PTTL", &held]).await.unwrap();
    assert!((50_000..=60_000).contains(&left), "{left}");
    let members: Vec<String> = server.command(&["ZRANGE", &held, "0", "1"]).await.unwrap();
    for member in &members {
        let _: u8 = server.command(&["ZADD", &held, "1", member]).await.unwrap();
    }
    assert_eq!(granted(&limits, 100).await, 2);

    // A probe without a response delays the others for seconds, not for a minute.
    let _: u8 = server.command(&["DEL", &key(&server, "limit").await]).await.unwrap();
    reserve(&limits, 100).await;
    assert!(short(reserve(&limits, 100).await));
    let _: u8 = server.command(&["HSET", &key(&server, "limit").await, "alone", "1"]).await.unwrap();
    assert_eq!(reserve(&limits, 100).await, Reservation::Granted);
}

#[tokio::test]
async fn unavailable_server_grants_every_reservation() {
    let mut server = started!();
    let limits = server.handle().limits();
    reserve(&limits, 100).await;
    settle(&limits, response(10, 0, 60)).await;
    server.stop().await;
    assert_eq!(reserve(&limits, 100).await, Reservation::Granted);
    settle(&limits, response(10, 0, 60)).await;
    server.run();
    assert!(matches!(reserve(&limits, 100).await, Reservation::Wait(_)));
}
