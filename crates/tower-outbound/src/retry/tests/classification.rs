//! Tests of which responses and errors are retried.

use super::*;

#[tokio::test(start_paused = true)]
async fn only_idempotent_calls_are_retried_after_failure() {
    for failure in [408, 502, 503, 504] {
        assert_eq!(attempts(get(), vec![plain(failure), plain(200)]).await, 2, "{failure}");
        assert_eq!(attempts(post(), vec![plain(failure)]).await, 1, "{failure}");
    }
    assert_eq!(attempts(get(), vec![interrupted(), plain(200)]).await, 2);
    assert_eq!(attempts(post(), vec![interrupted()]).await, 1);
    assert_eq!(attempts(get(), vec![plain(500)]).await, 1);
    assert_eq!(attempts(get(), vec![plain(404)]).await, 1);

    static SAFE_POST: OperationMeta = OperationMeta::new("search", Method::POST, "/search").idempotent(true);
    let mut declared = post();
    declared.extensions_mut().insert(Operation(&SAFE_POST));
    assert_eq!(attempts(declared, vec![plain(503), plain(200)]).await, 2);

    let mut hinted = post();
    hinted.extensions_mut().insert(RetryHint::new().idempotent(true));
    assert_eq!(attempts(hinted, vec![interrupted(), plain(200)]).await, 2);

    let mut forbidden = get();
    forbidden.extensions_mut().insert(RetryHint::new().idempotent(false));
    assert_eq!(attempts(forbidden, vec![interrupted()]).await, 1);
}

#[tokio::test(start_paused = true)]
async fn hints_override_statuses_and_counts() {
    let mut fresh = get();
    fresh.extensions_mut().insert(RetryHint::new().status(StatusCode::NOT_FOUND));
    assert_eq!(attempts(fresh, vec![plain(404), plain(404), plain(200)]).await, 3);

    let mut once = get();
    once.extensions_mut().insert(RetryHint::none());
    assert_eq!(attempts(once, vec![rate_limited(1)]).await, 1);

    let mut often = get();
    often.extensions_mut().insert(RetryHint::new().max_retries(6));
    let results = std::iter::repeat_with(|| plain(503)).take(7).collect();
    assert_eq!(attempts(often, results).await, 7);

    let (_, requests) = run(
        RetryPolicy::new().status(StatusCode::INTERNAL_SERVER_ERROR),
        get(),
        vec![plain(500), plain(200)],
    )
    .await;
    assert_eq!(requests.lock().unwrap().len(), 2);
    let (_, requests) =
        run(RetryPolicy::new().status(StatusCode::INTERNAL_SERVER_ERROR), post(), vec![plain(500)]).await;
    assert_eq!(requests.lock().unwrap().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn rate_limited_calls_are_retried_if_idempotent() {
    assert_eq!(attempts(get(), vec![rate_limited(1), plain(200)]).await, 2);
    assert_eq!(attempts(post(), vec![rate_limited(1)]).await, 1);
}

#[tokio::test(start_paused = true)]
async fn idempotency_key_makes_a_request_idempotent() {
    let keyed = || {
        let mut request = post();
        request.headers_mut().insert("idempotency-key", "8e03978e".parse().unwrap());
        request
    };
    for failure in [plain(503), interrupted(), rate_limited(1)] {
        assert_eq!(attempts(keyed(), vec![failure, plain(200)]).await, 2);
    }
    let mut hinted = keyed();
    hinted.extensions_mut().insert(RetryHint::new().idempotent(false));
    assert_eq!(attempts(hinted, vec![plain(503)]).await, 1);

    let (_, requests) = run(RetryPolicy::new().idempotency_header(None), keyed(), vec![plain(503)]).await;
    assert_eq!(requests.lock().unwrap().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn grpc_unavailable_is_retried_if_idempotent() {
    let unavailable = |pushback: Option<&str>| {
        let mut response = status(200).header("grpc-status", "14");
        if let Some(pushback) = pushback {
            response = response.header("grpc-retry-pushback-ms", pushback);
        }
        Ok(response.body(Full::default()).unwrap())
    };
    let call = || {
        let mut request = post();
        request.extensions_mut().insert(RetryHint::new().idempotent(true));
        request
    };
    assert_eq!(attempts(post(), vec![unavailable(None)]).await, 1);
    assert_eq!(attempts(call(), vec![unavailable(None), plain(200)]).await, 2);
    assert_eq!(attempts(call(), vec![unavailable(Some("-1"))]).await, 1);

    let start = Instant::now();
    let (_, requests) = run(RetryPolicy::new(), call(), vec![unavailable(Some("5000")), plain(200)]).await;
    assert_eq!(requests.lock().unwrap()[1].0 - start, Duration::from_secs(5));
}

#[tokio::test(start_paused = true)]
async fn classifier_overrides_the_status() {
    let policy = || {
        RetryPolicy::new().classify_response(|response| match response.status.as_u16() {
            429 => Classification::Retryable(Retryable::new(RetryCause::RateLimited).unprocessed()),
            418 => Classification::Retryable(Retryable::new(RetryCause::Conflict(response.status))),
            503 => Classification::Final,
            _ => Classification::Default,
        })
    };
    for (request, code, attempts) in
        [(post(), 429, 2), (get(), 418, 2), (post(), 418, 1), (get(), 503, 1), (get(), 502, 2)]
    {
        let (_, requests) = run(policy(), request, vec![plain(code), plain(200)]).await;
        assert_eq!(requests.lock().unwrap().len(), attempts, "{code}");
    }
}

#[tokio::test(start_paused = true)]
async fn error_classifier_knows_other_transports() {
    let failed = || -> ServerResult { Err(std::fmt::Error.into()) };
    assert_eq!(attempts(get(), vec![failed()]).await, 1);
    let policy =
        RetryPolicy::new().classify_error(|error| error.is::<std::fmt::Error>().then_some(Failure::NotSent));
    let (_, requests) = run(policy, post(), vec![failed(), plain(200)]).await;
    assert_eq!(requests.lock().unwrap().len(), 2);
}
