//! The [`TokenSource`] trait and its types.

use std::{
    fmt,
    future::Future,
    pin::Pin,
    sync::Arc,
    time::{Duration, SystemTime},
};

use secrecy::SecretString;
use tokio::{sync::watch, time::Instant};

use super::{
    super::{
        AuthError, AuthErrorKind, DpopProver,
        dpop::{DpopMode, KeyRing, Nonces, ProofKey},
    },
    TokenCounters,
};
use crate::server_clock::ServerClock;

/// The longest wait, so that it can be added to any instant.
const LONGEST_WAIT: Duration = Duration::from_secs(365 * 86_400);

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

    /// Returns whether this source uses refresh tokens: the credential then keeps the refresh token of each
    /// [`Token`], passes the last one to the next [request](TokenRequest::refresh_token), and saves a new one before the
    /// token is used. Default: `false`.
    #[cfg(feature = "sign-in")]
    fn keeps_refresh_tokens(&self) -> bool {
        false
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
    pub(crate) refresh_token: Option<SecretString>,
    /// As the server sent it.
    #[cfg(feature = "sign-in")]
    pub(crate) unverified_id_token: Option<SecretString>,
    #[cfg(feature = "sign-in")]
    pub(crate) id_token: Option<super::super::IdToken>,
}

impl Token {
    /// Creates a bearer token that is valid for `lifetime` from now.
    ///
    /// # Errors
    ///
    /// [`AuthErrorKind::Credential`](super::super::AuthErrorKind::Credential) if the token is not a valid header
    /// value.
    pub fn bearer(secret: impl Into<SecretString>, lifetime: Duration) -> Result<Self, AuthError> {
        let token = Self {
            secret: secret.into(),
            lifetime,
            requested: None,
            expires: None,
            scope: None,
            key: None,
            refresh_token: None,
            #[cfg(feature = "sign-in")]
            unverified_id_token: None,
            #[cfg(feature = "sign-in")]
            id_token: None,
        };
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

    /// Sets the scopes that were requested, unless the server returned those that it granted
    /// ([RFC 6749 §5.1](https://www.rfc-editor.org/rfc/rfc6749#section-5.1)).
    pub(crate) fn or_scope(mut self, requested: Option<&str>) -> Self {
        self.scope = self.scope.or_else(|| requested.map(str::to_owned));
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
    /// What continues or begins the session of a user.
    #[cfg(feature = "sign-in")]
    pub(super) session: super::refresh_token::SessionGrant,
}

/// State shared by token requests and API requests.
#[derive(Debug)]
pub(crate) struct TokenContext {
    pub(crate) keys: KeyRing,
    pub(crate) clock: Arc<ServerClock>,
    /// Nonces of the authorization server.
    pub(crate) nonces: Arc<Nonces>,
    pub(crate) counters: TokenCounters,
    /// The wait of the source before its next request.
    pause: watch::Sender<Option<TokenPause>>,
}

/// A wait before the next token request.
#[derive(Clone, Debug)]
struct TokenPause {
    until: Instant,
    /// Why the source waits.
    error: AuthError,
}

impl TokenPause {
    /// Returns the error of a request whose deadline is before the end of the wait.
    fn into_error(self) -> AuthError {
        if self.error.kind() != AuthErrorKind::RateLimited {
            return self.error;
        }
        let error =
            AuthError::new(AuthErrorKind::RateLimited, "token endpoint rate limit wait exceeds the deadline");
        match self.error.oauth_error().cloned() {
            Some(mut response) => {
                response.retry_after = Some(self.until.saturating_duration_since(Instant::now()));
                error.with_oauth_error(response)
            }
            None => error,
        }
    }
}

impl TokenContext {
    pub(crate) fn new(keys: KeyRing, clock: ServerClock) -> Self {
        Self {
            keys,
            clock: Arc::new(clock),
            nonces: Arc::default(),
            counters: TokenCounters::default(),
            pause: watch::Sender::new(None),
        }
    }

    /// Waits for a wait of the source that ends after `deadline`. Returns its reason.
    pub(crate) async fn paused_beyond(&self, deadline: Instant) -> AuthError {
        let mut pauses = self.pause.subscribe();
        let pause = pauses.wait_for(|pause| pause.as_ref().is_some_and(|pause| pause.until > deadline));
        match pause.await.ok().and_then(|pause| pause.clone()) {
            Some(pause) => pause.into_error(),
            None => std::future::pending().await,
        }
    }
}

impl TokenRequest {
    pub(super) fn new(context: Arc<TokenContext>) -> Self {
        Self {
            context,
            #[cfg(feature = "sign-in")]
            session: Default::default(),
        }
    }

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

    /// Waits before the next token request, for a rate limit. Meanwhile, requests with an earlier deadline fail
    /// immediately with [`AuthErrorKind::RateLimited`].
    pub async fn wait(&self, duration: Duration) {
        self.wait_after(duration, &AuthError::new(AuthErrorKind::RateLimited, "rate limit exceeded")).await;
    }

    /// Waits after an error. Meanwhile, requests with an earlier deadline fail immediately.
    pub(crate) async fn wait_after(&self, duration: Duration, error: &AuthError) {
        /// Removes the pause when the wait ends or is cancelled.
        struct PauseGuard<'a>(&'a TokenContext);
        impl Drop for PauseGuard<'_> {
            fn drop(&mut self) {
                self.0.pause.send_replace(None);
            }
        }
        let until = Instant::now() + duration.min(LONGEST_WAIT);
        self.context.pause.send_replace(Some(TokenPause { until, error: error.clone() }));
        let _guard = PauseGuard(&self.context);
        tokio::time::sleep_until(until).await;
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
    #[cfg(feature = "sign-in")]
    fn keeps_refresh_tokens_dyn(&self) -> bool;
}

impl<T: TokenSource> DynTokenSource for T {
    fn token_boxed<'a>(&'a self, request: &'a TokenRequest) -> BoxToken<'a> {
        Box::pin(self.token(request))
    }

    fn identity_dyn(&self) -> String {
        self.identity()
    }

    #[cfg(feature = "sign-in")]
    fn keeps_refresh_tokens_dyn(&self) -> bool {
        self.keeps_refresh_tokens()
    }
}
