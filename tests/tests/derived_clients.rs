//! Clients derived with another credential or wire layer: what they share, and what not.

use std::{
    sync::{Arc, Mutex},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use http::{Method, Request, Response, header::AUTHORIZATION};
use okta_client::{
    Client, ClientBuilder,
    config::{AuthorizationMode, Sources},
    okta_tower::{
        BoxError,
        auth::{Bearer, Ssws},
        body::Body,
    },
};
use okta_testkit::{Org, ServiceApp};
use okta_tests::{service_app, unauthenticated};
use tokio::time::Instant;
use tower::{service_fn, util::MapRequestLayer};

/// A client whose transport records credentials and reports an exhausted rate limit.
fn builder(seen: &Arc<Mutex<Vec<String>>>) -> ClientBuilder {
    let seen = Arc::clone(seen);
    #[expect(clippy::disallowed_methods, reason = "the limiter compares with the system's clock")]
    let now = SystemTime::now();
    let reset = now.duration_since(UNIX_EPOCH).unwrap().as_secs() + 30;
    let transport = service_fn(move |request: Request<Body>| {
        seen.lock().unwrap().push(request.headers()[AUTHORIZATION].to_str().unwrap().to_owned());
        let response = Response::builder()
            .header("x-rate-limit-limit", "10")
            .header("x-rate-limit-remaining", "0")
            .header("x-rate-limit-reset", reset.to_string())
            .header("date", "")
            .body(Body::from("{}"));
        async move { Ok::<_, BoxError>(response?) }
    });
    Client::builder()
        .sources(Sources::none())
        .org_url("https://example.okta.com")
        .disable_retry()
        .transport(transport)
}

async fn call(okta: &Client) {
    okta.request(Method::GET, "/api/v1/users").send().await.unwrap();
}

/// The `Authorization` that a derived client sends.
async fn derived(first: &Client, change: impl FnOnce(ClientBuilder) -> ClientBuilder) -> String {
    let seen = Arc::<Mutex<Vec<String>>>::default();
    let okta = change(first.to_builder().unwrap()).disable_rate_limit();
    let log = Arc::clone(&seen);
    let spy = MapRequestLayer::new(move |request: Request<Body>| {
        log.lock().unwrap().push(request.headers()[AUTHORIZATION].to_str().unwrap().to_owned());
        request
    });
    call(&okta.layer_wire(spy).build().unwrap()).await;
    let seen = seen.lock().unwrap();
    seen.concat()
}

#[tokio::test(start_paused = true)]
async fn last_credential_wins() {
    let own = builder(&Arc::default()).credential(Bearer::new("own").unwrap()).build().unwrap();
    assert_eq!(derived(&own, |builder| builder).await, "Bearer own");
    assert_eq!(derived(&own, |builder| builder.token("other")).await, "SSWS other");
    assert_eq!(derived(&own, |builder| builder.set("token", "other")).await, "SSWS other");
    let bearer = |builder: ClientBuilder| builder.authorization_mode(AuthorizationMode::Bearer).token("x");
    assert_eq!(derived(&own, bearer).await, "Bearer x");
    let again = |builder: ClientBuilder| builder.token("other").credential(Ssws::new("last").unwrap());
    assert_eq!(derived(&own, again).await, "SSWS last");

    let configured = builder(&Arc::default()).token("first").build().unwrap();
    let replaced = |builder: ClientBuilder| builder.credential(Bearer::new("own").unwrap());
    assert_eq!(derived(&configured, replaced).await, "Bearer own");
}

#[tokio::test(start_paused = true)]
async fn another_credential_has_separate_rate_limits() {
    let first = builder(&Arc::default()).token("first").build().unwrap();
    call(&first).await;
    let elapsed = async |change: fn(ClientBuilder) -> ClientBuilder| {
        let okta = change(first.to_builder().unwrap()).build().unwrap();
        let start = Instant::now();
        call(&okta).await;
        start.elapsed()
    };
    assert_eq!(elapsed(|builder| builder.credential(Bearer::new("own").unwrap())).await, Duration::ZERO);
    assert_eq!(elapsed(|builder| builder.token("other")).await, Duration::ZERO);
    assert!(elapsed(|builder| builder).await > Duration::from_secs(10), "the same credential waits");
}

#[tokio::test]
async fn token_requests_pass_a_new_wire_layer() {
    let org = Org::builder().users(1).start().await.unwrap();
    let app = org.register_app(ServiceApp::new().scopes(["okta.users.read"])).unwrap();
    let first = service_app(unauthenticated(&org), &app).build().unwrap();
    call(&first).await;
    let seen = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&seen);
    let spy = MapRequestLayer::new(move |request: Request<Body>| {
        log.lock().unwrap().push(request.uri().path().to_owned());
        request
    });
    let derived = first.to_builder().unwrap().layer_wire(spy).build().unwrap();
    call(&derived).await;
    assert_eq!(*seen.lock().unwrap(), ["/oauth2/v1/token", "/api/v1/users"]);
    call(&first).await;
    assert_eq!(seen.lock().unwrap().len(), 2);
}
