//! Service apps over real sockets, against an org that verifies assertions and proofs independently.
#![cfg(test)]

use std::{
    sync::Arc,
    time::{Duration, UNIX_EPOCH},
};

use bytes::Bytes;
use futures_util::future::join_all;
use http::{Request, StatusCode};
use http_body_util::Full;
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use okta_testkit::{Clock, KeyKind, Org, OrgBuilder, RegisteredApp, ServiceApp};
use okta_tower::{
    auth::{
        Auth, AuthError, AuthErrorKind, AuthLayer, DpopMode, OAuth, PlainHttp, PrivateKey, PrivateKeyJwt,
        SigningAlgorithm, client_credentials, oauth,
    },
    clock::ManualClock,
};
use tower::{Layer, Service, ServiceExt};

type Transport = Client<HttpConnector, Full<Bytes>>;

const NOW: u64 = 1_700_000_000;

/// An org, a client for it, and their common clock.
struct TestApp {
    org: Org,
    credential: OAuth,
    service: Auth<Transport, OAuth>,
    clock: ManualClock,
}

impl TestApp {
    async fn new(org: OrgBuilder, app: ServiceApp, mode: DpopMode) -> Self {
        let org = org.clock(Clock::frozen_at(NOW)).start().await.unwrap();
        let app = org.register_app(app.scopes(["okta.users.read"])).unwrap();
        let key = PrivateKey::from_pem(app.private_key_pem()).unwrap().with_kid(app.kid());
        Self::with(org, &app, key, mode)
    }

    fn with(org: Org, app: &RegisteredApp, key: PrivateKey, mode: DpopMode) -> Self {
        let transport: Transport = Client::builder(TokioExecutor::new()).build_http();
        let origin = org.url().parse().unwrap();
        let key = PrivateKeyJwt::new(key);
        let tokens = client_credentials(&origin, app.client_id(), key, transport.clone());
        let tokens = tokens.unwrap().scopes(["okta.users.read"]).unwrap().plain_http(PlainHttp::Loopback);
        let clock = ManualClock::new(UNIX_EPOCH + Duration::from_secs(NOW));
        let credential = oauth(tokens).dpop(mode).clock(Arc::new(clock.clone())).build();
        let layer = AuthLayer::new(origin, credential.clone()).plain_http(PlainHttp::Loopback);
        Self { service: layer.layer(transport), credential, clock, org }
    }

    async fn call(&self) -> Result<StatusCode, okta_tower::BoxError> {
        let uri = format!("{}/api/v1/users?limit=1", self.org.url());
        let request = Request::get(uri).body(Full::default()).unwrap();
        let mut service = self.service.clone();
        Ok(service.ready().await?.call(request).await?.status())
    }

    async fn fifty_calls(&self) {
        for result in join_all((0..50).map(|_| self.call())).await {
            assert_eq!(result.unwrap(), StatusCode::OK);
        }
    }

    fn advance(&self, time: Duration) {
        self.org.clock().advance(time);
        self.clock.advance(time);
    }

    #[track_caller]
    fn assert_nothing_rejected(&self) {
        let counters = self.org.oauth_counters();
        let rejected = (counters.rejected_assertions, counters.rejected_proofs, counters.replayed_jti);
        assert_eq!(rejected, (0, 0, 0), "{counters:?}");
    }
}

#[tokio::test]
async fn all_key_types_and_formats_authenticate() {
    for (kind, algorithms) in [
        (KeyKind::P256, &[SigningAlgorithm::Es256][..]),
        (KeyKind::P384, &[SigningAlgorithm::Es384]),
        (KeyKind::P521, &[SigningAlgorithm::Es512]),
        (KeyKind::Rsa, &[SigningAlgorithm::Rs256, SigningAlgorithm::Rs384, SigningAlgorithm::Rs512]),
    ] {
        let org = Org::builder().clock(Clock::frozen_at(NOW)).start().await.unwrap();
        let app = org.register_app(ServiceApp::new().key(kind).scopes(["okta.users.read"])).unwrap();
        for algorithm in algorithms {
            let pem = PrivateKey::from_pem(app.private_key_pem()).unwrap().with_kid(app.kid());
            let jwk = PrivateKey::from_jwk(&app.keys()[0].jwk().to_string()).unwrap();
            for key in [pem, jwk] {
                let key = key.with_algorithm(*algorithm).unwrap();
                let app = TestApp::with(org.clone(), &app, key, DpopMode::Auto);
                assert_eq!(app.call().await.unwrap(), StatusCode::OK, "{algorithm:?}");
                app.assert_nothing_rejected();
            }
        }
    }
}

#[tokio::test]
async fn dpop_tokens_survive_expiry_and_nonce_rotation() {
    let org = Org::builder().users(3).resource_nonce(true).nonce_lifetime(Duration::from_secs(900));
    let app = TestApp::new(org, ServiceApp::new().require_dpop(true), DpopMode::Always).await;
    for _ in 0..4 {
        app.fifty_calls().await;
        app.org.rotate_nonce();
        app.fifty_calls().await;
        app.org.announce_nonce();
        app.fifty_calls().await;
        app.advance(Duration::from_secs(3600));
    }
    app.assert_nothing_rejected();
    let counters = app.org.oauth_counters();
    assert_eq!(counters.tokens_issued, 4);
    assert_eq!(counters.token_requests, counters.tokens_issued + counters.challenges);
}

#[tokio::test]
async fn dpop_is_enabled_when_the_org_requires_it() {
    let app = TestApp::new(Org::builder(), ServiceApp::new().require_dpop(true), DpopMode::Auto).await;
    app.fifty_calls().await;
    let counters = app.org.oauth_counters();
    // One request without a proof, one without a nonce, one with both.
    assert_eq!((counters.token_requests, counters.tokens_issued, counters.challenges), (3, 1, 1));
    assert_eq!(counters.replayed_jti, 0);
}

#[tokio::test]
async fn fifty_rejections_cause_one_token_refresh() {
    for mode in [DpopMode::Off, DpopMode::Always] {
        let app = TestApp::new(Org::builder(), ServiceApp::new(), mode).await;
        app.call().await.unwrap();
        app.org.revoke_access_tokens();
        app.fifty_calls().await;
        assert_eq!(app.org.oauth_counters().tokens_issued, 2);
        app.assert_nothing_rejected();
    }
}

#[tokio::test]
async fn wrong_clock_is_corrected() {
    for ahead in [true, false] {
        let app = TestApp::new(Org::builder(), ServiceApp::new(), DpopMode::Always).await;
        let skew = Duration::from_secs(1200);
        if ahead {
            app.org.clock().advance(skew);
        } else {
            app.org.clock().rewind(skew);
        }
        app.fifty_calls().await;
        assert_eq!(app.org.oauth_counters().tokens_issued, 1);
    }
}

#[tokio::test]
async fn rejection_message_names_the_cause() {
    let org = Org::builder().clock(Clock::frozen_at(NOW)).start().await.unwrap();
    let app = org.register_app(ServiceApp::new().scopes(["okta.groups.read"])).unwrap();
    let key = PrivateKey::from_pem(app.private_key_pem()).unwrap();
    for (key, word) in [(key.clone().with_kid(app.kid()), "scope"), (key.with_kid("unknown"), "kid")] {
        let app = TestApp::with(org.clone(), &app, key, DpopMode::Off);
        let error = app.call().await.unwrap_err();
        let error = error.downcast_ref::<AuthError>().unwrap();
        assert_eq!(error.kind(), AuthErrorKind::Rejected);
        assert!(error.to_string().contains(word), "{error}");
        assert_eq!(app.credential.stats().tokens, 0);
    }
}
