//! Where tokens come from.

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
    Counters,
};
use crate::server_clock::ServerClock;

/// Obtains access tokens: [`ClientCredentials`](super::super::ClientCredentials), or the caller's own way,
/// such as a token broker or a file that a sidecar writes.
///
/// ```
/// use std::time::Duration;
/// use okta_tower::auth::{AuthError, OAuth, Token, TokenRequest, TokenSource};
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
    /// Obtains a new token. It is called once at a time, however many requests wait for it, and not dropped
    /// when they are.
    ///
    /// # Errors
    ///
    /// When there is none. All requests that wait get the same error.
    fn token(&self, request: &TokenRequest) -> impl Future<Output = Result<Token, AuthError>> + Send;

    /// What tokens of this source are good for, so that a shared [`TokenStore`](super::TokenStore) keeps
    /// those of different clients apart.
    fn identity(&self) -> String {
        String::new()
    }
}

/// A new access token.
#[derive(Clone, Debug)]
pub struct Token {
    pub(crate) secret: SecretString,
    pub(crate) lifetime: Duration,
    /// When the request for it was sent, local time, if that is known.
    pub(crate) requested: Option<SystemTime>,
    /// When it expires, local time, if the server's clock said more than `lifetime` alone.
    pub(crate) expires: Option<SystemTime>,
    pub(crate) scope: Option<String>,
    pub(crate) key: Option<Arc<ProofKey>>,
}

impl Token {
    /// A bearer token that is valid for `lifetime` from now on.
    ///
    /// # Errors
    ///
    /// [`AuthErrorKind::Credential`](super::super::AuthErrorKind::Credential) when the token cannot stand
    /// in a header.
    pub fn bearer(secret: impl Into<SecretString>, lifetime: Duration) -> Result<Self, AuthError> {
        let token =
            Self { secret: secret.into(), lifetime, requested: None, expires: None, scope: None, key: None };
        token.header().map(|_| token)
    }

    /// A token that the server bound to the key of `prover`.
    #[must_use]
    pub fn bound_to(mut self, prover: &DpopProver) -> Self {
        self.key = Some(Arc::clone(&prover.key));
        self
    }

    /// Says which scopes the token was granted, separated by spaces.
    #[must_use]
    pub fn with_scope(mut self, scope: impl Into<String>) -> Self {
        self.scope = Some(scope.into());
        self
    }

    /// The value of `Authorization`.
    pub(crate) fn header(&self) -> Result<http::HeaderValue, AuthError> {
        let scheme = if self.key.is_some() { "DPoP" } else { "Bearer" };
        super::super::static_credential::header(scheme, secrecy::ExposeSecret::expose_secret(&self.secret))
    }
}

/// What a [`TokenSource`] is given with each request for a token.
#[derive(Clone)]
pub struct TokenRequest {
    pub(crate) shared: Arc<Shared>,
}

/// What requests for tokens and requests with tokens have in common.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) keys: KeyRing,
    pub(crate) clock: Arc<ServerClock>,
    /// The authorization server's nonces.
    pub(crate) nonces: Arc<Nonces>,
    pub(crate) counters: Counters,
    /// Until when the source waits for the server's rate limit.
    hold: Mutex<Option<Instant>>,
}

impl Shared {
    pub(crate) fn new(keys: KeyRing, clock: ServerClock) -> Self {
        Self {
            keys,
            clock: Arc::new(clock),
            nonces: Arc::default(),
            counters: Counters::default(),
            hold: Mutex::new(None),
        }
    }

    pub(crate) fn hold(&self) -> Option<Instant> {
        *self.hold.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn set_hold(&self, until: Option<Instant>) {
        *self.hold.lock().unwrap_or_else(PoisonError::into_inner) = until;
    }
}

impl TokenRequest {
    /// Whether the token is to be bound to a key.
    #[must_use]
    pub fn dpop(&self) -> DpopMode {
        self.shared.keys.mode()
    }

    /// The key to bind the token to, made now if there is none yet.
    ///
    /// # Errors
    ///
    /// [`AuthErrorKind::Key`](super::super::AuthErrorKind::Key) when no key can be made.
    pub async fn prover(&self) -> Result<DpopProver, AuthError> {
        let shared = &self.shared;
        Ok(DpopProver {
            key: shared.keys.key(shared.clock.local()).await?,
            nonces: Arc::clone(&shared.nonces),
            clock: Arc::clone(&shared.clock),
        })
    }

    /// The server's time, as far as its answers have told it.
    #[must_use]
    pub fn server_time(&self) -> SystemTime {
        self.shared.clock.server()
    }

    /// Waits because the server asks for it. Requests whose deadline ends earlier fail at once meanwhile.
    pub async fn wait(&self, duration: Duration) {
        /// Lifts the hold when the wait ends, however it ends.
        struct Lift<'a>(&'a Shared);
        impl Drop for Lift<'_> {
            fn drop(&mut self) {
                self.0.set_hold(None);
            }
        }
        self.shared.set_hold(Some(Instant::now() + duration));
        let _lift = Lift(&self.shared);
        tokio::time::sleep(duration).await;
    }
}

impl fmt::Debug for TokenRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenRequest").field("dpop", &self.dpop()).finish_non_exhaustive()
    }
}

type BoxToken<'a> = Pin<Box<dyn Future<Output = Result<Token, AuthError>> + Send + 'a>>;

/// [`TokenSource`] in the form that a trait object can have.
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
