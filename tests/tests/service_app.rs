//! Service apps through the whole client: configured like any other, tokens and proofs kept up by the stack.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use futures_util::{TryStreamExt, future::join_all};
use http::{Method, Request};
use okta_client::{
    Client, ClientBuilder, ErrorKind,
    config::{AuthorizationMode, DpopMode, Sources},
};
use okta_models::Json;
use okta_testkit::{KeyKind, Org, OrgBuilder, RegisteredApp, ResponseTemplate, ServiceApp};
use tower::util::MapRequestLayer;

struct Rig {
    org: Org,
    app: RegisteredApp,
}

impl Rig {
    async fn new(org: OrgBuilder, app: ServiceApp) -> Self {
        let org = org.users(20).start().await.unwrap();
        let app = org.register_app(app.scopes(["okta.users.read"])).unwrap();
        Self { org, app }
    }

    fn builder(&self) -> ClientBuilder {
        Client::builder()
            .sources(Sources::none())
            .org_url(self.org.url())
            .authorization_mode(AuthorizationMode::PrivateKey)
            .client_id(self.app.client_id())
            .scopes(["okta.users.read"])
            .private_key(self.app.private_key_pem())
            .key_id(self.app.kid())
            .disable_https_check(true)
    }
}

async fn list(okta: &Client) -> Result<usize, okta_client::Error> {
    let pages = okta.request(Method::GET, "/api/v1/users").query("limit", "4").pager::<Json>();
    Ok(pages.items().try_collect::<Vec<_>>().await?.len())
}

fn assert_clean(org: &Org) {
    let counters = org.oauth_counters();
    let faults = (counters.rejected_assertions, counters.rejected_proofs, counters.replayed_jti);
    assert_eq!(faults, (0, 0, 0), "{:?}", counters.reasons);
}

#[tokio::test]
async fn every_kind_of_key_and_mode_lists_users_with_one_token() {
    for kind in [KeyKind::P256, KeyKind::P384, KeyKind::P521, KeyKind::Rsa] {
        for (demanded, mode) in [(false, DpopMode::Off), (true, DpopMode::Always)] {
            let rig = Rig::new(Org::builder(), ServiceApp::new().key(kind).require_dpop(demanded)).await;
            let okta = rig.builder().dpop(mode).build().unwrap();
            let expected = rig.org.user_count();
            let counts = join_all((0..20).map(|_| list(&okta))).await;
            assert!(counts.into_iter().all(|count| count.unwrap() == expected));
            let counters = rig.org.oauth_counters();
            assert_eq!(counters.tokens_issued, 1);
            assert_eq!(counters.token_requests, 1 + counters.challenges);
            assert_clean(&rig.org);
        }
    }
}

#[tokio::test]
async fn demands_that_come_later_are_met_without_a_failed_call() {
    let app = ServiceApp::new().require_dpop(true);
    let rig = Rig::new(Org::builder().resource_nonce(true), app).await;
    let okta = rig.builder().build().unwrap();
    list(&okta).await.unwrap();
    for turn in 0..5 {
        match turn % 3 {
            0 => rig.org.revoke_access_tokens(),
            1 => rig.org.rotate_nonce(),
            _ => rig.org.announce_nonce(),
        }
        let counts = join_all((0..10).map(|_| list(&okta))).await;
        assert!(counts.into_iter().all(|count| count.is_ok()));
    }
    let counters = rig.org.oauth_counters();
    assert_eq!(counters.tokens_issued, 3, "the first, and one for each revocation");
    assert_eq!(counters.replayed_jti, 0);
    let stats = okta.oauth().unwrap().stats();
    assert_eq!(stats.requests, counters.token_requests);
}

#[tokio::test]
async fn a_token_request_that_hangs_is_given_up_as_soon_as_any_attempt() {
    let rig = Rig::new(Org::builder(), ServiceApp::new()).await;
    let limit = Duration::from_millis(400);
    let okta = rig.builder().attempt_timeout(limit).request_timeout(Duration::from_secs(8)).build().unwrap();
    rig.org.when("/oauth2/v1/token").hang();
    list(&okta).await.unwrap();
    rig.org.requests().matching("/oauth2/v1/token").expect(2);
}

#[tokio::test]
async fn each_retry_has_a_proof_of_its_own() {
    let rig = Rig::new(Org::builder(), ServiceApp::new().require_dpop(true)).await;
    let okta = rig.builder().dpop(DpopMode::Always).build().unwrap();
    rig.org.when("GET /api/v1/users").times(2).respond_with(ResponseTemplate::new(503));
    list(&okta).await.unwrap();
    let proofs: Vec<String> = rig
        .org
        .requests()
        .matching("GET /api/v1/users")
        .iter()
        .map(|request| request.header("dpop").unwrap().to_owned())
        .collect();
    let different: std::collections::HashSet<&String> = proofs.iter().collect();
    assert_eq!(different.len(), proofs.len());
    assert_clean(&rig.org);
}

#[tokio::test]
async fn the_wire_slot_sees_token_requests_and_derived_clients_share_the_token() {
    let rig = Rig::new(Org::builder(), ServiceApp::new()).await;
    let seen = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&seen);
    let spy = MapRequestLayer::new(move |request: Request<okta_tower::body::Body>| {
        log.lock().unwrap().push(request.uri().path().to_owned());
        request
    });
    let okta = rig.builder().layer_wire(spy).build().unwrap();
    list(&okta).await.unwrap();
    let paths = std::mem::take(&mut *seen.lock().unwrap());
    assert_eq!(paths.iter().filter(|path| *path == "/oauth2/v1/token").count(), 1);
    assert!(rig.org.requests().matching("POST /oauth2/v1/token").iter().all(|request| {
        request.header("user-agent").is_some_and(|agent| agent.starts_with("okta-client/"))
    }));

    let derived = okta.to_builder().unwrap().attempt_timeout(Duration::from_secs(9)).build().unwrap();
    list(&derived).await.unwrap();
    assert_eq!(rig.org.oauth_counters().tokens_issued, 1);
    let other = okta.to_builder().unwrap().key_id(rig.app.kid()).build().unwrap();
    list(&other).await.unwrap();
    assert_eq!(rig.org.oauth_counters().tokens_issued, 2, "a credential set anew has a token of its own");
}

#[tokio::test]
async fn a_refusal_of_the_token_endpoint_is_an_error_of_its_own_kind() {
    let rig = Rig::new(Org::builder(), ServiceApp::new()).await;
    let okta = rig.builder().scopes(["okta.apps.manage"]).build().unwrap();
    let error = list(&okta).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Auth);
    assert!(error.is_before_send());
    let source = std::error::Error::source(&error).unwrap();
    let text = format!("{error}: {source}");
    assert!(text.contains("invalid_scope") && text.contains("grant the scopes"), "{text}");
    assert_eq!(rig.org.oauth_counters().token_requests, 1, "what is refused is not repeated");

    let okta = rig.builder().key_id("unknown").build().unwrap();
    let error = list(&okta).await.unwrap_err();
    let text = format!("{:?}", std::error::Error::source(&error));
    assert!(text.contains("invalid_client") && text.contains("kid"), "{text}");
}

#[tokio::test]
async fn unusable_keys_are_reported_when_the_client_is_built() {
    let rig = Rig::new(Org::builder(), ServiceApp::new()).await;
    let pem = rig.app.private_key_pem();
    let truncated = format!("{}\n-----END PRIVATE KEY-----\n", &pem[..pem.len() / 2]);
    let public = pem.replace("PRIVATE", "PUBLIC");
    let encrypted = pem.replace("PRIVATE", "ENCRYPTED PRIVATE");
    for (key, said) in
        [(truncated, "truncated"), (public, "public key"), (encrypted, "encrypted"), ("{}".into(), "kty")]
    {
        let error = rig.builder().private_key(key).build().unwrap_err();
        let mut text = error.to_string();
        let mut source = std::error::Error::source(&error);
        while let Some(cause) = source {
            text = format!("{text}: {cause}");
            source = cause.source();
        }
        assert_eq!(error.kind(), ErrorKind::Config);
        assert!(text.contains(said), "{text}");
        let secret = &pem.lines().nth(1).unwrap()[40..60];
        assert!(!format!("{text} {error:?}").contains(secret));
    }
}
