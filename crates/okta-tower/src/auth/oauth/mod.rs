//! OAuth 2.0 access tokens as a [`Credential`], with DPoP where it is wanted.

mod rejection;

use std::{
    fmt,
    sync::Arc,
    time::{Duration, SystemTime},
};

use http::{StatusCode, Uri, header::AUTHORIZATION, request, response};
use rejection::Fault;

use super::{
    AttachState, AuthDecision, AuthError, AuthRetryReason, Credential, DpopMode, DpopOptions,
    ResponseInterest, TokenStats, TokenStore,
    dpop::{KeyRing, Nonces},
    future::DPOP,
    token::{DynTokenSource, DynTokenStore, Live, Settings, Shared, TokenManager, TokenSource},
};
use crate::{
    clock::{SharedClock, SystemClock},
    meta::Deadline,
    server_clock::ServerClock,
};

/// OAuth 2.0 access tokens, obtained when needed, renewed ahead of their expiry and after a refusal.
///
/// However many requests wait, one token is asked for; the renewal runs in a task of its own, so that no
/// request that is dropped takes it along. A token that is still valid is used while it is renewed, and when
/// its renewal fails. Clones share the token.
///
/// With [DPoP](DpopMode) each request gets a proof of its own, made after everything that changes its URL;
/// nonces are learnt from every answer.
///
/// ```
/// use std::time::Duration;
/// use bytes::Bytes;
/// use http::{Request, Response};
/// use http_body_util::Full;
/// use okta_tower::auth::{
///     AuthLayer, ClientCredentials, DpopMode, OAuth, PrivateKey, PrivateKeyJwt, SigningAlgorithm,
/// };
/// use tower::{Layer, ServiceExt, service_fn};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), okta_tower::BoxError> {
/// // Stands for a transport; token requests and API calls go through the same one.
/// let transport = service_fn(|request: Request<Full<Bytes>>| async move {
///     let body = match request.uri().path() {
///         "/oauth2/v1/token" => r#"{"token_type":"Bearer","access_token":"t1","expires_in":3600}"#,
///         _ if request.headers()["authorization"] == "Bearer t1" => "welcome",
///         _ => "who are you?",
///     };
///     Ok::<_, std::convert::Infallible>(Response::new(Full::from(body)))
/// });
///
/// let key = PrivateKey::generate(SigningAlgorithm::Es256)?; // or PrivateKey::from_file
/// let tokens = ClientCredentials::new(
///     "https://example.okta.com/oauth2/v1/token".parse()?,
///     "0oa1",
///     PrivateKeyJwt::new(key),
///     transport,
/// )?
/// .scopes(["okta.users.read"])?;
/// let credential = OAuth::builder(tokens).dpop(DpopMode::Auto).renewal_offset(Duration::from_secs(60)).build();
///
/// let service = AuthLayer::new("https://example.okta.com".parse()?, credential.clone()).layer(transport);
/// service.oneshot(Request::get("https://example.okta.com/api/v1/users").body(Full::default())?).await?;
/// assert_eq!(credential.stats().tokens, 1);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct OAuth {
    manager: TokenManager,
    /// The nonces of resource servers.
    nonces: Arc<Nonces>,
}

impl OAuth {
    /// Tokens of `source`, with the defaults of [`builder`](Self::builder).
    pub fn new(source: impl TokenSource) -> Self {
        Self::builder(source).build()
    }

    /// Sets up a credential: DPoP when a server demands it, renewal five minutes before expiry.
    pub fn builder(source: impl TokenSource) -> OAuthBuilder {
        OAuthBuilder {
            source: Box::new(source),
            store: None,
            dpop: DpopOptions::default(),
            renewal_offset: Duration::from_secs(300),
            timeout: Duration::from_secs(120),
            clock: SystemClock::shared(),
        }
    }

    /// What was done so far.
    #[must_use]
    pub fn stats(&self) -> TokenStats {
        self.manager.shared().counters.snapshot()
    }

    /// Obtains a token now if there is none, so that the first request finds it.
    ///
    /// # Errors
    ///
    /// As the [`TokenSource`] has it.
    pub async fn prepare(&self) -> Result<(), AuthError> {
        self.manager.current(None).await.map(|_| ())
    }

    /// The scopes of the token in use, separated by spaces, as the server granted them.
    ///
    /// # Errors
    ///
    /// As [`prepare`](Self::prepare), which it does first.
    pub async fn granted_scopes(&self) -> Result<Option<String>, AuthError> {
        Ok(self.manager.current(None).await?.scope.clone())
    }

    /// Discards the token in use; the next request obtains another one.
    pub fn clear(&self) {
        self.manager.clear();
    }
}

impl fmt::Debug for OAuth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OAuth").field("stats", &self.stats()).finish_non_exhaustive()
    }
}

/// Sets up [`OAuth`].
#[must_use = "a builder does nothing until it is built"]
pub struct OAuthBuilder {
    source: Box<dyn DynTokenSource>,
    store: Option<Arc<dyn DynTokenStore>>,
    dpop: DpopOptions,
    renewal_offset: Duration,
    timeout: Duration,
    clock: SharedClock,
}

impl OAuthBuilder {
    /// Says whether and how tokens are bound to a key.
    pub fn dpop(mut self, options: impl Into<DpopOptions>) -> Self {
        self.dpop = options.into();
        self
    }

    /// Sets how long before its expiry a token is renewed: five minutes by default, and never more than a
    /// tenth of its lifetime.
    pub fn renewal_offset(mut self, offset: Duration) -> Self {
        self.renewal_offset = offset;
        self
    }

    /// Limits how long obtaining a token may take, with all repetitions and waits; two minutes by default.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Shares tokens through a store.
    pub fn store(mut self, store: impl TokenStore) -> Self {
        self.store = Some(Arc::new(store));
        self
    }

    /// Reads the time from `clock`.
    pub fn clock(mut self, clock: SharedClock) -> Self {
        self.clock = clock;
        self
    }

    /// The credential. Nothing is sent, and no runtime is needed, before the first request.
    #[must_use]
    pub fn build(self) -> OAuth {
        let shared = Arc::new(Shared::new(KeyRing::new(self.dpop), ServerClock::new(self.clock)));
        let settings =
            Settings { renewal_offset: self.renewal_offset, timeout: self.timeout, store: self.store };
        OAuth { manager: TokenManager::new(self.source, settings, shared), nonces: Arc::default() }
    }
}

impl fmt::Debug for OAuthBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OAuthBuilder")
            .field("dpop", &self.dpop)
            .field("renewal_offset", &self.renewal_offset)
            .field("timeout", &self.timeout)
            .field("store", &self.store)
            .finish_non_exhaustive()
    }
}

/// One sending, as the answer needs it.
struct Sent {
    live: Arc<Live>,
    uri: Uri,
    at: SystemTime,
    nonce: Option<Arc<str>>,
    clock_offset_ms: i64,
}

impl Credential for OAuth {
    async fn attach(&self, request: &mut request::Parts) -> Result<AttachState, AuthError> {
        let deadline = request.extensions.get::<Deadline>().map(|deadline| deadline.0.into());
        let live = self.manager.current(deadline).await?;
        self.sign(live, request)
    }

    fn attach_now(&self, request: &mut request::Parts) -> Option<Result<AttachState, AuthError>> {
        self.manager.at_hand().map(|live| self.sign(live, request))
    }

    fn inspect(&self, attached: &AttachState, answer: &response::Parts) -> ResponseInterest {
        let Some(sent) = attached.get::<Sent>() else { return ResponseInterest::None };
        self.manager.shared().clock.learn(&answer.headers, sent.at);
        if sent.live.proof.is_some() {
            self.nonces.learn(&sent.uri, &answer.headers, sent.nonce.as_deref());
        }
        match answer.status {
            StatusCode::UNAUTHORIZED => ResponseInterest::Body,
            // Okta answers some faults of proof and scheme so.
            StatusCode::BAD_REQUEST if has_challenge(answer) || sent.live.proof.is_some() => {
                ResponseInterest::Body
            }
            _ => {
                sent.live.accept();
                ResponseInterest::None
            }
        }
    }

    fn decide(&self, attached: &AttachState, answer: &response::Parts, body: &[u8]) -> AuthDecision {
        let Some(sent) = attached.get::<Sent>() else { return AuthDecision::Accept };
        match Fault::of(answer, body) {
            Fault::Nonce => {
                self.manager.shared().counters.api_challenges.add();
                self.resend_with_proof(sent, self.nonces.get(&sent.uri) != sent.nonce)
            }
            Fault::Proof => {
                // A proof can only get better by a better clock.
                let corrected = self.manager.shared().clock.offset_ms() != sent.clock_offset_ms;
                self.resend_with_proof(sent, corrected)
            }
            Fault::Binding => {
                if let Some(proof) = &sent.live.proof {
                    self.manager.shared().keys.discard(&proof.key);
                }
                self.renew(sent)
            }
            Fault::Unbound => {
                let keys = &self.manager.shared().keys;
                if sent.live.proof.is_none() && keys.configured_mode() == DpopMode::Off {
                    return AuthDecision::Accept;
                }
                keys.adopt();
                self.renew(sent)
            }
            Fault::Token => self.renew(sent),
            Fault::Other => {
                sent.live.accept();
                AuthDecision::Accept
            }
        }
    }

    fn may_retry(&self) -> bool {
        true
    }
}

impl OAuth {
    /// Puts a token, and a proof where it is bound to a key, on a request.
    fn sign(&self, live: Arc<Live>, request: &mut request::Parts) -> Result<AttachState, AuthError> {
        request.headers.insert(AUTHORIZATION, live.authorization.clone());
        let clock = &self.manager.shared().clock;
        let mut nonce = None;
        if let Some(proof) = &live.proof {
            nonce = self.nonces.get(&request.uri);
            let value = proof.key.proof(
                &request.method,
                &request.uri,
                clock.server(),
                Some(&proof.ath),
                nonce.as_deref(),
            )?;
            request.headers.insert(DPOP, value);
        }
        let (at, clock_offset_ms) = (clock.local(), clock.offset_ms());
        Ok(AttachState::with(Sent { live, uri: request.uri.clone(), at, nonce, clock_offset_ms }))
    }

    fn renew(&self, sent: &Sent) -> AuthDecision {
        self.manager.shared().counters.rejected.add();
        if self.manager.refuse(&sent.live) {
            AuthDecision::Retry(AuthRetryReason::TokenRejected)
        } else {
            AuthDecision::Accept
        }
    }

    fn resend_with_proof(&self, sent: &Sent, better: bool) -> AuthDecision {
        if sent.live.proof.is_some() && better {
            AuthDecision::Retry(AuthRetryReason::ProofRejected)
        } else {
            AuthDecision::Accept
        }
    }
}

fn has_challenge(answer: &response::Parts) -> bool {
    answer.headers.contains_key(http::header::WWW_AUTHENTICATE)
}

#[cfg(test)]
mod tests;
