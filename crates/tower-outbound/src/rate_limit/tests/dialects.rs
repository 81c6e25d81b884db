//! Dialects over the layer: no request is sent to a server whose limit is used up.

use super::*;

type Respond = fn(u64) -> Response<()>;

/// A server with limits, and the seconds at which it received requests.
fn server(
    respond: Respond,
    times: &Arc<Mutex<Vec<u64>>>,
) -> impl Service<Request<()>, Response = Response<()>, Error = BoxError, Future: Send> + Clone + Send {
    let start = Instant::now();
    let log = Arc::clone(times);
    tower::service_fn(move |_: Request<()>| {
        let elapsed = start.elapsed().as_secs();
        log.lock().unwrap().push(elapsed);
        let mut response = respond(elapsed);
        let date = httpdate::fmt_http_date(UNIX_EPOCH + Duration::from_secs(NOW + elapsed));
        response.headers_mut().insert("date", date.parse().unwrap());
        std::future::ready(Ok::<_, BoxError>(response))
    })
}

/// Sends `count` requests one after the other, and returns the seconds at which they were sent.
async fn send(dialect: Dialect, respond: Respond, count: usize) -> Vec<u64> {
    let times = Arc::default();
    let server = server(respond, &times);
    let service = RateLimitLayer::new(RateLimits::new(dialect)).layer(server);
    for _ in 0..count {
        let call = service.clone().oneshot(Request::get("https://api.example.com/x").body(()).unwrap());
        call.await.unwrap();
    }
    let times = times.lock().unwrap();
    times.clone()
}

#[tokio::test(start_paused = true)]
async fn long_retry_after_is_kept() {
    let respond: Respond = |elapsed| {
        let builder = Response::builder().header("retry-after", "3600");
        builder.status(if elapsed < 3600 { 429 } else { 200 }).body(()).unwrap()
    };
    assert_eq!(send(Dialect::retry_after(), respond, 3).await, [0, 3600, 3600]);
    assert_eq!(send(Dialect::default(), respond, 2).await, [0, 3600]);
    let clamped = send(Dialect::retry_after().max_wait(Duration::from_secs(70)), respond, 3).await;
    assert_eq!(clamped, [0, 70, 140]);
}

#[tokio::test(start_paused = true)]
async fn long_retry_after_is_compared_with_the_deadline() {
    let times = Arc::default();
    let server =
        server(|_| Response::builder().status(429).header("retry-after", "3600").body(()).unwrap(), &times);
    let service = RateLimitLayer::new(RateLimits::new(Dialect::default())).layer(server);
    service.clone().oneshot(get("/x")).await.unwrap();
    let error = service.oneshot(with_deadline(get("/x"), Duration::from_secs(600))).await.unwrap_err();
    assert!(error.downcast_ref::<Throttled>().unwrap().wait() > Duration::from_secs(3590));
    assert_eq!(times.lock().unwrap().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn exhausted_window_is_waited_out_in_each_dialect() {
    let x_ratelimit: Respond = |elapsed| {
        let remaining = if elapsed < 1800 { "0" } else { "4000" };
        let builder = Response::builder().header("x-ratelimit-limit", "5000");
        let builder = builder.header("x-ratelimit-remaining", remaining);
        builder.header("x-ratelimit-reset", NOW + (elapsed / 1800 + 1) * 1800).body(()).unwrap()
    };
    let ietf: Respond = |elapsed| {
        let left = 60 - elapsed % 60;
        let remaining = if elapsed < 60 { 0 } else { 50 };
        let builder =
            Response::builder().header("ratelimit-policy", r#""burst";q=100;w=60,"daily";q=9000;w=86400"#);
        let limits = format!(r#""daily";r=8000;t=9000, "burst";r={remaining};t={left}"#);
        builder.header("ratelimit", limits).body(()).unwrap()
    };
    for (dialect, respond, ends) in [
        (Dialect::github(), x_ratelimit, 1800),
        (Dialect::auth0(), x_ratelimit, 1800),
        (Dialect::ietf(), ietf, 60),
        (Dialect::default(), ietf, 60),
    ] {
        let times = send(dialect.clone(), respond, 3).await;
        assert_eq!(times[0], 0);
        assert!((ends..ends + 3).contains(&times[1]), "{dialect:?}: {times:?}");
        assert_eq!(times[1], times[2], "{dialect:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn github_burst_is_never_rejected() {
    let times = Arc::default();
    let server = server(
        |elapsed| {
            static USED: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0);
            let mut used = USED.load(std::sync::atomic::Ordering::Relaxed);
            if used / 1000 != elapsed / 3600 {
                used = elapsed / 3600 * 1000;
            }
            let rejected = used % 1000 >= 30;
            used += u64::from(!rejected);
            USED.store(used, std::sync::atomic::Ordering::Relaxed);
            let builder = Response::builder().status(if rejected { 403 } else { 200 });
            let builder =
                builder.header("x-ratelimit-limit", "30").header("x-ratelimit-remaining", 30 - used % 1000);
            let builder = builder.header("x-ratelimit-resource", "core");
            builder.header("x-ratelimit-reset", NOW + (elapsed / 3600 + 1) * 3600).body(()).unwrap()
        },
        &times,
    );
    let layer = RateLimitLayer::new(RateLimits::new(Dialect::github()));
    let service = layer.layer(server);
    let calls = (0..80)
        .map(|_| service.clone().oneshot(Request::get("https://api.github.com/user").body(()).unwrap()));
    for response in futures_util::future::join_all(calls).await {
        assert_eq!(response.unwrap().status(), StatusCode::OK);
    }
    let times = times.lock().unwrap();
    assert_eq!(times.len(), 80);
    assert!(*times.last().unwrap() < 3 * 3600, "three windows suffice");
}

#[tokio::test(start_paused = true)]
async fn secondary_limit_pauses_the_origin() {
    let times = Arc::default();
    let server = server(
        |elapsed| {
            let builder = Response::builder().header("x-ratelimit-limit", "5000");
            let builder =
                builder.header("x-ratelimit-remaining", "4000").header("x-ratelimit-reset", NOW + 3600);
            if elapsed == 0 {
                return builder.status(403).header("retry-after", "90").body(()).unwrap();
            }
            builder.body(()).unwrap()
        },
        &times,
    );
    let limits = RateLimits::new(Dialect::github());
    let service = RateLimitLayer::new(limits).layer(server);
    let call = |uri: &str| service.clone().oneshot(Request::get(uri).body(()).unwrap());
    let start = Instant::now();
    assert_eq!(call("https://api.github.com/user").await.unwrap().status(), StatusCode::FORBIDDEN);
    call("https://github.example.com/user").await.unwrap();
    assert_eq!(start.elapsed(), Duration::ZERO, "another origin");
    call("https://api.github.com/search/code?q=x").await.unwrap();
    assert_eq!(start.elapsed().as_secs(), 90);
}

#[tokio::test(start_paused = true)]
async fn origins_have_separate_windows_and_clocks() {
    let start = Instant::now();
    let (server, _) = scripted(vec![response(200, 100, 0, 60, start), response(200, 100, 99, 60, start)]);
    let limits = RateLimits::new(Dialect::auth0());
    let service = RateLimitLayer::new(limits.clone()).layer(server);
    for uri in ["https://a.example.com/x", "https://b.example.com/x"] {
        service.clone().oneshot(Request::get(uri).body(()).unwrap()).await.unwrap();
    }
    assert_eq!(start.elapsed(), Duration::from_millis(20));
    let origins: Vec<_> = limits.snapshot().buckets.into_iter().map(|bucket| bucket.origin).collect();
    assert_eq!(origins, ["https://a.example.com", "https://b.example.com"]);
}

#[tokio::test(start_paused = true)]
async fn unavailable_service_is_not_asked_before_its_time() {
    let times = send(
        Dialect::default(),
        |elapsed| {
            let builder = Response::builder().status(if elapsed < 30 { 503 } else { 200 });
            builder.header("retry-after", "30").body(()).unwrap()
        },
        2,
    )
    .await;
    assert_eq!(times, [0, 30]);
}
