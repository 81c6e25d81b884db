//! OAuth 2.0 access tokens as a [`Credential`], with DPoP.

mod builder;
mod rejection;
#[cfg(feature = "sign-in")]
mod sign_in;

use std::{fmt, sync::Arc, time::SystemTime};

pub use builder::OAuthBuilder;
use http::{
    Extensions, HeaderName, StatusCode, Uri,
    header::{AUTHORIZATION, WWW_AUTHENTICATE},
    request, response,
};
pub(super) use rejection::text_names_target;
use rejection::{names_target, offers_only_dpop};

use super::{
    AttachState, AuthDecision, AuthError, AuthRetryReason, Credential, DpopMode, OAuthDialect, Rejection,
    ResponseInterest, TokenStats,
    dpop::{Nonces, ProofPath, ProofPaths},
    headers::{DPOP, TOKEN_HEADERS},
    token::{CachedToken, TokenManager, TokenSource},
};
use crate::meta::{Deadline, Principal};

/// OAuth 2.0 access tokens, obtained on first use and refreshed before expiry and after a rejection.
///
/// Concurrent requests share one refresh. It runs in its own task, so dropping a request does not cancel it. A token
/// that is still valid is used while it is refreshed, and if its refresh fails. Clones share the token.
///
/// With [DPoP](DpopMode), each attempt carries its own proof, created after all changes to its URL. Nonces are
/// updated from each response.
///
/// ```
/// use std::time::Duration;
/// use bytes::Bytes;
/// use http::{Request, Response};
/// use http_body_util::Full;
/// use tower_outbound::auth::{
///     AuthLayer, ClientCredentials, DpopMode, OAuth, PrivateKey, PrivateKeyJwt, SigningAlgorithm,
/// };
/// use tower::{Layer, ServiceExt, service_fn};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), tower_outbound::BoxError> {
/// // The transport of both token requests and API requests.
/// let transport = service_fn(|request: Request<Full<Bytes>>| async move {
///     let body = match request.uri().path() {
///         "/oauth2/token" => r#"{"token_type":"Bearer","access_token":"t1","expires_in":3600}"#,
///         _ if request.headers()["authorization"] == "Bearer t1" => "welcome",
///         _ => "unauthorized",
///     };
///     Ok::<_, std::convert::Infallible>(Response::new(Full::from(body)))
/// });
///
/// let key = PrivateKey::generate(SigningAlgorithm::Es256)?; // or PrivateKey::from_file
/// let tokens = ClientCredentials::new(
///     "https://example.com/oauth2/token".parse()?,
///     "client-id",
///     PrivateKeyJwt::new(key),
///     transport,
/// )?
/// .scopes(["users.read"])?;
/// let credential = OAuth::builder(tokens).dpop(DpopMode::Auto).renewal_offset(Duration::from_secs(60)).build();
///
/// let service = AuthLayer::new("https://example.com".parse()?, credential.clone()).layer(transport);
/// service.oneshot(Request::get("https://example.com/users").body(Full::default())?).await?;
/// assert_eq!(credential.stats().tokens, 1);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct OAuth {
    manager: TokenManager,
    /// Nonces of resource servers.
    nonces: Arc<Nonces>,
    /// The forms of paths in proofs.
    paths: Arc<ProofPaths>,
    dialect: Arc<dyn OAuthDialect>,
    principal: Option<Principal>,
}

impl OAuth {
    /// Creates a credential with the default settings of [`builder`](Self::builder).
    pub fn new(source: impl TokenSource) -> Self {
        Self::builder(source).build()
    }

    /// Creates a builder. Defaults: [`DpopMode::Auto`], refresh 5 minutes before expiry.
    pub fn builder(source: impl TokenSource) -> OAuthBuilder {
        OAuthBuilder::new(source)
    }

    /// Returns the counters.
    #[must_use]
    pub fn stats(&self) -> TokenStats {
        self.manager.context().counters.snapshot()
    }

    /// Obtains a token if none is cached.
    ///
    /// # Errors
    ///
    /// The error of the [`TokenSource`].
    pub async fn prepare(&self) -> Result<(), AuthError> {
        self.manager.current(None).await.map(|_| ())
    }

    /// Returns the scopes granted to the current token, separated by spaces. Obtains a token if none is cached.
    ///
    /// # Errors
    ///
    /// The same as [`prepare`](Self::prepare).
    pub async fn granted_scopes(&self) -> Result<Option<String>, AuthError> {
        Ok(self.manager.current(None).await?.scope.clone())
    }

    /// Removes the cached token, and discards one that is being obtained; the next request obtains a new one.
    pub fn clear(&self) {
        self.manager.clear();
    }
}

impl fmt::Debug for OAuth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OAuth").field("stats", &self.stats()).finish_non_exhaustive()
    }
}

/// State of one attempt, for its response.
struct AttachedToken {
    token: Arc<CachedToken>,
    uri: Uri,
    at: SystemTime,
    nonce: Option<Arc<str>>,
    path: ProofPath,
}

impl Credential for OAuth {
    async fn attach(&self, request: &mut request::Parts) -> Result<AttachState, AuthError> {
        let deadline = Deadline::of(&request.extensions).map(|deadline| deadline.0.into());
        let token = self.manager.current(deadline).await?;
        self.attach_token(token, request)
    }

    fn attach_now(&self, request: &mut request::Parts) -> Option<Result<AttachState, AuthError>> {
        self.manager.cached().map(|token| self.attach_token(token, request))
    }

    fn inspect(&self, state: &AttachState, response: &response::Parts) -> ResponseInterest {
        let Some(attached) = state.get::<AttachedToken>() else { return ResponseInterest::None };
        let is_bound = attached.token.binding.is_some();
        self.manager.context().clock.update(&response.headers, attached.at);
        if is_bound {
            self.nonces.update(&attached.uri, &response.headers, attached.nonce.as_deref());
        }
        let status = response.status;
        let is_expected =
            status == StatusCode::UNAUTHORIZED || is_bound || response.headers.contains_key(WWW_AUTHENTICATE);
        if !self.dialect.is_rejection(status) || !is_expected {
            attached.token.mark_accepted();
            return ResponseInterest::None;
        }
        if Rejection::is_in_head(&*self.dialect, response) {
            ResponseInterest::Head
        } else {
            ResponseInterest::Body
        }
    }

    fn decide(&self, state: &AttachState, response: &response::Parts, body: &[u8]) -> AuthDecision {
        let Some(attached) = state.get::<AttachedToken>() else { return AuthDecision::Accept };
        let context = self.manager.context();
        let mut rejection = Rejection::from_response(&*self.dialect, response, body);
        if attached.token.binding.is_none() {
            rejection = match rejection {
                Rejection::NonceRequired | Rejection::InvalidProof => Rejection::ProofRequired,
                Rejection::InvalidToken
                    if context.keys.configured_mode() == DpopMode::Auto && offers_only_dpop(response) =>
                {
                    Rejection::ProofRequired
                }
                other => other,
            };
        }
        match rejection {
            Rejection::NonceRequired => {
                context.counters.api_challenges.increment();
                let changed = self.nonces.get(&attached.uri) != attached.nonce;
                retry_with_proof(
                    attached,
                    if changed { AuthRetryReason::NonceRequired } else { AuthRetryReason::ProofRejected },
                )
            }
            Rejection::InvalidProof => {
                let other_path = names_target(response, body)
                    && self.paths.reject(&attached.uri, attached.path, self.dialect.proof_path());
                retry_with_proof(
                    attached,
                    if other_path { AuthRetryReason::TargetRejected } else { AuthRetryReason::ProofRejected },
                )
            }
            Rejection::KeyMismatch => {
                if let Some(binding) = &attached.token.binding {
                    context.keys.discard(&binding.key);
                }
                self.retry_with_token(attached)
            }
            Rejection::ProofRequired => {
                if attached.token.binding.is_none() && context.keys.configured_mode() == DpopMode::Off {
                    return AuthDecision::Accept;
                }
                context.keys.require_proofs();
                self.retry_with_token(attached)
            }
            Rejection::InvalidToken => self.retry_with_token(attached),
            Rejection::Other => {
                attached.token.mark_accepted();
                AuthDecision::Accept
            }
        }
    }

    fn may_retry(&self) -> bool {
        true
    }

    fn header_names(&self) -> Option<&[HeaderName]> {
        Some(&TOKEN_HEADERS)
    }

    fn principal(&self, _: &Extensions) -> Option<Principal> {
        self.principal.clone()
    }
}

impl OAuth {
    /// Attaches a token, and a proof if the token is bound to a key.
    fn attach_token(
        &self,
        token: Arc<CachedToken>,
        request: &mut request::Parts,
    ) -> Result<AttachState, AuthError> {
        request.headers.insert(AUTHORIZATION, token.authorization.clone());
        let clock = &self.manager.context().clock;
        let mut nonce = None;
        let mut path = ProofPath::Sent;
        if let Some(binding) = &token.binding {
            nonce = self.nonces.get(&request.uri);
            path = self.paths.get(&request.uri, self.dialect.proof_path());
            let proof = binding.key.proof(
                (&request.method, &request.uri, path),
                clock.server(),
                Some(&binding.ath),
                nonce.as_deref(),
            )?;
            request.headers.insert(DPOP, proof);
        }
        let at = clock.local();
        Ok(AttachState::with(AttachedToken { token, uri: request.uri.clone(), at, nonce, path }))
    }

    fn retry_with_token(&self, attached: &AttachedToken) -> AuthDecision {
        self.manager.context().counters.rejected.increment();
        if self.manager.reject(&attached.token) {
            AuthDecision::Retry(AuthRetryReason::TokenRejected)
        } else {
            AuthDecision::Accept
        }
    }
}

fn retry_with_proof(attached: &AttachedToken, reason: AuthRetryReason) -> AuthDecision {
    if attached.token.binding.is_some() { AuthDecision::Retry(reason) } else { AuthDecision::Accept }
}

#[cfg(test)]
mod tests;
