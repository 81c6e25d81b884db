//! Tests of bound tokens, nonces and clocks.

use std::time::Duration;

use super::{
    super::super::{
        AuthErrorKind, DpopMode, DpopOptions, OAuth, SigningAlgorithm, Token, TokenRequest, TokenSource,
        test_server::TestServer,
    },
    *,
};

#[tokio::test(start_paused = true)]
async fn nonce_challenge_makes_two_token_requests() {
    let server = TestServer::with_dpop();
    let credential = server.builder().dpop(DpopMode::Always).build();
    let service = server.service(&credential);
    assert!(all_ok(&calls(&service, 1000).await));
    assert_eq!(server.state().token_requests, 2);
    let stats = credential.stats();
    assert_eq!((stats.requests, stats.tokens, stats.challenges), (2, 1, 1));
    // Each call is challenged once by the API; the nonce is known afterwards.
    assert_eq!((server.state().api_requests, stats.api_challenges), (2000, 1000));
    assert!(all_ok(&calls(&service, 100).await));
    assert_eq!(server.state().api_requests, 2100);
    server.assert_no_violations();
}

#[tokio::test(start_paused = true)]
async fn auto_enables_dpop_for_token_endpoint() {
    let server = TestServer::with_dpop();
    let credential = server.builder().dpop(DpopMode::Auto).build();
    assert!(all_ok(&calls(&server.service(&credential), 10).await));
    assert_eq!(server.state().token_requests, 3, "without proof, without nonce, with both");
    assert_eq!(credential.stats().challenges, 2);
    credential.clear();
    assert!(all_ok(&calls(&server.service(&credential), 10).await));
    assert_eq!(server.state().token_requests, 4, "nonce and mode are kept");
    server.assert_no_violations();
}

#[tokio::test(start_paused = true)]
async fn auto_enables_dpop_for_api() {
    let server = TestServer::new();
    let credential = server.builder().dpop(DpopMode::Auto).build();
    let service = server.service(&credential);
    assert!(all_ok(&calls(&service, 10).await));
    server.state().requires_dpop = true;
    assert!(all_ok(&calls(&service, 10).await));
    assert_eq!(server.state().token_requests, 2);
    server.assert_no_violations();
}

#[tokio::test(start_paused = true)]
async fn required_dpop_is_an_error_when_off() {
    let server = TestServer::with_dpop();
    let error = auth_error(call(&server.service(&server.builder().dpop(DpopMode::Off).build())).await);
    assert_eq!(error.kind(), AuthErrorKind::Rejected);
    assert_eq!(error.oauth_error().unwrap().code, "invalid_dpop_proof");
    assert!(error.hint().unwrap().contains("set DPoP to auto or always"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn always_rejects_unbound_tokens() {
    struct Unbound;
    impl TokenSource for Unbound {
        async fn token(&self, _: &TokenRequest) -> Result<Token, AuthError> {
            Token::bearer("t", Duration::from_secs(60))
        }
    }
    let server = TestServer::new();
    let credential = OAuth::builder(Unbound).dpop(DpopMode::Always).build();
    let error = auth_error(call(&server.service(&credential)).await);
    assert_eq!(error.kind(), AuthErrorKind::Response);
}

#[tokio::test(start_paused = true)]
async fn rs256_proofs_are_accepted() {
    let server = TestServer::with_dpop();
    let options = DpopOptions::new(DpopMode::Always).algorithm(SigningAlgorithm::Rs256);
    let credential = server.builder().dpop(options).build();
    // Generating an RSA key takes real time, which paused time would skip.
    tokio::time::resume();
    assert!(all_ok(&calls(&server.service(&credential), 3).await));
    server.assert_no_violations();
}

#[tokio::test(start_paused = true)]
async fn key_is_rotated_with_its_token() {
    let server = TestServer::with_dpop();
    server.state().lifetime = 100_000;
    let options = DpopOptions::new(DpopMode::Always).rotation(Duration::from_secs(7200));
    let service = server.service(&server.builder().dpop(options).build());
    call(&service).await.unwrap();
    server.advance(7000.0).await;
    call(&service).await.unwrap();
    assert_eq!(server.state().issued, 1);
    server.advance(300.0).await;
    // The old pair is used until the refresh completes.
    assert!(all_ok(&calls(&service, 20).await));
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert!(all_ok(&calls(&service, 20).await));
    assert_eq!(server.counts(|state| (state.issued, state.token_requests)), (2, 3));
    server.assert_no_violations();
}

#[tokio::test(start_paused = true)]
async fn clock_set_back_does_not_prolong_a_key() {
    let server = TestServer::with_dpop();
    server.state().lifetime = 100_000;
    let options = DpopOptions::new(DpopMode::Always).rotation(Duration::from_secs(7200));
    let service = server.service(&server.builder().dpop(options).build());
    call(&service).await.unwrap();
    server.set_local_clock_back(3600);
    server.advance(7300.0).await;
    call(&service).await.unwrap();
    tokio::time::sleep(Duration::from_secs(1)).await;
    call(&service).await.unwrap();
    assert_eq!(server.state().issued, 2);
}

#[tokio::test(start_paused = true)]
async fn zero_rotation_keeps_the_key() {
    for (rotation, tokens) in [(Duration::ZERO, 1), (Duration::from_nanos(1), 2)] {
        let server = TestServer::with_dpop();
        server.state().lifetime = 1_000_000;
        let options = DpopOptions::new(DpopMode::Always).rotation(rotation);
        let service = server.service(&server.builder().dpop(options).build());
        for _ in 0..20 {
            server.advance(5.0).await;
            call(&service).await.unwrap();
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
        assert_eq!(server.state().issued, tokens, "{rotation:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn new_api_nonce_causes_one_retry() {
    let server = TestServer::with_dpop();
    let credential = server.builder().dpop(DpopMode::Always).build();
    let service = server.service(&credential);
    call(&service).await.unwrap();
    for round in 2..6 {
        server.state().api_nonce = Some(format!("api-{round}"));
        assert!(all_ok(&calls(&service, 1).await));
    }
    assert_eq!(credential.stats().api_challenges, 5);
    server.state().token_nonce = Some("token-2".into());
    credential.clear();
    call(&service).await.unwrap();
    assert_eq!(credential.stats().challenges, 2);
    server.assert_no_violations();
}

#[tokio::test(start_paused = true)]
async fn wrong_clock_is_corrected_by_server_date() {
    for ahead in [-7200, -400, 400, 7200] {
        let server = TestServer::with_dpop();
        server.state().ahead = ahead;
        let credential = server.builder().dpop(DpopMode::Always).build();
        let service = server.service(&credential);
        assert!(all_ok(&calls(&service, 5).await), "{ahead}");
        assert!(server.state().token_requests <= 3, "{ahead}");

        // The clock changes while a token is cached.
        server.state().ahead = -ahead;
        assert!(all_ok(&calls(&service, 5).await), "{ahead}");
        server.assert_no_violations();
    }
}
