//! Authorization code grant with PKCE ([RFC 6749 §4.1](https://www.rfc-editor.org/rfc/rfc6749#section-4.1),
//! [RFC 7636](https://www.rfc-editor.org/rfc/rfc7636)).

use std::fmt;

use aws_lc_rs::constant_time::verify_slices_are_equal;
use bytes::Bytes;
use form_urlencoded::Serializer;
use http::{Request, Response, Uri};
use http_body::Body;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use tower_service::Service;
use zeroize::Zeroizing;

use super::{
    super::{
        AuthError, AuthErrorKind, Origin, TokenEndpoint,
        dpop::token_hash,
        id_token::ExpectedIdToken,
        jws,
        token_endpoint::grant::{Access, Members, access_setters},
    },
    SignInGrant,
};
use crate::{BoxError, ServerText};

/// Sign-in of a user in a browser, by authorization code with PKCE
/// ([RFC 7636](https://www.rfc-editor.org/rfc/rfc7636), S256).
///
/// ```
/// use tower_outbound::auth::AuthorizationCode;
///
/// let code = AuthorizationCode::new(
///     "https://example.com/authorize".parse()?,
///     "client-id",
///     "http://127.0.0.1:8123/callback",
/// )?
/// .scopes(["openid", "offline_access"])?;
/// let request = code.start()?;
/// // Open this in a browser, which comes back to the redirect URI with `code` and `state` …
/// assert!(request.url().starts_with("https://example.com/authorize?response_type=code&client_id=client-id&"));
/// # let state = request.state().to_owned();
/// let grant = request.redeem("the-code", &state)?;
/// // … and `OAuth::sign_in(&grant)` exchanges the code.
/// # let _ = grant;
/// # Ok::<_, tower_outbound::BoxError>(())
/// ```
#[derive(Clone, Debug)]
pub struct AuthorizationCode {
    url: Uri,
    client_id: String,
    redirect_uri: String,
    access: Access,
    parameters: Vec<(String, String)>,
    issuer: Option<String>,
}

impl AuthorizationCode {
    /// Creates sign-ins at the authorization endpoint `url`, which end with a redirect to `redirect_uri`.
    ///
    /// # Errors
    ///
    /// [`AuthErrorKind::Credential`] if the URL is not absolute, or client id or redirect URI is empty.
    pub fn new(
        url: Uri,
        client_id: impl Into<String>,
        redirect_uri: impl Into<String>,
    ) -> Result<Self, AuthError> {
        let (client_id, redirect_uri) = (client_id.into(), redirect_uri.into());
        let invalid = |message| AuthError::new(AuthErrorKind::Credential, message);
        Origin::from_uri(&url)
            .map_err(|error| invalid("invalid authorization endpoint URL").with_source(error))?;
        if client_id.trim().is_empty() || redirect_uri.trim().is_empty() {
            return Err(invalid("client id or redirect URI is empty"));
        }
        let access = Access::default();
        Ok(Self { url, client_id, redirect_uri, access, parameters: Vec::new(), issuer: None })
    }

    access_setters!();

    /// Adds a parameter of the server, such as `prompt` or `login_hint`.
    #[must_use]
    pub fn parameter(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.parameters.push((name.into(), value.into()));
        self
    }

    /// Sets the server's issuer identifier, so that a response of another server is rejected
    /// ([RFC 9207 §2.4](https://www.rfc-editor.org/rfc/rfc9207#section-2.4)). Default: none; `iss` is not checked.
    #[must_use]
    pub fn issuer(mut self, issuer: impl Into<String>) -> Self {
        self.issuer = Some(issuer.into());
        self
    }

    /// Creates a sign-in with a new `state`, `nonce` and PKCE verifier.
    ///
    /// # Errors
    ///
    /// [`AuthErrorKind::Sign`] if the system has no randomness.
    pub fn start(&self) -> Result<AuthorizationRequest, AuthError> {
        let mut request = self.request()?;
        request.url = self.url_with(&self.parameters_of(&request));
        Ok(request)
    }

    /// Creates a sign-in whose parameters are pushed to the server, at `url`, before the browser opens
    /// ([RFC 9126](https://www.rfc-editor.org/rfc/rfc9126)). The client is authenticated as at `endpoint`.
    ///
    /// # Errors
    ///
    /// If the server rejects the request or is unreachable; it is not retried.
    pub async fn push<S, B, ResBody>(
        &self,
        endpoint: &TokenEndpoint<S, B>,
        url: &Uri,
    ) -> Result<AuthorizationRequest, AuthError>
    where
        S: Service<Request<B>, Response = Response<ResBody>> + Clone + Send + 'static,
        S::Future: Send,
        S::Error: Into<BoxError>,
        B: From<Bytes> + Send + 'static,
        ResBody: Body<Data = Bytes> + Send + 'static,
        ResBody::Error: Into<BoxError>,
    {
        let mut request = self.request()?;
        let parameters = self.parameters_of(&request);
        let members = parameters.into_iter().map(|(name, value)| (name, value.as_str().into())).collect();
        let pushed: Pushed = endpoint.post(url, members).await?;
        let reference = [("client_id", self.client_id.clone()), ("request_uri", pushed.request_uri)];
        request.url = self.url_with(&reference);
        Ok(request)
    }

    fn request(&self) -> Result<AuthorizationRequest, AuthError> {
        Ok(AuthorizationRequest {
            url: String::new(),
            state: jws::random::<24>()?,
            nonce: jws::random::<24>()?,
            requests_openid: self.access.requests_openid(),
            verifier: Zeroizing::new(jws::random::<32>()?).as_str().into(),
            redirect_uri: self.redirect_uri.clone(),
            issuer: self.issuer.clone(),
        })
    }

    fn parameters_of(&self, request: &AuthorizationRequest) -> Vec<(&str, String)> {
        let mut parameters = vec![
            ("response_type", "code".to_owned()),
            ("client_id", self.client_id.clone()),
            ("redirect_uri", self.redirect_uri.clone()),
            ("state", request.state.clone()),
            ("nonce", request.nonce.clone()),
            ("code_challenge", token_hash(request.verifier.expose_secret())),
            ("code_challenge_method", "S256".to_owned()),
        ];
        for (name, value) in [("scope", &self.access.scope), ("resource", &self.access.resource)] {
            parameters.extend(value.clone().map(|value| (name, value)));
        }
        parameters.extend(self.parameters.iter().map(|(name, value)| (name.as_str(), value.clone())));
        parameters
    }

    fn url_with(&self, parameters: &[(&str, String)]) -> String {
        let mut query = Serializer::new(String::new());
        for (name, value) in parameters {
            query.append_pair(name, value);
        }
        let separator = if self.url.query().is_some() { '&' } else { '?' };
        format!("{}{separator}{}", self.url, query.finish())
    }
}

/// [RFC 9126 §2.2](https://www.rfc-editor.org/rfc/rfc9126#section-2.2).
#[derive(Deserialize)]
struct Pushed {
    request_uri: String,
}

/// A sign-in that waits for the browser. Keep it until the redirect arrives, for example by its
/// [`state`](Self::state); the PKCE verifier in it is secret.
#[derive(Clone)]
pub struct AuthorizationRequest {
    url: String,
    state: String,
    nonce: String,
    requests_openid: bool,
    verifier: SecretString,
    redirect_uri: String,
    issuer: Option<String>,
}

impl AuthorizationRequest {
    /// Returns the URL to open in the user's browser.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Returns the `state` that the redirect has to contain.
    #[must_use]
    pub fn state(&self) -> &str {
        &self.state
    }

    /// Returns the `nonce` that the ID token has to contain; the sign-in checks it.
    #[must_use]
    pub fn nonce(&self) -> &str {
        &self.nonce
    }

    /// Returns the grant for the `code` and `state` of the redirect.
    ///
    /// # Errors
    ///
    /// [`AuthErrorKind::Response`] if the state is not that of this sign-in: the redirect may be forged.
    pub fn redeem(&self, code: &str, state: &str) -> Result<SignInGrant, AuthError> {
        if verify_slices_are_equal(state.as_bytes(), self.state.as_bytes()).is_err() {
            return Err(invalid_redirect("the state of the redirect is not that of this sign-in"));
        }
        let members: Members = vec![
            ("grant_type", "authorization_code".into()),
            ("code", code.into()),
            ("redirect_uri", self.redirect_uri.as_str().into()),
            ("code_verifier", self.verifier.clone()),
        ];
        let nonce = Some(self.nonce.clone());
        Ok(SignInGrant::new(members, ExpectedIdToken { is_requested: self.requests_openid, nonce }))
    }

    /// Returns the grant for the URL, or the query, of the redirect.
    ///
    /// # Errors
    ///
    /// [`AuthErrorKind::Rejected`] with the `error` of the redirect; [`AuthErrorKind::Response`] if it has no code,
    /// another state, or another [issuer](AuthorizationCode::issuer).
    pub fn redeem_redirect(&self, redirect: &str) -> Result<SignInGrant, AuthError> {
        let query = redirect.split_once('?').map_or(redirect, |(_, query)| query);
        let query = query.split('#').next().unwrap_or_default();
        let value = |name: &str| {
            form_urlencoded::parse(query.as_bytes()).find(|(known, _)| known == name).map(|(_, value)| value)
        };
        // An error counts only if it belongs to this sign-in.
        let state = value("state").unwrap_or_default();
        let grant = self.redeem(&value("code").unwrap_or_default(), &state)?;
        if let (Some(expected), actual) = (&self.issuer, value("iss"))
            && actual.as_deref() != Some(expected)
        {
            return Err(invalid_redirect("the redirect is of another issuer"));
        }
        if let Some(error) = value("error") {
            let mut message = format!("the sign-in failed: {}", ServerText(&error));
            if let Some(description) = value("error_description") {
                message += &format!(", \"{}\"", ServerText(&description));
            }
            return Err(AuthError::new(AuthErrorKind::Rejected, message));
        }
        match value("code") {
            Some(code) if !code.is_empty() => Ok(grant),
            _ => Err(invalid_redirect("the redirect has no code")),
        }
    }
}

fn invalid_redirect(message: &'static str) -> AuthError {
    AuthError::new(AuthErrorKind::Response, message)
}

impl fmt::Debug for AuthorizationRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthorizationRequest")
            .field("redirect_uri", &self.redirect_uri)
            .field("issuer", &self.issuer)
            .finish_non_exhaustive()
    }
}
