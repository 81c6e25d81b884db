//! Token exchange ([RFC 8693](https://www.rfc-editor.org/rfc/rfc8693)).

use std::{fmt, sync::Arc, time::SystemTime};

use http::Uri;
use secrecy::SecretString;

use super::super::{
    AssertionRequest, AssertionSource, AuthError, Token, TokenEndpoint, TokenRequest,
    client_authentication::DynAssertionSource,
    token_endpoint::grant::{Access, GrantForm, Members, access_setters, endpoint_source},
};

/// A token that is exchanged, or on behalf of whose owner another one is.
#[derive(Clone)]
pub struct SubjectToken {
    source: Arc<dyn DynAssertionSource>,
    kind: &'static str,
}

impl SubjectToken {
    /// Creates an access token (`urn:ietf:params:oauth:token-type:access_token`) of a source, which is asked for it
    /// before each token request: it expires earlier than the credential.
    pub fn access_token(source: impl AssertionSource) -> Self {
        Self { source: Arc::new(source), kind: "urn:ietf:params:oauth:token-type:access_token" }
    }

    /// Creates an ID token (`urn:ietf:params:oauth:token-type:id_token`) of a source.
    pub fn id_token(source: impl AssertionSource) -> Self {
        Self { source: Arc::new(source), kind: "urn:ietf:params:oauth:token-type:id_token" }
    }

    /// Creates a token of another kind, a URI, such as `urn:ietf:params:oauth:token-type:jwt`, of a source.
    pub fn of_kind(kind: &'static str, source: impl AssertionSource) -> Self {
        Self { source: Arc::new(source), kind }
    }
}

impl fmt::Debug for SubjectToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SubjectToken").field("kind", &self.kind).finish_non_exhaustive()
    }
}

/// The same token each time.
impl AssertionSource for SecretString {
    async fn assertion(&self, _: &AssertionRequest) -> Result<SecretString, AuthError> {
        Ok(self.clone())
    }
}

/// A [`TokenSource`](super::super::TokenSource) that exchanges a token for one of this client, such as that of a caller
/// for one with which the client calls another service on the caller's behalf
/// ([RFC 8693 §2](https://www.rfc-editor.org/rfc/rfc8693#section-2)).
pub struct TokenExchange<S, B> {
    endpoint: TokenEndpoint<S, B>,
    name: String,
    subject: SubjectToken,
    actor: Option<SubjectToken>,
    audience: Option<String>,
    access: Access,
}

impl<S, B> TokenExchange<S, B> {
    /// Creates a source that exchanges `subject` at `endpoint`.
    ///
    /// `name` is that of the subject: it separates the tokens in a shared store.
    pub fn new(endpoint: TokenEndpoint<S, B>, name: impl Into<String>, subject: SubjectToken) -> Self {
        let access = Access::default();
        Self { endpoint, name: name.into(), subject, actor: None, audience: None, access }
    }

    access_setters!();

    /// Sets the token of who acts on behalf of the subject
    /// ([RFC 8693 §1.1](https://www.rfc-editor.org/rfc/rfc8693#section-1.1)). Default: none.
    #[must_use]
    pub fn actor(mut self, actor: SubjectToken) -> Self {
        self.actor = Some(actor);
        self
    }

    /// Sets the name of the service that the token is for. Default: none.
    #[must_use]
    pub fn audience(mut self, audience: impl Into<String>) -> Self {
        self.audience = Some(audience.into());
        self
    }
}

struct Exchange<'a> {
    subject: &'a SubjectToken,
    actor: Option<&'a SubjectToken>,
    audience: Option<&'a str>,
    access: &'a Access,
}

impl GrantForm for Exchange<'_> {
    async fn members(&self, endpoint: &Uri, client_id: &str, now: SystemTime) -> Result<Members, AuthError> {
        let input = AssertionRequest::new(endpoint.to_string(), client_id, now);
        let mut members: Members = vec![
            ("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange".into()),
            ("subject_token", self.subject.source.assertion_boxed(&input).await?),
            ("subject_token_type", self.subject.kind.into()),
        ];
        if let Some(actor) = self.actor {
            members.push(("actor_token", actor.source.assertion_boxed(&input).await?));
            members.push(("actor_token_type", actor.kind.into()));
        }
        if let Some(audience) = self.audience {
            members.push(("audience", audience.into()));
        }
        self.access.append_to(&mut members);
        Ok(members)
    }
}

impl<S, B> fmt::Debug for TokenExchange<S, B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenExchange")
            .field("endpoint", &self.endpoint)
            .field("name", &self.name)
            .field("access", &self.access)
            .finish_non_exhaustive()
    }
}

endpoint_source! { TokenExchange {
    async fn token(&self, request: &TokenRequest) -> Result<Token, AuthError> {
        let grant = Exchange {
            subject: &self.subject,
            actor: self.actor.as_ref(),
            audience: self.audience.as_deref(),
            access: &self.access,
        };
        let token = self.endpoint.token(request, &grant).await?;
        Ok(token.or_scope(self.access.scope.as_deref()))
    }

    fn identity(&self) -> String {
        let (url, client) = (self.endpoint.url(), self.endpoint.client_id());
        let audience = self.audience.as_deref().unwrap_or_default();
        format!("{url} {client} {} token-exchange {audience} {}", self.access.scope(), self.name)
    }
}}
