//! Shared access tokens.

use std::{
    fmt,
    sync::{Arc, LazyLock},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use ::redis::Script;
use secrecy::{ExposeSecret, SecretString};

use super::connection::{RedisConnection, Unavailable, digest};
use crate::auth::{AuthError, AuthErrorKind, StoredKey, StoredToken, TokenStore};

static LOAD: LazyLock<Script> = LazyLock::new(|| {
    Script::new(
        "return redis.call('HMGET', KEYS[1], 'identity', 'token', 'issued', 'expires', 'scope', 'key', 'made', 'refresh')",
    )
});
static SAVE: LazyLock<Script> = LazyLock::new(|| Script::new(include_str!("lua/token_save.lua")));
static ACQUIRE: LazyLock<Script> = LazyLock::new(|| {
    Script::new(
        "local holder = redis.call('GET', KEYS[1])
        if holder and holder ~= ARGV[1] then return 0 end
        redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
        return 1",
    )
});
static RELEASE: LazyLock<Script> = LazyLock::new(|| {
    Script::new(
        "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0",
    )
});

/// A [`TokenStore`] on a Redis server, shared by processes.
///
/// A token, its times and its proof key are one record, which is replaced as a whole, and never by a token
/// that was issued earlier. The server deletes the record when the token expires, or keeps it if it has a refresh token:
/// set up persistence (`appendfsync always`) for those, as the server must not lose what it confirmed. A lease, which the server ends by
/// its own clock, lets one process at a time request a token.
///
/// # Security
///
/// The record contains the token and the private proof key in plain text: anyone who can read the server can
/// act as the program. Otherwise do not share tokens between processes.
///
/// # Unavailable servers
///
/// While the server is unavailable, loading and saving fail, and each process requests a token.
pub struct RedisTokens {
    connection: Arc<RedisConnection>,
}

type TokenRecord = (
    Option<String>,
    Option<String>,
    Option<u64>,
    Option<u64>,
    Option<String>,
    Option<String>,
    Option<u64>,
    Option<String>,
);

impl RedisTokens {
    pub(super) const fn new(connection: Arc<RedisConnection>) -> Self {
        Self { connection }
    }

    fn key(&self, identity: &str) -> Vec<u8> {
        self.connection.key(&format!("token:{:032x}", digest(identity.as_bytes())))
    }

    fn lease_key(&self, identity: &str) -> Vec<u8> {
        self.connection.key(&format!("token-lease:{:032x}", digest(identity.as_bytes())))
    }
}

impl fmt::Debug for RedisTokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisTokens").field("connection", &self.connection).finish_non_exhaustive()
    }
}

impl TokenStore for RedisTokens {
    async fn load(&self, identity: &str) -> Result<Option<StoredToken>, AuthError> {
        let record: TokenRecord =
            self.connection.run(&mut LOAD.key(self.key(identity))).await.map_err(store_error)?;
        let (owner, token, issued, expires, scope, key, made, refresh) = record;
        if owner.as_deref() != Some(identity) {
            return Ok(None);
        }
        let (Some(token), Some(issued), Some(expires)) = (token, issued, expires) else {
            return Ok(None);
        };
        let non_empty = |text: Option<String>| text.filter(|text| !text.is_empty());
        let proof_key = non_empty(key).map(SecretString::from).zip(made);
        Ok(Some(StoredToken {
            access_token: token.into(),
            issued: time(issued),
            expires: time(expires),
            scope: non_empty(scope),
            proof_key: proof_key.map(|(pkcs8, made)| StoredKey { pkcs8, created: time(made) }),
            refresh_token: non_empty(refresh).map(SecretString::from),
        }))
    }

    async fn save(&self, identity: &str, token: &StoredToken) -> Result<(), AuthError> {
        let lifetime = token.expires.duration_since(token.issued).unwrap_or_default();
        if lifetime < Duration::from_millis(1) && token.refresh_token.is_none() {
            return Ok(());
        }
        // A refresh token outlives the access token; the server does not say how long.
        let kept = if token.refresh_token.is_some() { Duration::ZERO } else { lifetime };
        let key = token.proof_key.as_ref();
        let mut script = SAVE.key(self.key(identity));
        script
            .arg(identity)
            .arg(token.access_token.expose_secret())
            .arg(millis(token.issued))
            .arg(millis(token.expires))
            .arg(token.scope.as_deref().unwrap_or_default())
            .arg(key.map_or("", |key| key.pkcs8.expose_secret()))
            .arg(key.map_or(0, |key| millis(key.created)))
            .arg(u64::try_from(kept.as_millis()).unwrap_or(u64::MAX))
            .arg(token.refresh_token.as_ref().map_or("", |refresh| refresh.expose_secret()));
        self.connection.run::<u8>(&mut script).await.map(drop).map_err(store_error)
    }

    async fn acquire(&self, identity: &str, holder: &str, duration: Duration) -> Result<bool, AuthError> {
        let mut script = ACQUIRE.key(self.lease_key(identity));
        script.arg(holder).arg(u64::try_from(duration.as_millis()).unwrap_or(u64::MAX).max(1));
        self.connection.run(&mut script).await.map_err(store_error)
    }

    async fn release(&self, identity: &str, holder: &str) -> Result<(), AuthError> {
        let mut script = RELEASE.key(self.lease_key(identity));
        self.connection.run::<u8>(script.arg(holder)).await.map(drop).map_err(store_error)
    }
}

fn store_error(error: Unavailable) -> AuthError {
    AuthError::new(AuthErrorKind::Source, "token store unavailable").with_source(error)
}

fn millis(time: SystemTime) -> u64 {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

fn time(millis: u64) -> SystemTime {
    UNIX_EPOCH.checked_add(Duration::from_millis(millis)).unwrap_or(UNIX_EPOCH)
}
