mod dialects;
mod fairness;
mod places;
mod store;

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
    time::{Duration, UNIX_EPOCH},
};

use futures_util::{StreamExt, stream::FuturesUnordered};
use http::{HeaderName, Request, Response, StatusCode};
use tokio::time::Instant;
use tower::{Layer, Service, ServiceExt};

use super::*;
use crate::{
    BoxError,
    meta::{CallStats, Deadline, Operation, OperationMeta},
};

const NOW: u64 = 1_700_000_000;

fn get(path: &str) -> Request<()> {
    Request::get(format!("https://example.com{path}")).body(()).unwrap()
}

/// Buckets by path, and a limit of 0 for too many concurrent requests.
fn dialect() -> Dialect {
    let name = HeaderName::from_static;
    let headers = LimitHeaders::new(
        name("x-ratelimit-limit"),
        name("x-ratelimit-remaining"),
        name("x-ratelimit-reset"),
        ResetFormat::UnixSeconds,
    );
    let concurrency = {
        let headers = headers.clone();
        move |response: &LimitedResponse<'_>| {
            let limit = headers.read(response).and_then(|snapshot| snapshot.limit);
            let busy = limit == Some(0) && response.status() == StatusCode::TOO_MANY_REQUESTS;
            RateLimitReport::new().exceeded(busy.then_some(ExceededLimit::Concurrency))
        }
    };
    Dialect::new(concurrency).or(Dialect::headers(headers)).bucket_by(|head| head.uri.path().to_owned())
}

fn builder() -> RateLimitsBuilder {
    RateLimits::builder(dialect())
}

fn layer() -> RateLimitLayer {
    RateLimitLayer::new(builder().build())
}

fn with_deadline(mut request: Request<()>, timeout: Duration) -> Request<()> {
    request.extensions_mut().insert(Deadline((Instant::now() + timeout).into_std()));
    request
}

fn response(status: u16, limit: u64, remaining: u64, reset_in: u64, since: Instant) -> Response<()> {
    let server_now = NOW + since.elapsed().as_secs();
    let date = httpdate::fmt_http_date(UNIX_EPOCH + Duration::from_secs(server_now));
    Response::builder()
        .status(status)
        .header("x-ratelimit-limit", limit)
        .header("x-ratelimit-remaining", remaining)
        .header("x-ratelimit-reset", server_now + reset_in)
        .header("date", date)
        .body(())
        .unwrap()
}

type RequestLog = Arc<Mutex<Vec<(String, Instant)>>>;
type Script = Arc<Mutex<VecDeque<Response<()>>>>;

/// A server that returns scripted responses after 10 ms, and records paths and times of requests.
fn scripted(
    script: Vec<Response<()>>,
) -> (
    impl Service<Request<()>, Response = Response<()>, Error = BoxError, Future: Send> + Clone + Send,
    RequestLog,
) {
    let script: Script = Arc::new(Mutex::new(script.into()));
    let requests = RequestLog::default();
    let log = Arc::clone(&requests);
    let service = tower::service_fn(move |request: Request<()>| {
        log.lock().unwrap().push((request.uri().path().to_owned(), Instant::now()));
        let response = script.lock().unwrap().pop_front();
        async move {
            tokio::time::sleep(Duration::from_millis(10)).await;
            response.ok_or_else(|| BoxError::from("no scripted response"))
        }
    });
    (service, requests)
}

#[tokio::test(start_paused = true)]
async fn cold_start_sends_one_request_first() {
    let start = Instant::now();
    let responses = (0..10).map(|n| response(200, 600, 599 - n, 60, start)).collect();
    let (server, requests) = scripted(responses);
    let service = layer().layer(server);
    let mut calls: FuturesUnordered<_> = (0..10).map(|_| service.clone().oneshot(get("/users"))).collect();
    while let Some(response) = calls.next().await {
        response.unwrap();
    }
    let requests = requests.lock().unwrap();
    assert_eq!(requests[0].1, start);
    assert!(requests[1..].iter().all(|(_, at)| *at == start + Duration::from_millis(10)), "{requests:?}");
}

#[tokio::test(start_paused = true)]
async fn unmetered_api_is_not_delayed() {
    let (server, requests) = scripted((0..20).map(|_| Response::new(())).collect());
    let service = layer().layer(server);
    service.clone().oneshot(get("/x")).await.unwrap();
    let calls: Vec<_> = (0..19).map(|_| service.clone().oneshot(get("/x"))).collect();
    futures_util::future::join_all(calls).await;
    let requests = requests.lock().unwrap();
    assert!(requests[1..].iter().all(|(_, at)| *at == requests[1].1));
}

#[tokio::test(start_paused = true)]
async fn wait_beyond_deadline_fails_at_once() {
    let start = Instant::now();
    let (server, requests) =
        scripted(vec![response(200, 100, 0, 30, start), response(200, 100, 99, 60, start)]);
    let limits = builder().build();
    let service = RateLimitLayer::new(limits.clone()).layer(server);
    service.clone().oneshot(get("/users")).await.unwrap();
    let started = Instant::now();
    let request = with_deadline(get("/users"), Duration::from_secs(10));
    let error = service.clone().oneshot(request).await.unwrap_err();
    assert_eq!(Instant::now(), started, "failed late");
    let throttled = error.downcast_ref::<Throttled>().unwrap();
    assert_eq!(throttled.bucket(), "/users");
    assert!(throttled.wait() > Duration::from_secs(28) && throttled.wait() <= Duration::from_secs(31));
    let request = with_deadline(get("/users"), Duration::from_secs(40));
    let response = service.oneshot(request).await.unwrap();
    assert!(response.extensions().get::<WaitedForQuota>().unwrap().0 > Duration::from_secs(28));
    assert_eq!(requests.lock().unwrap().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn waiter_fails_when_limit_becomes_known() {
    let start = Instant::now();
    let (server, _) = scripted(vec![response(200, 100, 0, 30, start)]);
    let service = layer().layer(server);
    let first = service.clone().oneshot(get("/users"));
    let second = service.clone().oneshot(with_deadline(get("/users"), Duration::from_secs(5)));
    let (first, second) = tokio::join!(first, second);
    first.unwrap();
    assert!(second.unwrap_err().is::<Throttled>());
    assert_eq!(start.elapsed(), Duration::from_millis(10), "right after the first response");
}

#[tokio::test(start_paused = true)]
async fn buckets_are_independent() {
    let start = Instant::now();
    let (server, requests) =
        scripted(vec![response(200, 100, 0, 30, start), response(200, 100, 50, 30, start)]);
    let service = layer().layer(server);
    service.clone().oneshot(get("/users")).await.unwrap();
    let waiting = tokio::spawn(service.clone().oneshot(get("/users")));
    service.oneshot(get("/logs")).await.unwrap();
    assert_eq!(requests.lock().unwrap().len(), 2);
    assert!(start.elapsed() < Duration::from_secs(1));
    waiting.abort();
}

#[tokio::test(start_paused = true)]
async fn dropped_calls_release_their_reservations() {
    let start = Instant::now();
    let (server, _) = scripted(vec![response(200, 100, 3, 30, start)]);
    let limits = builder().build();
    let service = RateLimitLayer::new(limits.clone()).layer(server);
    service.clone().oneshot(get("/users")).await.unwrap();
    let stuck = RateLimitLayer::new(limits.clone())
        .layer(tower::service_fn(|_: Request<()>| std::future::pending::<Result<Response<()>, BoxError>>()));
    let calls: Vec<_> = (0..10).map(|_| tokio::spawn(stuck.clone().oneshot(get("/users")))).collect();
    tokio::time::sleep(Duration::from_secs(1)).await;
    let during = limits.snapshot();
    assert_eq!((during.in_flight, during.buckets[0].waiting), (3, 7), "{during:?}");
    for call in &calls {
        call.abort();
    }
    for call in calls {
        assert!(call.await.unwrap_err().is_cancelled());
    }
    let after = limits.snapshot();
    assert_eq!((after.in_flight, after.buckets[0].in_flight, after.buckets[0].waiting), (0, 0, 0));
}

#[tokio::test(start_paused = true)]
async fn concurrency_rejection_lowers_limit_without_blocking_bucket() {
    let rejected = || {
        let builder = Response::builder().status(429).header("x-ratelimit-limit", "0");
        builder.header("x-ratelimit-remaining", "0").header("x-ratelimit-reset", NOW + 60).body(()).unwrap()
    };
    let start = Instant::now();
    let mut script = vec![response(200, 600, 599, 60, start)];
    script.extend((0..8).map(|_| rejected()));
    script.extend((0..8).map(|n| response(200, 600, 598 - n, 60, start)));
    let (server, _) = scripted(script);
    let limits = builder().build();
    let service = RateLimitLayer::new(limits.clone()).layer(server);
    service.clone().oneshot(get("/users")).await.unwrap();
    let calls = || (0..8).map(|_| service.clone().oneshot(get("/users")));
    futures_util::future::join_all(calls()).await;
    assert_eq!(limits.snapshot().concurrency_limit, Some(4));
    assert_eq!(limits.snapshot().buckets[0].remaining, Some(599));
    futures_util::future::join_all(calls()).await;
    assert!(start.elapsed() < Duration::from_secs(1), "a request waited for the reset");
}

#[tokio::test(start_paused = true)]
async fn operations_with_different_limits_are_separated() {
    static LIST: OperationMeta = OperationMeta::new("list", http::Method::GET, "/domains").bucket("/domains");
    static VERIFY: OperationMeta =
        OperationMeta::new("verify", http::Method::GET, "/domains/verify").bucket("/domains");
    let start = Instant::now();
    let responses = vec![
        response(200, 50, 49, 60, start),
        response(200, 15, 0, 60, start),
        response(200, 50, 48, 60, start),
    ];
    let (server, _) = scripted(responses);
    let limits = builder().build();
    let service = RateLimitLayer::new(limits.clone()).layer(server);
    for meta in [&LIST, &VERIFY, &LIST] {
        let mut request = get("/domains");
        request.extensions_mut().insert(Operation(meta));
        service.clone().oneshot(request).await.unwrap();
    }
    assert!(start.elapsed() < Duration::from_secs(1), "delayed by the other operation's limit");
    let buckets = limits.snapshot().buckets;
    let names: Vec<_> = buckets.iter().map(|bucket| (bucket.name.as_str(), bucket.limit)).collect();
    assert_eq!(names, [("/domains", Some(50)), ("/domains (limit 15)", Some(15))]);
}

#[tokio::test(start_paused = true)]
async fn buckets_with_shared_counter_are_merged() {
    let start = Instant::now();
    let responses = (0..8).map(|n| response(200, 100, 99 - n, 60, start)).collect();
    let (server, _) = scripted(responses);
    let limits = builder().build();
    let service = RateLimitLayer::new(limits.clone()).layer(server);
    for n in 0..8 {
        let path = if n % 2 == 0 { "/users" } else { "/users/ann" };
        service.clone().oneshot(get(path)).await.unwrap();
    }
    let buckets = limits.snapshot().buckets;
    assert_eq!(buckets[1].merged_into.as_deref(), Some("/users"), "{buckets:?}");
    assert_eq!(buckets[0].remaining, Some(92));
}

#[tokio::test(start_paused = true)]
async fn call_stats_record_wait_and_bucket() {
    let start = Instant::now();
    let (server, _) = scripted(vec![response(200, 100, 0, 30, start), response(200, 100, 99, 60, start)]);
    let service = layer().layer(server);
    let stats = CallStats::new();
    let counted = || {
        let mut request = get("/users");
        request.extensions_mut().insert(stats.clone());
        service.clone().oneshot(request)
    };
    counted().await.unwrap();
    assert_eq!((stats.rate_limit_wait(), stats.bucket().as_deref()), (Duration::ZERO, Some("/users")));

    tokio::time::timeout(Duration::from_secs(5), counted()).await.unwrap_err();
    assert_eq!(stats.rate_limit_wait(), Duration::from_secs(5), "a cancelled wait counts");
    let response = counted().await.unwrap();
    let waited = response.extensions().get::<WaitedForQuota>().unwrap().0;
    assert_eq!(stats.rate_limit_wait(), Duration::from_secs(5) + waited);
}
