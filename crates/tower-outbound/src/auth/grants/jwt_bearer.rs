//! JWT bearer grant ([RFC 7523 §2.1](https://www.rfc-editor.org/rfc/rfc7523#section-2.1)).

use std::{fmt, sync::Arc, time::SystemTime};

use http::Uri;

use super::super::{
    AssertionRequest, AssertionSource, AuthError, Token, TokenEndpoint, TokenRequest,
    client_authentication::DynAssertionSource,
    token_endpoint::grant::{Access, GrantForm, Members, access_setters, endpoint_source},
};

/// A [`TokenSource`](super::super::TokenSource) that exchanges an assertion for a token, such as one about a user that
/// the server trusts the client to make ([RFC 7523 §2.1](https://www.rfc-editor.org/rfc/rfc7523#section-2.1)).
///
/// Each token request has a new assertion of the source: a [`PrivateKeyJwt`](super::super::PrivateKeyJwt) with a
/// [subject](super::super::PrivateKeyJwt::subject), or a custom one.
pub struct JwtBearer<S, B> {
    endpoint: TokenEndpoint<S, B>,
    source: Arc<dyn DynAssertionSource>,
    name: String,
    access: Access,
}

struct AssertionGrant<'a> {
    source: &'a dyn DynAssertionSource,
    access: &'a Access,
}

impl<S, B> JwtBearer<S, B> {
    /// Creates a source that exchanges the assertions of `source` at `endpoint`.
    ///
    /// `name` is that of the user or service that the assertions are about: it separates the tokens in a shared store.
    pub fn new(endpoint: TokenEndpoint<S, B>, name: impl Into<String>, source: impl AssertionSource) -> Self {
        Self { endpoint, source: Arc::new(source), name: name.into(), access: Access::default() }
    }

    access_setters!();
}

impl GrantForm for AssertionGrant<'_> {
    async fn members(&self, endpoint: &Uri, client_id: &str, now: SystemTime) -> Result<Members, AuthError> {
        let input = AssertionRequest::new(endpoint.to_string(), client_id, now);
        let assertion = self.source.assertion_boxed(&input).await?;
        let grant_type = "urn:ietf:params:oauth:grant-type:jwt-bearer";
        let mut members = vec![("grant_type", grant_type.into()), ("assertion", assertion)];
        self.access.append_to(&mut members);
        Ok(members)
    }
}

impl<S, B> fmt::Debug for JwtBearer<S, B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JwtBearer")
            .field("endpoint", &self.endpoint)
            .field("name", &self.name)
            .field("access", &self.access)
            .finish_non_exhaustive()
    }
}

endpoint_source! { JwtBearer {
    async fn token(&self, request: &TokenRequest) -> Result<Token, AuthError> {
        let grant = AssertionGrant { source: &*self.source, access: &self.access };
        let token = self.endpoint.token(request, &grant).await?;
        Ok(token.or_scope(self.access.scope.as_deref()))
    }

    fn identity(&self) -> String {
        let (url, client) = (self.endpoint.url(), self.endpoint.client_id());
        format!("{url} {client} {} jwt-bearer {}", self.access.scope(), self.name)
    }
}}
