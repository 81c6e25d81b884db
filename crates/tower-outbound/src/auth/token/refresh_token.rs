//! Refresh tokens and sign-ins in token requests.

use secrecy::SecretString;

use super::{super::grants::SignInForm, Token, TokenRequest};

/// What continues or begins the session of a user.
#[derive(Clone, Default)]
pub(super) struct SessionGrant {
    pub(super) refresh_token: Option<SecretString>,
    /// The grant of a user who signed in.
    pub(super) sign_in: Option<SignInForm>,
}

impl Token {
    /// Sets the refresh token that obtains the next token, if the source
    /// [keeps them](super::TokenSource::keeps_refresh_tokens).
    #[must_use]
    pub fn refresh_token(mut self, token: impl Into<SecretString>) -> Self {
        self.refresh_token = Some(token.into());
        self
    }

    /// Sets the refresh token that was used, unless the server replaced it.
    pub(crate) fn or_refresh_token(mut self, used: &SecretString) -> Self {
        self.refresh_token.get_or_insert_with(|| used.clone());
        self
    }
}

impl TokenRequest {
    /// Returns the last refresh token, of this process or of the store, if the source
    /// [keeps them](super::TokenSource::keeps_refresh_tokens).
    #[must_use]
    pub const fn refresh_token(&self) -> Option<&SecretString> {
        self.session.refresh_token.as_ref()
    }

    /// Returns the grant of a user who signed in, to be used in place of the refresh token.
    pub(crate) const fn sign_in_grant(&self) -> Option<&SignInForm> {
        self.session.sign_in.as_ref()
    }
}
