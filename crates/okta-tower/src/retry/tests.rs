use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
    time::{Duration, UNIX_EPOCH},
};

use bytes::Bytes;
use http::{HeaderMap, Method, Request, Response, StatusCode};
use http_body_util::Full;
use tokio::time::Instant;
use tower::{Layer, Service, ServiceExt, retry::RetryLayer};
use tower_test::mock;

use super::*;
use crate::{
    BoxError,
    body::Body,
    clock::ManualClock,
    meta::{Attempt, Attempts, CallStats, Deadline, ErrorBody, Operation, OperationMeta, RetryHint},
};

const DATE: &str = "Tue, 14 Nov 2023 22:13:20 GMT";
const NOW: u64 = 1_700_000_000;

type Answer = Result<Response<Full<Bytes>>, BoxError>;
type Seen = Arc<Mutex<Vec<(Instant, HeaderMap, u32)>>>;

/// A server that gives the answers in turn and notes what it saw.
fn server(
    answers: Vec<Answer>,
) -> (
    impl Service<Request<Body>, Response = Response<Full<Bytes>>, Error = BoxError, Future: Send> + Clone,
    Seen,
) {
    let seen = Seen::default();
    let answers = Arc::new(Mutex::new(VecDeque::from(answers)));
    let log = Arc::clone(&seen);
    let service = tower::service_fn(move |request: Request<Body>| {
        log.lock().unwrap().push((
            Instant::now(),
            request.headers().clone(),
            Attempt::from_request(&request),
        ));
        let answer = answers.lock().unwrap().pop_front().expect("one sending too many");
        std::future::ready(answer)
    });
    (service, seen)
}

fn status(code: u16) -> http::response::Builder {
    Response::builder().status(code).header("date", DATE).header("x-okta-request-id", format!("req{code}"))
}

fn plain(code: u16) -> Answer {
    Ok(status(code).body(Full::default())?)
}

fn with_code(code: u16, error: &str) -> Answer {
    let mut answer = status(code).body(Full::default())?;
    answer.extensions_mut().insert(ErrorBody(format!(r#"{{"errorCode":"{error}"}}"#).into()));
    Ok(answer)
}

fn limited(reset_in: i64) -> Answer {
    let reset = i64::try_from(NOW)? + reset_in;
    Ok(status(429)
        .header("x-rate-limit-limit", "100")
        .header("x-rate-limit-remaining", "0")
        .header("x-rate-limit-reset", reset.to_string())
        .body(Full::default())?)
}

fn broken() -> Answer {
    Err(std::io::Error::from(std::io::ErrorKind::ConnectionReset).into())
}

fn get() -> Request<Body> {
    Request::get("https://example.com/api/v1/users").body(Body::empty()).unwrap()
}

fn post() -> Request<Body> {
    Request::post("https://example.com/api/v1/users").body(Body::from("{}")).unwrap()
}

async fn run(policy: RetryPolicy, request: Request<Body>, answers: Vec<Answer>) -> (Answer, Seen) {
    let (server, seen) = server(answers);
    let answer = RetryLayer::new(policy).layer(server).oneshot(request).await;
    (answer, seen)
}

/// How many of the answers a request gets to see, of one more than its policy could want.
async fn sendings(request: Request<Body>, answers: Vec<Answer>) -> usize {
    let (_, seen) = run(RetryPolicy::new(), request, answers).await;
    seen.lock().unwrap().len()
}

#[tokio::test(start_paused = true)]
async fn a_429_waits_for_the_window_on_the_servers_clock() {
    let start = Instant::now();
    let (answer, seen) = run(RetryPolicy::new(), post(), vec![limited(30), plain(200)]).await;
    let answer = answer.unwrap();
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.extensions().get(), Some(&Attempts(2)));
    let seen = seen.lock().unwrap();
    let waited = seen[1].0 - start;
    assert!(waited >= Duration::from_secs(30) && waited <= Duration::from_secs(31), "{waited:?}");
    assert_eq!(seen[0].2, 1);
    assert!(!seen[0].1.contains_key("x-okta-retry-count") && !seen[0].1.contains_key("x-okta-retry-for"));
    assert_eq!(seen[1].2, 2);
    assert_eq!(seen[1].1["x-okta-retry-count"], "1");
    assert_eq!(seen[1].1["x-okta-retry-for"], "req429");
}

#[tokio::test(start_paused = true)]
async fn retries_name_the_answer_that_started_them() {
    let (answer, seen) =
        run(RetryPolicy::new(), get(), vec![plain(503), limited(1), broken(), plain(200)]).await;
    assert_eq!(answer.unwrap().extensions().get(), Some(&Attempts(4)));
    let seen = seen.lock().unwrap();
    assert_eq!(
        (&seen[3].1["x-okta-retry-count"], &seen[3].1["x-okta-retry-for"]),
        (&"3".parse().unwrap(), &"req503".parse().unwrap())
    );
}

#[tokio::test(start_paused = true)]
async fn absurd_resets_are_clamped_and_absurd_retry_afters_are_believed() {
    let start = Instant::now();
    let (answer, seen) = run(RetryPolicy::new(), get(), vec![limited(99_999_999), plain(200)]).await;
    assert_eq!(answer.unwrap().status(), 200);
    assert!(seen.lock().unwrap()[1].0 - start <= Duration::from_secs(71));

    let past = Instant::now();
    let (answer, seen) = run(RetryPolicy::new(), get(), vec![limited(-500), limited(-500), plain(200)]).await;
    assert_eq!(answer.unwrap().status(), 200);
    assert!(seen.lock().unwrap()[2].0 - past <= Duration::from_secs(2));

    let hour = Ok(status(429).header("retry-after", "3600").body(Full::default()).unwrap());
    let (answer, seen) = run(RetryPolicy::new(), get(), vec![hour]).await;
    assert_eq!(answer.unwrap().headers()["retry-after"], "3600");
    assert_eq!(seen.lock().unwrap().len(), 1);

    let garbage = Ok(Response::builder()
        .status(429)
        .header("x-rate-limit-reset", "tomorrow")
        .header("retry-after", "?")
        .body(Full::default())
        .unwrap());
    let (answer, _) = run(RetryPolicy::new(), get(), vec![garbage, plain(200)]).await;
    assert_eq!(answer.unwrap().status(), 200);
}

#[tokio::test(start_paused = true)]
async fn without_a_date_the_local_clock_counts() {
    let clock = Arc::new(ManualClock::new(UNIX_EPOCH + Duration::from_secs(NOW)));
    let reset = Response::builder().status(429).header("x-rate-limit-reset", (NOW + 10).to_string());
    let start = Instant::now();
    let answers = vec![Ok(reset.body(Full::default()).unwrap()), plain(200)];
    let (_, seen) = run(RetryPolicy::new().clock(clock), get(), answers).await;
    let waited = seen.lock().unwrap()[1].0 - start;
    assert!(waited >= Duration::from_secs(10) && waited <= Duration::from_secs(11), "{waited:?}");
}

#[tokio::test(start_paused = true)]
async fn a_concurrency_refusal_does_not_wait_for_the_reset() {
    let zero = || {
        Ok(status(429)
            .header("x-rate-limit-limit", "0")
            .header("x-rate-limit-remaining", "0")
            .header("x-rate-limit-reset", (NOW + 60).to_string())
            .body(Full::default())?)
    };
    let start = Instant::now();
    let (answer, seen) = run(RetryPolicy::new(), post(), vec![zero(), zero(), plain(200)]).await;
    assert_eq!(answer.unwrap().status(), 200);
    assert!(seen.lock().unwrap()[2].0 - start < Duration::from_secs(1));
}

#[tokio::test(start_paused = true)]
async fn quotas_of_a_day_are_not_waited_for_and_pauses_between_messages_are() {
    for code in ["E0000146", "E0000147", "E0000186", "E0000204", "E0000205"] {
        assert_eq!(sendings(post(), vec![with_code(429, code)]).await, 1, "{code}");
    }
    for (code, seconds) in [("E0000109", 30), ("E0000133", 30), ("E0000118", 5)] {
        let start = Instant::now();
        let (_, seen) = run(RetryPolicy::new(), post(), vec![with_code(429, code), plain(200)]).await;
        assert!(seen.lock().unwrap()[1].0 - start >= Duration::from_secs(seconds), "{code}");
    }
}

#[tokio::test(start_paused = true)]
async fn only_repeatable_calls_are_sent_again_after_a_failure() {
    for failure in [408, 502, 503, 504] {
        assert_eq!(sendings(get(), vec![plain(failure), plain(200)]).await, 2, "{failure}");
        assert_eq!(sendings(post(), vec![plain(failure)]).await, 1, "{failure}");
    }
    assert_eq!(sendings(get(), vec![broken(), plain(200)]).await, 2);
    assert_eq!(sendings(post(), vec![broken()]).await, 1);
    assert_eq!(sendings(get(), vec![plain(500)]).await, 1);
    assert_eq!(sendings(get(), vec![plain(404)]).await, 1);

    static SAFE_POST: OperationMeta =
        OperationMeta::new("search", Method::POST, "/api/v1/search").idempotent(true);
    let mut declared = post();
    declared.extensions_mut().insert(Operation(&SAFE_POST));
    assert_eq!(sendings(declared, vec![plain(503), plain(200)]).await, 2);

    let mut hinted = post();
    hinted.extensions_mut().insert(RetryHint::new().idempotent(true));
    assert_eq!(sendings(hinted, vec![broken(), plain(200)]).await, 2);

    let mut forbidden = get();
    forbidden.extensions_mut().insert(RetryHint::new().idempotent(false));
    assert_eq!(sendings(forbidden, vec![broken()]).await, 1);
}

#[tokio::test(start_paused = true)]
async fn conflicts_and_locks_that_pass_are_waited_out_by_repeatable_calls() {
    let put = || Request::put("https://example.com/a").body(Body::from("{}")).unwrap();
    for (code, error) in [(409, "E0000112"), (409, "E0000268"), (423, "E0000239"), (423, "E0000180")] {
        assert_eq!(sendings(put(), vec![with_code(code, error), plain(200)]).await, 2, "{error}");
        assert_eq!(sendings(post(), vec![with_code(code, error)]).await, 1, "{error}");
    }
    assert_eq!(sendings(put(), vec![with_code(409, "E0000055")]).await, 1, "a conflict that stays");
}

#[tokio::test(start_paused = true)]
async fn in_read_only_mode_reads_wait_and_writes_fail() {
    let delete = Request::delete("https://example.com/a").body(Body::empty()).unwrap();
    assert_eq!(sendings(delete, vec![with_code(503, "E0000010")]).await, 1);
    assert_eq!(sendings(get(), vec![with_code(503, "E0000010"), plain(200)]).await, 2);
}

#[tokio::test(start_paused = true)]
async fn hints_set_statuses_and_counts() {
    let mut fresh = get();
    fresh.extensions_mut().insert(RetryHint::new().status(StatusCode::NOT_FOUND));
    assert_eq!(sendings(fresh, vec![plain(404), plain(404), plain(200)]).await, 3);

    let mut once = get();
    once.extensions_mut().insert(RetryHint::none());
    assert_eq!(sendings(once, vec![limited(1)]).await, 1);

    let mut often = get();
    often.extensions_mut().insert(RetryHint::new().max_retries(6));
    let answers = std::iter::repeat_with(|| plain(503)).take(7).collect();
    assert_eq!(sendings(often, answers).await, 7);

    let (_, seen) = run(
        RetryPolicy::new().status(StatusCode::INTERNAL_SERVER_ERROR),
        get(),
        vec![plain(500), plain(200)],
    )
    .await;
    assert_eq!(seen.lock().unwrap().len(), 2);
    let (_, seen) =
        run(RetryPolicy::new().status(StatusCode::INTERNAL_SERVER_ERROR), post(), vec![plain(500)]).await;
    assert_eq!(seen.lock().unwrap().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn the_last_answer_is_returned_when_attempts_run_out() {
    let stats = CallStats::new();
    let mut request = get();
    request.extensions_mut().insert(stats.clone());
    let answers = vec![plain(503), plain(502), plain(503), plain(504)];
    let (answer, _) = run(RetryPolicy::new(), request, answers).await;
    let answer = answer.unwrap();
    assert_eq!((answer.status().as_u16(), answer.extensions().get()), (504, Some(&Attempts(4))));
    assert_eq!(stats.attempts(), 4);

    let (answer, seen) = run(RetryPolicy::new().max_retries(0), get(), vec![limited(1)]).await;
    assert_eq!((answer.unwrap().status().as_u16(), seen.lock().unwrap().len()), (429, 1));

    let (error, _) = run(RetryPolicy::none(), get(), vec![broken()]).await;
    assert!(error.unwrap_err().is::<std::io::Error>(), "the error itself, not a wrapper");
}

#[tokio::test(start_paused = true)]
async fn a_wait_that_does_not_fit_the_deadline_is_not_begun() {
    let start = Instant::now();
    let mut request = get();
    request.extensions_mut().insert(Deadline((start + Duration::from_secs(20)).into_std()));
    let (answer, seen) = run(RetryPolicy::new(), request, vec![limited(30)]).await;
    let answer = answer.unwrap();
    assert_eq!((answer.status(), Attempts::from_response(&answer)), (StatusCode::TOO_MANY_REQUESTS, 1));
    assert_eq!(seen.lock().unwrap().len(), 1);
    assert_eq!(Instant::now(), start, "nothing was waited for");
}

#[tokio::test(start_paused = true)]
async fn every_sending_has_the_deadline_with_and_without_other_extensions() {
    let deadline = Deadline((Instant::now() + Duration::from_secs(60)).into_std());
    for hint in [None, Some(RetryHint::new())] {
        let seen = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&seen);
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
        assert_eq!(*seen.lock().unwrap(), [(Some(deadline), hint.is_some()); 3]);
        // The next call has none, and gets none of the last one's.
        seen.lock().unwrap().truncate(1);
        assert_eq!(service.ready().await.unwrap().call(get()).await.unwrap().status(), 200);
        assert_eq!(seen.lock().unwrap()[1..], [(None, false); 2]);
    }
}

#[tokio::test(start_paused = true)]
async fn the_budget_is_shared_by_clones_and_refilled_by_answers() {
    let budget = RetryBudget::new(20);
    let policy = RetryPolicy::new().budget(budget.clone());
    let (answer, _) = run(policy.clone(), get(), vec![broken(), plain(503)]).await;
    assert_eq!(answer.unwrap().status(), 503, "14 of 20 tokens went to the first retry");
    assert_eq!(budget.left(), Some(6));
    let (_, seen) = run(policy.clone(), get(), vec![broken()]).await;
    assert_eq!(seen.lock().unwrap().len(), 1);
    let (_, seen) = run(policy.clone(), get(), vec![limited(1), plain(200)]).await;
    assert_eq!(seen.lock().unwrap().len(), 2, "waiting as told takes no token");
    assert_eq!(budget.left(), Some(7));
}

#[tokio::test(start_paused = true)]
async fn a_body_that_cannot_be_copied_is_sent_once() {
    let stream =
        Body::new(http_body_util::BodyExt::map_frame(Full::new(Bytes::from_static(b"x")), |frame| frame));
    let request = Request::put("https://example.com/a").body(stream).unwrap();
    assert_eq!(sendings(request, vec![plain(503)]).await, 1);
}

#[tokio::test(start_paused = true)]
async fn every_decision_is_told() {
    let told = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&told);
    let policy = RetryPolicy::new().max_retries(1).notify(move |event: &RetryEvent<'_>| {
        let retried = matches!(event.action, RetryAction::Retry { .. });
        log.lock().unwrap().push((event.attempt, event.cause, retried));
    });
    let _ = run(policy, get(), vec![plain(503), broken()]).await;
    let unavailable = RetryCause::Unavailable(StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(*told.lock().unwrap(), [(1, unavailable, true), (2, RetryCause::Interrupted, false)]);
}

#[tokio::test(start_paused = true)]
async fn the_service_is_ready_before_every_sending() {
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
async fn waits_are_counted_also_when_they_are_cut_off() {
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
    let long = run(RetryPolicy::new(), counted(), vec![limited(60), plain(200)]);
    tokio::time::timeout(Duration::from_secs(7), long).await.unwrap_err();
    assert_eq!(stats.backoff_wait() - before, Duration::from_secs(7));
}

#[cfg(feature = "auth")]
#[tokio::test(start_paused = true)]
async fn an_error_does_not_say_that_nothing_was_sent_when_an_earlier_attempt_may_have_arrived() {
    use crate::auth::{AuthError, AuthErrorKind};

    let unsent = || -> Answer { Err(AuthError::new(AuthErrorKind::Unreachable, "no token").into()) };
    let policy = || RetryPolicy::new().max_retries(1);
    for (first, arrived) in [(broken(), true), (plain(503), true), (unsent(), false), (limited(1), false)] {
        let (answer, _) = run(policy(), get(), vec![first, unsent(), unsent()]).await;
        let error = answer.unwrap_err();
        assert_eq!(error.is::<PossiblyDelivered>(), arrived, "{error:?}");
        let failure = if arrived { Failure::Interrupted } else { Failure::NotSent };
        assert_eq!(Failure::from_error(error.as_ref()), failure);
    }
}
