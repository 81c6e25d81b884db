//! Client-initiated backchannel authentication
//! ([OpenID CIBA Core](https://openid.net/specs/openid-client-initiated-backchannel-authentication-core-1_0.html)).

use std::{borrow::Cow, fmt, time::Duration};

use bytes::Bytes;
use http::{Request, Response, Uri};
use http_body::Body;
use secrecy::SecretString;
use serde::Deserialize;
use tower_service::Service;
use zeroize::Zeroizing;

use super::{
    super::{
        AuthError, TokenEndpoint,
        token_endpoint::grant::{Access, Members, access_setters},
    },
    SignInGrant,
    sign_in::PollSchedule,
};
use crate::BoxError;

/// The grant type
/// ([CIBA Core §10.1](https://openid.net/specs/openid-client-initiated-backchannel-authentication-core-1_0.html#rfc.section.10.1)).
const GRANT_TYPE: &str = "urn:openid:params:grant-type:ciba";

/// Sign-in of a user whom the program knows, on the user's device, which the server asks without a browser
/// ([OpenID CIBA Core](https://openid.net/specs/openid-client-initiated-backchannel-authentication-core-1_0.html), poll
/// mode).
///
/// The client has to authenticate: a public one is rejected. The modes *ping* and *push*, in which the server calls the
/// client, are not supported; Okta has neither.
///
/// ```no_run
/// # async fn run<S, R>(endpoint: tower_outbound::auth::TokenEndpoint<S, bytes::Bytes>) -> Result<(), tower_outbound::BoxError>
/// # where
/// #     S: tower::Service<http::Request<bytes::Bytes>, Response = http::Response<R>> + Clone + Send + 'static,
/// #     S::Future: Send, S::Error: Into<tower_outbound::BoxError>,
/// #     R: http_body::Body<Data = bytes::Bytes> + Send + 'static, R::Error: Into<tower_outbound::BoxError>,
/// # {
/// use tower_outbound::auth::{BackchannelAuthentication, BackchannelRequest, OAuth, UserTokens};
///
/// let backchannel = BackchannelAuthentication::new(endpoint.clone(), "https://example.com/bc/authorize".parse()?)
///     .scopes(["openid", "offline_access"])?;
/// let user = OAuth::new(UserTokens::new(endpoint));
///
/// let request = BackchannelRequest::login_hint("ada@example.com").binding_message("Order 4711");
/// let started = backchannel.start(&request).await?;
/// user.sign_in(&started).await?; // polls until the user has decided
/// # Ok(()) }
/// ```
pub struct BackchannelAuthentication<S, B> {
    endpoint: TokenEndpoint<S, B>,
    url: Uri,
    access: Access,
}

impl<S, B> BackchannelAuthentication<S, B> {
    /// Creates sign-ins at the backchannel authentication endpoint `url`, for the client of `endpoint`.
    pub fn new(endpoint: TokenEndpoint<S, B>, url: Uri) -> Self {
        Self { endpoint, url, access: Access::default() }
    }

    access_setters!();
}

impl<S, B, ResBody> BackchannelAuthentication<S, B>
where
    S: Service<Request<B>, Response = Response<ResBody>> + Clone + Send + 'static,
    S::Future: Send,
    S::Error: Into<BoxError>,
    B: From<Bytes> + Send + 'static,
    ResBody: Body<Data = Bytes> + Send + 'static,
    ResBody::Error: Into<BoxError>,
{
    /// Asks a user to sign in
    /// ([CIBA Core §7.1](https://openid.net/specs/openid-client-initiated-backchannel-authentication-core-1_0.html#rfc.section.7.1)).
    ///
    /// # Errors
    ///
    /// If the server rejects the client, the scopes or the user (`unknown_user_id`), or is unreachable; the request is
    /// not retried, as the user would be asked twice.
    pub async fn start(&self, request: &BackchannelRequest) -> Result<BackchannelSignIn, AuthError> {
        let mut members: Vec<(Cow<'static, str>, SecretString)> = Vec::new();
        let mut access: Members = Vec::new();
        self.access.append_to(&mut access);
        members.extend(access.into_iter().map(|(name, value)| (name.into(), value)));
        members.push((request.hint.0.into(), request.hint.1.clone()));
        if let Some(message) = &request.binding_message {
            members.push(("binding_message".into(), message.as_str().into()));
        }
        if let Some(expiry) = request.expiry {
            let name = self.endpoint.oauth_dialect().backchannel_expiry_parameter();
            members.push((name.into(), expiry.as_secs().max(1).to_string().into()));
        }
        members.extend(request.parameters.iter().map(|(name, value)| (name.clone().into(), value.clone())));
        let started: Started = self.endpoint.post(&self.url, members).await?;
        let id: SecretString = started.auth_req_id.as_str().into();
        let schedule = PollSchedule::new("authentication request", started.interval, started.expires_in);
        let lifetime = schedule.lifetime;
        let members = vec![("grant_type", GRANT_TYPE.into()), ("auth_req_id", id)];
        Ok(BackchannelSignIn { lifetime, grant: SignInGrant::polled(members, &self.access, schedule) })
    }
}

impl<S, B> fmt::Debug for BackchannelAuthentication<S, B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BackchannelAuthentication")
            .field("endpoint", &self.endpoint)
            .field("url", &self.url)
            .field("access", &self.access)
            .finish()
    }
}

/// [CIBA Core §7.3](https://openid.net/specs/openid-client-initiated-backchannel-authentication-core-1_0.html#rfc.section.7.3).
#[derive(Deserialize)]
struct Started {
    auth_req_id: Zeroizing<String>,
    expires_in: u64,
    #[serde(default)]
    interval: Option<u64>,
}

/// Who signs in, and what they are shown. `Debug` omits the values.
#[derive(Clone)]
pub struct BackchannelRequest {
    hint: (&'static str, SecretString),
    binding_message: Option<String>,
    expiry: Option<Duration>,
    parameters: Vec<(String, SecretString)>,
}

impl BackchannelRequest {
    fn new(name: &'static str, value: SecretString) -> Self {
        Self { hint: (name, value), binding_message: None, expiry: None, parameters: Vec::new() }
    }

    /// Names the user by login, such as an email address.
    pub fn login_hint(login: impl Into<String>) -> Self {
        Self::new("login_hint", login.into().into())
    }

    /// Names the user by an ID token that the client received earlier.
    pub fn id_token_hint(id_token: impl Into<SecretString>) -> Self {
        Self::new("id_token_hint", id_token.into())
    }

    /// Sets a text that the user sees on both devices, to recognize the transaction; it should be short. Default: none.
    #[must_use]
    pub fn binding_message(mut self, message: impl Into<String>) -> Self {
        self.binding_message = Some(message.into());
        self
    }

    /// Sets how long the user has, in whole seconds, at least one. Default: as the server decides; for Okta it is 300
    /// seconds, which is also the maximum.
    #[must_use]
    pub const fn expiry(mut self, expiry: Duration) -> Self {
        self.expiry = Some(expiry);
        self
    }

    /// Adds a parameter of the server, such as `acr_values` or `user_code`.
    #[must_use]
    pub fn parameter(mut self, name: impl Into<String>, value: impl Into<SecretString>) -> Self {
        self.parameters.push((name.into(), value.into()));
        self
    }
}

impl fmt::Debug for BackchannelRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BackchannelRequest")
            .field("hint", &self.hint.0)
            .field("expiry", &self.expiry)
            .finish_non_exhaustive()
    }
}

/// A sign-in that waits for the user, to be passed to [`OAuth::sign_in`](super::super::OAuth::sign_in).
#[derive(Debug)]
pub struct BackchannelSignIn {
    lifetime: Duration,
    grant: SignInGrant,
}

impl BackchannelSignIn {
    /// Returns how long the user has from the start.
    #[must_use]
    pub const fn lifetime(&self) -> Duration {
        self.lifetime
    }
}

impl AsRef<SignInGrant> for BackchannelSignIn {
    fn as_ref(&self) -> &SignInGrant {
        &self.grant
    }
}
