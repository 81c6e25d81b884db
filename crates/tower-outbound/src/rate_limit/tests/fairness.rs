//! Order of requests, and deadlines.

use super::*;

/// Grants `limit` requests a minute, and rejects the paths in `rejected` once each.
fn windows(
    limit: u64,
    rejected: &[&str],
) -> (
    impl Service<Request<()>, Response = Response<()>, Error = BoxError, Future: Send> + Clone + Send,
    RequestLog,
) {
    let start = Instant::now();
    let requests = RequestLog::default();
    let log = Arc::clone(&requests);
    let state = Arc::new(Mutex::new((0, 0)));
    let rejected: Arc<Mutex<Vec<String>>> =
        Arc::new(Mutex::new(rejected.iter().map(|path| (*path).to_owned()).collect()));
    let service = tower::service_fn(move |request: Request<()>| {
        let path = request.uri().path().to_owned();
        let elapsed = start.elapsed().as_secs();
        let mut state = state.lock().unwrap();
        if state.0 != elapsed / 60 {
            *state = (elapsed / 60, 0);
        }
        let mut rejected = rejected.lock().unwrap();
        let reject = rejected.iter().position(|rejected| *rejected == path).map(|at| rejected.remove(at));
        let exhausted = reject.is_some() || state.1 >= limit;
        if exhausted {
            state.1 = limit;
        } else {
            state.1 += 1;
            log.lock().unwrap().push((path, Instant::now()));
        }
        let status = if exhausted { 429 } else { 200 };
        let response = response(status, limit, limit - state.1, 60 - elapsed % 60, start);
        async move {
            tokio::time::sleep(Duration::from_millis(10)).await;
            Ok::<_, BoxError>(response)
        }
    });
    (service, requests)
}

fn one_bucket() -> RateLimitLayer {
    RateLimitLayer::new(builder().bucket_by(|_| "all").build())
}

/// Sends a request until it is not rejected, as a retry layer does.
async fn retried<S>(service: S, mut request: Request<()>) -> Response<()>
where
    S: Service<Request<()>, Response = Response<()>, Error = BoxError> + Clone,
{
    loop {
        let response = service.clone().oneshot(request.clone()).await.unwrap();
        if response.status() != StatusCode::TOO_MANY_REQUESTS {
            return response;
        }
        if let Some(position) = response.extensions().get::<crate::meta::QueuePosition>() {
            request.extensions_mut().insert(*position);
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}

#[tokio::test(start_paused = true)]
async fn rejected_request_keeps_its_place() {
    let (server, requests) = windows(4, &["/0"]);
    let service = one_bucket().layer(server);
    let calls: Vec<_> =
        (0..40).map(|n| tokio::spawn(retried(service.clone(), get(&format!("/{n}"))))).collect();
    for call in calls {
        call.await.unwrap();
    }
    let order: Vec<_> = requests.lock().unwrap().iter().map(|(path, _)| path.clone()).collect();
    let place = order.iter().position(|path| path == "/0").unwrap();
    assert!(place < 4, "sent as number {place}: {order:?}");
}

#[cfg(feature = "retry")]
#[tokio::test(start_paused = true)]
async fn retry_layer_keeps_the_place() {
    use crate::retry::{RetryLayer, RetryPolicy};

    let (server, requests) = windows(4, &["/0"]);
    let server = server.map_response(|response: Response<()>| {
        response.map(|()| http_body_util::Empty::<bytes::Bytes>::new())
    });
    let service = RetryLayer::new(RetryPolicy::new()).layer(one_bucket().layer(server));
    let calls = (0..40).map(|n| service.clone().oneshot(get(&format!("/{n}"))));
    for response in futures_util::future::join_all(calls).await {
        assert_eq!(response.unwrap().status(), StatusCode::OK);
    }
    let order: Vec<_> = requests.lock().unwrap().iter().map(|(path, _)| path.clone()).collect();
    let place = order.iter().position(|path| path == "/0").unwrap();
    assert!(place < 8, "sent as number {place}: {order:?}");
}

#[tokio::test(start_paused = true)]
async fn position_of_another_registry_is_ignored() {
    let (server, _) = windows(4, &["/a"]);
    let one = one_bucket().layer(server.clone());
    let response = one.oneshot(get("/a")).await.unwrap();
    let position = *response.extensions().get::<crate::meta::QueuePosition>().unwrap();
    let limits = builder().build();
    let (server, _) = scripted(vec![Response::new(())]);
    let mut request = get("/b");
    request.extensions_mut().insert(position);
    RateLimitLayer::new(limits).layer(server).oneshot(request).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn equal_positions_are_separate_requests() {
    let (server, requests) = windows(4, &["/a"]);
    let service = one_bucket().layer(server);
    let response = service.clone().oneshot(get("/a")).await.unwrap();
    let position = *response.extensions().get::<crate::meta::QueuePosition>().unwrap();
    let calls = (0..3).map(|_| {
        let mut request = get("/a");
        request.extensions_mut().insert(position);
        service.clone().oneshot(request)
    });
    for response in futures_util::future::join_all(calls).await {
        assert_eq!(response.unwrap().status(), StatusCode::OK);
    }
    assert_eq!(requests.lock().unwrap().len(), 3);
}

#[tokio::test(start_paused = true)]
async fn near_deadline_overtakes_requests_that_can_wait() {
    let (server, requests) = windows(4, &[]);
    let service = one_bucket().layer(server);
    let start = Instant::now();
    for n in 0..4 {
        service.clone().oneshot(get(&format!("/used{n}"))).await.unwrap();
    }
    let call = |path: &str, timeout| {
        tokio::spawn(service.clone().oneshot(with_deadline(get(path), Duration::from_secs(timeout))))
    };
    let patient: Vec<_> = (0..10).map(|n| call(&format!("/patient{n}"), 600)).collect();
    tokio::time::sleep(Duration::from_secs(1)).await;
    let near = call("/near", 62);
    near.await.unwrap().unwrap();
    assert!(start.elapsed() < Duration::from_secs(63), "{:?}", start.elapsed());
    for call in patient {
        call.await.unwrap().unwrap();
    }
    let order: Vec<_> = requests.lock().unwrap()[4..].iter().map(|(path, _)| path.clone()).collect();
    let patient: Vec<_> = order.iter().filter(|path| *path != "/near").cloned().collect();
    assert_eq!(patient, (0..10).map(|n| format!("/patient{n}")).collect::<Vec<_>>(), "in order");
}

#[tokio::test(start_paused = true)]
async fn near_deadlines_do_not_starve_others() {
    let (server, requests) = windows(4, &[]);
    let service = one_bucket().layer(server);
    for n in 0..4 {
        service.clone().oneshot(get(&format!("/used{n}"))).await.unwrap();
    }
    let patient = tokio::spawn(service.clone().oneshot(get("/patient")));
    let stream = tokio::spawn({
        let service = service.clone();
        async move {
            loop {
                let near = with_deadline(get("/near"), Duration::from_secs(70));
                drop(tokio::spawn(service.clone().oneshot(near)));
                tokio::time::sleep(Duration::from_secs(5)).await;
            }
        }
    });
    let start = Instant::now();
    patient.await.unwrap().unwrap();
    assert!(start.elapsed() < Duration::from_secs(200), "{:?}", start.elapsed());
    assert!(requests.lock().unwrap().iter().any(|(path, _)| path == "/near"));
    stream.abort();
}

#[tokio::test(start_paused = true)]
async fn pacing_does_not_delay_a_new_deadline() {
    let (server, _) = windows(4, &[]);
    let service = one_bucket().layer(server);
    let waiting: Vec<_> =
        (0..10).map(|n| tokio::spawn(service.clone().oneshot(get(&format!("/{n}"))))).collect();
    tokio::time::sleep(Duration::from_secs(1)).await;
    let near = with_deadline(get("/near"), Duration::from_secs(2));
    service.oneshot(near).await.unwrap();
    for call in waiting {
        call.abort();
    }
}
