//! The client credentials grant ([RFC 6749 §4.4](https://www.rfc-editor.org/rfc/rfc6749#section-4.4);
//! [Okta's service apps](https://developer.okta.com/docs/guides/implement-oauth-for-okta-serviceapp/main/)).

mod diagnose;
mod form;
pub(crate) mod request;
pub(crate) mod response;
mod retry;

use std::{fmt, marker::PhantomData, sync::Mutex, time::Duration};

use bytes::Bytes;
use http::{HeaderValue, Request, Response, Uri};
use http_body::Body;
use request::Exchange;
use response::Answer;
use retry::Pace;
use tower_service::Service;

use super::{
    AuthError, AuthErrorKind, ClientAuthentication, DpopMode, DpopProver, Origin, PlainHttp, Token,
    TokenRequest, TokenSource,
};
use crate::BoxError;

/// Obtains tokens with the client's own credentials, through any service that sends HTTP requests.
///
/// Each request to the token endpoint has an assertion and a proof of its own. A demand for a nonce is met
/// once; an unreachable or failing endpoint is tried three times in all; a used up rate limit is waited for,
/// if that takes no longer than [`max_wait`](Self::max_wait); a clock that differs from the server's is
/// corrected by the server's `Date`, and the request repeated once.
///
/// `S` is the service, `B` the type of request bodies that it takes. Hand it the bare transport, or a stack
/// of its own: a stack that attaches this very credential would wait for itself.
pub struct ClientCredentials<S, B> {
    endpoint: Uri,
    client_id: String,
    scope: Option<String>,
    resource: Option<String>,
    authentication: ClientAuthentication,
    service: Mutex<S>,
    plain_http: PlainHttp,
    attempt_timeout: Duration,
    max_wait: Duration,
    user_agent: Option<HeaderValue>,
    body: PhantomData<fn() -> B>,
}

impl<S, B> ClientCredentials<S, B> {
    /// Asks `endpoint` for tokens through `service`. For an Okta org the endpoint is
    /// `https://{org}/oauth2/v1/token`, with the same host that the API is called by.
    ///
    /// # Errors
    ///
    /// [`AuthErrorKind::Credential`] when the endpoint is not an absolute URL or the client id is empty.
    pub fn new(
        endpoint: Uri,
        client_id: impl Into<String>,
        authentication: impl Into<ClientAuthentication>,
        service: S,
    ) -> Result<Self, AuthError> {
        let client_id = client_id.into();
        let unusable = |message| AuthError::new(AuthErrorKind::Credential, message);
        Origin::from_uri(&endpoint)
            .map_err(|error| unusable("the token endpoint is unusable").with_source(error))?;
        if client_id.trim().is_empty() {
            return Err(unusable("the client id is empty"));
        }
        Ok(Self {
            endpoint,
            client_id,
            scope: None,
            resource: None,
            authentication: authentication.into(),
            service: Mutex::new(service),
            plain_http: PlainHttp::Never,
            attempt_timeout: Duration::from_secs(15),
            max_wait: Duration::from_secs(60),
            user_agent: None,
            body: PhantomData,
        })
    }

    /// Asks for these scopes.
    ///
    /// # Errors
    ///
    /// [`AuthErrorKind::Credential`] when one of them is not a scope, such as an empty text or several
    /// scopes in one ([RFC 6749 §3.3](https://www.rfc-editor.org/rfc/rfc6749#section-3.3)).
    pub fn scopes<I>(mut self, scopes: I) -> Result<Self, AuthError>
    where
        I: IntoIterator,
        I::Item: AsRef<str>,
    {
        let mut joined = String::new();
        for scope in scopes {
            let scope = scope.as_ref();
            let allowed = |byte: u8| matches!(byte, 0x21 | 0x23..=0x5b | 0x5d..=0x7e) && byte != b',';
            if scope.is_empty() || !scope.bytes().all(allowed) {
                return Err(AuthError::new(AuthErrorKind::Credential, format!("{scope:?} is not a scope"))
                    .with_hint("give each scope for itself, such as okta.users.read"));
            }
            if !joined.is_empty() {
                joined.push(' ');
            }
            joined.push_str(scope);
        }
        self.scope = Some(joined).filter(|joined| !joined.is_empty());
        Ok(self)
    }

    /// Names the resource that the token is for
    /// ([RFC 8707](https://www.rfc-editor.org/rfc/rfc8707)); Okta needs none.
    #[must_use]
    pub fn resource(mut self, resource: impl Into<String>) -> Self {
        self.resource = Some(resource.into());
        self
    }

    /// Says where credentials may travel unencrypted; nowhere by default.
    #[must_use]
    pub const fn plain_http(mut self, plain_http: PlainHttp) -> Self {
        self.plain_http = plain_http;
        self
    }

    /// Limits one exchange with the token endpoint; 15 seconds by default.
    #[must_use]
    pub const fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.attempt_timeout = timeout;
        self
    }

    /// Limits the wait for the endpoint's rate limit; a minute by default. A longer wait fails at once with
    /// [`AuthErrorKind::RateLimited`], and so does every call until the limit is over.
    #[must_use]
    pub const fn max_wait(mut self, wait: Duration) -> Self {
        self.max_wait = wait;
        self
    }

    /// Sets the `User-Agent` of token requests.
    #[must_use]
    pub fn user_agent(mut self, value: HeaderValue) -> Self {
        self.user_agent = Some(value);
        self
    }
}

impl<S, B> fmt::Debug for ClientCredentials<S, B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientCredentials")
            .field("endpoint", &self.endpoint)
            .field("client_id", &self.client_id)
            .field("scope", &self.scope)
            .field("authentication", &self.authentication)
            .finish_non_exhaustive()
    }
}

impl<S, B, ResBody> TokenSource for ClientCredentials<S, B>
where
    S: Service<Request<B>, Response = Response<ResBody>> + Clone + Send + 'static,
    S::Future: Send,
    S::Error: Into<BoxError>,
    B: From<Bytes> + Send + 'static,
    ResBody: Body<Data = Bytes> + Send + 'static,
    ResBody::Error: Into<BoxError>,
{
    async fn token(&self, request: &TokenRequest) -> Result<Token, AuthError> {
        self.check_transport()?;
        let mut prover = match request.dpop() {
            DpopMode::Always => Some(request.prover().await?),
            DpopMode::Auto | DpopMode::Off => None,
        };
        let mut pace = Pace::new(self.max_wait);
        loop {
            let exchange = match self.exchange(request, prover.as_ref()).await {
                Ok(exchange) => exchange,
                Err(error) => {
                    pace.after_failure(request, error).await?;
                    continue;
                }
            };
            let refusal = match response::read(&exchange) {
                Answer::Token(token) => return self.accept(request, token, &exchange, prover.as_ref()),
                Answer::OAuthErrorResponse(refusal) => refusal,
            };
            let code = refusal.code.as_str();
            if code == "use_dpop_nonce" {
                request.shared.counters.challenges.add();
                if exchange.new_nonce && prover.is_some() && pace.nonce() {
                    continue;
                }
            }
            let wants_proof = matches!(code, "invalid_dpop_proof" | "use_dpop_nonce");
            if wants_proof && prover.is_none() && request.dpop() == DpopMode::Auto {
                if code != "use_dpop_nonce" {
                    request.shared.counters.challenges.add();
                }
                prover = Some(request.prover().await?);
                continue;
            }
            if exchange.clock_changed && diagnose::is_about_time(&refusal) && pace.clock() {
                continue;
            }
            let error = diagnose::explain(refusal, &self.client_id, request.shared.clock.offset_ms());
            pace.after_refusal(request, &exchange.headers, error).await?;
        }
    }

    fn identity(&self) -> String {
        format!("{} {} {}", self.endpoint, self.client_id, self.scope.as_deref().unwrap_or_default())
    }
}

impl<S, B> ClientCredentials<S, B> {
    fn check_transport(&self) -> Result<(), AuthError> {
        let origin = Origin::from_uri(&self.endpoint).map_err(|error| {
            AuthError::new(AuthErrorKind::Credential, "the token endpoint is unusable").with_source(error)
        })?;
        if self.plain_http.allows(&origin) {
            return Ok(());
        }
        Err(AuthError::new(
            AuthErrorKind::Insecure,
            format!("no token is asked for at {origin}, where it would travel unencrypted"),
        )
        .with_hint("use https"))
    }

    fn accept(
        &self,
        request: &TokenRequest,
        token: response::TokenAnswer,
        exchange: &Exchange,
        prover: Option<&DpopProver>,
    ) -> Result<Token, AuthError> {
        let lifetime = token.lifetime;
        let mut accepted = Token::bearer(token.access_token, lifetime)?;
        accepted.requested = Some(exchange.sent);
        accepted.scope = token.scope.or_else(|| self.scope.clone());
        // The server's `exp` counts from its own whole second.
        let issued = crate::server_clock::date(&exchange.headers);
        accepted.expires = issued
            .and_then(|date| request.shared.clock.to_local(date).checked_add(lifetime))
            .filter(|expires| *expires > exchange.sent);
        match (token.is_dpop, prover) {
            (true, Some(prover)) => Ok(accepted.bound_to(prover)),
            (false, _) => Ok(accepted),
            (true, None) => Err(AuthError::new(
                AuthErrorKind::Response,
                "the token endpoint sent a DPoP token although there was no proof",
            )),
        }
    }
}

#[cfg(test)]
mod tests;
