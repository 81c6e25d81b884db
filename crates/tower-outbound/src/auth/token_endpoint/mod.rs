//! The token endpoint of an authorization server ([RFC 6749 §3.2](https://www.rfc-editor.org/rfc/rfc6749#section-3.2)).

mod diagnose;
pub(crate) mod grant;
#[cfg(feature = "sign-in")]
mod id_token;
#[cfg(feature = "sign-in")]
mod post;
pub(crate) mod request;
pub(crate) mod response;
mod retry;

use std::{
    fmt,
    marker::PhantomData,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use bytes::Bytes;
use http::{HeaderValue, Request, Response, Uri};
use http_body::Body;
use request::TokenHttpResponse;
use response::{IssuedToken, TokenResponse};
use retry::TokenRetryState;
use tower_service::Service;

use super::{
    AuthError, AuthErrorKind, ClientAuthentication, DpopMode, DpopProver, OAuthDialect, OAuthErrorResponse,
    Origin, PlainHttp, StandardDialect, Token, TokenRequest, client_authentication::ClientIdentity,
    dpop::ProofPaths, oauth::text_names_target,
};
use crate::BoxError;
use grant::GrantForm;
#[cfg(feature = "sign-in")]
use id_token::IdTokens;

/// The token endpoint of an authorization server, with a client of it, over any HTTP service.
///
/// Each token source is created with one. Clones share what was learned about the server.
///
/// Each token request has a new assertion and a new proof. It is retried:
///
/// - twice with a nonce that the server requires,
/// - once with another proof, and once with the [other form](OAuthDialect::proof_path) of its target, if the proof is
///   rejected,
/// - once after a clock correction by the server's `Date`,
/// - twice if the endpoint is unreachable or fails,
/// - three times after the wait for an exceeded rate limit, if it is not longer than [`max_wait`](Self::max_wait); after
///   a backoff if the endpoint reports no wait.
///
/// A wait is at most the [longest of the dialect](crate::rate_limit::Dialect::max_wait). A call whose deadline is before
/// the end of a wait fails immediately: with [`AuthErrorKind::RateLimited`] for a rate limit, else with the error that
/// is retried.
///
/// `S` is the service and `B` its request body type. Use a transport or a separate stack: a stack that attaches a
/// credential of this endpoint would wait for itself.
pub struct TokenEndpoint<S, B> {
    url: Uri,
    client: ClientIdentity,
    service: Mutex<S>,
    plain_http: PlainHttp,
    attempt_timeout: Duration,
    max_wait: Duration,
    user_agent: Option<HeaderValue>,
    dialect: Arc<dyn OAuthDialect>,
    /// The form of the endpoint's path in proofs.
    paths: Arc<ProofPaths>,
    #[cfg(feature = "sign-in")]
    id_tokens: IdTokens,
    body: PhantomData<fn() -> B>,
}

impl<S, B> TokenEndpoint<S, B> {
    /// Creates an endpoint at `url` for the client `client_id`, whose requests are sent through `service`.
    ///
    /// # Errors
    ///
    /// [`AuthErrorKind::Credential`] if the URL is not absolute or the client id is empty.
    pub fn new(
        url: Uri,
        client_id: impl Into<String>,
        authentication: impl Into<ClientAuthentication>,
        service: S,
    ) -> Result<Self, AuthError> {
        Origin::from_uri(&url).map_err(|error| {
            AuthError::new(AuthErrorKind::Credential, "invalid token endpoint URL").with_source(error)
        })?;
        Ok(Self {
            url,
            client: ClientIdentity::new(client_id, authentication)?,
            service: Mutex::new(service),
            plain_http: PlainHttp::Never,
            attempt_timeout: Duration::from_secs(15),
            max_wait: Duration::from_secs(60),
            user_agent: None,
            dialect: Arc::new(StandardDialect),
            paths: Arc::default(),
            #[cfg(feature = "sign-in")]
            id_tokens: IdTokens::NotConfigured,
            body: PhantomData,
        })
    }

    /// Sets where credentials may be sent unencrypted. Default: [`PlainHttp::Never`].
    #[must_use]
    pub const fn plain_http(mut self, plain_http: PlainHttp) -> Self {
        self.plain_http = plain_http;
        self
    }

    /// Sets the time limit of one request. Default: 15 seconds.
    #[must_use]
    pub const fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.attempt_timeout = timeout;
        self
    }

    /// Sets the longest wait for the endpoint's rate limit. Default: 60 seconds.
    ///
    /// If the wait would be longer, the request fails immediately with [`AuthErrorKind::RateLimited`], and so does
    /// every call until the rate limit resets.
    #[must_use]
    pub const fn max_wait(mut self, wait: Duration) -> Self {
        self.max_wait = wait;
        self
    }

    /// Sets the `User-Agent` of requests. Default: none.
    #[must_use]
    pub fn user_agent(mut self, value: HeaderValue) -> Self {
        self.user_agent = Some(value);
        self
    }

    /// Sets the rules for error responses of the endpoint. Default: [`StandardDialect`].
    #[must_use]
    pub fn dialect(mut self, dialect: impl OAuthDialect) -> Self {
        self.dialect = Arc::new(dialect);
        self
    }

    /// Returns the URL.
    #[must_use]
    pub const fn url(&self) -> &Uri {
        &self.url
    }

    /// Returns the client id.
    #[must_use]
    pub fn client_id(&self) -> &str {
        &self.client.id
    }
}

impl<S: Clone, B> TokenEndpoint<S, B> {
    fn service(&self) -> S {
        self.service.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl<S: Clone, B> Clone for TokenEndpoint<S, B> {
    fn clone(&self) -> Self {
        Self {
            url: self.url.clone(),
            client: self.client.clone(),
            service: Mutex::new(self.service()),
            plain_http: self.plain_http,
            attempt_timeout: self.attempt_timeout,
            max_wait: self.max_wait,
            user_agent: self.user_agent.clone(),
            dialect: Arc::clone(&self.dialect),
            paths: Arc::clone(&self.paths),
            #[cfg(feature = "sign-in")]
            id_tokens: self.id_tokens.clone(),
            body: PhantomData,
        }
    }
}

impl<S, B> fmt::Debug for TokenEndpoint<S, B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = f.debug_struct("TokenEndpoint");
        debug.field("url", &self.url).field("client", &self.client);
        #[cfg(feature = "sign-in")]
        debug.field("id_tokens", &self.id_tokens);
        debug.finish_non_exhaustive()
    }
}

impl<S, B, ResBody> TokenEndpoint<S, B>
where
    S: Service<Request<B>, Response = Response<ResBody>> + Clone + Send + 'static,
    S::Future: Send,
    S::Error: Into<BoxError>,
    B: From<Bytes> + Send + 'static,
    ResBody: Body<Data = Bytes> + Send + 'static,
    ResBody::Error: Into<BoxError>,
{
    /// Requests a token with a grant, whose form is built anew for each attempt.
    pub(super) async fn token(
        &self,
        request: &TokenRequest,
        grant: &impl GrantForm,
    ) -> Result<Token, AuthError> {
        self.check_encrypted(&self.url)?;
        let mut prover = match request.dpop() {
            DpopMode::Always => Some(request.prover().await?),
            DpopMode::Auto | DpopMode::Off => None,
        };
        let mut retries = TokenRetryState::new(self.max_wait);
        loop {
            let response = match self.send_request(request, grant, prover.as_ref()).await {
                Ok(response) => response,
                Err(error) => {
                    retries.wait_after_failure(request, error).await?;
                    continue;
                }
            };
            let error = match response.parse(&*self.dialect) {
                TokenResponse::Token(token) => {
                    return accept(request, token, &response, prover.as_ref());
                }
                TokenResponse::Error(error) => error,
            };
            let code = error.code.as_str();
            if code == "use_dpop_nonce" {
                request.context.counters.challenges.increment();
                if response.new_nonce && prover.is_some() && retries.take_nonce_retry() {
                    continue;
                }
            }
            let requires_proof = matches!(code, "invalid_dpop_proof" | "use_dpop_nonce");
            if requires_proof && prover.is_none() && request.dpop() == DpopMode::Auto {
                if code != "use_dpop_nonce" {
                    request.context.counters.challenges.increment();
                }
                prover = Some(request.prover().await?);
                continue;
            }
            if response.clock_changed && error.is_clock_error() && retries.take_clock_retry() {
                continue;
            }
            if requires_proof && prover.is_some() && self.may_prove_again(&error, &response, &mut retries) {
                continue;
            }
            let error =
                diagnose::diagnose(error, &*self.dialect, &self.client.id, request.context.clock.offset_ms());
            retries.wait_after_error(request, &*self.dialect, &response.headers, error).await?;
        }
    }
}

impl<S, B> TokenEndpoint<S, B> {
    /// Fails if credentials may not be sent to a URL.
    fn check_encrypted(&self, url: &Uri) -> Result<(), AuthError> {
        let origin = Origin::from_uri(url).map_err(|error| {
            AuthError::new(AuthErrorKind::Credential, "invalid endpoint URL").with_source(error)
        })?;
        if self.plain_http.allows(&origin) {
            return Ok(());
        }
        Err(AuthError::new(
            AuthErrorKind::Insecure,
            format!("request not sent to {origin}: the connection is unencrypted"),
        )
        .with_hint("use https"))
    }

    /// Returns whether a request is retried after its proof was rejected: with the other form of its target if the
    /// server names that, else with another proof.
    fn may_prove_again(
        &self,
        error: &OAuthErrorResponse,
        response: &TokenHttpResponse,
        retries: &mut TokenRetryState,
    ) -> bool {
        if error.description.as_deref().is_some_and(text_names_target)
            && let Some(other) = response.proof_path.other_for(&self.url)
        {
            self.paths.set(&self.url, other);
            return retries.take_target_retry();
        }
        retries.take_proof_retry()
    }
}

/// Checks an issued token.
fn accept(
    request: &TokenRequest,
    token: IssuedToken,
    response: &TokenHttpResponse,
    prover: Option<&DpopProver>,
) -> Result<Token, AuthError> {
    let lifetime = token.lifetime;
    let mut accepted = Token::bearer(token.access_token, lifetime)?;
    accepted.requested = Some(response.sent);
    accepted.scope = token.scope;
    accepted.refresh_token = token.refresh_token;
    #[cfg(feature = "sign-in")]
    {
        accepted.unverified_id_token = token.id_token;
    }
    // The server computes `exp` from its clock in whole seconds.
    let issued = crate::server_clock::date(&response.headers);
    accepted.expires = issued
        .and_then(|date| request.context.clock.to_local(date).checked_add(lifetime))
        .filter(|expires| *expires > response.sent);
    match (token.is_dpop, prover) {
        (true, Some(prover)) => Ok(accepted.bound_to(prover)),
        (false, _) => Ok(accepted),
        (true, None) => Err(AuthError::new(
            AuthErrorKind::Response,
            "token endpoint issued a DPoP token for a request without a proof",
        )),
    }
}

#[cfg(test)]
mod tests;
