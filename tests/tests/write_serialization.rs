//! Serialized writes in a client with a concurrency limit, as `docs/layers.md` composes them.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use http::{HeaderValue, Method, Request, Response, StatusCode};
use okta_client::{Client, config::Sources, okta_tower::body::Body};
use okta_tower::{BoxError, write_serialization};
use tower::{limit::ConcurrencyLimitLayer, service_fn, util::MapRequestLayer};

/// The client of the guide over a server whose first response is a `503`, and the number of requests sent.
fn guide_client(permits: usize) -> (Client, Arc<AtomicUsize>) {
    let sent = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&sent);
    let server = service_fn(move |_: Request<Body>| {
        let first = counter.fetch_add(1, Ordering::SeqCst) == 0;
        async move {
            tokio::time::sleep(Duration::from_millis(10)).await;
            let status = if first { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::OK };
            Ok::<_, BoxError>(Response::builder().status(status).body(Body::from("{}"))?)
        }
    });
    let client = Client::builder()
        .sources(Sources::none())
        .org_url("https://example.okta.com")
        .token("00t")
        .layer_per_call(write_serialization::okta())
        .layer_per_call(MapRequestLayer::new(|mut request: Request<Body>| {
            request.headers_mut().insert("x-tenant", HeaderValue::from_static("blue"));
            request
        }))
        .layer_per_attempt(ConcurrencyLimitLayer::new(permits))
        .transport(server)
        .build()
        .unwrap();
    (client, sent)
}

#[tokio::test(start_paused = true)]
async fn serialized_writes_complete_under_concurrency_limit() {
    for (permits, writes) in [(20, 22), (1, 5)] {
        let (client, sent) = guide_client(permits);
        let calls = (0..writes).map(|rule| {
            let path = format!("/api/v1/policies/00p1/rules/{rule}");
            client.request(Method::PUT, &path).body("{}").send()
        });
        let read = async {
            tokio::time::sleep(Duration::from_millis(5)).await;
            client.request(Method::GET, "/api/v1/groups/00g1").send().await
        };
        let all = async { tokio::join!(futures_util::future::join_all(calls), read) };
        let (calls, read) = tokio::time::timeout(Duration::from_secs(60), all).await.expect("deadlock");
        read.unwrap();
        assert_eq!(calls.iter().filter(|call| call.is_err()).count(), 0, "{permits} permits");
        assert_eq!(sent.load(Ordering::SeqCst), writes + 2, "one retry, one read");
    }
}
