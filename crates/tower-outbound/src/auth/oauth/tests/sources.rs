//! Tests of token sources and stores, including failures.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use super::{
    super::super::{
        AuthErrorKind, OAuth, PrivateKey, SigningAlgorithm, StoredToken, Token, TokenRequest, TokenSource,
        TokenStore, test_org::TestOrg,
    },
    *,
};

/// A store shared by processes.
#[derive(Clone, Default)]
struct SharedStore(Arc<Mutex<Option<StoredToken>>>);

impl TokenStore for SharedStore {
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
async fn store_shares_token_and_key() {
    for org in [TestOrg::new(), TestOrg::with_dpop()] {
        let store = SharedStore::default();
        let member = || org.service(&org.builder().store(store.clone()).build());
        let (first, second) = (member(), member());
        assert!(all_ok(&calls(&first, 5).await));
        let requests = org.state().token_requests;
        assert!(all_ok(&calls(&second, 5).await));
        assert_eq!(org.state().token_requests, requests);
        // One member replaces a rejected token, and the other one loads it.
        org.revoke();
        assert!(all_ok(&calls(&first, 5).await));
        assert!(all_ok(&calls(&second, 5).await));
        assert_eq!(org.state().issued, 2);
        // An expired token is not accepted.
        org.advance(4000.0).await;
        assert!(all_ok(&calls(&member(), 5).await));
        assert_eq!(org.state().issued, 3);
        org.assert_no_violations();
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
    let org = TestOrg::new();
    let credential = org.builder().store(FailingStore).build();
    assert!(all_ok(&calls(&org.service(&credential), 5).await));
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
    let org = TestOrg::new();
    let credential = org.builder().build();
    let runtime =
        || tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
    let first = runtime();
    first.block_on(async {
        let result = tokio::time::timeout(Duration::from_millis(10), credential.prepare()).await;
        assert!(result.is_err());
    });
    drop(first);
    runtime().block_on(credential.prepare()).unwrap();
    assert_eq!(org.state().token_requests, 2);
}

#[test]
fn missing_runtime_is_an_error() {
    let org = TestOrg::new();
    let error = tokio_test::task::spawn(org.builder().build().prepare()).poll();
    let std::task::Poll::Ready(Err(error)) = error else { panic!("{error:?}") };
    assert_eq!(error.kind(), AuthErrorKind::Source);
}

#[tokio::test(start_paused = true)]
async fn debug_omits_secrets() {
    let org = TestOrg::with_dpop();
    let store = SharedStore::default();
    let credential = org.builder().store(store.clone()).build();
    call(&org.service(&credential)).await.unwrap();
    let stored = store.0.lock().unwrap().clone().unwrap();
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
