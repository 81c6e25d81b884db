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

/// Takes a second a request, and notes the order and how many run at once.
#[derive(Clone, Default)]
struct Server {
    order: Arc<Mutex<Vec<String>>>,
    busy: Arc<AtomicUsize>,
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
                let busy = server.busy.fetch_add(1, Ordering::SeqCst) + 1;
                server.peak.fetch_max(busy, Ordering::SeqCst);
                tokio::time::sleep(Duration::from_secs(1)).await;
                server.busy.fetch_sub(1, Ordering::SeqCst);
                Ok(Response::new(()))
            }
        })
    }
}

#[tokio::test(start_paused = true)]
async fn readiness_is_the_inner_services() {
    let (mut service, mut handle) = mock::spawn_layer::<Request<()>, Response<()>, _>(WriteSerializationLayer::okta());
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
async fn equal_keys_take_turns_in_order_and_others_do_not_wait() {
    let (server, layer, began) = (Server::default(), WriteSerializationLayer::okta(), Instant::now());
    // Two services of one layer value share the turns.
    let (one, other) = (layer.layer(server.service()), layer.layer(server.service()));
    let calls = (0..6).map(|n| {
        let service = if n % 2 == 0 { one.clone() } else { other.clone() };
        service.oneshot(write(&format!("/api/v1/apps/0oa1?{n}")))
    });
    futures_util::future::try_join_all(calls).await.unwrap();
    assert_eq!((began.elapsed().as_secs(), server.peak.load(Ordering::SeqCst)), (6, 1));
    assert_eq!(*server.order.lock().unwrap(), ["0", "1", "2", "3", "4", "5"]);

    let began = Instant::now();
    let calls = (0..6).map(|n| one.clone().oneshot(write(&format!("/api/v1/apps/{n}"))));
    futures_util::future::try_join_all(calls).await.unwrap();
    assert_eq!(began.elapsed().as_secs(), 1);
    assert_eq!(layer.locks.len(), 0, "locks that nobody uses are dropped");
}

#[tokio::test(start_paused = true)]
async fn a_dropped_call_gives_up_its_turn() {
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
