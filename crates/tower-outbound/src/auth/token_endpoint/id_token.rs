//! Sign-ins with ID tokens, and the documents of their issuer.

use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderMap, Request, Response, Uri};
use http_body::Body;
use serde::de::DeserializeOwned;
use tower_service::Service;

use super::{
    super::{
        AuthError, AuthErrorKind, Token, TokenRequest,
        grants::SignInForm,
        id_token::{ExpectedClaims, Fetch, Issuer},
    },
    TokenEndpoint,
    grant::{Access, FixedGrant},
};
use crate::{
    BoxError,
    body::without_byte_order_mark,
    meta::{Operation, OperationMeta},
};

/// What happens with the ID tokens of sign-ins.
#[derive(Clone, Debug)]
pub(super) enum IdTokens {
    NotConfigured,
    Discard,
    Validate(Arc<Issuer>),
}

impl Access {
    /// Returns whether an ID token is requested
    /// ([OpenID Connect Core §3.1.2.1](https://openid.net/specs/openid-connect-core-1_0.html#AuthRequest)).
    pub(crate) fn requests_openid(&self) -> bool {
        has_openid(self.scope())
    }
}

/// Returns whether scopes, separated by spaces, contain `openid`.
fn has_openid(scopes: &str) -> bool {
    scopes.split(' ').any(|scope| scope == "openid")
}

impl<S, B> TokenEndpoint<S, B> {
    /// Sets the issuer identifier of the server, with which ID tokens of sign-ins are validated
    /// ([OpenID Connect Discovery §4](https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfig)). Default:
    /// none, and a sign-in that requests the scope `openid` fails.
    ///
    /// Metadata and keys are fetched from the issuer through the endpoint's service when the first sign-in needs them. They
    /// are cached for the `max-age` of the keys, a minute to a day, or an hour, and are fetched earlier for an unknown key,
    /// at most every 30 seconds. RS256 and ES256 are supported, as far as the metadata lists them. Times may differ by 60
    /// seconds.
    #[must_use]
    pub fn issuer(mut self, issuer: impl Into<String>) -> Self {
        self.id_tokens = IdTokens::Validate(Arc::new(Issuer::new(issuer.into())));
        self
    }

    /// Discards ID tokens, for programs that need access tokens only.
    #[must_use]
    pub fn discard_id_tokens(mut self) -> Self {
        self.id_tokens = IdTokens::Discard;
        self
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
    /// Exchanges the grant of a user who signed in, and validates the ID token.
    pub(in super::super) async fn sign_in(
        &self,
        request: &TokenRequest,
        form: &SignInForm,
    ) -> Result<Token, AuthError> {
        let grant = FixedGrant(form.members.clone());
        let expected = &form.id_token;
        let issuer = match &self.id_tokens {
            IdTokens::Validate(issuer) => issuer,
            IdTokens::NotConfigured if expected.is_requested => {
                let message = "the token endpoint has no issuer with which ID tokens are validated";
                return Err(AuthError::new(AuthErrorKind::Credential, message)
                    .with_hint("set TokenEndpoint::issuer, or discard_id_tokens"));
            }
            IdTokens::NotConfigured | IdTokens::Discard => return self.token(request, &grant).await,
        };
        if expected.is_requested {
            // The grant is of no use any more once it was sent.
            issuer.prepare(self).await?;
        }
        let mut token = self.token(request, &grant).await?;
        let Some(id_token) = token.unverified_id_token.take() else {
            if expected.is_requested && token.scope.as_deref().is_none_or(has_openid) {
                let message = "the response has no ID token, although the scope openid was granted";
                return Err(AuthError::new(AuthErrorKind::IdToken, message));
            }
            return Ok(token);
        };
        let claims = ExpectedClaims {
            issuer: issuer.id(),
            client_id: &self.client.id,
            nonce: expected.nonce.as_deref(),
            access_token: secrecy::ExposeSecret::expose_secret(&token.secret),
            now: request.server_time(),
        };
        let validated = issuer.validate(id_token, &claims, self).await.map_err(not_validated)?;
        token.id_token = Some(validated);
        Ok(token)
    }
}

/// A failure to fetch keys after the token request is not transient: the grant has been used.
fn not_validated(error: AuthError) -> AuthError {
    match error.kind() {
        AuthErrorKind::IdToken => error,
        _ => AuthError::new(AuthErrorKind::IdToken, "the ID token cannot be validated")
            .with_source(error)
            .with_hint("let the user sign in again"),
    }
}

impl<S, B, ResBody> Fetch for TokenEndpoint<S, B>
where
    S: Service<Request<B>, Response = Response<ResBody>> + Clone + Send + 'static,
    S::Future: Send,
    S::Error: Into<BoxError>,
    B: From<Bytes> + Send + 'static,
    ResBody: Body<Data = Bytes> + Send + 'static,
    ResBody::Error: Into<BoxError>,
{
    async fn fetch<T: DeserializeOwned>(
        &self,
        url: &Uri,
        operation: &'static OperationMeta,
    ) -> Result<(HeaderMap, T), AuthError> {
        self.check_encrypted(url)?;
        let mut request = Request::new(B::from(Bytes::new()));
        *request.uri_mut() = url.clone();
        self.insert_default_headers(request.headers_mut());
        request.extensions_mut().insert(Operation(operation));
        let (status, headers, body) = self.send_once(request).await?;
        if !status.is_success() {
            let is_temporary = status.is_server_error() || status.as_u16() == 429;
            let kind = if is_temporary { AuthErrorKind::Unreachable } else { AuthErrorKind::IdToken };
            let message = format!("error fetching {}: status {}", url.path(), status.as_u16());
            return Err(AuthError::new(kind, message).with_hint("check the issuer of the token endpoint"));
        }
        let document = serde_json::from_slice(without_byte_order_mark(&body)).map_err(|_| {
            AuthError::new(AuthErrorKind::IdToken, format!("invalid response of {}", url.path()))
        })?;
        Ok((headers, document))
    }
}
