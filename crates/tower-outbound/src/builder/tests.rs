//! All methods together.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Request, Response, StatusCode};
use http_body_util::{BodyExt, Full};
use tower::{ServiceBuilder, ServiceExt, service_fn};
// In scope, so that a method of the same name would be ambiguous.
use tower_http::ServiceBuilderExt as _;
use tracing::Level;

use super::OutboundBuilderExt;
use crate::{
    BoxError,
    auth::Bearer,
    body::Body,
    cache::CacheLayer,
    coalesce::CoalesceLayer,
    headers::DefaultHeadersLayer,
    meta::Principal,
    observe::NoopObserver,
    rate_limit::{Dialect, RateLimits},
    retry::RetryPolicy,
};

#[tokio::test(start_paused = true)]
async fn all_methods_compose_with_those_of_tower_http() {
    let attempts = Arc::new(AtomicU32::new(0));
    let server = service_fn(move |request: Request<Body>| {
        let first = attempts.fetch_add(1, Ordering::SeqCst) == 0;
        async move {
            assert_eq!(request.headers()["authorization"], "Bearer token");
            assert_eq!(request.headers()["x-tenant"], "blue");
            assert_eq!(request.headers()["x-version"], "2");
            let status = if first { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::OK };
            Ok::<_, BoxError>(Response::builder().status(status).body(Full::new(Bytes::from("[]")))?)
        }
    });
    let service = ServiceBuilder::new()
        .call_span()
        .call_metrics()
        .observe(Some(NoopObserver::default()))
        .deadline(Duration::from_secs(30))
        .serialize_writes(|head| (!head.method.is_safe()).then(|| head.uri.path().to_owned()))
        .default_headers(DefaultHeadersLayer::new().header("x-version", "2").unwrap())
        .override_request_header(HeaderName::from_static("x-tenant"), HeaderValue::from_static("blue"))
        .cache_responses(CacheLayer::for_principal(Principal::new("jane")))
        .coalesce_reads(CoalesceLayer::single_user())
        .replay_bodies()
        .retry_requests(RetryPolicy::new())
        .pace_requests(RateLimits::new(Dialect::ietf()))
        .attempt_timeout(Duration::from_secs(10))
        .log_bodies(Level::DEBUG)
        .collect_bodies()
        .authenticate("https://api.example.com".parse().unwrap(), Bearer::new("token").unwrap())
        .attempt_span()
        .request_metrics()
        .log_requests(Level::DEBUG)
        .service(server);
    let request = Request::get("https://api.example.com/a").body(Full::<Bytes>::default()).unwrap();
    let response = service.oneshot(request).await.unwrap();
    assert_eq!(response.into_body().collect().await.unwrap().to_bytes(), "[]");
}
