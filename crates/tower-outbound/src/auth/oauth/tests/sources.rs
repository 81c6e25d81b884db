//! Tests of token sources and stores, including failures.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use super::{
    super::super::{
        AuthErrorKind, OAuth, PrivateKey, SigningAlgorithm, StoredToken, Token, TokenRequest, TokenSource,
        TokenStore, test_server::TestServer,
    },
    *,
};

/// A store shared by processes.
#[derive(Clone, Default)]
struct SharedStore(Arc<Mutex<Option<StoredToken>>>);

impl TokenStore for SharedStore {
    async fn load(&self, identity: &str) -> Result<Option<StoredToken>, AuthError> {
        assert!(identity.contains("client") && identity.contains("users.read"), "{identity}");
        Ok(self.0.lock().unwrap().clone())
    }

    async fn save(&self, _: &str, token: &StoredToken) -> Result<(), AuthError> {
        *self.0.lock().unwrap() = Some(token.clone());
        Ok(())
    }
}

#[tokio::test(start_paused = true)]
async fn store_shares_token_and_key() {
    for server in [TestServer::new(), TestServer::with_dpop()] {
        let store = SharedStore::default();
        let member = || server.service(&server.builder().store(store.clone()).build());
        let (first, second) = (member(), member());
        assert!(all_ok(&calls(&first, 5).await));
        let requests = server.state().token_requests;
        assert!(all_ok(&calls(&second, 5).await));
        assert_eq!(server.state().token_requests, requests);
        // One member replaces a rejected token, and the other one loads it.
        server.revoke();
        assert!(all_ok(&calls(&first, 5).await));
        assert!(all_ok(&calls(&second, 5).await));
        assert_eq!(server.state().issued, 2);
        // An expired token is not accepted.
        server.advance(4000.0).await;
        assert!(all_ok(&calls(&member(), 5).await));
        assert_eq!(server.state().issued, 3);
        server.assert_no_violations();
    }
}

#[tokio::test(start_paused = true)]
async fn failing_store_is_treated_as_empty() {
    struct FailingStore;
    impl TokenStore for FailingStore {
        async fn load(&self, _: &str) -> Result<Option<StoredToken>, AuthError> {
            Err(AuthError::new(AuthErrorKind::Source, "down"))
        }

        async fn save(&self, _: &str, _: &StoredToken) -> Result<(), AuthError> {
            Err(AuthError::new(AuthErrorKind::Source, "down"))
        }
    }
    let server = TestServer::new();
    let credential = server.builder().store(FailingStore).build();
    assert!(all_ok(&calls(&server.service(&credential), 5).await));
    assert_eq!(credential.stats().store_failures, 2);
}

#[tokio::test(start_paused = true)]
async fn failing_or_panicking_source_is_called_again() {
    struct FlakySource(Mutex<u32>);
    impl TokenSource for FlakySource {
        async fn token(&self, _: &TokenRequest) -> Result<Token, AuthError> {
            let call = {
                let mut call = self.0.lock().unwrap();
                *call += 1;
                *call
            };
            match call {
                1 => Err(AuthError::new(AuthErrorKind::Source, "unavailable")),
                2..=4 => panic!("source panicked"),
                5 => std::future::pending().await,
                _ => Token::bearer("x", Duration::from_secs(60)),
            }
        }
    }
    let credential = OAuth::builder(FlakySource(Mutex::new(0))).timeout(Duration::from_secs(30)).build();
    let failures = join_all((0..5).map(|_| credential.prepare())).await;
    assert!(failures.iter().all(|result| result.as_ref().unwrap_err().to_string() == "unavailable"));
    assert_eq!(credential.prepare().await.unwrap_err().kind(), AuthErrorKind::Source);
    assert_eq!(credential.prepare().await.unwrap_err().kind(), AuthErrorKind::Unreachable);
    credential.prepare().await.unwrap();
}

#[test]
fn runtime_shutdown_does_not_block_next_refresh() {
    let server = TestServer::new();
    let credential = server.builder().build();
    let runtime =
        || tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
    let first = runtime();
    first.block_on(async {
        let result = tokio::time::timeout(Duration::from_millis(10), credential.prepare()).await;
        assert!(result.is_err());
    });
    drop(first);
    runtime().block_on(credential.prepare()).unwrap();
    assert_eq!(server.state().token_requests, 2);
}

#[test]
fn refresh_on_undriven_runtime_is_taken_over() {
    let server = TestServer::new();
    let credential = server.builder().build();
    let runtime =
        || tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
    let (first, second) = (runtime(), runtime());
    first.block_on(async {
        let result = tokio::time::timeout(Duration::from_millis(10), credential.prepare()).await;
        assert!(result.is_err());
    });
    second.block_on(async {
        let start = tokio::time::Instant::now();
        let waiting = (0..20).map(|_| credential.prepare());
        assert!(join_all(waiting).await.iter().all(Result::is_ok));
        assert!(start.elapsed() < Duration::from_secs(2), "{:?}", start.elapsed());
    });
    assert_eq!(server.counts(|state| (state.token_requests, state.issued)), (2, 1));
    // The first refresh ends when its runtime runs again, and replaces nothing.
    first.block_on(async {
        tokio::time::sleep(Duration::from_secs(1)).await;
        assert_eq!(server.state().issued, 2);
        credential.prepare().await.unwrap();
    });
    assert_eq!(server.state().token_requests, 2);
}

#[tokio::test(start_paused = true)]
async fn slow_refresh_is_not_taken_over() {
    let server = TestServer::new();
    server.state().token_delay = Duration::from_secs(14);
    let credential = server.builder().build();
    assert!(join_all((0..20).map(|_| credential.prepare())).await.iter().all(Result::is_ok));
    assert_eq!(server.state().token_requests, 1);
}

#[test]
fn missing_runtime_is_an_error() {
    let server = TestServer::new();
    let error = tokio_test::task::spawn(server.builder().build().prepare()).poll();
    let std::task::Poll::Ready(Err(error)) = error else { panic!("{error:?}") };
    assert_eq!(error.kind(), AuthErrorKind::Source);
}

#[tokio::test(start_paused = true)]
async fn debug_omits_secrets() {
    let server = TestServer::with_dpop();
    let store = SharedStore::default();
    let credential = server.builder().store(store.clone()).build();
    call(&server.service(&credential)).await.unwrap();
    let stored = store.0.lock().unwrap().clone().unwrap();
    let key = PrivateKey::generate(SigningAlgorithm::Es256).unwrap();
    let texts = [
        format!("{credential:?}"),
        format!("{:?}", server.builder()),
        format!("{:?}", server.tokens()),
        format!("{stored:?}"),
        format!("{key:?}"),
        format!("{:?}", Token::bearer("token-1", Duration::ZERO).unwrap()),
    ];
    let pkcs8 = secrecy::ExposeSecret::expose_secret(&stored.proof_key.unwrap().pkcs8).to_owned();
    for text in texts {
        assert!(!text.contains("token-1") && !text.contains(&pkcs8[..20]), "{text}");
    }
}
