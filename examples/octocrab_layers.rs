//! Layers in octocrab: GitHub's rate limits pace a burst of calls, so that none is rejected.
//!
//! octocrab's client is a tower stack over any service, so it takes the layers as they are; only its body type has to
//! be named, for retries. The API is a stub in this process that admits 20 requests per window of two seconds, reports
//! that in GitHub's headers, and rejects all others as GitHub does.
//!
//! Run with `cargo run -p okta-examples --features hosts --example octocrab_layers`.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{
    Json, Router,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use futures_util::future::try_join_all;
use hyper_util::{client::legacy::Client, rt::TokioExecutor};
use octocrab::{AuthState, OctoBody, OctocrabBuilder, service::middleware::base_uri::BaseUriLayer};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tower::ServiceBuilder;
use tower_outbound::{
    BoxError,
    auth::{AuthLayer, Bearer, PlainHttp},
    clock::{Clock, SystemClock, unix_seconds},
    rate_limit::{Dialect, RateLimitLayer, RateLimits},
    retry::{RetryLayer, RetryPolicy},
    timeout::{AttemptTimeoutLayer, DeadlineLayer},
};

const LIMIT: u32 = 20;
const CALLS: usize = 50;

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}", listener.local_addr()?);
    let quota = Arc::new(Mutex::new(Quota::default()));
    let stub = Router::new().fallback(count).with_state(Arc::clone(&quota));
    let server = tokio::spawn(axum::serve(listener, stub).into_future());

    let github = Dialect::github();
    let service = ServiceBuilder::new()
        .layer(DeadlineLayer::new(Duration::from_secs(60)))
        .layer(
            RetryLayer::new(RetryPolicy::new().classify_response(github.clone().classifier()))
                .clone_body_fn(OctoBody::try_clone),
        )
        .layer(RateLimitLayer::new(RateLimits::new(github)))
        .layer(AttemptTimeoutLayer::new(Duration::from_secs(10)))
        .layer(
            AuthLayer::new(url.parse()?, Bearer::new("github_pat_example")?).plain_http(PlainHttp::Loopback),
        )
        .service(Client::builder(TokioExecutor::new()).build_http::<OctoBody>());
    let octocrab = OctocrabBuilder::new_empty()
        .with_service(service)
        .with_layer(&BaseUriLayer::new(url.parse()?))
        .with_auth(AuthState::None)
        .build()?;

    let calls = (0..CALLS).map(|number| octocrab.get::<Value, _, ()>(format!("/users/{number}"), None));
    let users = try_join_all(calls).await?;
    server.abort();

    let quota = quota.lock().map_err(|_| "the stub panicked")?;
    assert_eq!((users.len(), quota.rejected), (CALLS, 0));
    println!("{CALLS} calls in {} windows of {LIMIT}, {} rejected", quota.windows, quota.rejected);
    Ok(())
}

/// A window of the stub.
#[derive(Default)]
struct Quota {
    end: u64,
    used: u32,
    windows: u32,
    rejected: u32,
}

/// Counts a request, and rejects it if the window is exhausted.
async fn count(State(quota): State<Arc<Mutex<Quota>>>) -> Response {
    let now = unix_seconds(SystemClock.now());
    let Ok(mut quota) = quota.lock() else { return StatusCode::INTERNAL_SERVER_ERROR.into_response() };
    if now >= quota.end {
        *quota = Quota { end: now + 2, used: 0, windows: quota.windows + 1, rejected: quota.rejected };
    }
    quota.used += 1;
    let status = if quota.used > LIMIT { StatusCode::FORBIDDEN } else { StatusCode::OK };
    quota.rejected += u32::from(status == StatusCode::FORBIDDEN);
    let headers = [
        ("x-ratelimit-limit", LIMIT.to_string()),
        ("x-ratelimit-remaining", LIMIT.saturating_sub(quota.used).to_string()),
        ("x-ratelimit-reset", quota.end.to_string()),
        ("x-ratelimit-resource", "core".to_owned()),
    ];
    (status, headers, Json(json!({ "login": "octocat" }))).into_response()
}
