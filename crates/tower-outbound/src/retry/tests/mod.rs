//! Tests of the retry policy.

mod bodies;
mod classification;
mod waits;

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
    time::Duration,
};

use bytes::Bytes;
use http::{HeaderMap, Method, Request, Response, StatusCode};
use http_body_util::Full;
use tokio::time::Instant;
use tower::{Layer, Service, ServiceExt};
use tower_test::mock;

use super::*;
use crate::{
    BoxError,
    body::Body,
    meta::{Attempt, Attempts, CallStats, Deadline, Operation, OperationMeta, RetryHint},
};

type ServerResult = Result<Response<Full<Bytes>>, BoxError>;
type RequestLog = Arc<Mutex<Vec<(Instant, HeaderMap, u32)>>>;

/// A server that returns scripted results, and records times, headers and attempt numbers of requests.
fn server(
    results: Vec<ServerResult>,
) -> (
    impl Service<Request<Body>, Response = Response<Full<Bytes>>, Error = BoxError, Future: Send> + Clone,
    RequestLog,
) {
    let requests = RequestLog::default();
    let results = Arc::new(Mutex::new(VecDeque::from(results)));
    let log = Arc::clone(&requests);
    let service = tower::service_fn(move |request: Request<Body>| {
        log.lock().unwrap().push((
            Instant::now(),
            request.headers().clone(),
            Attempt::from_request(&request),
        ));
        let result = results.lock().unwrap().pop_front().expect("unexpected attempt");
        std::future::ready(result)
    });
    (service, requests)
}

fn status(code: u16) -> http::response::Builder {
    Response::builder().status(code).header("x-request-id", format!("req{code}"))
}

fn plain(code: u16) -> ServerResult {
    Ok(status(code).body(Full::default())?)
}

/// A `429` with a delay.
fn rate_limited(seconds: u64) -> ServerResult {
    Ok(status(429).header("retry-after", seconds).body(Full::default())?)
}

fn interrupted() -> ServerResult {
    Err(std::io::Error::from(std::io::ErrorKind::ConnectionReset).into())
}

fn get() -> Request<Body> {
    Request::get("https://example.com/a").body(Body::empty()).unwrap()
}

fn post() -> Request<Body> {
    Request::post("https://example.com/a").body(Body::from("{}")).unwrap()
}

async fn run(
    policy: RetryPolicy,
    request: Request<Body>,
    results: Vec<ServerResult>,
) -> (ServerResult, RequestLog) {
    let (server, requests) = server(results);
    let result = RetryLayer::new(policy).layer(server).oneshot(request).await;
    (result, requests)
}

/// The number of attempts of a request.
async fn attempts(request: Request<Body>, results: Vec<ServerResult>) -> usize {
    let (_, requests) = run(RetryPolicy::new(), request, results).await;
    requests.lock().unwrap().len()
}

#[tokio::test(start_paused = true)]
async fn retry_after_is_the_delay_of_rate_limited_retries() {
    let start = Instant::now();
    let (result, requests) = run(RetryPolicy::new(), get(), vec![rate_limited(30), plain(200)]).await;
    assert_eq!(result.unwrap().extensions().get(), Some(&Attempts(2)));
    let waited = requests.lock().unwrap()[1].0 - start;
    assert!(waited >= Duration::from_secs(30) && waited <= Duration::from_secs(31), "{waited:?}");

    let (result, requests) = run(RetryPolicy::new(), get(), vec![rate_limited(3600)]).await;
    assert_eq!(result.unwrap().headers()["retry-after"], "3600");
    assert_eq!(requests.lock().unwrap().len(), 1);

    let garbage = Ok(status(429).header("retry-after", "?").body(Full::default()).unwrap());
    let (result, _) = run(RetryPolicy::new(), get(), vec![garbage, plain(200)]).await;
    assert_eq!(result.unwrap().status(), 200);
}

#[tokio::test(start_paused = true)]
async fn retries_carry_the_configured_headers() {
    let name = |name| http::HeaderName::from_static(name);
    let policy = RetryPolicy::new()
        .count_header(name("x-retry-count"))
        .request_id_header(name("x-request-id"), name("x-retry-for"));
    let results = || vec![plain(503), rate_limited(1), interrupted(), plain(200)];
    let (_, requests) = run(policy, get(), results()).await;
    let requests = requests.lock().unwrap().clone();
    assert!(!requests[0].1.contains_key("x-retry-count") && !requests[0].1.contains_key("x-retry-for"));
    assert_eq!(
        (&requests[3].1["x-retry-count"], &requests[3].1["x-retry-for"]),
        (&"3".parse().unwrap(), &"req503".parse().unwrap())
    );
    assert_eq!(requests.iter().map(|request| request.2).collect::<Vec<_>>(), [1, 2, 3, 4]);

    let (_, requests) = run(RetryPolicy::new(), get(), results()).await;
    let requests = requests.lock().unwrap();
    assert!(requests.iter().all(|(_, headers, _)| headers.is_empty()), "headers that no policy asked for");
}

#[tokio::test(start_paused = true)]
async fn last_result_is_returned_after_max_retries() {
    let stats = CallStats::new();
    let mut request = get();
    request.extensions_mut().insert(stats.clone());
    let results = vec![plain(503), plain(502), plain(503), plain(504)];
    let (result, _) = run(RetryPolicy::new(), request, results).await;
    let result = result.unwrap();
    assert_eq!((result.status().as_u16(), result.extensions().get()), (504, Some(&Attempts(4))));
    assert_eq!(stats.attempts(), 4);

    let (result, requests) = run(RetryPolicy::new().max_retries(0), get(), vec![rate_limited(1)]).await;
    assert_eq!((result.unwrap().status().as_u16(), requests.lock().unwrap().len()), (429, 1));

    let (error, _) = run(RetryPolicy::none(), get(), vec![interrupted()]).await;
    assert!(error.unwrap_err().is::<std::io::Error>(), "the error is wrapped");
}

#[tokio::test(start_paused = true)]
async fn delay_beyond_deadline_is_not_started() {
    let start = Instant::now();
    let mut request = get();
    request.extensions_mut().insert(Deadline((start + Duration::from_secs(20)).into_std()));
    let (result, requests) = run(RetryPolicy::new(), request, vec![rate_limited(30)]).await;
    let result = result.unwrap();
    assert_eq!((result.status(), Attempts::from_response(&result)), (StatusCode::TOO_MANY_REQUESTS, 1));
    assert_eq!(requests.lock().unwrap().len(), 1);
    assert_eq!(Instant::now(), start, "delayed");
}

#[tokio::test(start_paused = true)]
async fn each_attempt_has_the_deadline() {
    let deadline = Deadline((Instant::now() + Duration::from_secs(60)).into_std());
    for hint in [None, Some(RetryHint::new())] {
        let requests = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&requests);
        let server = tower::service_fn(move |request: Request<Body>| {
            let extensions = request.extensions();
            let mut log = log.lock().unwrap();
            log.push((extensions.get::<Deadline>().copied(), extensions.get::<RetryHint>().is_some()));
            std::future::ready(plain(if log.len() < 3 { 503 } else { 200 }))
        });
        let mut request = get();
        request.extensions_mut().insert(deadline);
        if let Some(hint) = hint.clone() {
            request.extensions_mut().insert(hint);
        }
        let mut service = RetryLayer::new(RetryPolicy::new()).layer(server);
        assert_eq!(service.ready().await.unwrap().call(request).await.unwrap().status(), 200);
        assert_eq!(*requests.lock().unwrap(), [(Some(deadline), hint.is_some()); 3]);
        // A call without a deadline does not inherit that of the last call.
        requests.lock().unwrap().truncate(1);
        assert_eq!(service.ready().await.unwrap().call(get()).await.unwrap().status(), 200);
        assert_eq!(requests.lock().unwrap()[1..], [(None, false); 2]);
    }
}

#[tokio::test(start_paused = true)]
async fn budget_is_shared_and_refilled() {
    let budget = RetryBudget::new(20);
    let policy = RetryPolicy::new().budget(budget.clone());
    let (result, _) = run(policy.clone(), get(), vec![interrupted(), plain(503)]).await;
    assert_eq!(result.unwrap().status(), 503, "the first retry costs 14 of 20 tokens");
    assert_eq!(budget.available(), Some(6));
    let (_, requests) = run(policy.clone(), get(), vec![interrupted()]).await;
    assert_eq!(requests.lock().unwrap().len(), 1);
    let (_, requests) = run(policy.clone(), get(), vec![rate_limited(1), plain(200)]).await;
    assert_eq!(requests.lock().unwrap().len(), 2, "a retry with a delay costs nothing");
    assert_eq!(budget.available(), Some(7));
}

#[tokio::test(start_paused = true)]
async fn decisions_are_reported() {
    let reported = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&reported);
    let policy = RetryPolicy::new().max_retries(1).notify(move |event| {
        let retried = matches!(event.action, RetryAction::Retry { .. });
        log.lock().unwrap().push((event.attempt, event.cause, retried));
    });
    let _ = run(policy, get(), vec![plain(503), interrupted()]).await;
    let unavailable = RetryCause::Unavailable(StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(*reported.lock().unwrap(), [(1, unavailable, true), (2, RetryCause::Interrupted, false)]);
}

#[tokio::test(start_paused = true)]
async fn service_is_ready_before_each_attempt() {
    let layer = RetryLayer::new(RetryPolicy::new());
    let (mut service, mut handle) = mock::spawn_layer::<Request<Body>, Response<Full<Bytes>>, _>(layer);
    handle.allow(0);
    tokio_test::assert_pending!(service.poll_ready());
    handle.allow(2);
    tokio_test::assert_ready_ok!(service.poll_ready());
    let call = service.call(get());
    let (call, ()) = tokio::join!(call, async {
        handle.next_request().await.unwrap().1.send_response(plain(503).unwrap());
        handle.next_request().await.unwrap().1.send_response(plain(200).unwrap());
    });
    assert_eq!(call.unwrap().status(), 200);
}

#[tokio::test(start_paused = true)]
async fn cancelled_delays_are_counted() {
    let stats = CallStats::new();
    let counted = || {
        let mut request = get();
        request.extensions_mut().insert(stats.clone());
        request
    };
    let start = Instant::now();
    run(RetryPolicy::new(), counted(), vec![plain(503), plain(502), plain(200)]).await.0.unwrap();
    assert_eq!(stats.backoff_wait(), start.elapsed());

    let before = stats.backoff_wait();
    let long = run(RetryPolicy::new(), counted(), vec![rate_limited(60), plain(200)]);
    tokio::time::timeout(Duration::from_secs(7), long).await.unwrap_err();
    assert_eq!(stats.backoff_wait() - before, Duration::from_secs(7));
}

#[cfg(feature = "auth")]
#[tokio::test(start_paused = true)]
async fn unsent_error_is_wrapped_after_possible_delivery() {
    use crate::auth::{AuthError, AuthErrorKind};

    let not_sent = || -> ServerResult { Err(AuthError::new(AuthErrorKind::Unreachable, "no token").into()) };
    let policy = || RetryPolicy::new().max_retries(1);
    for (first, delivered) in
        [(interrupted(), true), (plain(503), true), (rate_limited(1), true), (not_sent(), false)]
    {
        let (result, _) = run(policy(), get(), vec![first, not_sent(), not_sent()]).await;
        let error = result.unwrap_err();
        assert_eq!(error.is::<PossiblyDelivered>(), delivered, "{error:?}");
        let failure = if delivered { Failure::Interrupted } else { Failure::NotSent };
        assert_eq!(Failure::from_error(error.as_ref()), failure);
    }
}
