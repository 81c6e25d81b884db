use std::{
    convert::Infallible,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use http::{Response, StatusCode};
use tokio::time::Instant;
use tower::{ServiceBuilder, ServiceExt, limit::ConcurrencyLimitLayer, retry::RetryLayer};
use tower_test::mock;

use super::*;

fn layer() -> WriteSerializationLayer {
    WriteSerializationLayer::new(|head| (!head.method.is_safe()).then(|| head.uri.path().to_owned()))
}

fn write(path: &str) -> Request<()> {
    Request::put(path).body(()).unwrap()
}

/// Takes one second per request, and records their order and concurrency.
#[derive(Clone, Default)]
struct Server {
    order: Arc<Mutex<Vec<String>>>,
    active: Arc<AtomicUsize>,
    peak: Arc<AtomicUsize>,
}

impl Server {
    fn service(
        &self,
    ) -> impl Service<Request<()>, Response = Response<()>, Error = Infallible, Future: Send> + Clone + Send + use<>
    {
        let server = self.clone();
        tower::service_fn(move |request: Request<()>| {
            let server = server.clone();
            async move {
                server.order.lock().unwrap().push(request.uri().query().unwrap_or_default().to_owned());
                let active = server.active.fetch_add(1, Ordering::SeqCst) + 1;
                server.peak.fetch_max(active, Ordering::SeqCst);
                tokio::time::sleep(Duration::from_secs(1)).await;
                server.active.fetch_sub(1, Ordering::SeqCst);
                Ok(Response::new(()))
            }
        })
    }
}

#[tokio::test(start_paused = true)]
async fn call_awaits_readiness_of_inner_service() {
    let (mut service, mut handle) = mock::spawn_layer::<Request<()>, Response<()>, _>(layer());
    handle.allow(0);
    tokio_test::assert_ready_ok!(service.poll_ready());
    let mut call = tokio_test::task::spawn(service.call(write("/policies/1")));
    tokio_test::assert_pending!(call.poll());
    assert!(tokio_test::task::spawn(handle.next_request()).poll().is_pending());
    handle.allow(1);
    assert!(call.is_woken());
    tokio_test::assert_pending!(call.poll());
    handle.next_request().await.unwrap().1.send_response(Response::new(()));
    tokio_test::assert_ready_ok!(call.poll());
}

#[tokio::test(start_paused = true)]
async fn inner_readiness_error_is_returned_and_lock_released() {
    let layer = layer();
    let (inner, mut handle) = mock::pair::<Request<()>, Response<()>>();
    handle.send_error("service closed");
    let error = layer.layer(inner).oneshot(write("/policies/1")).await.unwrap_err();
    assert_eq!(error.to_string(), "service closed");
    assert_eq!(layer.locks.len(), 0);
}

#[tokio::test(start_paused = true)]
async fn equal_keys_are_serialized_in_order() {
    let (server, layer, started) = (Server::default(), layer(), Instant::now());
    // Services of the same layer share their locks.
    let (one, other) = (layer.layer(server.service()), layer.layer(server.service()));
    let calls = (0..6).map(|n| {
        let service = if n % 2 == 0 { one.clone() } else { other.clone() };
        service.oneshot(write(&format!("/policies/1?{n}")))
    });
    futures_util::future::try_join_all(calls).await.unwrap();
    assert_eq!((started.elapsed().as_secs(), server.peak.load(Ordering::SeqCst)), (6, 1));
    assert_eq!(*server.order.lock().unwrap(), ["0", "1", "2", "3", "4", "5"]);

    let started = Instant::now();
    let calls = (0..6).map(|n| one.clone().oneshot(write(&format!("/policies/{n}"))));
    futures_util::future::try_join_all(calls).await.unwrap();
    assert_eq!(started.elapsed().as_secs(), 1);
    assert_eq!(layer.locks.len(), 0, "unused locks are dropped");
}

#[tokio::test(start_paused = true)]
async fn dropped_call_releases_its_lock() {
    let (server, layer) = (Server::default(), layer());
    let service = layer.layer(server.service());
    let calls: Vec<_> = (0..3).map(|_| tokio::spawn(service.clone().oneshot(write("/policies/1")))).collect();
    tokio::time::sleep(Duration::from_millis(100)).await;
    for call in &calls {
        call.abort();
    }
    for call in calls {
        assert!(call.await.unwrap_err().is_cancelled());
    }
    assert_eq!(layer.locks.len(), 0);
    service.oneshot(write("/policies/1")).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn unpolled_call_blocks_nobody() {
    let layer = layer();
    let mut service = layer.layer(Server::default().service());
    let unpolled = service.call(write("/policies/1"));
    service.oneshot(write("/policies/1")).await.unwrap();
    drop(unpolled);
    assert_eq!(layer.locks.len(), 0);
}

/// Retries a `503` once, at once.
#[derive(Clone)]
struct RetryOnce(bool);

impl<E> tower::retry::Policy<Request<()>, Response<()>, E> for RetryOnce {
    type Future = std::future::Ready<()>;

    fn retry(&mut self, _: &mut Request<()>, result: &mut Result<Response<()>, E>) -> Option<Self::Future> {
        let failed = result.as_ref().is_ok_and(|response| response.status().is_server_error());
        (failed && std::mem::take(&mut self.0)).then(|| std::future::ready(()))
    }

    fn clone_request(&mut self, request: &Request<()>) -> Option<Request<()>> {
        Some(request.clone())
    }
}

#[tokio::test(start_paused = true)]
async fn waiting_writes_hold_no_permit() {
    for (permits, writes) in [(1, 2), (1, 5), (2, 3), (20, 22)] {
        let failures = Arc::new(AtomicUsize::new(1));
        let server = tower::service_fn(move |_: Request<()>| {
            let failed = failures.swap(0, Ordering::SeqCst) == 1;
            async move {
                tokio::time::sleep(Duration::from_millis(10)).await;
                let status = if failed { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::OK };
                Ok::<_, Infallible>(Response::builder().status(status).body(()).unwrap())
            }
        });
        let service = ServiceBuilder::new()
            .layer(layer())
            .layer(RetryLayer::new(RetryOnce(true)))
            .layer(ConcurrencyLimitLayer::new(permits))
            .service(server);
        let calls = (0..writes).map(|_| service.clone().oneshot(write("/policies/1")));
        let done = tokio::time::timeout(Duration::from_secs(10), futures_util::future::try_join_all(calls));
        let responses = done.await.unwrap_or_else(|_| panic!("{permits} permits: deadlock")).unwrap();
        assert!(responses.iter().all(|response| response.status().is_success()));
    }
}

#[tokio::test(start_paused = true)]
async fn reads_pass_waiting_writes() {
    let service = ServiceBuilder::new()
        .layer(layer())
        .layer(ConcurrencyLimitLayer::new(2))
        .service(Server::default().service());
    let writes =
        futures_util::future::join_all((0..20).map(|_| service.clone().oneshot(write("/policies/1"))));
    let writes = tokio::spawn(writes);
    tokio::time::sleep(Duration::from_millis(500)).await;
    let started = Instant::now();
    service.oneshot(Request::get("/policies/1").body(()).unwrap()).await.unwrap();
    assert_eq!(started.elapsed(), Duration::from_secs(1));
    writes.abort();
}
