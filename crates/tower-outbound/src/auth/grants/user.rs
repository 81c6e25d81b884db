//! Refresh token grant ([RFC 6749 §6](https://www.rfc-editor.org/rfc/rfc6749#section-6)).

use std::fmt;

use secrecy::SecretString;

use super::super::{
    AuthError, AuthErrorKind, Token, TokenEndpoint, TokenRequest,
    token_endpoint::grant::{Access, FixedGrant, Members, access_setters, endpoint_source},
};

const SIGN_IN_HINT: &str = "let the user sign in, and pass the grant to OAuth::sign_in";

/// A [`TokenSource`](super::super::TokenSource) of a user who signed in: access tokens by refresh token, which the server
/// may replace each time (rotation, [RFC 9700 §4.14](https://www.rfc-editor.org/rfc/rfc9700#section-4.14)).
///
/// [`OAuth::sign_in`](super::super::OAuth::sign_in) begins the session of the user, with the grant of an
/// [`AuthorizationCode`](super::AuthorizationCode), a [`DeviceAuthorization`](super::DeviceAuthorization) or a
/// [`BackchannelAuthentication`](super::BackchannelAuthentication). It goes on in a new process if a [`TokenStore`](super::super::TokenStore) has its refresh token, or
/// [`refresh_token`](Self::refresh_token) sets one. Without one, and once the server rejects it, requests fail with
/// [`AuthErrorKind::SignInRequired`].
///
/// A new refresh token is saved before its access token is used. Processes that share a store with leases, such as a
/// [`FileTokenStore`](super::super::FileTokenStore), use no refresh token twice. Failures of the store are errors of
/// requests that need a new token, unlike those of other sources: a refresh token that is not saved is lost with the
/// process, and one that was read earlier may have been replaced.
///
/// The ID token of a sign-in is validated with the keys of the endpoint's
/// [issuer](TokenEndpoint::issuer), and returned by `sign_in`. ID tokens of refreshes are discarded.
///
/// A refresh token of a public client is bound to the proof key of the sign-in
/// ([RFC 9449 §5](https://www.rfc-editor.org/rfc/rfc9449#section-5)): the key is saved with it, and not rotated.
pub struct UserTokens<S, B> {
    endpoint: TokenEndpoint<S, B>,
    user: String,
    refresh_token: Option<SecretString>,
    access: Access,
}

impl<S, B> UserTokens<S, B> {
    /// Creates a source of the tokens of one user, from `endpoint`.
    pub fn new(endpoint: TokenEndpoint<S, B>) -> Self {
        Self { endpoint, user: String::new(), refresh_token: None, access: Access::default() }
    }

    access_setters!();

    /// Sets a name for the user, which separates the tokens of several users in one store. Default: empty.
    #[must_use]
    pub fn user(mut self, name: impl Into<String>) -> Self {
        self.user = name.into();
        self
    }

    /// Sets the refresh token of an earlier session, used while the store has none. Default: none.
    #[must_use]
    pub fn refresh_token(mut self, token: impl Into<SecretString>) -> Self {
        self.refresh_token = Some(token.into());
        self
    }

    fn known<'a>(&'a self, request: &'a TokenRequest) -> Result<&'a SecretString, AuthError> {
        request.refresh_token().or(self.refresh_token.as_ref()).ok_or_else(|| {
            AuthError::new(AuthErrorKind::SignInRequired, "no refresh token: the user has not signed in")
                .with_hint(SIGN_IN_HINT)
        })
    }
}

/// Recognizes a refresh token that the server does not accept any more.
fn ended(error: AuthError) -> AuthError {
    match error.oauth_error().cloned() {
        Some(response) if response.code == "invalid_grant" => AuthError::new(
            AuthErrorKind::SignInRequired,
            "the server rejected the refresh token as expired, revoked or already used",
        )
        .with_oauth_error(response)
        .with_hint(SIGN_IN_HINT),
        _ => error,
    }
}

impl<S, B> fmt::Debug for UserTokens<S, B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UserTokens")
            .field("endpoint", &self.endpoint)
            .field("user", &self.user)
            .field("access", &self.access)
            .finish_non_exhaustive()
    }
}

endpoint_source! { UserTokens {
    async fn token(&self, request: &TokenRequest) -> Result<Token, AuthError> {
        if let Some(grant) = request.sign_in_grant() {
            return self.endpoint.sign_in(request, grant).await;
        }
        let current = self.known(request)?;
        let mut grant: Members =
            vec![("grant_type", "refresh_token".into()), ("refresh_token", current.clone())];
        self.access.append_to(&mut grant);
        let token = self.endpoint.token(request, &FixedGrant(grant)).await.map_err(ended)?;
        // Without another one, the same stays valid. A new ID token is about the same user, and returned to nobody.
        Ok(token.or_refresh_token(current))
    }

    fn identity(&self) -> String {
        format!("{} {} user {}", self.endpoint.url(), self.endpoint.client_id(), self.user)
    }

    fn keeps_refresh_tokens(&self) -> bool {
        true
    }
}}
