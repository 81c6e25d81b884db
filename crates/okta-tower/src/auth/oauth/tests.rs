//! Tokens and proofs against an org that checks both.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use futures_util::future::join_all;
use http::{Request, StatusCode};
use http_body_util::BodyExt;
use tower::ServiceExt;

use super::{
    super::{
        AuthError, AuthErrorKind, PrivateKey, SigningAlgorithm, StoredToken, Token, TokenRequest,
        TokenSource, TokenStore,
        test_org::{ORG, Scripted, TestOrg, TestService, Text},
    },
    *,
};
use crate::BoxError;

fn get() -> Request<Text> {
    Request::get(format!("{ORG}/api/v1/users?limit=5")).body(Text::default()).unwrap()
}

async fn call(service: &TestService) -> Result<StatusCode, BoxError> {
    Ok(service.clone().oneshot(get()).await?.status())
}

async fn calls(service: &TestService, number: usize) -> Vec<StatusCode> {
    let calls = (0..number).map(|_| call(service));
    join_all(calls).await.into_iter().map(|result| result.unwrap()).collect()
}

fn all_ok(statuses: &[StatusCode]) -> bool {
    statuses.iter().all(|status| *status == StatusCode::OK)
}

#[track_caller]
fn auth_error(result: Result<StatusCode, BoxError>) -> AuthError {
    result.unwrap_err().downcast_ref::<AuthError>().unwrap().clone()
}

#[tokio::test(start_paused = true)]
async fn a_thousand_first_calls_ask_for_one_token() {
    let org = TestOrg::new();
    let credential = org.builder().dpop(DpopMode::Off).build();
    assert!(all_ok(&calls(&org.service(&credential), 1000).await));
    assert_eq!(org.state().token_requests, 1);
    assert_eq!(org.state().api_requests, 1000);
    org.assert_no_faults();
}

#[tokio::test(start_paused = true)]
async fn with_a_challenge_a_thousand_first_calls_make_two_token_requests() {
    let org = TestOrg::with_dpop();
    let credential = org.builder().dpop(DpopMode::Always).build();
    let service = org.service(&credential);
    assert!(all_ok(&calls(&service, 1000).await));
    assert_eq!(org.state().token_requests, 2);
    let stats = credential.stats();
    assert_eq!((stats.requests, stats.tokens, stats.challenges), (2, 1, 1));
    // All of them met the API's own demand once; the nonce is known from then on.
    assert_eq!((org.state().api_requests, stats.api_challenges), (2000, 1000));
    assert!(all_ok(&calls(&service, 100).await));
    assert_eq!(org.state().api_requests, 2100);
    org.assert_no_faults();
}

#[tokio::test(start_paused = true)]
async fn dpop_is_adopted_when_the_token_endpoint_demands_it() {
    let org = TestOrg::with_dpop();
    let credential = org.builder().dpop(DpopMode::Auto).build();
    assert!(all_ok(&calls(&org.service(&credential), 10).await));
    assert_eq!(org.state().token_requests, 3, "without proof, without nonce, with both");
    assert_eq!(credential.stats().challenges, 2);
    credential.clear();
    assert!(all_ok(&calls(&org.service(&credential), 10).await));
    assert_eq!(org.state().token_requests, 4, "what was learnt is kept");
    org.assert_no_faults();
}

#[tokio::test(start_paused = true)]
async fn dpop_is_adopted_when_the_api_demands_it() {
    let org = TestOrg::new();
    let credential = org.builder().dpop(DpopMode::Auto).build();
    let service = org.service(&credential);
    assert!(all_ok(&calls(&service, 10).await));
    org.state().demands_dpop = true;
    assert!(all_ok(&calls(&service, 10).await));
    assert_eq!(org.state().token_requests, 2);
    org.assert_no_faults();
}

#[tokio::test(start_paused = true)]
async fn without_dpop_the_demand_is_an_error_that_names_the_remedy() {
    let org = TestOrg::with_dpop();
    let error = auth_error(call(&org.service(&org.builder().dpop(DpopMode::Off).build())).await);
    assert_eq!(error.kind(), AuthErrorKind::Refused);
    assert_eq!(error.refusal().unwrap().code, "invalid_dpop_proof");
    assert!(error.hint().unwrap().contains("set DPoP to auto or always"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_server_that_binds_nothing_is_refused_when_dpop_is_always_to_be_used() {
    struct Unbound;
    impl TokenSource for Unbound {
        async fn token(&self, _: &TokenRequest) -> Result<Token, AuthError> {
            Token::bearer("t", Duration::from_secs(60))
        }
    }
    let org = TestOrg::new();
    let credential = OAuth::builder(Unbound).dpop(DpopMode::Always).build();
    let error = auth_error(call(&org.service(&credential)).await);
    assert_eq!(error.kind(), AuthErrorKind::Response);
}

#[tokio::test(start_paused = true)]
async fn rs256_proofs_can_be_chosen() {
    let org = TestOrg::with_dpop();
    let options = DpopOptions::new(DpopMode::Always).algorithm(SigningAlgorithm::Rs256);
    let credential = org.builder().dpop(options).build();
    // An RSA key is made in real time, which paused time would otherwise run ahead of.
    tokio::time::resume();
    assert!(all_ok(&calls(&org.service(&credential), 3).await));
    org.assert_no_faults();
}

#[tokio::test(start_paused = true)]
async fn fifty_refusals_at_once_cause_one_renewal() {
    for org in [TestOrg::new(), TestOrg::with_dpop()] {
        let credential = org.builder().build();
        let service = org.service(&credential);
        assert!(all_ok(&calls(&service, 1).await));
        let before = org.state().issued;
        org.revoke();
        assert!(all_ok(&calls(&service, 50).await));
        assert_eq!(org.state().issued, before + 1);
        assert_eq!(credential.stats().refused, 50);
        // And again, at once: the newer token was good in between.
        org.revoke();
        assert!(all_ok(&calls(&service, 50).await));
        assert_eq!(org.state().issued, before + 2);
        org.assert_no_faults();
    }
}

#[tokio::test(start_paused = true)]
async fn a_server_that_refuses_every_token_is_not_asked_for_ever() {
    let org = TestOrg::new();
    org.state().refuses_all = true;
    let credential = org.builder().build();
    let service = org.service(&credential);
    for _ in 0..20 {
        let statuses = calls(&service, 5).await;
        assert!(statuses.iter().all(|status| *status == StatusCode::UNAUTHORIZED));
    }
    assert_eq!(org.state().token_requests, 2);
    org.pass(11.0).await;
    org.state().refuses_all = false;
    org.revoke();
    assert!(all_ok(&calls(&service, 5).await), "after a pause it is tried again");
}

#[tokio::test(start_paused = true)]
async fn a_late_refusal_does_not_discard_a_newer_token() {
    let org = TestOrg::new();
    let credential = org.builder().build();
    let service = org.service(&credential);
    call(&service).await.unwrap();
    // The answer to the first call is on its way while the second replaces the token.
    let late = tokio::spawn({
        let service = service.clone();
        async move { call(&service).await.unwrap() }
    });
    tokio::time::sleep(Duration::from_millis(5)).await;
    org.revoke();
    credential.clear();
    call(&service).await.unwrap();
    assert_eq!(late.await.unwrap(), StatusCode::OK);
    assert_eq!(org.state().issued, 2);
}

#[tokio::test(start_paused = true)]
async fn a_caller_that_leaves_takes_nothing_along() {
    let org = TestOrg::new();
    let service = org.service(&org.builder().build());
    let leader = tokio::spawn({
        let service = service.clone();
        async move { call(&service).await }
    });
    tokio::time::sleep(Duration::from_millis(50)).await;
    let followers = tokio::spawn({
        let service = service.clone();
        async move { calls(&service, 20).await }
    });
    tokio::time::sleep(Duration::from_millis(10)).await;
    leader.abort();
    assert!(leader.await.unwrap_err().is_cancelled());
    let begun = tokio::time::Instant::now();
    assert!(all_ok(&followers.await.unwrap()));
    assert!(begun.elapsed() <= Duration::from_millis(60), "the rest of the exchange, and one call");
    assert_eq!(org.state().token_requests, 1);
}

#[tokio::test(start_paused = true)]
async fn nobody_waits_for_a_renewal_ahead_of_expiry() {
    let org = TestOrg::new();
    let service = org.service(&org.builder().renewal_offset(Duration::from_secs(60)).build());
    call(&service).await.unwrap();
    org.pass(3539.0).await;
    call(&service).await.unwrap();
    assert_eq!(org.state().token_requests, 1);
    org.pass(2.0).await;
    let begun = tokio::time::Instant::now();
    assert!(all_ok(&calls(&service, 50).await));
    assert_eq!(begun.elapsed(), Duration::from_millis(10), "the call alone");
    tokio::time::sleep(Duration::from_millis(200)).await;
    call(&service).await.unwrap();
    assert_eq!(org.counts(|state| (state.token_requests, state.api_refusals)), (2, 0));
}

#[tokio::test(start_paused = true)]
async fn short_lives_bound_the_offset_and_the_number_of_tokens() {
    let org = TestOrg::new();
    org.state().lifetime = 5;
    org.state().token_delay = Duration::ZERO;
    let service = org.service(&org.builder().renewal_offset(Duration::from_secs(300)).build());
    for _ in 0..200 {
        call(&service).await.unwrap();
        org.clock.advance(Duration::from_millis(100));
    }
    assert!(org.state().issued <= 5, "{} tokens in 20 s of 5 s each", org.state().issued);
}

#[tokio::test(start_paused = true)]
async fn a_valid_token_is_used_while_its_renewal_fails() {
    let org = TestOrg::new();
    let service = org.service(&org.builder().build());
    call(&service).await.unwrap();
    org.pass(3400.0).await;
    org.state().token_script.extend((0..9).map(|_| Scripted::Lost));
    for _ in 0..100 {
        call(&service).await.unwrap();
    }
    assert_eq!(org.state().issued, 1);
    assert!(org.state().token_requests <= 4, "a failing endpoint is not asked by every call");
    // Once the endpoint is back the token is renewed.
    org.state().token_script.clear();
    org.pass(10.0).await;
    tokio::time::sleep(Duration::from_secs(10)).await;
    call(&service).await.unwrap();
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(org.state().issued, 2);
}

#[tokio::test(start_paused = true)]
async fn a_key_is_rotated_together_with_its_token() {
    let org = TestOrg::with_dpop();
    org.state().lifetime = 100_000;
    let options = DpopOptions::new(DpopMode::Always).rotation(Duration::from_secs(7200));
    let service = org.service(&org.builder().dpop(options).build());
    call(&service).await.unwrap();
    org.pass(7000.0).await;
    call(&service).await.unwrap();
    assert_eq!(org.state().issued, 1);
    org.pass(300.0).await;
    // The old pair serves until the new one is there.
    assert!(all_ok(&calls(&service, 20).await));
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert!(all_ok(&calls(&service, 20).await));
    assert_eq!(org.counts(|state| (state.issued, state.token_requests)), (2, 3));
    org.assert_no_faults();
}

#[tokio::test(start_paused = true)]
async fn a_new_nonce_of_the_api_costs_one_replay_each() {
    let org = TestOrg::with_dpop();
    let credential = org.builder().dpop(DpopMode::Always).build();
    let service = org.service(&credential);
    call(&service).await.unwrap();
    for turn in 2..6 {
        org.state().api_nonce = Some(format!("api-{turn}"));
        assert!(all_ok(&calls(&service, 1).await));
    }
    assert_eq!(credential.stats().api_challenges, 5);
    org.state().token_nonce = Some("token-2".into());
    credential.clear();
    call(&service).await.unwrap();
    assert_eq!(credential.stats().challenges, 2);
    org.assert_no_faults();
}

#[tokio::test(start_paused = true)]
async fn a_wrong_clock_is_corrected_by_the_servers_date() {
    for ahead in [-7200, -400, 400, 7200] {
        let org = TestOrg::with_dpop();
        org.state().ahead = ahead;
        let credential = org.builder().dpop(DpopMode::Always).build();
        let service = org.service(&credential);
        assert!(all_ok(&calls(&service, 5).await), "{ahead}");
        assert!(org.state().token_requests <= 3, "{ahead}");

        // The clock is set while tokens are in use.
        org.state().ahead = -ahead;
        assert!(all_ok(&calls(&service, 5).await), "{ahead}");
        org.assert_no_faults();
    }
}

#[tokio::test(start_paused = true)]
async fn permission_refusals_neither_renew_nor_resend() {
    let org = TestOrg::new();
    let credential = org.builder().build();
    let layer = super::super::AuthLayer::new(ORG.parse().unwrap(), credential.clone());
    let sent = Arc::new(Mutex::new(0));
    let count = Arc::clone(&sent);
    let service = tower::Layer::layer(
        &layer,
        tower::service_fn(move |_: Request<Text>| {
            *count.lock().unwrap() += 1;
            async {
                let body = Text::from(r#"{"errorCode":"E0000015"}"#);
                Ok::<_, BoxError>(http::Response::builder().status(401).body(body).unwrap())
            }
        }),
    );
    let response = service.oneshot(get()).await.unwrap();
    assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(response.into_body().collect().await.unwrap().to_bytes(), r#"{"errorCode":"E0000015"}"#);
    assert_eq!((*sent.lock().unwrap(), org.state().token_requests, credential.stats().refused), (1, 1, 0));
}

/// Stands for a store that processes share.
#[derive(Clone, Default)]
struct Shelf(Arc<Mutex<Option<StoredToken>>>);

impl TokenStore for Shelf {
    async fn load(&self, identity: &str) -> Result<Option<StoredToken>, AuthError> {
        assert!(identity.contains("client") && identity.contains("okta.users.read"), "{identity}");
        Ok(self.0.lock().unwrap().clone())
    }

    async fn save(&self, _: &str, token: &StoredToken) -> Result<(), AuthError> {
        *self.0.lock().unwrap() = Some(token.clone());
        Ok(())
    }
}

#[tokio::test(start_paused = true)]
async fn a_fleet_shares_token_and_key_through_a_store() {
    for org in [TestOrg::new(), TestOrg::with_dpop()] {
        let shelf = Shelf::default();
        let member = || org.service(&org.builder().store(shelf.clone()).build());
        let (first, second) = (member(), member());
        assert!(all_ok(&calls(&first, 5).await));
        let asked = org.state().token_requests;
        assert!(all_ok(&calls(&second, 5).await));
        assert_eq!(org.state().token_requests, asked);
        // A refused token is replaced by one member, and the other finds it.
        org.revoke();
        assert!(all_ok(&calls(&first, 5).await));
        assert!(all_ok(&calls(&second, 5).await));
        assert_eq!(org.state().issued, 2);
        // An expired one is not taken.
        org.pass(4000.0).await;
        assert!(all_ok(&calls(&member(), 5).await));
        assert_eq!(org.state().issued, 3);
        org.assert_no_faults();
    }
}

#[tokio::test(start_paused = true)]
async fn a_broken_store_is_an_empty_one() {
    struct Broken;
    impl TokenStore for Broken {
        async fn load(&self, _: &str) -> Result<Option<StoredToken>, AuthError> {
            Err(AuthError::new(AuthErrorKind::Source, "down"))
        }

        async fn save(&self, _: &str, _: &StoredToken) -> Result<(), AuthError> {
            Err(AuthError::new(AuthErrorKind::Source, "down"))
        }
    }
    let org = TestOrg::new();
    let credential = org.builder().store(Broken).build();
    assert!(all_ok(&calls(&org.service(&credential), 5).await));
    assert_eq!(credential.stats().store_failures, 2);
}

#[tokio::test(start_paused = true)]
async fn a_source_that_fails_or_panics_fails_the_callers_and_is_asked_again() {
    struct Moody(Mutex<u32>);
    impl TokenSource for Moody {
        async fn token(&self, _: &TokenRequest) -> Result<Token, AuthError> {
            let turn = {
                let mut turn = self.0.lock().unwrap();
                *turn += 1;
                *turn
            };
            match turn {
                1 => Err(AuthError::new(AuthErrorKind::Source, "not today")),
                2..=4 => panic!("worse"),
                5 => std::future::pending().await,
                _ => Token::bearer("x", Duration::from_secs(60)),
            }
        }
    }
    let credential = OAuth::builder(Moody(Mutex::new(0))).timeout(Duration::from_secs(30)).build();
    let failures = join_all((0..5).map(|_| credential.prepare())).await;
    assert!(failures.iter().all(|result| result.as_ref().unwrap_err().to_string() == "not today"));
    assert_eq!(credential.prepare().await.unwrap_err().kind(), AuthErrorKind::Source);
    assert_eq!(credential.prepare().await.unwrap_err().kind(), AuthErrorKind::Unreachable);
    credential.prepare().await.unwrap();
}

#[test]
fn a_runtime_that_is_shut_down_under_a_renewal_does_not_block_the_next_one() {
    let org = TestOrg::new();
    let credential = org.builder().build();
    let runtime =
        || tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
    let first = runtime();
    first.block_on(async {
        let left = tokio::time::timeout(Duration::from_millis(10), credential.prepare()).await;
        assert!(left.is_err());
    });
    drop(first);
    runtime().block_on(credential.prepare()).unwrap();
    assert_eq!(org.state().token_requests, 2);
}

#[test]
fn without_a_runtime_there_is_an_error_and_no_panic() {
    let org = TestOrg::new();
    let error = tokio_test::task::spawn(org.builder().build().prepare()).poll();
    let std::task::Poll::Ready(Err(error)) = error else { panic!("{error:?}") };
    assert_eq!(error.kind(), AuthErrorKind::Source);
}

#[tokio::test(start_paused = true)]
async fn debug_shows_no_secret() {
    let org = TestOrg::with_dpop();
    let shelf = Shelf::default();
    let credential = org.builder().store(shelf.clone()).build();
    call(&org.service(&credential)).await.unwrap();
    let stored = shelf.0.lock().unwrap().clone().unwrap();
    let key = PrivateKey::generate(SigningAlgorithm::Es256).unwrap();
    let texts = [
        format!("{credential:?}"),
        format!("{:?}", org.builder()),
        format!("{:?}", org.tokens()),
        format!("{stored:?}"),
        format!("{key:?}"),
        format!("{:?}", Token::bearer("token-1", Duration::ZERO).unwrap()),
    ];
    let pkcs8 = secrecy::ExposeSecret::expose_secret(&stored.proof_key.unwrap().pkcs8).to_owned();
    for text in texts {
        assert!(!text.contains("token-1") && !text.contains(&pkcs8[..20]), "{text}");
    }
}
