//! Tokens shared between processes.

use std::{
    fmt,
    future::{Future, ready},
    pin::Pin,
    sync::Arc,
    time::{Duration, SystemTime},
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

use super::super::{AuthError, AuthErrorKind, PrivateKey, dpop::ProofKey};

/// A store for a token shared by several processes, or by several credentials of one process
/// ([`MemoryTokenStore`](super::MemoryTokenStore)). A single credential needs no store.
///
/// With leases, one process at a time obtains a token; the others wait for it and load it from the store. A store
/// without leases works as well: its processes share tokens, but may obtain several at the same time.
///
/// A store that fails is treated as empty, and [`TokenStats`](super::TokenStats) counts the failure; for a source that
/// [keeps refresh tokens](super::TokenSource::keeps_refresh_tokens), a failure is an error. The stored values are secrets:
/// the token, its proof key, and the refresh token. A store for refresh tokens returns from [`save`](Self::save) once
/// they would survive a crash: [`FileTokenStore`](super::FileTokenStore), or one in a database.
pub trait TokenStore: Send + Sync + 'static {
    /// Loads the last token saved under `identity`.
    ///
    /// # Errors
    ///
    /// If the store cannot be read.
    fn load(&self, identity: &str) -> impl Future<Output = Result<Option<StoredToken>, AuthError>> + Send;

    /// Saves a token and replaces the previous one.
    ///
    /// # Errors
    ///
    /// If the store cannot be written.
    fn save(&self, identity: &str, token: &StoredToken)
    -> impl Future<Output = Result<(), AuthError>> + Send;

    /// Acquires the lease to obtain the next token under `identity`, or extends it if `holder` already has it.
    /// Returns whether `holder` has the lease now.
    ///
    /// The lease ends after `duration`, a few seconds, or with [`release`](Self::release). Default: `true`, that is,
    /// the store has no leases.
    ///
    /// # Errors
    ///
    /// If the store cannot be written; the token is then obtained without a lease.
    fn acquire(
        &self,
        identity: &str,
        holder: &str,
        duration: Duration,
    ) -> impl Future<Output = Result<bool, AuthError>> + Send {
        let (_, _, _) = (identity, holder, duration);
        ready(Ok(true))
    }

    /// Ends the lease under `identity` if `holder` has it. Default: nothing.
    ///
    /// # Errors
    ///
    /// If the store cannot be written; the lease then ends after its duration.
    fn release(&self, identity: &str, holder: &str) -> impl Future<Output = Result<(), AuthError>> + Send {
        let (_, _) = (identity, holder);
        ready(Ok(()))
    }
}

/// A stored token. `Debug` omits secrets.
#[derive(Clone, Debug)]
pub struct StoredToken {
    /// Access token.
    pub access_token: SecretString,
    /// Time of issue.
    pub issued: SystemTime,
    /// Time of expiry.
    pub expires: SystemTime,
    /// Granted scopes, separated by spaces, if the server returned them.
    pub scope: Option<String>,
    /// Key that the token is bound to.
    pub proof_key: Option<StoredKey>,
    /// Refresh token. It outlives the access token, whose expiry therefore must not remove it from the store.
    pub refresh_token: Option<SecretString>,
}

/// A stored proof key. `Debug` omits secrets.
#[derive(Clone, Debug)]
pub struct StoredKey {
    /// PKCS#8 DER in base64.
    pub pkcs8: SecretString,
    /// Time of generation.
    pub created: SystemTime,
}

impl StoredKey {
    pub(super) fn from_proof_key(key: &ProofKey) -> Result<Self, AuthError> {
        let der = key.key().to_pkcs8()?;
        Ok(Self { pkcs8: STANDARD.encode(&*der).into(), created: key.created() })
    }

    pub(super) fn to_proof_key(&self) -> Result<Arc<ProofKey>, AuthError> {
        let der = STANDARD.decode(self.pkcs8.expose_secret()).map(Zeroizing::new);
        let der = der.map_err(|_| {
            AuthError::new(AuthErrorKind::Source, "proof key in the token store is not valid base64")
        })?;
        Ok(Arc::new(ProofKey::new(PrivateKey::from_pkcs8_der(&der)?, self.created)?))
    }
}

impl<T: TokenStore> TokenStore for Arc<T> {
    async fn load(&self, identity: &str) -> Result<Option<StoredToken>, AuthError> {
        (**self).load(identity).await
    }

    async fn save(&self, identity: &str, token: &StoredToken) -> Result<(), AuthError> {
        (**self).save(identity, token).await
    }

    async fn acquire(&self, identity: &str, holder: &str, duration: Duration) -> Result<bool, AuthError> {
        (**self).acquire(identity, holder, duration).await
    }

    async fn release(&self, identity: &str, holder: &str) -> Result<(), AuthError> {
        (**self).release(identity, holder).await
    }
}

type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = Result<T, AuthError>> + Send + 'a>>;

/// Dyn-compatible form of [`TokenStore`].
pub(crate) trait DynTokenStore: Send + Sync {
    fn load_boxed<'a>(&'a self, identity: &'a str) -> BoxFuture<'a, Option<StoredToken>>;
    fn save_boxed<'a>(&'a self, identity: &'a str, token: &'a StoredToken) -> BoxFuture<'a, ()>;
    fn acquire_boxed<'a>(
        &'a self,
        identity: &'a str,
        holder: &'a str,
        duration: Duration,
    ) -> BoxFuture<'a, bool>;
    fn release_boxed<'a>(&'a self, identity: &'a str, holder: &'a str) -> BoxFuture<'a, ()>;
}

impl<T: TokenStore> DynTokenStore for T {
    fn load_boxed<'a>(&'a self, identity: &'a str) -> BoxFuture<'a, Option<StoredToken>> {
        Box::pin(self.load(identity))
    }

    fn save_boxed<'a>(&'a self, identity: &'a str, token: &'a StoredToken) -> BoxFuture<'a, ()> {
        Box::pin(self.save(identity, token))
    }

    fn acquire_boxed<'a>(
        &'a self,
        identity: &'a str,
        holder: &'a str,
        duration: Duration,
    ) -> BoxFuture<'a, bool> {
        Box::pin(self.acquire(identity, holder, duration))
    }

    fn release_boxed<'a>(&'a self, identity: &'a str, holder: &'a str) -> BoxFuture<'a, ()> {
        Box::pin(self.release(identity, holder))
    }
}

/// A type-erased [`TokenStore`]. Clones share it.
#[derive(Clone, Debug)]
pub struct SharedTokenStore(Arc<dyn DynTokenStore>);

impl SharedTokenStore {
    /// Erases the type of `store`.
    #[must_use]
    pub fn new(store: impl TokenStore) -> Self {
        Self(Arc::new(store))
    }
}

impl TokenStore for SharedTokenStore {
    async fn load(&self, identity: &str) -> Result<Option<StoredToken>, AuthError> {
        self.0.load_boxed(identity).await
    }

    async fn save(&self, identity: &str, token: &StoredToken) -> Result<(), AuthError> {
        self.0.save_boxed(identity, token).await
    }

    async fn acquire(&self, identity: &str, holder: &str, duration: Duration) -> Result<bool, AuthError> {
        self.0.acquire_boxed(identity, holder, duration).await
    }

    async fn release(&self, identity: &str, holder: &str) -> Result<(), AuthError> {
        self.0.release_boxed(identity, holder).await
    }
}

impl fmt::Debug for dyn DynTokenStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenStore")
    }
}
