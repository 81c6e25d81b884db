//! A hyper client wrapped in the layers.

use std::time::Duration;

use bytes::Bytes;
use futures_util::{StreamExt, stream};
use http::{Method, Request, Response, StatusCode};
use http_body_util::Full;
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::{TokioExecutor, TokioTimer},
};
use okta_testkit::Org;
use okta_tower::{
    BoxError,
    auth::{Auth, AuthLayer, Origin, PlainHttp, Ssws},
    collect::{Collect, CollectLayer, CollectedBody},
    rate_limit::{self, RateLimit, RateLimitLayer, RateLimits},
    retry::{self, Backoff, Retry, RetryLayer, RetryPolicy},
    timeout::{AttemptTimeoutLayer, DeadlineLayer, PerAttempt, PerCall, Timeout},
};
use tower::{Layer, ServiceExt};

type Hyper = Client<HttpConnector, Full<Bytes>>;
type AttemptStack = RateLimit<Timeout<Collect<Auth<Hyper, Ssws>>, PerAttempt>>;

/// Calls an org, through deadline, retry, rate limit, attempt timeout, collect and auth.
#[derive(Clone)]
pub(crate) struct Caller {
    service: Timeout<Retry<AttemptStack>, PerCall>,
    url: String,
}

/// A response with a buffered body.
pub(crate) type Collected = Response<CollectedBody<okta_tower::auth::AuthBody<hyper::body::Incoming>>>;

pub(crate) struct Setup {
    pub(crate) limits: RateLimits,
    pub(crate) http2: bool,
    pub(crate) attempt: Duration,
    pub(crate) policy: RetryPolicy,
}

impl Default for Setup {
    fn default() -> Self {
        let backoff = Backoff::new(Duration::from_millis(40), Duration::from_secs(1));
        let policy = retry::policy().max_retries(6).backoff(backoff);
        Self { limits: rate_limit::limits(), http2: false, attempt: Duration::from_secs(10), policy }
    }
}

impl Caller {
    pub(crate) fn new(org: &Org) -> Self {
        Self::with(org, Setup::default())
    }

    pub(crate) fn with(org: &Org, setup: Setup) -> Self {
        Self::at(org.url(), org.token(), setup)
    }

    pub(crate) fn at(url: &str, token: &str, setup: Setup) -> Self {
        let hyper = Client::builder(TokioExecutor::new())
            .timer(TokioTimer::new())
            .pool_timer(TokioTimer::new())
            .http2_only(setup.http2)
            .build(HttpConnector::new());
        let origin: Origin = url.parse().unwrap();
        let auth = AuthLayer::new(origin, Ssws::new(token).unwrap()).plain_http(PlainHttp::Loopback);
        let collected = CollectLayer::new().layer(auth.layer(hyper));
        let timed = AttemptTimeoutLayer::new(setup.attempt).layer(collected);
        let limited = RateLimitLayer::new(setup.limits).layer(timed);
        let retried = RetryLayer::new(setup.policy).layer(limited);
        let service = DeadlineLayer::new(Duration::from_secs(60)).layer(retried);
        Self { service, url: url.to_owned() }
    }

    pub(crate) fn request(&self, method: Method, path: &str, body: String) -> Request<Full<Bytes>> {
        Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.url))
            .header("accept", "application/json")
            .header("content-type", "application/json")
            .body(Full::from(body))
            .unwrap()
    }

    pub(crate) async fn send(&self, request: Request<Full<Bytes>>) -> Result<Collected, BoxError> {
        self.service.clone().oneshot(request).await
    }

    pub(crate) async fn get(&self, path: &str) -> Result<Collected, BoxError> {
        self.send(self.request(Method::GET, path, String::new())).await
    }

    pub(crate) async fn create_user(&self, login: &str) -> Result<Collected, BoxError> {
        let profile =
            serde_json::json!({ "login": login, "email": login, "firstName": "A", "lastName": "B" });
        let body = serde_json::json!({ "profile": profile }).to_string();
        self.send(self.request(Method::POST, "/api/v1/users?activate=false", body)).await
    }

    /// Sends `calls` GET requests, `parallel` at a time, and returns the number of 200 responses.
    pub(crate) async fn get_many(&self, path: &str, calls: usize, parallel: usize) -> usize {
        let results = stream::iter(0..calls).map(|_| self.get(path)).buffer_unordered(parallel);
        let statuses =
            results.filter_map(|result| std::future::ready(result.ok().map(|response| response.status())));
        statuses.filter(|status| std::future::ready(*status == StatusCode::OK)).count().await
    }
}
