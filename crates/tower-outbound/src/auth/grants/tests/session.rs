//! Refresh tokens: one refresh for all, rotation, the end of a session, stores.

use std::{
    future::ready,
    sync::atomic::{AtomicU32, Ordering},
};

use futures_util::future::join_all;
use secrecy::ExposeSecret;

use super::*;
use crate::auth::{AuthError, MemoryTokenStore, StoredToken, TokenStore};

#[tokio::test(start_paused = true)]
async fn thousand_callers_at_expiry_cause_one_refresh() {
    let server = Server::new();
    let user = server.user().build();
    let signed_in = server.sign_in(&user).await;
    assert_eq!(signed_in.id_token.unwrap().subject(), "00u1");
    assert!(signed_in.has_refresh_token);
    for round in 1..4 {
        let tokens = join_all((0..1000).map(|_| server.call(&user))).await;
        assert!(tokens.into_iter().all(|token| token.unwrap() == format!("a{round}")));
        server.expire().await;
    }
    assert_eq!(server.grants(), ["authorization_code", "refresh_token", "refresh_token"]);
    assert_eq!(server.state().reused, 0);
}

#[tokio::test(start_paused = true)]
async fn refresh_token_that_is_not_replaced_is_kept() {
    let server = Server::new();
    let user = OAuth::builder(UserTokens::new(server.endpoint()).refresh_token("first"))
        .clock(server.clock.clone())
        .build();
    server.state().valid = Some("first".into());
    assert_eq!(server.call(&user).await.unwrap(), "a1");
    server.expire().await;
    assert_eq!(server.call(&user).await.unwrap(), "a2");
    let sent: Vec<String> = server.state().forms.iter().map(|form| form["refresh_token"].clone()).collect();
    assert_eq!(sent, ["first", "r1"]);
}

#[tokio::test(start_paused = true)]
async fn rejected_refresh_token_requires_a_sign_in() {
    let server = Server::new();
    let user = server.user().build();
    assert_eq!(kind(&server.call(&user).await.unwrap_err()), AuthErrorKind::SignInRequired);
    assert!(server.state().forms.is_empty(), "nothing to send");
    server.sign_in(&user).await;
    server.state().valid = None;
    server.expire().await;
    for _ in 0..20 {
        let error = server.call(&user).await.unwrap_err();
        assert_eq!(kind(&error), AuthErrorKind::SignInRequired);
        assert!(
            error.to_string().contains("already used") && error.to_string().contains("invalid_grant"),
            "{error}"
        );
        assert!(!error.to_string().contains("r1"));
    }
    assert_eq!(server.state().forms.len(), 2, "the server is asked once");
    server.sign_in(&user).await;
    assert_eq!(server.call(&user).await.unwrap(), "a2");
}

#[tokio::test(start_paused = true)]
async fn sign_in_replaces_the_session() {
    let server = Server::new();
    let user = server.user().build();
    server.sign_in(&user).await;
    assert_eq!(server.call(&user).await.unwrap(), "a1");
    server.sign_in(&user).await;
    assert_eq!(server.call(&user).await.unwrap(), "a2");
    user.clear();
    assert_eq!(server.call(&user).await.unwrap(), "a3");
    assert_eq!(server.grants().last().unwrap(), "refresh_token");
    assert_eq!(server.state().reused, 0);
}

#[tokio::test(start_paused = true)]
async fn other_sources_take_no_sign_in() {
    let server = Server::new();
    let app = OAuth::new(ClientCredentials::from_endpoint(server.endpoint()));
    let error = app.sign_in(SignInGrant::new(Vec::new(), ExpectedIdToken::default())).await.unwrap_err();
    assert_eq!(error.kind(), AuthErrorKind::Credential);
    assert!(server.state().forms.is_empty());
}

#[tokio::test(start_paused = true)]
async fn restart_continues_with_the_stored_token() {
    let server = Server::new();
    let store = MemoryTokenStore::new();
    let first = server.user().store(store.clone()).build();
    server.sign_in(&first).await;
    drop(first);
    let second = server.user().store(store.clone()).build();
    assert_eq!(server.call(&second).await.unwrap(), "a1", "the access token is valid");
    server.expire().await;
    let third = server.user().store(store).build();
    assert_eq!(server.call(&third).await.unwrap(), "a2");
    assert_eq!(server.state().reused, 0);
}

#[tokio::test(start_paused = true)]
async fn users_of_one_store_are_separate() {
    let server = Server::new();
    let store = MemoryTokenStore::new();
    let user = |name| {
        let tokens = UserTokens::new(server.endpoint()).user(name);
        OAuth::builder(tokens).clock(server.clock.clone()).store(store.clone()).build()
    };
    server.sign_in(&user("ada")).await;
    assert_eq!(server.call(&user("ada")).await.unwrap(), "a1");
    assert_eq!(kind(&server.call(&user("bob")).await.unwrap_err()), AuthErrorKind::SignInRequired);
}

#[tokio::test(start_paused = true)]
async fn processes_use_no_refresh_token_twice() {
    let server = Server::new();
    let store = MemoryTokenStore::new();
    let users: Vec<OAuth> = (0..5).map(|_| server.user().store(store.clone()).build()).collect();
    server.sign_in(&users[0]).await;
    for round in 1..6 {
        let calls = users.iter().flat_map(|user| (0..20).map(|_| server.call(user)));
        assert!(join_all(calls).await.into_iter().all(|token| token.unwrap() == format!("a{round}")));
        server.expire().await;
    }
    let state = server.state();
    assert_eq!((state.issued, state.reused), (5, 0));
}

/// A store without leases, which can fail.
#[derive(Clone)]
struct PlainStore {
    server: Server,
    store: MemoryTokenStore,
    failures: Arc<AtomicU32>,
}

impl PlainStore {
    fn new(server: &Server) -> Self {
        Self { server: server.clone(), store: MemoryTokenStore::new(), failures: Arc::default() }
    }
}

impl TokenStore for PlainStore {
    async fn load(&self, identity: &str) -> Result<Option<StoredToken>, AuthError> {
        self.store.load(identity).await
    }

    async fn save(&self, identity: &str, token: &StoredToken) -> Result<(), AuthError> {
        if self.failures.load(Ordering::Relaxed) > 0 {
            self.failures.fetch_sub(1, Ordering::Relaxed);
            return Err(AuthError::new(AuthErrorKind::Source, "disk full"));
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
        let refresh = token.refresh_token.as_ref().unwrap().expose_secret().to_owned();
        self.server.state().events.push(format!("saved {refresh}"));
        self.store.save(identity, token).await
    }
}

#[tokio::test(start_paused = true)]
async fn refresh_token_is_saved_before_its_access_token_is_used() {
    let server = Server::new();
    let user = server.user().store(PlainStore::new(&server)).build();
    server.sign_in(&user).await;
    server.expire().await;
    join_all((0..3).map(|_| server.call(&user))).await;
    let events = server.state().events.clone();
    assert_eq!(events, ["saved r1", "saved r2", "used Bearer a2", "used Bearer a2", "used Bearer a2"]);
}

#[tokio::test(start_paused = true)]
async fn unsaved_refresh_token_is_saved_by_the_next_call() {
    let server = Server::new();
    let store = PlainStore::new(&server);
    let user = server.user().store(store.clone()).build();
    server.sign_in(&user).await;
    server.expire().await;
    store.failures.store(2, Ordering::Relaxed);
    for _ in 0..2 {
        assert_eq!(kind(&server.call(&user).await.unwrap_err()), AuthErrorKind::Source);
    }
    assert_eq!(user.stats().store_failures, 2);
    assert_eq!(server.call(&user).await.unwrap(), "a2", "no other refresh");
    assert_eq!(server.state().events, ["saved r1", "saved r2", "used Bearer a2"]);
}

#[tokio::test(start_paused = true)]
async fn faster_process_without_lease_is_followed() {
    let server = Server::new();
    let store = PlainStore::new(&server);
    let (slow, fast) =
        (server.user().store(store.clone()).build(), server.user().store(store.clone()).build());
    server.sign_in(&slow).await;
    server.expire().await;
    // Both load `r1`; the second request with it is rejected, and the token of the first is in the store by then.
    server.state().errors = vec!["invalid_grant"];
    let call = server.call(&slow);
    let mut newer = store.load("https://example.com/token client user ").await.unwrap().unwrap();
    newer.refresh_token = Some("r2".into());
    let faster = async {
        tokio::time::sleep(Duration::from_millis(5)).await;
        server.state().valid = Some("r2".into());
        store.store.save("https://example.com/token client user ", &newer).await.unwrap();
    };
    let (token, ()) = futures_util::future::join(call, faster).await;
    assert_eq!(token.unwrap(), "a2");
    assert_eq!(server.call(&fast).await.unwrap(), "a2");
    let sent: Vec<Option<String>> =
        server.state().forms.iter().map(|form| form.get("refresh_token").cloned()).collect();
    assert_eq!(sent, [None, Some("r1".into()), Some("r2".into())]);
}

#[tokio::test(start_paused = true)]
async fn failing_store_is_an_error_and_not_empty() {
    #[derive(Clone)]
    struct Broken;
    impl TokenStore for Broken {
        fn load(&self, _: &str) -> impl Future<Output = Result<Option<StoredToken>, AuthError>> + Send {
            ready(Err(AuthError::new(AuthErrorKind::Source, "unavailable")))
        }

        fn save(&self, _: &str, _: &StoredToken) -> impl Future<Output = Result<(), AuthError>> + Send {
            ready(Ok(()))
        }
    }
    let server = Server::new();
    let user = server.user().store(Broken).build();
    server.sign_in(&user).await;
    server.expire().await;
    assert_eq!(kind(&server.call(&user).await.unwrap_err()), AuthErrorKind::Source);
    assert_eq!(server.grants(), ["authorization_code"], "another process may have used the refresh token");
}

#[tokio::test(start_paused = true)]
async fn dropped_call_loses_no_refresh_token() {
    let server = Server::new();
    let store = MemoryTokenStore::new();
    let user = server.user().store(store.clone()).build();
    server.sign_in(&user).await;
    server.expire().await;
    // Dropped while the refresh is on its way.
    let dropped = tokio::time::timeout(Duration::from_millis(5), server.call(&user)).await;
    assert!(dropped.is_err());
    tokio::time::sleep(Duration::from_secs(1)).await;
    let restarted = server.user().store(store).build();
    assert_eq!(server.call(&restarted).await.unwrap(), "a2");
    assert_eq!(server.state().reused, 0);
}
