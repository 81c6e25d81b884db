//! Tests of the scheduler's cost and bounds.

use std::{
    task::Waker,
    time::{Duration, Instant},
};

use http::Uri;

use super::{Completion, Entered, Reading, Scheduler, SchedulerConfig, Ticket};

const CALLS: usize = 2000;

fn config() -> SchedulerConfig {
    SchedulerConfig { share: 100, pacing: true, max_wait: Duration::from_secs(86_400), store: false }
}

fn scheduler() -> Scheduler {
    Scheduler::new(config(), None, fastrand::Rng::with_seed(7))
}

fn enter(scheduler: &mut Scheduler, uri: &str, bucket: String, now: Instant) -> Entered {
    let key = scheduler.key(&uri.parse::<Uri>().unwrap(), bucket.into(), "");
    scheduler.enter(key, None, None, now)
}

fn window(remaining: u64, reset: u64, date: u64) -> Completion {
    Completion::Response(Reading {
        limit: Some(1000),
        remaining: Some(remaining),
        reset: Some(reset),
        date: Some(date),
        from_api: true,
        ..Reading::default()
    })
}

/// The steps of work for [`CALLS`] requests that wait in `buckets` exhausted buckets, until all have their response.
fn operations(buckets: usize) -> u64 {
    let mut scheduler = scheduler();
    let start = tokio::time::Instant::now().into_std();
    let entered = |scheduler: &mut Scheduler, bucket: usize| {
        enter(scheduler, "https://example.com/", format!("bucket {bucket}"), start)
    };
    for bucket in 0..buckets {
        let Entered::Granted(grant) = entered(&mut scheduler, bucket) else { panic!("not granted") };
        scheduler.complete(grant, window(0, 60, 0), start);
    }
    scheduler.operations = 0;
    let mut waiting: Vec<Ticket> = (0..CALLS)
        .map(|call| match entered(&mut scheduler, call % buckets) {
            Entered::Queued(ticket) => ticket,
            other => panic!("{other:?}"),
        })
        .collect();
    let mut elapsed = 0;
    while !waiting.is_empty() {
        let now = start + Duration::from_millis(elapsed);
        let mut wake_at: Option<Instant> = None;
        let mut granted = Vec::new();
        scheduler.poll_grants(now);
        waiting.retain(|ticket| match scheduler.poll_ticket(*ticket, Waker::noop(), now) {
            Ok(Ok(grant)) => {
                granted.push(grant);
                false
            }
            Ok(Err(error)) => panic!("{error:?}"),
            Err(at) => {
                wake_at = wake_at.into_iter().chain(at).min();
                true
            }
        });
        if granted.is_empty() {
            let next = wake_at.unwrap().saturating_duration_since(start).as_millis();
            elapsed = u64::try_from(next).unwrap() + 1;
        }
        for grant in granted {
            let reset = (elapsed / 60_000 + 1) * 60;
            scheduler.complete(grant, window(900, reset, elapsed / 1000), now);
        }
    }
    scheduler.operations
}

#[test]
fn cost_does_not_grow_with_buckets() {
    let one = operations(1);
    for buckets in [16, 100, 500] {
        let many = operations(buckets);
        assert!(many <= 2 * one, "{buckets} buckets: {many} steps, 1 bucket: {one}");
    }
}

#[test]
fn state_is_bounded() {
    let mut scheduler = scheduler();
    let now = tokio::time::Instant::now().into_std();
    for n in 0..2000 {
        for uri in ["https://example.com/".to_owned(), format!("https://{n}.example.com/")] {
            if let Entered::Granted(grant) = enter(&mut scheduler, &uri, format!("bucket {n}"), now) {
                scheduler.complete(grant, window(10, 60, 0), now);
            }
        }
    }
    let used = scheduler.queues.len();
    assert!(used <= 513 + 256, "{used} queues");
    assert!(scheduler.tickets.is_empty() && scheduler.places.is_empty());
}

#[test]
fn contradicting_limits_do_not_move_requests_forever() {
    let mut scheduler = scheduler();
    let now = tokio::time::Instant::now().into_std();
    for limit in 1..100 {
        let Entered::Granted(grant) = enter(&mut scheduler, "https://example.com/", "a".to_owned(), now)
        else {
            continue;
        };
        let reading =
            Reading { limit: Some(limit), remaining: Some(limit), reset: Some(60), ..Reading::default() };
        scheduler.complete(grant, Completion::Response(reading), now);
    }
    assert!(scheduler.queues.len() < 16, "{}", scheduler.queues.len());
}

#[test]
fn named_buckets_are_counted_apart() {
    let mut scheduler = scheduler();
    let now = tokio::time::Instant::now().into_std();
    let Entered::Granted(grant) = enter(&mut scheduler, "https://example.com/", "core".to_owned(), now)
    else {
        panic!("not granted");
    };
    let reading = |remaining| Reading {
        limit: Some(30),
        remaining: Some(remaining),
        reset: Some(60),
        date: Some(0),
        from_api: true,
        bucket: Some("search".parse().unwrap()),
        ..Reading::default()
    };
    scheduler.complete(grant, Completion::Response(reading(0)), now);
    let snapshot = scheduler.snapshot(now);
    let search = snapshot.buckets.iter().find(|bucket| bucket.name == "search").unwrap();
    assert_eq!(search.remaining, Some(0));
    assert_eq!(snapshot.buckets[0].limit, None, "{snapshot:?}");
    // The next request of the declared bucket does not wait for the other.
    let next = enter(&mut scheduler, "https://example.com/", "core".to_owned(), now);
    assert!(matches!(next, Entered::Granted(_)), "{next:?}");
}
