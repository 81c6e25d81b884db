//! Layers of okta-tower in a hyper client, without okta-client.
//!
//! Bodies are `Full<Bytes>`, the client is hyper-util's, and `tower::ServiceBuilder` composes the layers:
//! credentials restricted to an origin, retries that read Okta's rate-limit headers, and proactive rate
//! limiting.
//!
//! Run with `cargo run --example layers_on_bare_hyper`.

use std::time::Duration;

use bytes::Bytes;
use http::Request;
use http_body_util::{BodyExt, Full};
use hyper_util::{client::legacy::Client, rt::TokioExecutor};
use okta_testkit::{Org, ResponseTemplate};
use okta_tower::{
    BoxError,
    auth::{AuthLayer, Origin, PlainHttp, Ssws},
    collect::CollectLayer,
    meta::Attempts,
    rate_limit::{self, RateLimitLayer},
    retry::{self, RetryLayer},
    timeout::{AttemptTimeoutLayer, DeadlineLayer},
};
use tower::{ServiceBuilder, ServiceExt};

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    let org =
        Org::builder().users(5).rate_limit("/api/v1/users", 100, Duration::from_secs(60)).start().await?;
    // The first response is a transient error.
    org.when("GET /api/v1/users").respond_with(ResponseTemplate::new(503));

    let limits = rate_limit::limits();
    let origin = Origin::from_uri(&org.url().parse()?)?;
    let service = ServiceBuilder::new()
        .layer(DeadlineLayer::new(Duration::from_secs(30)))
        .layer(RetryLayer::new(retry::policy()))
        .layer(RateLimitLayer::new(limits.clone()))
        .layer(AttemptTimeoutLayer::new(Duration::from_secs(10)))
        .layer(CollectLayer::new())
        .layer(AuthLayer::new(origin, Ssws::new(org.token())?).plain_http(PlainHttp::Loopback))
        .service(Client::builder(TokioExecutor::new()).build_http::<Full<Bytes>>());

    let request = Request::get(format!("{}/api/v1/users?limit=2", org.url())).body(Full::default())?;
    let response = service.oneshot(request).await?;

    let attempts = Attempts::from_response(&response);
    let limit = rate_limit::snapshot(response.headers()).unwrap_or_default();
    println!(
        "{} after {attempts} attempts; {:?} of {:?} requests left",
        response.status(),
        limit.remaining,
        limit.limit
    );
    println!("known buckets: {}", limits.snapshot().buckets.len());
    let body = response.into_body().collect().await?.to_bytes();
    println!("{} bytes of JSON", body.len());
    Ok(())
}
