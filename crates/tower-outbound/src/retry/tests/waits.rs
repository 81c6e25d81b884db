//! Tests of delays: what a waiting call holds, and what a cancelled one gives back.

use std::future::pending;

use tower::{
    ServiceBuilder, limit::ConcurrencyLimitLayer, load_shed::LoadShedLayer, service_fn, timeout::TimeoutLayer,
};

use super::*;

#[tokio::test(start_paused = true)]
async fn waiting_retry_holds_no_permit() {
    let (server, requests) = server(vec![rate_limited(30), plain(200), plain(200)]);
    let service = ServiceBuilder::new()
        .layer(RetryLayer::new(RetryPolicy::new()))
        .layer(ConcurrencyLimitLayer::new(1))
        .service(server);
    let start = Instant::now();
    let waiting = tokio::spawn(service.clone().oneshot(get()));
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(service.oneshot(get()).await.unwrap().status(), 200);
    assert_eq!(start.elapsed(), Duration::from_secs(1), "the waiting call holds the permit");
    assert_eq!(waiting.await.unwrap().unwrap().status(), 200);
    assert_eq!(requests.lock().unwrap().len(), 3);
}

#[tokio::test(start_paused = true)]
async fn cancelled_retry_returns_its_tokens() {
    let budget = RetryBudget::new(100);
    let policy = || RetryPolicy::new().budget(budget.clone());
    // During the delay.
    let delayed = vec![Ok(status(503).header("retry-after", "60").body(Full::default()).unwrap())];
    let call = run(policy(), get(), delayed);
    tokio::time::timeout(Duration::from_secs(1), call).await.unwrap_err();
    assert_eq!(budget.available(), Some(100));

    // During the second attempt.
    let attempts = Arc::new(Mutex::new(0));
    let counter = Arc::clone(&attempts);
    let server = service_fn(move |_: Request<Body>| {
        let mut attempts = counter.lock().unwrap();
        *attempts += 1;
        let first = *attempts == 1;
        async move { if first { plain(503) } else { pending().await } }
    });
    let call = RetryLayer::new(policy()).layer(server).oneshot(get());
    tokio::time::timeout(Duration::from_secs(10), call).await.unwrap_err();
    assert_eq!((*attempts.lock().unwrap(), budget.available()), (2, Some(100)));

    // A retry with an outcome costs.
    run(policy().max_retries(1), get(), vec![plain(503), plain(503)]).await.0.unwrap();
    assert_eq!(budget.available(), Some(86));
}

#[tokio::test(start_paused = true)]
async fn unavailable_server_does_not_exhaust_the_budget() {
    for not_sent in [
        || BoxError::from(std::io::Error::from(std::io::ErrorKind::ConnectionRefused)),
        || tower::load_shed::error::Overloaded::new().into(),
    ] {
        let start = Instant::now();
        let server = service_fn(move |_: Request<Body>| async move {
            if start.elapsed() < Duration::from_millis(60) { Err(not_sent()) } else { plain(200) }
        });
        let budget = RetryBudget::default();
        let service = RetryLayer::new(RetryPolicy::new().budget(budget.clone())).layer(server);
        let calls = (0..100).map(|_| service.clone().oneshot(post()));
        for result in futures_util::future::join_all(calls).await {
            assert_eq!(result.unwrap().status(), 200);
        }
        assert_eq!(budget.available(), Some(500));
    }
}

#[tokio::test(start_paused = true)]
async fn unsent_request_has_bounded_attempts_after_backoff() {
    let attempts = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&attempts);
    let server = service_fn(move |_: Request<Body>| {
        log.lock().unwrap().push(Instant::now());
        async { Err::<Response<Full<Bytes>>, _>(std::io::Error::from(std::io::ErrorKind::ConnectionRefused)) }
    });
    RetryLayer::new(RetryPolicy::new()).layer(server).oneshot(post()).await.unwrap_err();
    let attempts = attempts.lock().unwrap();
    assert_eq!(attempts.len(), 4);
    for (pair, least) in attempts.windows(2).zip([125, 250, 500]) {
        assert!(pair[1] - pair[0] >= Duration::from_millis(least));
    }
}

#[tokio::test(start_paused = true)]
async fn max_wait_bounds_backoff_and_jitter() {
    let max = Duration::from_secs(1);
    let backoff = Backoff::new(Duration::from_secs(10), Duration::from_secs(20));
    for _ in 0..20 {
        for result in [plain(503), rate_limited(1), interrupted()] {
            let start = Instant::now();
            let policy = RetryPolicy::new().max_wait(max).backoff(backoff);
            run(policy, get(), vec![result, plain(200)]).await.0.unwrap();
            assert!(start.elapsed() <= max + Duration::from_millis(1), "{:?}", start.elapsed());
        }
    }
}

#[tokio::test(start_paused = true)]
async fn timeouts_of_tower_are_retried_if_idempotent() {
    let attempts = Arc::new(Mutex::new(0));
    let counter = Arc::clone(&attempts);
    let server = service_fn(move |_: Request<Body>| {
        *counter.lock().unwrap() += 1;
        pending::<ServerResult>()
    });
    let service = ServiceBuilder::new()
        .layer(RetryLayer::new(RetryPolicy::new()))
        .layer(TimeoutLayer::new(Duration::from_secs(1)))
        .service(server);
    service.clone().oneshot(get()).await.unwrap_err();
    assert_eq!(*attempts.lock().unwrap(), 4);
    service.oneshot(post()).await.unwrap_err();
    assert_eq!(*attempts.lock().unwrap(), 5);
}

#[tokio::test(start_paused = true)]
async fn shed_requests_are_retried() {
    let server = service_fn(|_: Request<Body>| async {
        tokio::time::sleep(Duration::from_millis(10)).await;
        plain(200)
    });
    let service = ServiceBuilder::new()
        .layer(RetryLayer::new(
            RetryPolicy::new().backoff(Backoff::new(Duration::from_secs(10), Duration::from_secs(10))),
        ))
        .layer(LoadShedLayer::new())
        .layer(ConcurrencyLimitLayer::new(1))
        .service(server);
    let calls = (0..2).map(|_| tokio::spawn(service.clone().oneshot(post()))).collect::<Vec<_>>();
    for call in calls {
        assert_eq!(call.await.unwrap().unwrap().status(), 200);
    }
}
