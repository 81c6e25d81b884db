//! Token sources and stores, those that fail among them.

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
