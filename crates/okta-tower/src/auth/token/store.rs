//! Tokens shared between processes.

use std::{fmt, future::Future, pin::Pin, sync::Arc, time::SystemTime};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

use super::super::{AuthError, AuthErrorKind, PrivateKey, dpop::ProofKey};

/// Where a fleet of processes keeps the token that they share. In one process no store is needed.
///
/// A store that fails is treated as empty, and [`TokenStats`](super::TokenStats) counts the failure. What it
/// holds are secrets: the token, and the proof key of a bound one.
pub trait TokenStore: Send + Sync + 'static {
    /// The token last saved under `identity`.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    fn load(&self, identity: &str) -> impl Future<Output = Result<Option<StoredToken>, AuthError>> + Send;

    /// Saves a token in place of the one before.
    ///
    /// # Errors
    ///
    /// When the store cannot be written.
    fn save(&self, identity: &str, token: &StoredToken)
    -> impl Future<Output = Result<(), AuthError>> + Send;
}

/// A token as a store keeps it. `Debug` shows no secret.
#[derive(Clone, Debug)]
pub struct StoredToken {
    /// The access token.
    pub access_token: SecretString,
    /// When the token was issued.
    pub issued: SystemTime,
    /// When the token expires.
    pub expires: SystemTime,
    /// The granted scopes, separated by spaces, if the server named them.
    pub scope: Option<String>,
    /// The key that the token is bound to.
    pub proof_key: Option<StoredKey>,
}

/// A proof key as a store keeps it. `Debug` shows no secret.
#[derive(Clone, Debug)]
pub struct StoredKey {
    /// PKCS#8 DER in base64.
    pub pkcs8: SecretString,
    /// When the key was made.
    pub created: SystemTime,
}

impl StoredKey {
    pub(super) fn of(key: &ProofKey) -> Result<Self, AuthError> {
        let der = key.key().to_pkcs8()?;
        Ok(Self { pkcs8: STANDARD.encode(&*der).into(), created: key.created() })
    }

    pub(super) fn restore(&self) -> Result<Arc<ProofKey>, AuthError> {
        let der = STANDARD.decode(self.pkcs8.expose_secret()).map(Zeroizing::new);
        let der = der.map_err(|_| {
            AuthError::new(AuthErrorKind::Source, "the proof key in the token store is not base64")
        })?;
        Ok(Arc::new(ProofKey::new(PrivateKey::from_pkcs8_der(&der)?, self.created)?))
    }
}

type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = Result<T, AuthError>> + Send + 'a>>;

/// [`TokenStore`] in the form that a trait object can have.
pub(crate) trait DynTokenStore: Send + Sync {
    fn load_boxed<'a>(&'a self, identity: &'a str) -> BoxFuture<'a, Option<StoredToken>>;
    fn save_boxed<'a>(&'a self, identity: &'a str, token: &'a StoredToken) -> BoxFuture<'a, ()>;
}

impl<T: TokenStore> DynTokenStore for T {
    fn load_boxed<'a>(&'a self, identity: &'a str) -> BoxFuture<'a, Option<StoredToken>> {
        Box::pin(self.load(identity))
    }

    fn save_boxed<'a>(&'a self, identity: &'a str, token: &'a StoredToken) -> BoxFuture<'a, ()> {
        Box::pin(self.save(identity, token))
    }
}

/// A [`TokenStore`] of any type, which clones share.
#[derive(Clone, Debug)]
pub struct SharedTokenStore(Arc<dyn DynTokenStore>);

impl SharedTokenStore {
    /// Shares a store.
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
}

impl fmt::Debug for dyn DynTokenStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenStore")
    }
}
