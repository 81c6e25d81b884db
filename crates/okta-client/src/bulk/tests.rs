use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use http::{Method, Request, Response};
use okta_models::Json;
use okta_tower::{BoxError, body::Body};

use super::*;
use crate::{Client, call::CallFuture};

/// A client whose server responds to `/n` after `1000 - 10n` ms, with 404 for multiples of 7; and the
/// counters of calls in flight, now and at the peak.
fn client() -> (Client, Arc<AtomicUsize>, Arc<AtomicUsize>) {
    let (in_flight, peak) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let (now, max) = (Arc::clone(&in_flight), Arc::clone(&peak));
    let service = tower::service_fn(move |request: Request<Body>| {
        let (now, max) = (Arc::clone(&now), Arc::clone(&max));
        async move {
            max.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            let n: u64 = request.uri().path().trim_start_matches('/').parse()?;
            tokio::time::sleep(Duration::from_millis(1000 - n * 10)).await;
            now.fetch_sub(1, Ordering::SeqCst);
            let status = if n.is_multiple_of(7) { 404 } else { 200 };
            Ok::<_, BoxError>(Response::builder().status(status).body(Body::from(n.to_string()))?)
        }
    });
    (Client::from_service("https://example.com", service).unwrap(), in_flight, peak)
}

fn run(okta: &Client, bulk: Bulk, inputs: std::ops::Range<u64>) -> BulkStream<u64, Json> {
    let okta = okta.clone();
    bulk.run(inputs, move |n| okta.request(Method::GET, format!("/{n}")))
}

#[tokio::test(start_paused = true)]
async fn results_are_unordered_or_in_input_order() {
    let (okta, _, peak) = client();
    let outcomes: Vec<_> = run(&okta, Bulk::new().parallel(5), 1..30).collect().await;
    assert_eq!(peak.load(Ordering::SeqCst), 5);
    assert_eq!(outcomes[0].input, 5, "the fastest of the first five");
    assert_eq!(outcomes.iter().filter(|outcome| outcome.result.is_err()).count(), 4);

    let ordered: Vec<_> = run(&okta, Bulk::new().parallel(5).in_order(), 1..30).collect().await;
    assert!(ordered.iter().enumerate().all(|(at, outcome)| outcome.index == at as u64));
    for outcome in ordered {
        assert_eq!(outcome.input, outcome.index + 1);
        assert_eq!(outcome.result.is_err(), outcome.input.is_multiple_of(7));
    }
}

#[tokio::test(start_paused = true)]
async fn resumed_run_skips_successes_and_retries_failures() {
    let (okta, ..) = client();
    let mut first = run(&okta, Bulk::new().parallel(4), 1..30);
    for _ in 0..12 {
        first.next().await.unwrap();
    }
    let saved = first.checkpoint().to_string();
    drop(first);
    let done: BulkCheckpoint = saved.parse().unwrap();
    let mut second = run(&okta, Bulk::new().parallel(4).resume(done.clone()), 1..30);
    let mut retried = Vec::new();
    while let Some(outcome) = second.next().await {
        assert!(!done.contains(outcome.index));
        retried.push(outcome.input);
    }
    assert!(retried.contains(&7), "input 7 failed");
    let progress = second.progress();
    assert_eq!(progress.skipped, done.len());
    assert_eq!((progress.finished(), progress.total, progress.failed), (29, Some(29), 4));
    assert_eq!(second.checkpoint().len(), 25);
}

#[tokio::test(start_paused = true)]
async fn progress_callback_runs_after_each_result() {
    let (okta, ..) = client();
    let reported = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&reported);
    let counted =
        run(&okta, Bulk::new(), 1..15).on_progress(move |progress| log.lock().unwrap().push(*progress));
    assert_eq!(counted.count().await, 14);
    let reported = reported.lock().unwrap();
    assert!(reported.windows(2).all(|pair| pair[1].finished() == pair[0].finished() + 1));
    let last = reported.last().unwrap();
    assert_eq!((last.succeeded, last.failed, last.total), (12, 2, Some(14)));
}

#[tokio::test(start_paused = true)]
async fn max_failures_stops_the_run() {
    let (okta, ..) = client();
    let failing = okta.clone();
    let calls = Bulk::new()
        .parallel(3)
        .max_failures(2)
        .run_stream(stream::iter(0..100u64), move |_| failing.request(Method::GET, "/7"));
    let outcomes: Vec<_> = calls.collect().await;
    assert!(outcomes.len() >= 2 && outcomes.len() <= 5, "{}", outcomes.len());
}

#[tokio::test(start_paused = true)]
async fn dropping_the_stream_cancels_its_calls() {
    let (okta, in_flight, _) = client();
    let mut calls = run(&okta, Bulk::new().parallel(3), 1..30);
    calls.next().await.unwrap();
    let before = in_flight.load(Ordering::SeqCst);
    drop(calls);
    tokio::time::sleep(Duration::from_secs(5)).await;
    assert_eq!(in_flight.load(Ordering::SeqCst), before, "no call completed after the drop");
}

#[tokio::test(start_paused = true)]
async fn calls_have_no_deadline_unless_they_set_one() {
    use okta_tower::meta::CallTimeout;

    let service = tower::service_fn(|request: Request<Body>| async move {
        let limit = request.extensions().get::<CallTimeout>().map(|limit| limit.0);
        Ok::<_, BoxError>(Response::new(Body::from(format!("\"{limit:?}\""))))
    });
    let okta = Client::from_service("https://example.com", service).unwrap();
    let call = |okta: &Client| okta.request(Method::GET, "/a");
    let text = |outcome: BulkOutcome<u8, Json>| outcome.result.unwrap().to_string();

    let client = okta.clone();
    let plain: Vec<_> = Bulk::new().run([1], move |_| call(&client)).collect().await;
    assert_eq!(plain.into_iter().map(text).collect::<Vec<_>>(), ["\"Some(None)\""]);

    // A block of several calls, the second created while it is polled.
    let client = okta.clone();
    let block = move |_: u8| {
        let client = client.clone();
        async move {
            call(&client).await?;
            tokio::task::yield_now().await;
            call(&client).await
        }
    };
    let blocks: Vec<_> =
        Bulk::new().run([1, 2], move |input| Box::pin(block(input)) as CallFuture<Json>).collect().await;
    assert!(blocks.into_iter().map(text).all(|limit| limit == "\"Some(None)\""));

    let client = okta.clone();
    let limited = move |_| call(&client).with_deadline(Duration::from_secs(5));
    let limited: Vec<_> = Bulk::new().run([1], limited).collect().await;
    assert_eq!(limited.into_iter().map(text).collect::<Vec<_>>(), ["\"Some(Some(5s))\""]);
    assert_eq!(call(&okta).await.unwrap().to_string(), "\"None\"");
}

#[tokio::test(start_paused = true)]
async fn stopped_run_finishes_calls_in_flight() {
    let (okta, in_flight, _) = client();
    let mut run = run(&okta, Bulk::new().parallel(4), 1..7);
    let first = run.next().await.unwrap();
    assert_eq!((first.input, in_flight.load(Ordering::SeqCst)), (4, 3));
    let stop = run.stop_handle();
    tokio::spawn(async move { stop.stop() }).await.unwrap();
    let rest: Vec<u64> = run.by_ref().map(|outcome| outcome.input).collect().await;
    assert_eq!(rest, [3, 2, 1]);
    assert!(in_flight.load(Ordering::SeqCst) == 0 && (0..4).all(|index| run.checkpoint().contains(index)));
    assert!(!run.checkpoint().contains(4));

    // Waiting for an input ends too.
    let inputs = futures_util::stream::iter([1_u64]).chain(futures_util::stream::pending());
    let mut endless = Bulk::new().run_stream(inputs, move |n| okta.request(Method::GET, format!("/{n}")));
    endless.next().await.unwrap();
    let stop = endless.stop_handle();
    let (next, ()) = tokio::join!(endless.next(), async { stop.stop() });
    assert!(next.is_none());
}
