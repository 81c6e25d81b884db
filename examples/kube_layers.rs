//! Layers of okta-tower in a Kubernetes client: retries, time limits for the call and each attempt, spans.
//!
//! kube's client is a tower stack too, so layers that know nothing of Kubernetes fit into its builder. The API
//! server here is a stub in this process that is overloaded at first, then hangs, then answers.
//!
//! Run it with `cargo run -p okta-examples --features kube --example kube_layers`.

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
use futures_util::FutureExt;
use hyper_util::{client::legacy::Client as HttpClient, rt::TokioExecutor};
use k8s_openapi::api::core::v1::Pod;
use kube::{
    Api, Config, ResourceExt,
    api::ListParams,
    client::{Body as KubeBody, ClientBuilder, ConfigExt},
};
use okta_tower::{
    body::Body,
    retry::{RetryEvent, RetryPolicy},
    timeout::{AttemptTimeoutLayer, DeadlineLayer},
    trace::AttemptSpanLayer,
};
use serde_json::json;
use tokio::net::TcpListener;
use tower::{ServiceBuilder, retry::RetryLayer};
use tower_http::map_request_body::MapRequestBodyLayer;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let config = Config::new(format!("http://{}", listener.local_addr()?).parse()?);
    let asked = Arc::new(AtomicU32::new(0));
    let stub =
        Router::new().route("/api/v1/namespaces/default/pods", get(pods)).with_state(Arc::clone(&asked));
    let serving = tokio::spawn(axum::serve(listener, stub).into_future());

    let policy = RetryPolicy::new().max_retries(3).notify(|event: &RetryEvent<'_>| {
        println!("attempt {}: {}; once more", event.attempt, event.cause);
    });
    // Retries need a body that can be sent again, which kube's own is not: hence the first layer.
    let service = ServiceBuilder::new()
        .layer(MapRequestBodyLayer::new(repeatable))
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
    println!("the API server was asked {} times", asked.load(Ordering::Relaxed));
    serving.abort();
    Ok(())
}

/// kube's body as one that can be sent again: at once if it is there at once, as it is otherwise.
fn repeatable(body: KubeBody) -> Body {
    match body.try_clone().and_then(|whole| whole.collect_bytes().now_or_never()) {
        Some(Ok(bytes)) => Body::from(bytes),
        _ => Body::new(body),
    }
}

/// A server in trouble: the first request is refused for now, the second gets no answer.
async fn pods(State(asked): State<Arc<AtomicU32>>) -> Response {
    match asked.fetch_add(1, Ordering::Relaxed) {
        0 => (StatusCode::TOO_MANY_REQUESTS, [(RETRY_AFTER, "1")]).into_response(),
        1 => std::future::pending().await,
        _ => Json(json!({
            "apiVersion": "v1", "kind": "PodList", "metadata": {},
            "items": [{ "metadata": { "name": "gateway-0" } }, { "metadata": { "name": "gateway-1" } }],
        }))
        .into_response(),
    }
}
