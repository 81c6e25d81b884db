//! Client authentication at the token endpoint.

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

/// A source of client assertions ([RFC 7523 §2.2](https://www.rfc-editor.org/rfc/rfc7523#section-2.2)):
/// [`PrivateKeyJwt`], or a custom source such as a workload identity token in a file.
pub trait AssertionSource: Send + Sync + 'static {
    /// Returns a new assertion. Called before every token request: servers accept an assertion once, even if they
    /// reject the request for another reason.
    ///
    /// # Errors
    ///
    /// If there is no assertion; the token request is then not sent.
    fn assertion(
        &self,
        request: &AssertionRequest,
    ) -> impl Future<Output = Result<SecretString, AuthError>> + Send;
}

/// The input of an assertion.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct AssertionRequest {
    /// URL of the token endpoint, as requested.
    pub audience: String,
    /// Client id.
    pub client_id: String,
    /// The server's time, estimated from its responses.
    pub now: SystemTime,
}

impl AssertionRequest {
    /// Creates a request for an assertion.
    pub fn new(audience: impl Into<String>, client_id: impl Into<String>, now: SystemTime) -> Self {
        Self { audience: audience.into(), client_id: client_id.into(), now }
    }
}

/// `private_key_jwt`: assertions signed with the client's private key
/// ([OpenID Connect Core §9](https://openid.net/specs/openid-connect-core-1_0.html#ClientAuthentication)).
#[derive(Clone, Debug)]
pub struct PrivateKeyJwt<S> {
    signer: S,
    lifetime: Duration,
    backdate: Duration,
    audience: Option<String>,
}

impl<S: Signer> PrivateKeyJwt<S> {
    /// Creates a source that signs with `signer`.
    pub const fn new(signer: S) -> Self {
        Self { signer, lifetime: Duration::from_secs(300), backdate: Duration::from_secs(5), audience: None }
    }

    /// Sets how long an assertion is valid from now, from 10 seconds to one hour. Default: 5 minutes.
    #[must_use]
    pub fn lifetime(mut self, lifetime: Duration) -> Self {
        self.lifetime = lifetime.clamp(Duration::from_secs(10), Duration::from_secs(3600));
        self
    }

    /// Sets how far `iat` is backdated, at most one minute. Default: 5 seconds.
    ///
    /// Backdating tolerates a server whose clock is slightly behind. It does not shorten the
    /// [lifetime](Self::lifetime).
    #[must_use]
    pub fn backdate(mut self, backdate: Duration) -> Self {
        self.backdate = backdate.min(Duration::from_secs(60));
        self
    }

    /// Sets the audience, for servers that require their issuer identifier
    /// ([FAPI 2.0 §5.3.3.1](https://openid.net/specs/fapi-security-profile-2_0-final.html)). Default: the URL of the token
    /// endpoint.
    #[must_use]
    pub fn audience(mut self, audience: impl Into<String>) -> Self {
        self.audience = Some(audience.into());
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
        let now = unix_seconds(request.now);
        let claims = Claims {
            iss: &request.client_id,
            sub: &request.client_id,
            aud: self.audience.as_deref().unwrap_or(&request.audience),
            iat: now.saturating_sub(self.backdate.as_secs()),
            exp: now.saturating_add(self.lifetime.as_secs()),
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

/// A client authentication method of the token endpoint.
#[derive(Clone)]
pub struct ClientAuthentication(pub(super) Method);

#[derive(Clone)]
pub(super) enum Method {
    Assertion(Arc<dyn DynAssertionSource>),
    SecretBasic(SecretString),
    SecretPost(SecretString),
}

impl ClientAuthentication {
    /// Authenticates with an assertion ([RFC 7523 §2.2](https://www.rfc-editor.org/rfc/rfc7523#section-2.2)).
    pub fn assertion(source: impl AssertionSource) -> Self {
        Self(Method::Assertion(Arc::new(source)))
    }

    /// Authenticates with a client secret in the `Authorization` header (`client_secret_basic`,
    /// [RFC 6749 §2.3.1](https://www.rfc-editor.org/rfc/rfc6749#section-2.3.1)).
    ///
    /// # Errors
    ///
    /// [`AuthErrorKind::Credential`] if the secret is empty.
    pub fn secret_basic(secret: SecretString) -> Result<Self, AuthError> {
        Ok(Self(Method::SecretBasic(not_empty(secret)?)))
    }

    /// Authenticates with a client secret in the form (`client_secret_post`,
    /// [RFC 6749 §2.3.1](https://www.rfc-editor.org/rfc/rfc6749#section-2.3.1)).
    ///
    /// # Errors
    ///
    /// [`AuthErrorKind::Credential`] if the secret is empty.
    pub fn secret_post(secret: SecretString) -> Result<Self, AuthError> {
        Ok(Self(Method::SecretPost(not_empty(secret)?)))
    }
}

fn not_empty(secret: SecretString) -> Result<SecretString, AuthError> {
    if secrecy::ExposeSecret::expose_secret(&secret).is_empty() {
        return Err(AuthError::new(AuthErrorKind::Credential, "client secret is empty"));
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

/// Dyn-compatible form of [`AssertionSource`].
pub(super) trait DynAssertionSource: Send + Sync {
    fn assertion_boxed<'a>(&'a self, request: &'a AssertionRequest) -> BoxAssertion<'a>;
}

impl<A: AssertionSource> DynAssertionSource for A {
    fn assertion_boxed<'a>(&'a self, request: &'a AssertionRequest) -> BoxAssertion<'a> {
        Box::pin(self.assertion(request))
    }
}

#[cfg(test)]
mod tests {
    use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
    use secrecy::ExposeSecret;

    use super::*;
    use crate::auth::{PrivateKey, SigningAlgorithm};

    const NOW: u64 = 1_800_000_000;

    async fn claims(source: PrivateKeyJwt<PrivateKey>) -> serde_json::Value {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(NOW);
        let request = AssertionRequest::new("https://example.com/token", "client", now);
        let assertion = source.assertion(&request).await.unwrap();
        let claims = assertion.expose_secret().split('.').nth(1).unwrap();
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).unwrap()).unwrap()
    }

    #[tokio::test]
    async fn audience_is_the_endpoint_unless_set() {
        let source = PrivateKeyJwt::new(PrivateKey::generate(SigningAlgorithm::Es256).unwrap());
        assert_eq!(claims(source.clone()).await["aud"], "https://example.com/token");
        assert_eq!(claims(source.audience("https://example.com")).await["aud"], "https://example.com");
    }

    #[tokio::test]
    async fn lifetime_counts_from_now_whatever_the_backdate() {
        for (lifetime, backdate) in [(10, 60), (60, 60), (300, 5), (3600, 0)] {
            let key = PrivateKey::generate(SigningAlgorithm::Es256).unwrap();
            let source = PrivateKeyJwt::new(key)
                .lifetime(Duration::from_secs(lifetime))
                .backdate(Duration::from_secs(backdate));
            let claims = claims(source).await;
            assert_eq!(
                (&claims["iat"], &claims["exp"]),
                (&(NOW - backdate).into(), &(NOW + lifetime).into())
            );
        }
    }
}
