//! Tests of which responses and errors are retried.

use super::*;

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
    let (result, requests) = run(RetryPolicy::new(), post(), vec![rejected(), rejected(), plain(200)]).await;
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
        let (_, requests) = run(RetryPolicy::new(), post(), vec![with_code(429, code), plain(200)]).await;
        assert!(requests.lock().unwrap()[1].0 - start >= Duration::from_secs(seconds), "{code}");
    }
}

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

    static SAFE_POST: OperationMeta =
        OperationMeta::new("search", Method::POST, "/api/v1/search").idempotent(true);
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
async fn uncloneable_body_is_not_retried() {
    let stream =
        Body::new(http_body_util::BodyExt::map_frame(Full::new(Bytes::from_static(b"x")), |frame| frame));
    let request = Request::put("https://example.com/a").body(stream).unwrap();
    assert_eq!(attempts(request, vec![plain(503)]).await, 1);
}
