//! Every public layer keeps the contract of `tower-contract`.

use std::{
    sync::Arc,
    time::{Duration, UNIX_EPOCH},
};

use http::{HeaderName, HeaderValue, Method, Request, Response, StatusCode, Uri};
use secrecy::SecretString;
use tokio::time::sleep;
use tower_contract::{ClockStep, ProbeBody, Rule, assert_layer_contract};
use tower_outbound::{
    auth::{
        AssertionRequest, AssertionSource, AuthError, AuthLayer, Bearer, ClientAuthentication,
        ClientAuthenticationLayer, OAuth, Origin, Token, TokenRequest, TokenSource,
    },
    cache::CacheLayer,
    clock::{Clock as _, ManualClock},
    coalesce::CoalesceLayer,
    collect::CollectLayer,
    headers::DefaultHeadersLayer,
    metrics::{CallMetricsLayer, RequestMetricsLayer},
    observe::ObserveLayer,
    rate_limit::{Dialect, RateLimitLayer, RateLimits},
    replay::ReplayLayer,
    retry::{RetryLayer, RetryPolicy},
    timeout::{AttemptTimeoutLayer, DeadlineLayer},
    trace::{AttemptSpanLayer, BodyLogLayer, CallSpanLayer, LogLayer},
    write_serialization::WriteSerializationLayer,
};
use tracing::Level;

const LIMIT: Duration = Duration::from_secs(5);

fn origin() -> Origin {
    match "https://example.com".parse() {
        Ok(origin) => origin,
        Err(error) => panic!("{error}"),
    }
}

fn clock() -> ManualClock {
    ManualClock::new(UNIX_EPOCH + Duration::from_secs(1_800_000_000))
}

fn step(clock: &ManualClock, step: ClockStep) {
    match step {
        ClockStep::Forward(by) => clock.set(clock.now() + by),
        ClockStep::Back(by) => clock.set(clock.now() - by),
    }
}

fn get<B: Default>(uri: &'static str) -> Request<B> {
    let mut request = Request::new(B::default());
    *request.uri_mut() = Uri::from_static(uri);
    request
}

/// A request to another resource of another host.
fn other<B: Default>() -> Request<B> {
    get("https://example.org/groups")
}

/// A request that can be retried.
fn clonable() -> Request<String> {
    get("https://example.com/users")
}

/// A response with headers.
fn response(
    status: StatusCode,
    headers: &[(&'static str, &'static str)],
    body: &'static str,
) -> Response<ProbeBody> {
    let mut response = Response::new(ProbeBody::from(body));
    *response.status_mut() = status;
    for (name, value) in headers {
        response.headers_mut().insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    response
}

/// A response that may be stored.
fn cacheable() -> Response<ProbeBody> {
    let headers = [("content-type", "application/json"), ("cache-control", "max-age=60")];
    response(StatusCode::OK, &headers, r#"{"id":"1"}"#)
}

/// A response of GitHub after which no requests are left for twenty seconds.
fn quota_used_up() -> Response<ProbeBody> {
    let headers = [
        ("date", "Fri, 15 Jan 2027 08:00:00 GMT"),
        ("x-ratelimit-limit", "5000"),
        ("x-ratelimit-remaining", "0"),
        ("x-ratelimit-reset", "1800000020"),
    ];
    response(StatusCode::FORBIDDEN, &headers, "{}")
}

#[test]
fn default_headers() {
    assert_layer_contract!(DefaultHeadersLayer::new(), waits(false));
}

#[test]
fn deadline() {
    assert_layer_contract!(DeadlineLayer::new(LIMIT), waits(false), time_limit(LIMIT));
}

#[test]
fn attempt_timeout() {
    assert_layer_contract!(AttemptTimeoutLayer::new(LIMIT), waits(false), time_limit(LIMIT));
}

#[test]
fn collect() {
    assert_layer_contract!(CollectLayer::new(), waits(false), collects(true));
}

#[test]
fn replay() {
    assert_layer_contract!(ReplayLayer::new(), waits(false));
}

/// A response that may be tried again at a time of the wall clock.
fn retry_at_a_date() -> Response<ProbeBody> {
    let headers =
        [("date", "Fri, 15 Jan 2027 08:00:00 GMT"), ("retry-after", "Fri, 15 Jan 2027 08:00:10 GMT")];
    response(StatusCode::SERVICE_UNAVAILABLE, &headers, "{}")
}

#[test]
fn retry() {
    let clock = clock();
    assert_layer_contract!(
        RetryLayer::new(RetryPolicy::new().clock(Arc::new(clock.clone()))),
        request(clonable),
        other_request(other),
        rejection(retry_at_a_date),
        waits(true),
        clock(|by| step(&clock, by)),
    );
    assert_layer_contract!(RetryLayer::new(RetryPolicy::new()));
}

#[test]
fn bearer() {
    assert_layer_contract!(AuthLayer::new(origin(), Bearer::new("token").unwrap()), waits(false));
}

/// Takes a second for a token.
struct SlowSource;

impl TokenSource for SlowSource {
    async fn token(&self, _: &TokenRequest) -> Result<Token, AuthError> {
        sleep(Duration::from_secs(1)).await;
        Token::bearer("token".to_owned(), Duration::from_secs(3600))
    }
}

#[test]
fn oauth() {
    let clock = clock();
    assert_layer_contract!(
        AuthLayer::new(origin(), OAuth::builder(SlowSource).clock(Arc::new(clock.clone())).build()),
        request(clonable),
        waits(true),
        clock(|by| step(&clock, by)),
    );
    assert_layer_contract!(AuthLayer::new(origin(), OAuth::new(SlowSource)), waits(true));
}

/// Takes a second for an assertion.
struct SlowAssertion;

impl AssertionSource for SlowAssertion {
    async fn assertion(&self, _: &AssertionRequest) -> Result<SecretString, AuthError> {
        sleep(Duration::from_secs(1)).await;
        Ok("assertion".into())
    }
}

/// A request that the client is authenticated for.
fn introspection() -> Request<ProbeBody> {
    let mut request = get::<ProbeBody>("https://example.com/introspect").map(|_| ProbeBody::from("token=t"));
    *request.method_mut() = Method::POST;
    let form = HeaderValue::from_static("application/x-www-form-urlencoded");
    request.headers_mut().insert(http::header::CONTENT_TYPE, form);
    request
}

#[test]
fn client_authentication() {
    let layer = |authentication| ClientAuthenticationLayer::new(origin(), "client", authentication).unwrap();
    let none = || layer(ClientAuthentication::none());
    assert_layer_contract!(none(), waits(false));
    let forms = "forms are read whole, as the members of the caller are replaced";
    assert_layer_contract!(none(), request(introspection), waits(false), skip(Rule::Streaming, forms));
    let clock = clock();
    let slow = || layer(ClientAuthentication::assertion(SlowAssertion)).clock(Arc::new(clock.clone()));
    assert_layer_contract!(
        slow(),
        request(introspection),
        waits(true),
        clock(|by| step(&clock, by)),
        skip(Rule::Streaming, forms),
    );
}

#[test]
fn credential_guard() {
    assert_layer_contract!(AuthLayer::new(origin(), Bearer::new("token").unwrap()).guard(), waits(false));
}

#[test]
fn rate_limit() {
    let clock = clock();
    let limits = |dialect: Dialect| RateLimits::builder(dialect).clock(Arc::new(clock.clone())).build();
    assert_layer_contract!(
        RateLimitLayer::new(limits(Dialect::retry_after())),
        other_request(other),
        waits(true),
        clock(|by| step(&clock, by)),
    );
    assert_layer_contract!(
        RateLimitLayer::new(limits(Dialect::github())),
        rejection(quota_used_up),
        other_request(other),
        waits(true),
        clock(|by| step(&clock, by)),
    );
}

#[test]
fn cache() {
    let clock = clock();
    assert_layer_contract!(
        CacheLayer::single_user().clock(Arc::new(clock.clone())),
        request(|| get::<ProbeBody>("https://example.com/users/1")),
        response(cacheable),
        other_request(other),
        clock(|by| step(&clock, by)),
    );
}

#[test]
fn coalesce() {
    assert_layer_contract!(CoalesceLayer::single_user(), other_request(other), collects(true));
}

#[test]
fn write_serialization() {
    assert_layer_contract!(
        WriteSerializationLayer::new(|head| Some(head.uri.to_string())),
        other_request(other),
        waits(true),
    );
}

/// Runs checks with a subscriber for which all spans and events are enabled.
fn traced(check: impl FnOnce()) {
    let subscriber =
        tracing_subscriber::fmt().with_max_level(Level::TRACE).with_writer(std::io::sink).finish();
    tracing::subscriber::with_default(subscriber, check);
}

#[test]
fn spans_and_log() {
    traced(|| assert_layer_contract!(ObserveLayer::new(Some(CallSpanLayer::new())), waits(false)));
    traced(|| assert_layer_contract!(CallSpanLayer::new(), waits(false)));
    traced(|| assert_layer_contract!(AttemptSpanLayer::new(), waits(false)));
    traced(|| assert_layer_contract!(LogLayer::new(Level::DEBUG), waits(false)));
}

#[test]
fn body_log() {
    traced(|| assert_layer_contract!(BodyLogLayer::new(Level::TRACE), waits(false)));
}

#[test]
fn metrics() {
    let recorder = metrics_util::debugging::DebuggingRecorder::new();
    metrics::with_local_recorder(&recorder, || {
        assert_layer_contract!(CallMetricsLayer::new(), waits(false));
        assert_layer_contract!(RequestMetricsLayer::new(), waits(false));
    });
}
