//! Team tokens of Privileged Access.

use std::{fmt, future::Future, time::Duration};

use http::header::DATE;
use okta_models::{DateTime, privileged_access::IssueServiceTokenRequestBody};
use okta_tower::{
    auth::{AuthError, AuthErrorKind, Token, TokenRequest, TokenSource},
    clock::{Clock, SystemClock},
    meta::RetryHint,
};
use secrecy::{ExposeSecret, SecretString};

use crate::{Client, Error, api::privileged_access::PrivilegedAccess, page::listing::date_header};

/// The key of a service user of Privileged Access: a source of team tokens
/// ([Okta: issue a service user token](https://developer.okta.com/docs/api/openapi/opa/opa/tag/service-users/#tag/service-users/operation/IssueServiceToken)).
///
/// [`OAuth`](okta_tower::auth::OAuth) makes a credential of it: it caches the token, obtains one for any number of
/// waiting calls, refreshes it before it expires, obtains another one when the server rejects it, and may share it with
/// other processes through a token store.
///
/// ```no_run
/// use okta_client::{Client, ServiceUserKey, okta_tower::auth::OAuth};
///
/// # async fn run(okta: Client, key_id: &str, key_secret: String) -> Result<(), okta_client::Error> {
/// let url = "https://acme.pam.okta.com";
/// let key = ServiceUserKey::new(&okta, url, "my-team", key_id, key_secret)?;
/// let access = okta.privileged_access(url, OAuth::new(key))?;
/// let users = access.users().list("my-team").await?;
/// # let _ = users; Ok(()) }
/// ```
#[derive(Clone)]
pub struct ServiceUserKey {
    url: String,
    api: PrivilegedAccess,
    team: String,
    id: String,
    secret: SecretString,
}

impl ServiceUserKey {
    /// Creates a source of tokens for a team. Tokens are requested from `url`, through a client that is derived from
    /// `client` and has no credentials.
    ///
    /// # Errors
    ///
    /// Fails if the URL is not valid, or the client was created by [`from_service`](Client::from_service).
    pub fn new(
        client: &Client,
        url: impl Into<String>,
        team: impl Into<String>,
        key_id: impl Into<String>,
        key_secret: impl Into<SecretString>,
    ) -> Result<Self, Error> {
        let url = url.into();
        let client = client.to_builder()?.org_url(url.as_str()).without_credentials().build()?;
        let api = PrivilegedAccess::new(&client);
        Ok(Self { url, api, team: team.into(), id: key_id.into(), secret: key_secret.into() })
    }

    async fn request(&self) -> Result<Token, AuthError> {
        let body = IssueServiceTokenRequestBody::new()
            .key_id(self.id.as_str())
            .key_secret(self.secret.expose_secret());
        // A second token does no harm.
        let call = self.api.service_users().issue_token(&self.team, body);
        let response = call.with_retry(RetryHint::new().idempotent(true)).send().await.map_err(failed)?;
        let date = response.headers().get(DATE).and_then(|date| date_header(date.to_str().ok()?));
        let now = date.unwrap_or_else(|| SystemClock.now());
        let expires = response.expires_at.as_ref().and_then(DateTime::to_system_time);
        match (&response.bearer_token, expires) {
            (Some(token), Some(expires)) => {
                Token::bearer(token.as_str(), expires.duration_since(now).unwrap_or(Duration::ZERO))
            }
            _ => Err(AuthError::new(
                AuthErrorKind::Response,
                "invalid response to a request for a team token: no `bearer_token` or no `expires_at`",
            )),
        }
    }
}

fn failed(error: Error) -> AuthError {
    let kind = match error.status() {
        None => AuthErrorKind::Unreachable,
        Some(_) if error.is_rate_limited() => AuthErrorKind::RateLimited,
        Some(status) if status.is_server_error() => AuthErrorKind::Unreachable,
        Some(_) => AuthErrorKind::Rejected,
    };
    AuthError::new(kind, "no team token: the request for one failed; check team, key ID and key secret")
        .with_source(error)
}

impl TokenSource for ServiceUserKey {
    fn token(&self, _: &TokenRequest) -> impl Future<Output = Result<Token, AuthError>> + Send {
        Box::pin(self.request())
    }

    fn identity(&self) -> String {
        format!("{} {} {}", self.url, self.team, self.id)
    }
}

impl fmt::Debug for ServiceUserKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ServiceUserKey")
            .field("url", &self.url)
            .field("team", &self.team)
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}
