//! Client credentials grant ([RFC 6749 §4.4](https://www.rfc-editor.org/rfc/rfc6749#section-4.4)).

use std::{fmt, time::Duration};

use http::{HeaderValue, Uri};

use super::{
    AuthError, ClientAuthentication, OAuthDialect, PlainHttp, Token, TokenEndpoint, TokenRequest,
    token_endpoint::grant::{Access, FixedGrant, Members, access_setters, endpoint_source},
};

/// A [`TokenSource`](super::TokenSource) that uses the client's credentials, over any HTTP service.
///
/// [`TokenEndpoint`] says how its requests are made and retried.
pub struct ClientCredentials<S, B> {
    endpoint: TokenEndpoint<S, B>,
    access: Access,
}

impl<S, B> ClientCredentials<S, B> {
    /// Creates a source that requests tokens from `endpoint` over `service`.
    ///
    /// # Errors
    ///
    /// [`AuthErrorKind::Credential`](super::AuthErrorKind::Credential) if the endpoint is not an absolute URL or
    /// the client id is empty.
    pub fn new(
        endpoint: Uri,
        client_id: impl Into<String>,
        authentication: impl Into<ClientAuthentication>,
        service: S,
    ) -> Result<Self, AuthError> {
        TokenEndpoint::new(endpoint, client_id, authentication, service).map(Self::from_endpoint)
    }

    /// Creates a source that requests tokens from `endpoint`.
    pub fn from_endpoint(endpoint: TokenEndpoint<S, B>) -> Self {
        Self { endpoint, access: Access::default() }
    }

    access_setters!();

    /// Sets [where credentials may be sent unencrypted](TokenEndpoint::plain_http).
    #[must_use]
    pub fn plain_http(mut self, plain_http: PlainHttp) -> Self {
        self.endpoint = self.endpoint.plain_http(plain_http);
        self
    }

    /// Sets the [time limit of one token request](TokenEndpoint::attempt_timeout).
    #[must_use]
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.endpoint = self.endpoint.attempt_timeout(timeout);
        self
    }

    /// Sets the [longest wait for the endpoint's rate limit](TokenEndpoint::max_wait).
    #[must_use]
    pub fn max_wait(mut self, wait: Duration) -> Self {
        self.endpoint = self.endpoint.max_wait(wait);
        self
    }

    /// Sets the [`User-Agent` of token requests](TokenEndpoint::user_agent).
    #[must_use]
    pub fn user_agent(mut self, value: HeaderValue) -> Self {
        self.endpoint = self.endpoint.user_agent(value);
        self
    }

    /// Sets the [rules for error responses of the endpoint](TokenEndpoint::dialect).
    #[must_use]
    pub fn dialect(mut self, dialect: impl OAuthDialect) -> Self {
        self.endpoint = self.endpoint.dialect(dialect);
        self
    }
}

impl<S, B> fmt::Debug for ClientCredentials<S, B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientCredentials")
            .field("endpoint", &self.endpoint)
            .field("access", &self.access)
            .finish()
    }
}

endpoint_source! { ClientCredentials {
    async fn token(&self, request: &TokenRequest) -> Result<Token, AuthError> {
        let mut grant: Members = vec![("grant_type", "client_credentials".into())];
        self.access.append_to(&mut grant);
        let token = self.endpoint.token(request, &FixedGrant(grant)).await?;
        Ok(token.or_scope(self.access.scope.as_deref()))
    }

    fn identity(&self) -> String {
        format!("{} {} {}", self.endpoint.url(), self.endpoint.client_id(), self.access.scope())
    }
}}
