//! The [`TokenSource`] trait and its types.

use std::{
    fmt,
    future::Future,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, SystemTime},
};

use secrecy::SecretString;
use tokio::time::Instant;

use super::{
    super::{
        AuthError, DpopProver,
        dpop::{DpopMode, KeyRing, Nonces, ProofKey},
    },
    TokenCounters,
};
use crate::server_clock::ServerClock;

/// A source of access tokens: [`ClientCredentials`](super::super::ClientCredentials), or a custom source such as
/// a token broker or a file that a sidecar writes.
///
/// ```
/// use std::time::Duration;
/// use tower_outbound::auth::{AuthError, OAuth, Token, TokenRequest, TokenSource};
///
/// struct Broker;
///
/// impl TokenSource for Broker {
///     async fn token(&self, _: &TokenRequest) -> Result<Token, AuthError> {
///         Token::bearer("from-the-broker", Duration::from_secs(600))
///     }
/// }
///
/// let credential = OAuth::new(Broker);
/// ```
pub trait TokenSource: Send + Sync + 'static {
    /// Obtains a new token. Calls do not overlap, and are not cancelled with the requests that wait for them.
    ///
    /// # Errors
    ///
    /// If no token is available. All waiting requests get the same error.
    fn token(&self, request: &TokenRequest) -> impl Future<Output = Result<Token, AuthError>> + Send;

    /// Returns a key for the tokens of this source in a shared [`TokenStore`](super::TokenStore), such as endpoint,
    /// client id and scopes.
    fn identity(&self) -> String {
        String::new()
    }
}

/// A new access token.
#[derive(Clone, Debug)]
pub struct Token {
    pub(crate) secret: SecretString,
    pub(crate) lifetime: Duration,
    /// Local time of the token request, if known.
    pub(crate) requested: Option<SystemTime>,
    /// Local time of expiry, if known from the server's clock.
    pub(crate) expires: Option<SystemTime>,
    pub(crate) scope: Option<String>,
    pub(crate) key: Option<Arc<ProofKey>>,
}

impl Token {
    /// Creates a bearer token that is valid for `lifetime` from now.
    ///
    /// # Errors
    ///
    /// [`AuthErrorKind::Credential`](super::super::AuthErrorKind::Credential) if the token is not a valid header
    /// value.
    pub fn bearer(secret: impl Into<SecretString>, lifetime: Duration) -> Result<Self, AuthError> {
        let token =
            Self { secret: secret.into(), lifetime, requested: None, expires: None, scope: None, key: None };
        token.authorization().map(|_| token)
    }

    /// Marks the token as bound to the key of `prover`.
    #[must_use]
    pub fn bound_to(mut self, prover: &DpopProver) -> Self {
        self.key = Some(Arc::clone(&prover.key));
        self
    }

    /// Sets the granted scopes, separated by spaces.
    #[must_use]
    pub fn scope(mut self, scope: impl Into<String>) -> Self {
        self.scope = Some(scope.into());
        self
    }

    /// Returns the `Authorization` value.
    pub(crate) fn authorization(&self) -> Result<http::HeaderValue, AuthError> {
        let scheme = if self.key.is_some() { "DPoP" } else { "Bearer" };
        super::super::static_credential::authorization_value(
            scheme,
            secrecy::ExposeSecret::expose_secret(&self.secret),
        )
    }
}

/// The input of a [`TokenSource`]: DPoP mode and key, server time, waits.
#[derive(Clone)]
pub struct TokenRequest {
    pub(crate) context: Arc<TokenContext>,
}

/// State shared by token requests and API requests.
#[derive(Debug)]
pub(crate) struct TokenContext {
    pub(crate) keys: KeyRing,
    pub(crate) clock: Arc<ServerClock>,
    /// Nonces of the authorization server.
    pub(crate) nonces: Arc<Nonces>,
    pub(crate) counters: TokenCounters,
    /// When the source sends its next request, while it waits for the server.
    not_before: Mutex<Option<Instant>>,
}

impl TokenContext {
    pub(crate) fn new(keys: KeyRing, clock: ServerClock) -> Self {
        Self {
            keys,
            clock: Arc::new(clock),
            nonces: Arc::default(),
            counters: TokenCounters::default(),
            not_before: Mutex::new(None),
        }
    }

    pub(crate) fn not_before(&self) -> Option<Instant> {
        *self.not_before.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn set_not_before(&self, at: Option<Instant>) {
        *self.not_before.lock().unwrap_or_else(PoisonError::into_inner) = at;
    }
}

impl TokenRequest {
    /// Returns whether the token must be bound to a key.
    #[must_use]
    pub fn dpop(&self) -> DpopMode {
        self.context.keys.mode()
    }

    /// Returns the key to bind the token to. Generates it if there is none.
    ///
    /// # Errors
    ///
    /// [`AuthErrorKind::Key`](super::super::AuthErrorKind::Key) if no key can be generated.
    pub async fn prover(&self) -> Result<DpopProver, AuthError> {
        let context = &self.context;
        Ok(DpopProver {
            key: context.keys.current_or_new(context.clock.local()).await?,
            nonces: Arc::clone(&context.nonces),
            clock: Arc::clone(&context.clock),
        })
    }

    /// Returns the server's time, estimated from its responses.
    #[must_use]
    pub fn server_time(&self) -> SystemTime {
        self.context.clock.server()
    }

    /// Waits before the next token request. Meanwhile, requests with an earlier deadline fail immediately.
    pub async fn wait(&self, duration: Duration) {
        /// Resets `not_before` when the wait ends or is cancelled.
        struct RefreshGuard<'a>(&'a TokenContext);
        impl Drop for RefreshGuard<'_> {
            fn drop(&mut self) {
                self.0.set_not_before(None);
            }
        }
        self.context.set_not_before(Some(Instant::now() + duration));
        let _guard = RefreshGuard(&self.context);
        tokio::time::sleep(duration).await;
    }
}

impl fmt::Debug for TokenRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenRequest").field("dpop", &self.dpop()).finish_non_exhaustive()
    }
}

type BoxToken<'a> = Pin<Box<dyn Future<Output = Result<Token, AuthError>> + Send + 'a>>;

/// Dyn-compatible form of [`TokenSource`].
pub(crate) trait DynTokenSource: Send + Sync {
    fn token_boxed<'a>(&'a self, request: &'a TokenRequest) -> BoxToken<'a>;
    fn identity_dyn(&self) -> String;
}

impl<T: TokenSource> DynTokenSource for T {
    fn token_boxed<'a>(&'a self, request: &'a TokenRequest) -> BoxToken<'a> {
        Box::pin(self.token(request))
    }

    fn identity_dyn(&self) -> String {
        self.identity()
    }
}
