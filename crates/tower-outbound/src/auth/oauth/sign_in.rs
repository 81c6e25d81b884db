//! The sign-in of a user.

use super::{
    super::{AuthError, AuthErrorKind, SignInGrant, SignedIn, grants::Next},
    OAuth,
};

impl OAuth {
    /// Exchanges the grant of a user who signed in for tokens, and begins or replaces the session of the credential: the
    /// source is [`UserTokens`](super::super::UserTokens). For a device, and for backchannel authentication, polls until
    /// the user is done.
    ///
    /// A credential belongs to one user; layers above share responses by its
    /// [principal](super::super::Credential::principal). Create another one for another user.
    ///
    /// # Errors
    ///
    /// - [`AuthErrorKind::Rejected`](super::super::AuthErrorKind::Rejected): the user denied access (`access_denied`), or the
    ///   code was already used or has expired (`invalid_grant`).
    /// - [`AuthErrorKind::SignInRequired`](super::super::AuthErrorKind::SignInRequired): the device code or the authentication
    ///   request expired.
    /// - [`AuthErrorKind::IdToken`](super::super::AuthErrorKind::IdToken): the ID token is missing, invalid or cannot be validated;
    ///   the tokens are discarded. The keys of the issuer are fetched before the grant is used.
    /// - [`AuthErrorKind::Credential`](super::super::AuthErrorKind::Credential): the source takes no sign-in, or the grant requests
    ///   an ID token and the token endpoint has no [issuer](super::super::TokenEndpoint::issuer).
    /// - [`AuthErrorKind::Source`](super::super::AuthErrorKind::Source): the store cannot be written. The tokens are in use
    ///   nevertheless once the store can be written again.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future ends the polling; another call with the same grant continues it. A token request
    /// that was already sent is completed, and its tokens are saved.
    pub async fn sign_in(&self, grant: impl AsRef<SignInGrant>) -> Result<SignedIn, AuthError> {
        let grant = grant.as_ref();
        let mut exchange = grant.exchange().lock().await;
        loop {
            let task = match &mut *exchange {
                Some(task) => task,
                None => {
                    grant.wait_for_turn().await?;
                    exchange.insert(self.manager.spawn_sign_in(grant.form())?)
                }
            };
            let result = task.await;
            *exchange = None;
            let result = result.unwrap_or_else(|error| {
                Err(AuthError::new(AuthErrorKind::Source, "sign-in task ended without a result")
                    .with_source(error))
            });
            let error = match result {
                Ok(token) => return Ok(token.signed_in()),
                Err(error) => error,
            };
            if let Next::Fail(error) = grant.after(error) {
                return Err(error);
            }
        }
    }
}
