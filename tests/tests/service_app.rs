//! Service apps: configuration, tokens and proofs.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use futures_util::{TryStreamExt, future::join_all};
use http::{Method, Request};
use okta_client::{Client, ClientBuilder, ErrorKind, config::DpopMode};
use okta_models::Json;
use okta_testkit::{KeyKind, Org, OrgBuilder, RegisteredApp, ResponseTemplate, SeedUser, ServiceApp};
use okta_tests::{error_chain, service_app, unauthenticated};
use tower::util::MapRequestLayer;

struct Fixture {
    org: Org,
    app: RegisteredApp,
}

impl Fixture {
    async fn new(org: OrgBuilder, app: ServiceApp) -> Self {
        let org = org.users(20).start().await.unwrap();
        let app = org.register_app(app.scopes(["okta.users.read"])).unwrap();
        Self { org, app }
    }

    fn builder(&self) -> ClientBuilder {
        service_app(unauthenticated(&self.org), &self.app)
    }
}

async fn list(okta: &Client) -> Result<usize, okta_client::Error> {
    let pages = okta.request(Method::GET, "/api/v1/users").query("limit", "4").pager::<Json>();
    Ok(pages.items().try_collect::<Vec<_>>().await?.len())
}

fn assert_no_rejections(org: &Org) {
    let counters = org.oauth_counters();
    let rejections = (counters.rejected_assertions, counters.rejected_proofs, counters.replayed_jti);
    assert_eq!(rejections, (0, 0, 0), "{:?}", counters.reasons);
}

#[tokio::test]
async fn every_key_kind_works_with_one_token() {
    for kind in [KeyKind::P256, KeyKind::P384, KeyKind::P521, KeyKind::Rsa] {
        for (required, mode) in [(false, DpopMode::Off), (true, DpopMode::Always)] {
            let fixture =
                Fixture::new(Org::builder(), ServiceApp::new().key(kind).require_dpop(required)).await;
            let okta = fixture.builder().dpop(mode).build().unwrap();
            let expected = fixture.org.user_count();
            let counts = join_all((0..20).map(|_| list(&okta))).await;
            assert!(counts.into_iter().all(|count| count.unwrap() == expected));
            let counters = fixture.org.oauth_counters();
            assert_eq!(counters.tokens_issued, 1);
            assert_eq!(counters.token_requests, 1 + counters.challenges);
            assert_no_rejections(&fixture.org);
        }
    }
}

#[tokio::test]
async fn revocations_and_nonces_do_not_fail_calls() {
    let app = ServiceApp::new().require_dpop(true);
    let fixture = Fixture::new(Org::builder().resource_nonce(true), app).await;
    let okta = fixture.builder().build().unwrap();
    list(&okta).await.unwrap();
    for round in 0..5 {
        match round % 3 {
            0 => fixture.org.revoke_access_tokens(),
            1 => fixture.org.rotate_nonce(),
            _ => fixture.org.announce_nonce(),
        }
        let counts = join_all((0..10).map(|_| list(&okta))).await;
        assert!(counts.into_iter().all(|count| count.is_ok()));
    }
    let counters = fixture.org.oauth_counters();
    assert_eq!(counters.tokens_issued, 3, "the first, and one for each revocation");
    assert_eq!(counters.replayed_jti, 0);
    let stats = okta.access_tokens().unwrap().stats();
    assert_eq!(stats.requests, counters.token_requests);
}

#[tokio::test]
async fn attempt_timeout_covers_token_requests() {
    let fixture = Fixture::new(Org::builder(), ServiceApp::new()).await;
    let limit = Duration::from_millis(400);
    let okta =
        fixture.builder().attempt_timeout(limit).request_timeout(Duration::from_secs(8)).build().unwrap();
    fixture.org.when("/oauth2/v1/token").hang();
    list(&okta).await.unwrap();
    fixture.org.requests().matching("/oauth2/v1/token").expect(2);
}

#[tokio::test]
async fn each_attempt_has_a_new_proof() {
    let fixture = Fixture::new(Org::builder(), ServiceApp::new().require_dpop(true)).await;
    let okta = fixture.builder().dpop(DpopMode::Always).build().unwrap();
    fixture.org.when("GET /api/v1/users").times(2).respond_with(ResponseTemplate::new(503));
    list(&okta).await.unwrap();
    let proofs: Vec<String> = fixture
        .org
        .requests()
        .matching("GET /api/v1/users")
        .iter()
        .map(|request| request.header("dpop").unwrap().to_owned())
        .collect();
    let distinct: std::collections::HashSet<&String> = proofs.iter().collect();
    assert_eq!(distinct.len(), proofs.len());
    assert_no_rejections(&fixture.org);
}

#[tokio::test]
async fn proofs_are_valid_for_any_id() {
    let fixture = Fixture::new(Org::builder(), ServiceApp::new().require_dpop(true)).await;
    let okta = fixture.builder().dpop(DpopMode::Always).build().unwrap();
    let logins = [
        "jane@example.com",
        "jane+test@example.com",
        "o'neil@example.com",
        "a:b@example.com",
        "jürgen@example.com",
        "a,b=c&d$e!f(g)h*i@example.com",
        "100%@example.com",
        "%40@example.com",
        "a b@example.com",
        "\"a#b\"@example.com",
        "[a]{b}|<c>^`@example.com",
    ];
    for login in logins {
        fixture.org.seed_user(SeedUser::new(login));
        let user = okta.users().get(login).await.unwrap();
        assert_eq!(user.profile.unwrap().login.as_deref(), Some(login));
    }
    assert_eq!(fixture.org.requests().matching("GET users").len(), logins.len(), "no retries");
    assert_no_rejections(&fixture.org);
}

#[tokio::test]
async fn target_that_no_form_satisfies_is_not_remembered() {
    let fixture = Fixture::new(Org::builder(), ServiceApp::new().require_dpop(true)).await;
    let okta = fixture.builder().dpop(DpopMode::Always).build().unwrap();
    fixture.org.seed_user(SeedUser::new("jane@example.com"));
    let challenge = r#"DPoP error="invalid_dpop_proof", error_description="'htu' claim is invalid""#;
    fixture
        .org
        .when("GET users")
        .respond_with(ResponseTemplate::new(400).header("www-authenticate", challenge));
    // The other form is tried, and the org rejects it.
    let error = okta.users().get("jane@example.com").await.unwrap_err();
    assert!(error.to_string().contains("invalid_dpop_proof"), "{error}");
    fixture.org.requests().matching("GET users").expect(2);
    okta.users().get("jane@example.com").await.unwrap();
    fixture.org.requests().matching("GET users").expect(3);
}

#[tokio::test]
async fn wire_layers_and_derived_clients_use_one_token() {
    let fixture = Fixture::new(Org::builder(), ServiceApp::new()).await;
    let seen = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&seen);
    let spy = MapRequestLayer::new(move |request: Request<okta_tower::body::Body>| {
        log.lock().unwrap().push(request.uri().path().to_owned());
        request
    });
    let okta = fixture.builder().layer_wire(spy).build().unwrap();
    list(&okta).await.unwrap();
    let paths = std::mem::take(&mut *seen.lock().unwrap());
    assert_eq!(paths.iter().filter(|path| *path == "/oauth2/v1/token").count(), 1);
    assert!(fixture.org.requests().matching("POST /oauth2/v1/token").iter().all(|request| {
        request.header("user-agent").is_some_and(|agent| agent.starts_with("okta-client/"))
    }));

    let derived = okta.to_builder().unwrap().attempt_timeout(Duration::from_secs(9)).build().unwrap();
    list(&derived).await.unwrap();
    assert_eq!(fixture.org.oauth_counters().tokens_issued, 1);
    let other = okta.to_builder().unwrap().key_id(fixture.app.kid()).build().unwrap();
    list(&other).await.unwrap();
    assert_eq!(fixture.org.oauth_counters().tokens_issued, 2, "a newly set credential has its own token");
}

#[tokio::test]
async fn rate_limited_token_request_is_a_rate_limit() {
    for (name, value) in [
        ("x-rate-limit-reset", "99999999999"),
        ("retry-after", "1000000000"),
        ("retry-after", "Fri, 31 Dec 9999 23:59:59 GMT"),
    ] {
        let fixture = Fixture::new(Org::builder(), ServiceApp::new()).await;
        let okta = fixture.builder().request_timeout(Duration::from_secs(20)).build().unwrap();
        let limited = ResponseTemplate::new(429).header(name, value);
        fixture.org.when("/oauth2/v1/token").respond_with(limited);
        for _ in 0..2 {
            let error = list(&okta).await.unwrap_err();
            assert_eq!((error.kind(), error.is_before_send()), (ErrorKind::RateLimited, true), "{error:?}");
            let wait = error.retry_after().unwrap();
            assert!(wait > Duration::from_secs(20) && wait < Duration::from_secs(72), "{wait:?}");
        }
        fixture.org.requests().matching("/oauth2/v1/token").expect(1);
    }
}

#[tokio::test]
async fn rate_limited_token_request_without_reset_is_retried() {
    let fixture = Fixture::new(Org::builder(), ServiceApp::new()).await;
    fixture.org.when("/oauth2/v1/token").times(2).respond_with(ResponseTemplate::new(429));
    list(&fixture.builder().build().unwrap()).await.unwrap();
}

#[tokio::test]
async fn unresponsive_token_endpoint_is_a_timeout() {
    let fixture = Fixture::new(Org::builder(), ServiceApp::new()).await;
    fixture.org.when("/oauth2/v1/token").times(100).hang();
    let limit = Duration::from_millis(50);
    let okta = fixture.builder().attempt_timeout(limit).request_timeout(limit * 6).build().unwrap();
    for result in join_all((0..10).map(|_| list(&okta))).await {
        let error = result.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Timeout, "{error:?}");
    }
}

#[tokio::test]
async fn token_error_response_is_an_auth_error() {
    let fixture = Fixture::new(Org::builder(), ServiceApp::new()).await;
    let okta = fixture.builder().scopes(["okta.apps.manage"]).build().unwrap();
    let error = list(&okta).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Auth);
    assert!(error.is_before_send());
    let source = std::error::Error::source(&error).unwrap();
    let text = format!("{error}: {source}");
    assert!(text.contains("invalid_scope") && text.contains("grant the scopes"), "{text}");
    assert_eq!(fixture.org.oauth_counters().token_requests, 1, "error responses are not retried");

    let okta = fixture.builder().key_id("unknown").build().unwrap();
    let error = list(&okta).await.unwrap_err();
    let text = format!("{:?}", std::error::Error::source(&error));
    assert!(text.contains("invalid_client") && text.contains("kid"), "{text}");
}

#[tokio::test]
async fn invalid_keys_are_reported_by_build() {
    let fixture = Fixture::new(Org::builder(), ServiceApp::new()).await;
    let pem = fixture.app.private_key_pem();
    let truncated = format!("{}\n-----END PRIVATE KEY-----\n", &pem[..pem.len() / 2]);
    let public = pem.replace("PRIVATE", "PUBLIC");
    let encrypted = pem.replace("PRIVATE", "ENCRYPTED PRIVATE");
    for (key, reason) in
        [(truncated, "truncated"), (public, "public key"), (encrypted, "encrypted"), ("{}".into(), "kty")]
    {
        let error = fixture.builder().private_key(key).build().unwrap_err();
        let text = error_chain(&error);
        assert_eq!(error.kind(), ErrorKind::Config);
        assert!(text.contains(reason), "{text}");
        let secret = &pem.lines().nth(1).unwrap()[40..60];
        assert!(!format!("{text} {error:?}").contains(secret));
    }
}
