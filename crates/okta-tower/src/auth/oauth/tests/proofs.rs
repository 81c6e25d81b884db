//! Tokens bound to a key, nonces, clocks.

use std::time::Duration;

use super::{
    super::super::{
        AuthErrorKind, DpopMode, DpopOptions, OAuth, SigningAlgorithm, Token, TokenRequest, TokenSource,
        test_org::TestOrg,
    },
    *,
};

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
    assert_eq!(error.kind(), AuthErrorKind::Rejected);
    assert_eq!(error.oauth_error().unwrap().code, "invalid_dpop_proof");
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
