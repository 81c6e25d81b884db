//! The rate-limit store on a server.

use std::time::{SystemTime, UNIX_EPOCH};

use super::*;
use crate::rate_limit::{ObservedResponse, RateLimitSnapshot, RateLimitStore, Reservation};

const BUCKET: &str = "GET /api/v1/users";
/// The API's clock, which has nothing to do with anybody else's.
const NOW: u64 = 1_000_000;

fn date() -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(NOW)
}

/// An answer of a window that ends `ends` seconds after it.
fn answer(limit: u64, remaining: u64, ends: u64) -> ObservedResponse {
    let snapshot = RateLimitSnapshot {
        limit: Some(limit),
        remaining: Some(remaining),
        reset: Some(NOW + ends),
        date: Some(date()),
    };
    ObservedResponse {
        snapshot: Some(snapshot),
        rate_limited: false,
        concurrency_limited: false,
        date: date(),
        retry_after: None,
    }
}

async fn reserve(limits: &RedisLimits, share: u32) -> Reservation {
    limits.reserve(BUCKET, share).await.unwrap()
}

async fn settle(limits: &RedisLimits, observed: ObservedResponse) {
    limits.settle(BUCKET, &observed).await.unwrap();
}

/// How many more are granted, one after the other.
async fn granted(limits: &RedisLimits, share: u32) -> usize {
    let mut count = 0;
    while reserve(limits, share).await == Reservation::Granted {
        count += 1;
        assert!(count <= 1000);
    }
    count
}

/// The only key of a kind.
async fn key(server: &Server, kind: &str) -> String {
    let keys: Vec<String> = server.command(&["KEYS", &format!("okta:{kind}:*")]).await.unwrap();
    assert_eq!(keys.len(), 1, "{keys:?}");
    keys[0].clone()
}

/// Makes the server believe that the window has ended.
async fn end_window(server: &Server) {
    let _: u8 = server.command(&["HSET", &key(server, "limit").await, "ends", "1"]).await.unwrap();
}

fn short(reserved: Reservation) -> bool {
    matches!(reserved, Reservation::Wait(wait) if wait < Duration::from_millis(100))
}

#[tokio::test]
async fn one_goes_first_and_the_others_share_what_it_found() {
    let server = started!();
    let (one, two) = (server.handle().limits(), server.handle().limits());
    assert_eq!(reserve(&one, 100).await, Reservation::Granted);
    assert!(short(reserve(&two, 100).await), "nothing is known yet");
    settle(&one, answer(10, 9, 60)).await;
    assert_eq!(granted(&one, 100).await, 9);
    assert!(short(reserve(&two, 100).await), "all of it is under way");
    for remaining in (6..9).rev() {
        settle(&one, answer(10, remaining, 60)).await;
    }
    assert_eq!(granted(&two, 100).await, 0, "six are left and six under way");
}

#[tokio::test]
async fn buckets_and_prefixes_are_apart() {
    let server = started!();
    let limits = server.handle().limits();
    assert_eq!(reserve(&limits, 100).await, Reservation::Granted);
    assert_eq!(limits.reserve("another", 100).await.unwrap(), Reservation::Granted);
    let other_org = server.handle().with_prefix("other").limits();
    assert_eq!(reserve(&other_org, 100).await, Reservation::Granted);
}

#[tokio::test]
async fn a_share_leaves_the_rest_of_each_window_alone() {
    let server = started!();
    let limits = server.handle().limits();
    reserve(&limits, 50).await;
    settle(&limits, answer(11, 10, 60)).await;
    // Six of eleven are not ours, so that four of ten are.
    assert_eq!(granted(&limits, 50).await, 4);
}

#[tokio::test]
async fn a_window_that_is_used_up_is_waited_out() {
    let server = started!();
    let (one, two) = (server.handle().limits(), server.handle().limits());
    reserve(&one, 100).await;
    settle(&one, answer(10, 0, 30)).await;
    match reserve(&two, 100).await {
        Reservation::Wait(wait) => {
            assert!(wait > Duration::from_secs(20) && wait <= Duration::from_secs(30), "{wait:?}");
        }
        granted => panic!("{granted:?}"),
    }
    end_window(&server).await;
    assert_eq!(reserve(&two, 100).await, Reservation::Granted, "one looks whether a new window is open");
    assert!(short(reserve(&one, 100).await));
    settle(&two, answer(10, 9, 90)).await;
    assert_eq!(granted(&one, 100).await, 9);
}

#[tokio::test]
async fn a_window_that_was_not_used_up_is_followed_by_a_whole_one() {
    let server = started!();
    let limits = server.handle().limits();
    reserve(&limits, 100).await;
    settle(&limits, answer(10, 3, 30)).await;
    end_window(&server).await;
    assert_eq!(granted(&limits, 100).await, 10);
}

#[tokio::test]
async fn late_answers_neither_raise_a_window_nor_bring_an_old_one_back() {
    let server = started!();
    let limits = server.handle().limits();
    reserve(&limits, 100).await;
    settle(&limits, answer(10, 4, 30)).await;
    settle(&limits, answer(10, 7, 30)).await;
    assert_eq!(granted(&limits, 100).await, 4);
    settle(&limits, answer(10, 9, 90)).await;
    settle(&limits, answer(10, 0, 30)).await;
    assert_eq!(granted(&limits, 100).await, 9 - 2);
}

#[tokio::test]
async fn a_refusal_ends_the_window() {
    let server = started!();
    let limits = server.handle().limits();
    reserve(&limits, 100).await;
    settle(&limits, answer(10, 9, 30)).await;
    let bare = ObservedResponse { rate_limited: true, snapshot: None, ..answer(0, 0, 0) };
    settle(&limits, bare).await;
    assert!(matches!(reserve(&limits, 100).await, Reservation::Wait(wait) if wait > Duration::from_secs(20)));

    let _: u8 = server.command(&["DEL", &key(&server, "limit").await]).await.unwrap();
    reserve(&limits, 100).await;
    settle(&limits, ObservedResponse { rate_limited: true, ..answer(10, 5, 30) }).await;
    assert!(matches!(reserve(&limits, 100).await, Reservation::Wait(wait) if wait > Duration::from_secs(20)));
}

#[tokio::test]
async fn a_concurrency_refusal_says_nothing_of_the_window() {
    let server = started!();
    let limits = server.handle().limits();
    reserve(&limits, 100).await;
    settle(&limits, answer(10, 9, 30)).await;
    reserve(&limits, 100).await;
    settle(&limits, ObservedResponse { rate_limited: true, concurrency_limited: true, ..answer(0, 0, 60) })
        .await;
    assert_eq!(granted(&limits, 100).await, 9);
}

#[tokio::test]
async fn what_is_never_settled_expires() {
    let server = started!();
    let limits = server.handle().limits();
    reserve(&limits, 100).await;
    settle(&limits, answer(10, 5, 60)).await;
    assert_eq!(granted(&limits, 100).await, 5);
    let held = key(&server, "held").await;
    let left: u64 = server.command(&["PTTL", &held]).await.unwrap();
    assert!((50_000..=60_000).contains(&left), "{left}");
    let members: Vec<String> = server.command(&["ZRANGE", &held, "0", "1"]).await.unwrap();
    for member in &members {
        let _: u8 = server.command(&["ZADD", &held, "1", member]).await.unwrap();
    }
    assert_eq!(granted(&limits, 100).await, 2);

    // One that went alone and was not heard of keeps the others back for seconds, not for a minute.
    let _: u8 = server.command(&["DEL", &key(&server, "limit").await]).await.unwrap();
    reserve(&limits, 100).await;
    assert!(short(reserve(&limits, 100).await));
    let _: u8 = server.command(&["HSET", &key(&server, "limit").await, "alone", "1"]).await.unwrap();
    assert_eq!(reserve(&limits, 100).await, Reservation::Granted);
}

#[tokio::test]
async fn while_the_server_is_away_each_process_limits_itself() {
    let mut server = started!();
    let limits = server.handle().limits();
    reserve(&limits, 100).await;
    settle(&limits, answer(10, 0, 60)).await;
    server.stop().await;
    assert_eq!(reserve(&limits, 100).await, Reservation::Granted);
    settle(&limits, answer(10, 0, 60)).await;
    server.run();
    assert!(matches!(reserve(&limits, 100).await, Reservation::Wait(_)));
}
