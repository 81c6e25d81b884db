//! Tests of Okta's retry policy.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
    time::{Duration, UNIX_EPOCH},
};

use bytes::Bytes;
use http::{HeaderMap, Request, Response};
use http_body_util::Full;
use tokio::time::Instant;
use tower::{Layer, Service, ServiceExt};

use super::*;
use crate::{
    BoxError,
    body::Body,
    clock::ManualClock,
    meta::{Attempt, Attempts, ErrorBody},
};

const DATE: &str = "Tue, 14 Nov 2023 22:13:20 GMT";
const NOW: u64 = 1_700_000_000;

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
    Response::builder().status(code).header("date", DATE).header("x-okta-request-id", format!("req{code}"))
}

fn plain(code: u16) -> ServerResult {
    Ok(status(code).body(Full::default())?)
}

fn with_code(code: u16, error: &str) -> ServerResult {
    let mut result = status(code).body(Full::default())?;
    result.extensions_mut().insert(ErrorBody(format!(r#"{{"errorCode":"{error}"}}"#).into()));
    Ok(result)
}

fn rate_limited(reset_in: i64) -> ServerResult {
    let reset = i64::try_from(NOW)? + reset_in;
    Ok(status(429)
        .header("x-rate-limit-limit", "100")
        .header("x-rate-limit-remaining", "0")
        .header("x-rate-limit-reset", reset.to_string())
        .body(Full::default())?)
}

fn interrupted() -> ServerResult {
    Err(std::io::Error::from(std::io::ErrorKind::ConnectionReset).into())
}

fn get() -> Request<Body> {
    Request::get("https://example.com/api/v1/users").body(Body::empty()).unwrap()
}

fn post() -> Request<Body> {
    Request::post("https://example.com/api/v1/users").body(Body::from("{}")).unwrap()
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
    let (_, requests) = run(policy(), request, results).await;
    requests.lock().unwrap().len()
}

#[tokio::test(start_paused = true)]
async fn rate_limited_retry_waits_for_window_end() {
    let start = Instant::now();
    let (result, requests) = run(policy(), post(), vec![rate_limited(30), plain(200)]).await;
    let result = result.unwrap();
    assert_eq!(result.status(), 200);
    assert_eq!(result.extensions().get(), Some(&Attempts(2)));
    let requests = requests.lock().unwrap();
    let waited = requests[1].0 - start;
    assert!(waited >= Duration::from_secs(30) && waited <= Duration::from_secs(31), "{waited:?}");
    assert_eq!(requests[0].2, 1);
    assert!(
        !requests[0].1.contains_key("x-okta-retry-count") && !requests[0].1.contains_key("x-okta-retry-for")
    );
    assert_eq!(requests[1].2, 2);
    assert_eq!(requests[1].1["x-okta-retry-count"], "1");
    assert_eq!(requests[1].1["x-okta-retry-for"], "req429");
}

#[tokio::test(start_paused = true)]
async fn retries_name_first_failed_request() {
    let (result, requests) =
        run(policy(), get(), vec![plain(503), rate_limited(1), interrupted(), plain(200)]).await;
    assert_eq!(result.unwrap().extensions().get(), Some(&Attempts(4)));
    let requests = requests.lock().unwrap();
    assert_eq!(
        (&requests[3].1["x-okta-retry-count"], &requests[3].1["x-okta-retry-for"]),
        (&"3".parse().unwrap(), &"req503".parse().unwrap())
    );
}

#[tokio::test(start_paused = true)]
async fn reset_is_clamped_and_long_retry_after_returned() {
    let start = Instant::now();
    let (result, requests) = run(policy(), get(), vec![rate_limited(99_999_999), plain(200)]).await;
    assert_eq!(result.unwrap().status(), 200);
    assert!(requests.lock().unwrap()[1].0 - start <= Duration::from_secs(71));

    let past = Instant::now();
    let (result, requests) =
        run(policy(), get(), vec![rate_limited(-500), rate_limited(-500), plain(200)]).await;
    assert_eq!(result.unwrap().status(), 200);
    assert!(requests.lock().unwrap()[2].0 - past <= Duration::from_secs(2));

    let hour = Ok(status(429).header("retry-after", "3600").body(Full::default()).unwrap());
    let (result, requests) = run(policy(), get(), vec![hour]).await;
    assert_eq!(result.unwrap().headers()["retry-after"], "3600");
    assert_eq!(requests.lock().unwrap().len(), 1);

    let garbage = Ok(Response::builder()
        .status(429)
        .header("x-rate-limit-reset", "tomorrow")
        .header("retry-after", "?")
        .body(Full::default())
        .unwrap());
    let (result, _) = run(policy(), get(), vec![garbage, plain(200)]).await;
    assert_eq!(result.unwrap().status(), 200);
}

#[tokio::test(start_paused = true)]
async fn window_beyond_the_maximum_delay_is_returned() {
    let (result, requests) =
        run(policy().max_wait(Duration::from_secs(5)), get(), vec![rate_limited(30)]).await;
    assert_eq!(result.unwrap().status(), 429);
    assert_eq!(requests.lock().unwrap().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn local_clock_is_used_without_date() {
    let clock = Arc::new(ManualClock::new(UNIX_EPOCH + Duration::from_secs(NOW)));
    let reset = Response::builder().status(429).header("x-rate-limit-reset", (NOW + 10).to_string());
    let start = Instant::now();
    let results = vec![Ok(reset.body(Full::default()).unwrap()), plain(200)];
    let (_, requests) = run(policy().clock(clock), get(), results).await;
    let waited = requests.lock().unwrap()[1].0 - start;
    assert!(waited >= Duration::from_secs(10) && waited <= Duration::from_secs(11), "{waited:?}");
}

#[tokio::test(start_paused = true)]
async fn concurrency_retry_ignores_reset() {
    let rejected = || {
        Ok(status(429)
            .header("x-rate-limit-limit", "0")
            .header("x-rate-limit-remaining", "0")
            .header("x-rate-limit-reset", (NOW + 60).to_string())
            .body(Full::default())?)
    };
    let start = Instant::now();
    let (result, requests) = run(policy(), post(), vec![rejected(), rejected(), plain(200)]).await;
    assert_eq!(result.unwrap().status(), 200);
    assert!(requests.lock().unwrap()[2].0 - start < Duration::from_secs(1));
}

#[tokio::test(start_paused = true)]
async fn message_delays_are_retried_but_not_quotas() {
    for code in ["E0000146", "E0000147", "E0000186", "E0000204", "E0000205"] {
        assert_eq!(attempts(post(), vec![with_code(429, code)]).await, 1, "{code}");
    }
    for (code, seconds) in [("E0000109", 30), ("E0000133", 30), ("E0000118", 5)] {
        let start = Instant::now();
        let (_, requests) = run(policy(), post(), vec![with_code(429, code), plain(200)]).await;
        assert!(requests.lock().unwrap()[1].0 - start >= Duration::from_secs(seconds), "{code}");
    }
}

#[tokio::test(start_paused = true)]
async fn transient_conflicts_are_retried_if_idempotent() {
    let put = || Request::put("https://example.com/a").body(Body::from("{}")).unwrap();
    for (code, error) in [(409, "E0000112"), (409, "E0000268"), (423, "E0000239"), (423, "E0000180")] {
        assert_eq!(attempts(put(), vec![with_code(code, error), plain(200)]).await, 2, "{error}");
        assert_eq!(attempts(post(), vec![with_code(code, error)]).await, 1, "{error}");
    }
    assert_eq!(attempts(put(), vec![with_code(409, "E0000055")]).await, 1, "a permanent conflict");
}

#[tokio::test(start_paused = true)]
async fn read_only_mode_retries_reads_only() {
    let delete = Request::delete("https://example.com/a").body(Body::empty()).unwrap();
    assert_eq!(attempts(delete, vec![with_code(503, "E0000010")]).await, 1);
    assert_eq!(attempts(get(), vec![with_code(503, "E0000010"), plain(200)]).await, 2);
}

#[tokio::test(start_paused = true)]
async fn idempotency_key_is_ignored() {
    let mut keyed = post();
    keyed.headers_mut().insert("idempotency-key", "1".parse().unwrap());
    assert_eq!(attempts(keyed, vec![plain(503)]).await, 1);
}
