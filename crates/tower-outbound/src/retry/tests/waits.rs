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
