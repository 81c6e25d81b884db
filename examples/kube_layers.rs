//! Layers in a Kubernetes client: credentials, retries, timeouts, collected lists, and watches that stream.
//!
//! kube's client is a tower stack, so its builder accepts the layers as they are; only its body type has to be named,
//! for retries. Lists are collected inside retry, so that one that is cut off is retried; watches, which never end, pass
//! as streams. The API server is a stub in this process that rejects the first request, hangs on the second and
//! responds to the third.
//!
//! Run with `cargo run -p okta-examples --features hosts --example kube_layers`.

use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use axum::{
    Json, Router,
    body::Body as StubBody,
    extract::{Query, State},
    http::{HeaderMap, StatusCode, header::RETRY_AFTER},
    response::{IntoResponse, Response},
    routing::get,
};
use futures_util::{StreamExt, TryStreamExt, stream};
use hyper_util::{client::legacy::Client as HttpClient, rt::TokioExecutor};
use k8s_openapi::api::core::v1::Pod;
use kube::{
    Api, Config, ResourceExt,
    api::{ListParams, WatchEvent, WatchParams},
    client::{Body, ClientBuilder, ConfigExt},
};
use serde_json::json;
use tokio::net::TcpListener;
use tower::ServiceBuilder;
use tower_outbound::{
    BoxError,
    auth::{AuthLayer, Bearer, Origin, PlainHttp},
    collect::{CollectLayer, is_watch},
    retry::{RetryLayer, RetryPolicy},
    timeout::{AttemptTimeoutLayer, DeadlineLayer},
    trace::AttemptSpanLayer,
};

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let config = Config::new(format!("http://{}", listener.local_addr()?).parse()?);
    let origin = Origin::from_uri(&config.cluster_url)?;
    let requests = Arc::new(AtomicU32::new(0));
    let stub =
        Router::new().route("/api/v1/namespaces/default/pods", get(pods)).with_state(Arc::clone(&requests));
    let server = tokio::spawn(axum::serve(listener, stub).into_future());

    let service = ServiceBuilder::new()
        .layer(RetryLayer::new(RetryPolicy::new()).clone_body_fn(Body::try_clone))
        .layer(AttemptTimeoutLayer::new(Duration::from_millis(300)))
        .layer(CollectLayer::new().when_request(|head| !is_watch(head)))
        .layer(AuthLayer::new(origin, Bearer::new("service-account")?).plain_http(PlainHttp::Loopback))
        .layer(AttemptSpanLayer::new())
        .service(HttpClient::builder(TokioExecutor::new()).build_http::<Body>());
    let client = ClientBuilder::new(service, "default")
        .with_layer(&config.base_uri_layer())
        .with_layer(&DeadlineLayer::new(Duration::from_secs(10)))
        .build();
    let pods = Api::<Pod>::default_namespaced(client);

    let names: Vec<_> = pods.list(&ListParams::default()).await?.iter().map(Pod::name_any).collect();
    assert_eq!((names.len(), requests.load(Ordering::Relaxed)), (2, 3));

    // The response to the watch never ends; its events arrive one by one.
    let events = pods.watch(&WatchParams::default(), "0").await?;
    let added: Vec<_> = events.boxed().take(2).try_collect().await?;
    assert!(added.iter().all(|event| matches!(event, WatchEvent::Added(_))), "{added:?}");

    server.abort();
    println!("{names:?} after 3 requests, {} events of a watch", added.len());
    Ok(())
}

/// Rejects the first request with 429, never responds to the second, then lists or watches pods.
async fn pods(
    State(requests): State<Arc<AtomicU32>>,
    Query(query): Query<HashMap<String, String>>,
    headers: HeaderMap,
) -> Response {
    if headers.get("authorization").is_none_or(|token| token != "Bearer service-account") {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let pod = |name: &str| json!({ "apiVersion": "v1", "kind": "Pod", "metadata": { "name": name } });
    if query.contains_key("watch") {
        let event = |name| format!("{}\n", json!({ "type": "ADDED", "object": pod(name) }));
        let events = ["gateway-0", "gateway-1"].map(|name| Ok::<_, BoxError>(event(name)));
        return Response::new(StubBody::from_stream(stream::iter(events).chain(stream::pending())));
    }
    match requests.fetch_add(1, Ordering::Relaxed) {
        0 => (StatusCode::TOO_MANY_REQUESTS, [(RETRY_AFTER, "1")]).into_response(),
        1 => std::future::pending().await,
        _ => Json(json!({
            "apiVersion": "v1", "kind": "PodList", "metadata": {}, "items": [pod("gateway-0"), pod("gateway-1")],
        }))
        .into_response(),
    }
}
