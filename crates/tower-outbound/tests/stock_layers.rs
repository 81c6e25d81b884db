//! The layers with those of tower and tower-http, in both orders, between erased services, and over services that are
//! not `Clone`.
#![cfg(test)]

use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    task::{Context, Poll},
    time::Duration,
};

use bytes::Bytes;
use futures_util::future::{BoxFuture, join_all};
use http::{HeaderValue, Request, Response, StatusCode, header};
use http_body_util::Full;
use tower::{
    Layer, Service, ServiceBuilder, ServiceExt,
    buffer::BufferLayer,
    limit::ConcurrencyLimitLayer,
    load_shed::LoadShedLayer,
    util::{BoxCloneSyncService, MapResponseLayer},
};
use tower_http::{
    follow_redirect::FollowRedirectLayer, set_header::SetRequestHeaderLayer, trace::TraceLayer,
};
use tower_outbound::{
    BoxError,
    auth::{AuthError, AuthLayer, Credential, OAuth, Token, TokenRequest, TokenSource},
    body::Body,
    cache::CacheLayer,
    coalesce::CoalesceLayer,
    collect::CollectLayer,
    headers::DefaultHeadersLayer,
    metrics::{CallMetricsLayer, RequestMetricsLayer},
    rate_limit::{Dialect, RateLimitLayer, RateLimits},
    replay::ReplayLayer,
    retry::{RetryLayer, RetryPolicy},
    timeout::{AttemptTimeoutLayer, DeadlineLayer},
    trace::{AttemptSpanLayer, BodyLogLayer, CallSpanLayer, LogLayer},
    write_serialization::WriteSerializationLayer,
};
use tracing::Level;

const URL: &str = "https://example.com/a";

/// Issues numbered tokens.
#[derive(Default)]
struct Broker(AtomicU32);

impl TokenSource for Broker {
    async fn token(&self, _: &TokenRequest) -> Result<Token, AuthError> {
        let number = self.0.fetch_add(1, Ordering::Relaxed) + 1;
        Token::bearer(format!("token-{number}"), Duration::from_secs(3600))
    }
}

fn auth() -> AuthLayer<impl Credential> {
    AuthLayer::new("https://example.com".parse().unwrap(), OAuth::new(Broker::default()))
}

/// Rejects the first token and the first request with the second, redirects `/moved`, and echoes. It takes a
/// millisecond.
#[derive(Clone, Default)]
struct Server {
    accepted: Arc<AtomicU32>,
}

impl<B: Send + 'static> Service<Request<B>> for Server {
    type Response = Response<Full<Bytes>>;
    type Error = BoxError;
    type Future = BoxFuture<'static, Result<Self::Response, BoxError>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let accepted = Arc::clone(&self.accepted);
        Box::pin(async move {
            tokio::time::sleep(Duration::from_millis(1)).await;
            let mut response = Response::new(Full::from("ok"));
            *response.status_mut() = if request.headers()[header::AUTHORIZATION] == "Bearer token-1" {
                StatusCode::UNAUTHORIZED
            } else if accepted.fetch_add(1, Ordering::Relaxed) == 0 {
                StatusCode::SERVICE_UNAVAILABLE
            } else if request.uri().path() == "/moved" {
                response.headers_mut().insert(header::LOCATION, HeaderValue::from_static("/a"));
                StatusCode::FOUND
            } else {
                StatusCode::OK
            };
            Ok(response)
        })
    }
}

fn get(url: &str) -> Request<Full<Bytes>> {
    Request::get(url).body(Full::default()).unwrap()
}

/// Sends four requests at once, one of them redirected, and returns the statuses.
async fn statuses<S, B>(service: S) -> Vec<u16>
where
    S: Service<Request<Full<Bytes>>, Response = Response<B>> + Clone,
    S::Error: Into<BoxError>,
{
    let urls = [URL, "https://example.com/b", "https://example.com/c", "https://example.com/moved"];
    let responses = join_all(urls.map(|url| service.clone().oneshot(get(url)))).await;
    responses.into_iter().map(|response| response.map_err(Into::into).unwrap().status().as_u16()).collect()
}

macro_rules! ours {
    () => {
        ServiceBuilder::new()
            .layer(CallSpanLayer::new())
            .layer(DeadlineLayer::new(Duration::from_secs(60)))
            .layer(RetryLayer::new(RetryPolicy::new()))
            .layer(RateLimitLayer::new(RateLimits::new(Dialect::ietf())))
            .layer(AttemptTimeoutLayer::new(Duration::from_secs(10)))
            .layer(CollectLayer::new())
            .layer(auth())
            .layer(AttemptSpanLayer::new())
            .into_inner()
    };
}

macro_rules! stock {
    () => {
        ServiceBuilder::new()
            .layer(TraceLayer::new_for_http())
            .layer(SetRequestHeaderLayer::overriding(header::USER_AGENT, HeaderValue::from_static("test")))
            .layer(FollowRedirectLayer::new())
            .into_inner()
    };
}

#[tokio::test(start_paused = true)]
async fn tower_layers_stand_outside() {
    let service = ServiceBuilder::new()
        .layer(BufferLayer::new(8))
        .layer(ConcurrencyLimitLayer::new(1))
        .layer(LoadShedLayer::new())
        .layer(ours!())
        .service(Server::default());
    assert_eq!(statuses(service).await, [200, 200, 200, 302]);
}

#[tokio::test(start_paused = true)]
async fn tower_layers_stand_inside() {
    let inner = ServiceBuilder::new().layer(BufferLayer::new(8)).layer(ConcurrencyLimitLayer::new(1));
    let service = ServiceBuilder::new().layer(ours!()).layer(inner).service(Server::default());
    assert_eq!(statuses(service).await, [200, 200, 200, 302]);

    let one_permit = ServiceBuilder::new().layer(ours!()).layer(ConcurrencyLimitLayer::new(1));
    assert_eq!(statuses(one_permit.service(Server::default())).await, [200, 200, 200, 302]);

    // A request that was shed was not sent: it is retried.
    let inner = ServiceBuilder::new().layer(LoadShedLayer::new()).layer(ConcurrencyLimitLayer::new(2));
    let service = ServiceBuilder::new().layer(ours!()).layer(inner).service(Server::default());
    assert_eq!(statuses(service).await, [200, 200, 200, 302]);
}

#[tokio::test(start_paused = true)]
async fn tower_http_layers_stand_outside_and_inside() {
    let outside = ServiceBuilder::new().layer(stock!()).layer(ours!()).service(Server::default());
    assert_eq!(statuses(outside).await, [200; 4]);
    let inside = ServiceBuilder::new().layer(ours!()).layer(stock!()).service(Server::default());
    assert_eq!(statuses(inside).await, [200; 4]);
}

type Erased = BoxCloneSyncService<Request<Body>, Response<Body>, BoxError>;

/// Applies a layer and erases the service.
fn erased<L, B>(layer: L, inner: Erased) -> Erased
where
    L: Layer<Erased>,
    L::Service:
        Service<Request<Body>, Response = Response<B>, Error: Into<BoxError>> + Clone + Send + Sync + 'static,
    <L::Service as Service<Request<Body>>>::Future: Send + 'static,
    B: http_body::Body<Data = Bytes> + Send + 'static,
    B::Error: Into<BoxError>,
{
    let service = layer.layer(inner).map_response(|response| response.map(Body::new));
    BoxCloneSyncService::new(service.map_err(Into::into))
}

#[tokio::test(start_paused = true)]
async fn layers_wrap_erased_services() {
    let into_body = MapResponseLayer::new(|response: Response<Full<Bytes>>| response.map(Body::new));
    let mut service: Erased = BoxCloneSyncService::new(into_body.layer(Server::default()));
    service = erased(LogLayer::new(Level::DEBUG), service);
    service = erased(RequestMetricsLayer::new(), service);
    service = erased(AttemptSpanLayer::new(), service);
    service = erased(auth(), service);
    service = erased(auth().guard(), service);
    service = erased(CollectLayer::new(), service);
    service = erased(BodyLogLayer::new(Level::DEBUG), service);
    service = erased(AttemptTimeoutLayer::new(Duration::from_secs(10)), service);
    service = erased(RateLimitLayer::new(RateLimits::new(Dialect::ietf())), service);
    service = erased(RetryLayer::new(RetryPolicy::new()), service);
    service = erased(ReplayLayer::new(), service);
    service = erased(CoalesceLayer::single_user(), service);
    service = erased(CacheLayer::single_user(), service);
    service = erased(DefaultHeadersLayer::new(), service);
    service = erased(WriteSerializationLayer::new(|_| None), service);
    service = erased(DeadlineLayer::new(Duration::from_secs(60)), service);
    service = erased(CallMetricsLayer::new(), service);
    service = erased(CallSpanLayer::new(), service);
    let response = service.oneshot(Request::get(URL).body(Body::empty()).unwrap()).await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
}

/// A service without `Clone`.
struct NotClone(Server);

impl<B: Send + 'static> Service<Request<B>> for NotClone {
    type Response = Response<Full<Bytes>>;
    type Error = BoxError;
    type Future = BoxFuture<'static, Result<Self::Response, BoxError>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        Service::<Request<B>>::poll_ready(&mut self.0, cx)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        self.0.call(request)
    }
}

#[tokio::test(start_paused = true)]
async fn layers_that_send_once_need_no_clone() {
    let service = ServiceBuilder::new()
        .layer(CallSpanLayer::new())
        .layer(CallMetricsLayer::new())
        .layer(DeadlineLayer::new(Duration::from_secs(60)))
        .layer(DefaultHeadersLayer::new().header("authorization", "Bearer other").unwrap())
        .layer(ReplayLayer::new())
        .layer(AttemptTimeoutLayer::new(Duration::from_secs(10)))
        .layer(BodyLogLayer::new(Level::DEBUG))
        .layer(CollectLayer::new())
        .layer(AttemptSpanLayer::new())
        .layer(RequestMetricsLayer::new())
        .layer(LogLayer::new(Level::DEBUG))
        .service(NotClone(Server::default()));
    assert_eq!(service.oneshot(get(URL)).await.unwrap().status(), StatusCode::SERVICE_UNAVAILABLE);
}
