//! Tests of the token store.

use std::time::{SystemTime, UNIX_EPOCH};

use secrecy::ExposeSecret;

use super::*;
use crate::auth::{StoredKey, StoredToken, TokenStore};

const IDENTITY: &str = "client-1 users.read";

fn at(seconds: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(1_700_000_000 + seconds)
}

fn token(secret: &str, issued: u64) -> StoredToken {
    StoredToken {
        access_token: secret.to_owned().into(),
        issued: at(issued),
        expires: at(issued + 3600),
        scope: Some("users.read".into()),
        proof_key: Some(StoredKey { pkcs8: "key-bytes".to_owned().into(), created: at(7) }),
        refresh_token: None,
    }
}

async fn load(tokens: &RedisTokens, identity: &str) -> Option<StoredToken> {
    tokens.load(identity).await.unwrap()
}

#[tokio::test]
async fn processes_share_tokens() {
    let server = started!();
    let (one, two) = (server.handle().tokens(), server.handle().tokens());
    assert!(load(&one, IDENTITY).await.is_none());
    one.save(IDENTITY, &token("secret", 0)).await.unwrap();
    let loaded = load(&two, IDENTITY).await.unwrap();
    assert_eq!(loaded.access_token.expose_secret(), "secret");
    assert_eq!((loaded.issued, loaded.expires), (at(0), at(3600)));
    assert_eq!(loaded.scope.as_deref(), Some("users.read"));
    let key = loaded.proof_key.unwrap();
    assert_eq!((key.pkcs8.expose_secret(), key.created), ("key-bytes", at(7)));
    assert!(load(&two, "client-2").await.is_none());
}

#[tokio::test]
async fn absent_fields_replace_stored_ones() {
    let server = started!();
    let tokens = server.handle().tokens();
    let plain = StoredToken { scope: None, proof_key: None, ..token("secret", 0) };
    tokens.save(IDENTITY, &token("before", 0)).await.unwrap();
    tokens.save(IDENTITY, &plain).await.unwrap();
    let loaded = load(&tokens, IDENTITY).await.unwrap();
    assert_eq!(loaded.access_token.expose_secret(), "secret");
    assert!(loaded.scope.is_none() && loaded.proof_key.is_none());
}

#[tokio::test]
async fn older_token_does_not_replace_newer_one() {
    let server = started!();
    let tokens = server.handle().tokens();
    tokens.save(IDENTITY, &token("newer", 10)).await.unwrap();
    tokens.save(IDENTITY, &token("older", 5)).await.unwrap();
    assert_eq!(load(&tokens, IDENTITY).await.unwrap().access_token.expose_secret(), "newer");
    tokens.save(IDENTITY, &token("newest", 11)).await.unwrap();
    assert_eq!(load(&tokens, IDENTITY).await.unwrap().access_token.expose_secret(), "newest");
}

#[tokio::test]
async fn refresh_token_outlives_its_access_token() {
    let server = started!();
    let tokens = server.handle().tokens();
    let session = |secret: &str, issued| StoredToken {
        expires: at(issued),
        refresh_token: Some(format!("refresh-{secret}").into()),
        ..token(secret, issued)
    };
    tokens.save(IDENTITY, &session("first", 10)).await.unwrap();
    let loaded = load(&tokens, IDENTITY).await.unwrap();
    assert_eq!(loaded.refresh_token.unwrap().expose_secret(), "refresh-first");
    // A clock that was set back does not lose a refresh token.
    tokens.save(IDENTITY, &session("second", 5)).await.unwrap();
    assert_eq!(
        load(&tokens, IDENTITY).await.unwrap().refresh_token.unwrap().expose_secret(),
        "refresh-second"
    );
}

#[tokio::test]
async fn record_expires_with_token_and_checks_identity() {
    let server = started!();
    let tokens = server.handle().tokens();
    tokens.save(IDENTITY, &token("secret", 0)).await.unwrap();
    let keys: Vec<String> = server.command(&["KEYS", "*"]).await.unwrap();
    assert_eq!(keys.len(), 1);
    assert!(!keys[0].contains("client-1"));
    let left: u64 = server.command(&["PTTL", &keys[0]]).await.unwrap();
    assert!((3_500_000..=3_600_000).contains(&left), "{left}");
    let _: u8 = server.command(&["HSET", &keys[0], "identity", "with the same digest"]).await.unwrap();
    assert!(load(&tokens, IDENTITY).await.is_none());

    let expired = StoredToken { expires: at(0), ..token("expired", 0) };
    tokens.save("another", &expired).await.unwrap();
    assert!(load(&tokens, "another").await.is_none());
}

#[tokio::test]
async fn lease_has_one_holder_and_ends() {
    let server = started!();
    let (one, two) = (server.handle().tokens(), server.handle().tokens());
    let minute = Duration::from_secs(60);
    assert!(one.acquire(IDENTITY, "one", minute).await.unwrap());
    assert!(one.acquire(IDENTITY, "one", minute).await.unwrap(), "extended");
    assert!(!two.acquire(IDENTITY, "two", minute).await.unwrap());
    assert!(two.acquire("client-2", "two", minute).await.unwrap());
    two.release(IDENTITY, "two").await.unwrap();
    assert!(!two.acquire(IDENTITY, "two", minute).await.unwrap());
    one.release(IDENTITY, "one").await.unwrap();
    assert!(two.acquire(IDENTITY, "two", Duration::from_millis(1)).await.unwrap());
    // The server's clock ends it; the test needs no separate clock to observe that.
    while !one.acquire(IDENTITY, "one", minute).await.unwrap() {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn unavailable_server_error_shows_no_secret() {
    let mut server = started!();
    let tokens = server.handle().tokens();
    tokens.save(IDENTITY, &token("secret", 0)).await.unwrap();
    server.stop().await;
    let error = tokens.load(IDENTITY).await.unwrap_err();
    let other = tokens.save(IDENTITY, &token("hunter2", 20)).await.unwrap_err();
    for error in [error, other] {
        let mut text = format!("{error} {error:?}");
        let mut source = std::error::Error::source(&error);
        assert!(source.is_some());
        while let Some(inner) = source {
            text += &format!(" {inner} {inner:?}");
            source = inner.source();
        }
        assert!(!text.contains("secret") && !text.contains("hunter2"), "{text}");
    }
    server.run();
    assert!(load(&tokens, IDENTITY).await.is_some());
}
