//! Device authorization grant ([RFC 8628](https://www.rfc-editor.org/rfc/rfc8628)).

use std::{fmt, time::Duration};

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
use crate::{BoxError, ServerText};

/// The grant type ([RFC 8628 §3.4](https://www.rfc-editor.org/rfc/rfc8628#section-3.4)).
const GRANT_TYPE: &str = "urn:ietf:params:oauth:grant-type:device_code";

/// Sign-in of a user on another device, for programs without a browser
/// ([RFC 8628](https://www.rfc-editor.org/rfc/rfc8628)).
///
/// ```no_run
/// # async fn run<S, R>(endpoint: tower_outbound::auth::TokenEndpoint<S, bytes::Bytes>) -> Result<(), tower_outbound::BoxError>
/// # where
/// #     S: tower::Service<http::Request<bytes::Bytes>, Response = http::Response<R>> + Clone + Send + 'static,
/// #     S::Future: Send, S::Error: Into<tower_outbound::BoxError>,
/// #     R: http_body::Body<Data = bytes::Bytes> + Send + 'static, R::Error: Into<tower_outbound::BoxError>,
/// # {
/// use tower_outbound::auth::{DeviceAuthorization, FileTokenStore, OAuth, UserTokens};
///
/// let device = DeviceAuthorization::new(endpoint.clone(), "https://example.com/device/authorize".parse()?)
///     .scopes(["openid", "offline_access"])?;
/// let user = OAuth::builder(UserTokens::new(endpoint)).store(FileTokenStore::new("/home/me/.tokens")).build();
///
/// if user.prepare().await.is_err() {
///     let started = device.start().await?;
///     println!("open {} and enter {}", started.verification_uri(), started.user_code());
///     user.sign_in(&started).await?; // polls until the user is done
/// }
/// # Ok(()) }
/// ```
pub struct DeviceAuthorization<S, B> {
    endpoint: TokenEndpoint<S, B>,
    url: Uri,
    access: Access,
}

impl<S, B> DeviceAuthorization<S, B> {
    /// Creates sign-ins at the device authorization endpoint `url`, for the client of `endpoint`.
    pub fn new(endpoint: TokenEndpoint<S, B>, url: Uri) -> Self {
        Self { endpoint, url, access: Access::default() }
    }

    access_setters!();
}

impl<S, B, ResBody> DeviceAuthorization<S, B>
where
    S: Service<Request<B>, Response = Response<ResBody>> + Clone + Send + 'static,
    S::Future: Send,
    S::Error: Into<BoxError>,
    B: From<Bytes> + Send + 'static,
    ResBody: Body<Data = Bytes> + Send + 'static,
    ResBody::Error: Into<BoxError>,
{
    /// Requests a code for the user ([RFC 8628 §3.1](https://www.rfc-editor.org/rfc/rfc8628#section-3.1)).
    ///
    /// # Errors
    ///
    /// If the server rejects the client or the scopes, or is unreachable; the request is not retried.
    pub async fn start(&self) -> Result<DeviceSignIn, AuthError> {
        // A client that authenticates by other means names itself, too.
        let mut members: Members = vec![("client_id", self.endpoint.client_id().into())];
        self.access.append_to(&mut members);
        let started: Started = self.endpoint.post(&self.url, members).await?;
        let device_code: SecretString = started.device_code.as_str().into();
        let members = vec![("grant_type", GRANT_TYPE.into()), ("device_code", device_code)];
        let schedule = PollSchedule::new("device code", started.interval, started.expires_in);
        Ok(DeviceSignIn {
            user_code: ServerText(&started.user_code).to_string(),
            verification_uri: ServerText(&started.verification_uri).to_string(),
            verification_uri_complete: started
                .verification_uri_complete
                .map(|uri| ServerText(&uri).to_string()),
            lifetime: schedule.lifetime,
            grant: SignInGrant::polled(members, &self.access, schedule),
        })
    }
}

impl<S, B> fmt::Debug for DeviceAuthorization<S, B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DeviceAuthorization")
            .field("endpoint", &self.endpoint)
            .field("url", &self.url)
            .field("access", &self.access)
            .finish()
    }
}

/// [RFC 8628 §3.2](https://www.rfc-editor.org/rfc/rfc8628#section-3.2).
#[derive(Deserialize)]
struct Started {
    device_code: Zeroizing<String>,
    user_code: String,
    verification_uri: String,
    #[serde(default)]
    verification_uri_complete: Option<String>,
    expires_in: u64,
    #[serde(default)]
    interval: Option<u64>,
}

/// A sign-in that waits for the user, to be passed to [`OAuth::sign_in`](super::super::OAuth::sign_in).
#[derive(Debug)]
pub struct DeviceSignIn {
    user_code: String,
    verification_uri: String,
    verification_uri_complete: Option<String>,
    lifetime: Duration,
    grant: SignInGrant,
}

impl DeviceSignIn {
    /// Returns the code that the user enters.
    #[must_use]
    pub fn user_code(&self) -> &str {
        &self.user_code
    }

    /// Returns the URL that the user opens.
    #[must_use]
    pub fn verification_uri(&self) -> &str {
        &self.verification_uri
    }

    /// Returns the URL with the code in it, for a link or a QR code, if the server has one.
    #[must_use]
    pub fn verification_uri_complete(&self) -> Option<&str> {
        self.verification_uri_complete.as_deref()
    }

    /// Returns how long the user has from the start.
    #[must_use]
    pub const fn lifetime(&self) -> Duration {
        self.lifetime
    }
}

impl AsRef<SignInGrant> for DeviceSignIn {
    fn as_ref(&self) -> &SignInGrant {
        &self.grant
    }
}
