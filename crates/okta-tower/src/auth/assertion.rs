//! How a client proves who it is at the token endpoint.

use std::{
    fmt,
    future::Future,
    pin::Pin,
    sync::Arc,
    time::{Duration, SystemTime},
};

use secrecy::SecretString;
use serde::Serialize;
use zeroize::Zeroizing;

use super::{AuthError, AuthErrorKind, Signer, jws};
use crate::clock::unix_seconds;

/// Where client assertions come from
/// ([RFC 7523 §2.2](https://www.rfc-editor.org/rfc/rfc7523#section-2.2)): [`PrivateKeyJwt`], or the caller's
/// own source, such as a workload identity token in a file.
pub trait AssertionSource: Send + Sync + 'static {
    /// An assertion that has not been used yet. It is asked for before every token request: servers accept
    /// an assertion once, even when they refuse the request for another reason.
    ///
    /// # Errors
    ///
    /// When there is none; the token request is then not sent.
    fn assertion(
        &self,
        request: &AssertionRequest,
    ) -> impl Future<Output = Result<SecretString, AuthError>> + Send;
}

/// What an assertion is to say.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct AssertionRequest {
    /// The token endpoint's URL, as it is called.
    pub audience: String,
    /// The client's id.
    pub client_id: String,
    /// The server's time, as far as it is known.
    pub now: SystemTime,
}

impl AssertionRequest {
    /// A request for an assertion to this token endpoint, about this client, at this time.
    pub fn new(audience: impl Into<String>, client_id: impl Into<String>, now: SystemTime) -> Self {
        Self { audience: audience.into(), client_id: client_id.into(), now }
    }
}

/// `private_key_jwt`: assertions signed with the client's own key
/// ([OpenID Connect Core §9](https://openid.net/specs/openid-connect-core-1_0.html#ClientAuthentication);
/// [Okta's rules](https://developer.okta.com/docs/api/openapi/okta-oauth/guides/client-auth/#jwt-with-private-key)).
#[derive(Clone, Debug)]
pub struct PrivateKeyJwt<S> {
    signer: S,
    lifetime: Duration,
    backdate: Duration,
}

impl<S: Signer> PrivateKeyJwt<S> {
    /// Signs with `signer`.
    pub const fn new(signer: S) -> Self {
        Self { signer, lifetime: Duration::from_secs(300), backdate: Duration::from_secs(5) }
    }

    /// Sets for how long an assertion is valid: five minutes by default, an hour at most.
    #[must_use]
    pub fn lifetime(mut self, lifetime: Duration) -> Self {
        self.lifetime = lifetime.clamp(Duration::from_secs(10), Duration::from_secs(3600));
        self
    }

    /// Sets by how much `iat` is dated back, five seconds by default, so that a server whose clock is a
    /// little behind does not find it in the future.
    #[must_use]
    pub fn backdate(mut self, backdate: Duration) -> Self {
        self.backdate = backdate.min(Duration::from_secs(60));
        self
    }
}

#[derive(Serialize)]
struct Claims<'a> {
    iss: &'a str,
    sub: &'a str,
    aud: &'a str,
    iat: u64,
    exp: u64,
    jti: &'a str,
}

impl<S: Signer> AssertionSource for PrivateKeyJwt<S> {
    async fn assertion(&self, request: &AssertionRequest) -> Result<SecretString, AuthError> {
        let issued = unix_seconds(request.now).saturating_sub(self.backdate.as_secs());
        let claims = Claims {
            iss: &request.client_id,
            sub: &request.client_id,
            aud: &request.audience,
            iat: issued,
            exp: issued.saturating_add(self.lifetime.as_secs()),
            jti: &jws::random_id()?,
        };
        let header = jws::Header {
            typ: "JWT",
            alg: self.signer.algorithm().as_str(),
            kid: self.signer.kid(),
            jwk: None,
        };
        let mut text = Zeroizing::new(String::with_capacity(2048));
        jws::append_json(&mut text, &header)?;
        text.push('.');
        jws::append_json(&mut text, &claims)?;
        let signature = self.signer.sign(text.as_bytes()).await?;
        jws::append_signature(&mut text, &signature);
        Ok(text.as_str().into())
    }
}

/// How a client authenticates at the token endpoint.
#[derive(Clone)]
pub struct ClientAuthentication(pub(super) Method);

#[derive(Clone)]
pub(super) enum Method {
    Assertion(Arc<dyn DynAssertionSource>),
    SecretBasic(SecretString),
    SecretPost(SecretString),
}

impl ClientAuthentication {
    /// By an assertion, the only way that Okta accepts from an app that manages an org.
    pub fn assertion(source: impl AssertionSource) -> Self {
        Self(Method::Assertion(Arc::new(source)))
    }

    /// By a client secret in the `Authorization` header (`client_secret_basic`,
    /// [RFC 6749 §2.3.1](https://www.rfc-editor.org/rfc/rfc6749#section-2.3.1)), for other servers.
    ///
    /// # Errors
    ///
    /// [`AuthErrorKind::Credential`] when the secret is empty.
    pub fn secret_basic(secret: SecretString) -> Result<Self, AuthError> {
        Ok(Self(Method::SecretBasic(not_empty(secret)?)))
    }

    /// By a client secret in the form (`client_secret_post`), for other servers.
    ///
    /// # Errors
    ///
    /// [`AuthErrorKind::Credential`] when the secret is empty.
    pub fn secret_post(secret: SecretString) -> Result<Self, AuthError> {
        Ok(Self(Method::SecretPost(not_empty(secret)?)))
    }
}

fn not_empty(secret: SecretString) -> Result<SecretString, AuthError> {
    if secrecy::ExposeSecret::expose_secret(&secret).is_empty() {
        return Err(AuthError::new(AuthErrorKind::Credential, "the client secret is empty"));
    }
    Ok(secret)
}

impl<S: Signer> From<PrivateKeyJwt<S>> for ClientAuthentication {
    fn from(source: PrivateKeyJwt<S>) -> Self {
        Self::assertion(source)
    }
}

impl fmt::Debug for ClientAuthentication {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Method::Assertion(_) => "ClientAuthentication(assertion)",
            Method::SecretBasic(_) => "ClientAuthentication(client_secret_basic)",
            Method::SecretPost(_) => "ClientAuthentication(client_secret_post)",
        })
    }
}

type BoxAssertion<'a> = Pin<Box<dyn Future<Output = Result<SecretString, AuthError>> + Send + 'a>>;

/// [`AssertionSource`] in the form that a trait object can have.
pub(super) trait DynAssertionSource: Send + Sync {
    fn assertion_boxed<'a>(&'a self, request: &'a AssertionRequest) -> BoxAssertion<'a>;
}

impl<A: AssertionSource> DynAssertionSource for A {
    fn assertion_boxed<'a>(&'a self, request: &'a AssertionRequest) -> BoxAssertion<'a> {
        Box::pin(self.assertion(request))
    }
}
