//! Layers of okta-tower in a Kubernetes client: retries, deadline and attempt timeout, spans.
//!
//! kube's client is a tower stack, so its builder accepts these layers. The API server is a stub in this
//! process that rejects the first request, hangs on the second and responds to the third.
//!
//! Run with `cargo run -p okta-examples --features kube --example kube_layers`.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use axum::{
    Json, Router,
    extract::State,
    http::{StatusCode, header::RETRY_AFTER},
    response::{IntoResponse, Response},
    routing::get,
};
use hyper_util::{client::legacy::Client as HttpClient, rt::TokioExecutor};
use k8s_openapi::api::core::v1::Pod;
use kube::{
    Api, Config, ResourceExt,
    api::ListParams,
    client::{ClientBuilder, ConfigExt},
};
use okta_tower::{
    body::Body,
    replay::ReplayLayer,
    retry::{RetryEvent, RetryLayer, RetryPolicy},
    timeout::{AttemptTimeoutLayer, DeadlineLayer},
    trace::AttemptSpanLayer,
};
use serde_json::json;
use tokio::net::TcpListener;
use tower::ServiceBuilder;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let config = Config::new(format!("http://{}", listener.local_addr()?).parse()?);
    let requests = Arc::new(AtomicU32::new(0));
    let stub =
        Router::new().route("/api/v1/namespaces/default/pods", get(pods)).with_state(Arc::clone(&requests));
    let server = tokio::spawn(axum::serve(listener, stub).into_future());

    let policy = RetryPolicy::new().max_retries(3).notify(|event: &RetryEvent<'_>| {
        println!("attempt {} failed: {}; retrying", event.attempt, event.cause);
    });
    // Retries need a body that can be cloned: the first layer records it while it is sent.
    let service = ServiceBuilder::new()
        .layer(ReplayLayer::new())
        .layer(RetryLayer::new(policy))
        .layer(AttemptTimeoutLayer::new(Duration::from_millis(300)))
        .layer(AttemptSpanLayer::new())
        .service(HttpClient::builder(TokioExecutor::new()).build_http::<Body>());
    let client = ClientBuilder::new(service, "default")
        .with_layer(&config.base_uri_layer())
        .with_layer(&DeadlineLayer::new(Duration::from_secs(10)))
        .build();

    for pod in Api::<Pod>::default_namespaced(client).list(&ListParams::default()).await? {
        println!("pod {}", pod.name_any());
    }
    println!("the API server received {} requests", requests.load(Ordering::Relaxed));
    server.abort();
    Ok(())
}

/// Rejects the first request with 429, never responds to the second, then lists pods.
async fn pods(State(requests): State<Arc<AtomicU32>>) -> Response {
    match requests.fetch_add(1, Ordering::Relaxed) {
        0 => (StatusCode::TOO_MANY_REQUESTS, [(RETRY_AFTER, "1")]).into_response(),
        1 => std::future::pending().await,
        _ => Json(json!({
            "apiVersion": "v1", "kind": "PodList", "metadata": {},
            "items": [{ "metadata": { "name": "gateway-0" } }, { "metadata": { "name": "gateway-1" } }],
        }))
        .into_response(),
    }
}
