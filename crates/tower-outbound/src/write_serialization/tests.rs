use std::{
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use tokio::time::Instant;
use tower::ServiceExt;
use tower_test::mock;

use super::*;

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
    ) -> impl Service<Request<()>, Response = Response<()>, Error = BoxError, Future: Send> + Clone + Send + use<>
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
async fn poll_ready_propagates_readiness() {
    let (mut service, mut handle) =
        mock::spawn_layer::<Request<()>, Response<()>, _>(WriteSerializationLayer::okta());
    handle.allow(0);
    tokio_test::assert_pending!(service.poll_ready());
    handle.allow(1);
    tokio_test::assert_ready_ok!(service.poll_ready());
    let call = service.call(write("/api/v1/apps/0oa1"));
    let (response, ()) = tokio::join!(call, async {
        handle.next_request().await.unwrap().1.send_response(Response::new(()));
    });
    response.unwrap();
}

#[tokio::test(start_paused = true)]
async fn equal_keys_are_serialized_in_order() {
    let (server, layer, started) = (Server::default(), WriteSerializationLayer::okta(), Instant::now());
    // Services of the same layer share their locks.
    let (one, other) = (layer.layer(server.service()), layer.layer(server.service()));
    let calls = (0..6).map(|n| {
        let service = if n % 2 == 0 { one.clone() } else { other.clone() };
        service.oneshot(write(&format!("/api/v1/apps/0oa1?{n}")))
    });
    futures_util::future::try_join_all(calls).await.unwrap();
    assert_eq!((started.elapsed().as_secs(), server.peak.load(Ordering::SeqCst)), (6, 1));
    assert_eq!(*server.order.lock().unwrap(), ["0", "1", "2", "3", "4", "5"]);

    let started = Instant::now();
    let calls = (0..6).map(|n| one.clone().oneshot(write(&format!("/api/v1/apps/{n}"))));
    futures_util::future::try_join_all(calls).await.unwrap();
    assert_eq!(started.elapsed().as_secs(), 1);
    assert_eq!(layer.locks.len(), 0, "unused locks are dropped");
}

#[tokio::test(start_paused = true)]
async fn dropped_call_releases_its_lock() {
    let (server, layer) = (Server::default(), WriteSerializationLayer::okta());
    let service = layer.layer(server.service());
    let calls: Vec<_> =
        (0..3).map(|_| tokio::spawn(service.clone().oneshot(write("/api/v1/apps/0oa1")))).collect();
    tokio::time::sleep(Duration::from_millis(100)).await;
    for call in &calls {
        call.abort();
    }
    for call in calls {
        assert!(call.await.unwrap_err().is_cancelled());
    }
    assert_eq!(layer.locks.len(), 0);
    service.oneshot(write("/api/v1/apps/0oa1")).await.unwrap();
}
