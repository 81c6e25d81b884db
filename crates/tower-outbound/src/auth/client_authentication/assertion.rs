//! Client assertions.

use std::{
    fmt,
    future::{Future, ready},
    pin::Pin,
    time::{Duration, SystemTime},
};

use aws_lc_rs::hmac;
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;
use zeroize::Zeroizing;

use super::{
    super::{AuthError, Signer, jws},
    not_empty,
};
use crate::clock::unix_seconds;

/// A source of client assertions ([RFC 7523 §2.2](https://www.rfc-editor.org/rfc/rfc7523#section-2.2)):
/// [`PrivateKeyJwt`], [`ClientSecretJwt`], or a custom source such as a workload identity token in a file.
pub trait AssertionSource: Send + Sync + 'static {
    /// Returns a new assertion. Called before every request: servers accept an assertion once, even if they reject the
    /// request for another reason.
    ///
    /// # Errors
    ///
    /// If there is no assertion; the request is then not sent.
    fn assertion(
        &self,
        request: &AssertionRequest,
    ) -> impl Future<Output = Result<SecretString, AuthError>> + Send;
}

/// The input of an assertion.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct AssertionRequest {
    /// URL of the endpoint, as requested.
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

/// The settings of a signed assertion.
#[derive(Clone, Debug)]
struct AssertionClaims {
    lifetime: Duration,
    backdate: Duration,
    audience: Option<String>,
    subject: Option<String>,
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

impl AssertionClaims {
    const fn new() -> Self {
        Self {
            lifetime: Duration::from_secs(300),
            backdate: Duration::from_secs(5),
            audience: None,
            subject: None,
        }
    }

    /// Returns the text to sign: header and claims, with a new `jti`.
    fn signing_input(
        &self,
        request: &AssertionRequest,
        alg: &str,
        kid: Option<&str>,
    ) -> Result<Zeroizing<String>, AuthError> {
        let now = unix_seconds(request.now);
        let claims = Claims {
            iss: &request.client_id,
            sub: self.subject.as_deref().unwrap_or(&request.client_id),
            aud: self.audience.as_deref().unwrap_or(&request.audience),
            iat: now.saturating_sub(self.backdate.as_secs()),
            exp: now.saturating_add(self.lifetime.as_secs()),
            jti: &jws::random_id()?,
        };
        let mut text = Zeroizing::new(String::with_capacity(2048));
        jws::append_json(&mut text, &jws::Header { typ: "JWT", alg, kid, jwk: None })?;
        text.push('.');
        jws::append_json(&mut text, &claims)?;
        Ok(text)
    }
}

/// The setters of both kinds of signed assertions.
macro_rules! claims_setters {
    () => {
        /// Sets how long an assertion is valid from now, from 10 seconds to one hour. Default: 5 minutes.
        #[must_use]
        pub fn lifetime(mut self, lifetime: Duration) -> Self {
            self.claims.lifetime = lifetime.clamp(Duration::from_secs(10), Duration::from_secs(3600));
            self
        }

        /// Sets how far `iat` is backdated, at most one minute. Default: 5 seconds.
        ///
        /// Backdating tolerates a server whose clock is slightly behind. It does not shorten the
        /// [lifetime](Self::lifetime).
        #[must_use]
        pub fn backdate(mut self, backdate: Duration) -> Self {
            self.claims.backdate = backdate.min(Duration::from_secs(60));
            self
        }

        /// Sets the audience, for servers that require their issuer identifier
        /// ([FAPI 2.0 §5.3.3.1](https://openid.net/specs/fapi-security-profile-2_0-final.html)), or one endpoint's URL
        /// at all endpoints. Default: the URL of the endpoint.
        #[must_use]
        pub fn audience(mut self, audience: impl Into<String>) -> Self {
            self.claims.audience = Some(audience.into());
            self
        }

        /// Sets the subject, for an assertion that is a grant and names a user
        /// ([RFC 7523 §2.1](https://www.rfc-editor.org/rfc/rfc7523#section-2.1)). Default: the client id, as client
        /// authentication requires.
        #[must_use]
        pub fn subject(mut self, subject: impl Into<String>) -> Self {
            self.claims.subject = Some(subject.into());
            self
        }
    };
}

/// `private_key_jwt`: assertions signed with the client's private key
/// ([OpenID Connect Core §9](https://openid.net/specs/openid-connect-core-1_0.html#ClientAuthentication)).
#[derive(Clone, Debug)]
pub struct PrivateKeyJwt<S> {
    signer: S,
    claims: AssertionClaims,
}

impl<S: Signer> PrivateKeyJwt<S> {
    /// Creates a source that signs with `signer`.
    pub const fn new(signer: S) -> Self {
        Self { signer, claims: AssertionClaims::new() }
    }

    claims_setters!();
}

impl<S: Signer> AssertionSource for PrivateKeyJwt<S> {
    async fn assertion(&self, request: &AssertionRequest) -> Result<SecretString, AuthError> {
        let algorithm = self.signer.algorithm().as_str();
        let mut text = self.claims.signing_input(request, algorithm, self.signer.kid())?;
        let signature = self.signer.sign(text.as_bytes()).await?;
        jws::append_signature(&mut text, &signature);
        Ok(text.as_str().into())
    }
}

/// The algorithm of [`ClientSecretJwt`] ([RFC 7518 §3.2](https://www.rfc-editor.org/rfc/rfc7518#section-3.2)).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum HmacAlgorithm {
    /// HMAC with SHA-256, for secrets of at least 32 bytes.
    #[default]
    Hs256,
    /// HMAC with SHA-384, for secrets of at least 48 bytes.
    Hs384,
    /// HMAC with SHA-512, for secrets of at least 64 bytes.
    Hs512,
}

impl HmacAlgorithm {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Hs256 => "HS256",
            Self::Hs384 => "HS384",
            Self::Hs512 => "HS512",
        }
    }

    const fn implementation(self) -> hmac::Algorithm {
        match self {
            Self::Hs256 => hmac::HMAC_SHA256,
            Self::Hs384 => hmac::HMAC_SHA384,
            Self::Hs512 => hmac::HMAC_SHA512,
        }
    }
}

/// `client_secret_jwt`: assertions signed with the client secret, which is not sent
/// ([OpenID Connect Core §9](https://openid.net/specs/openid-connect-core-1_0.html#ClientAuthentication)).
#[derive(Clone)]
pub struct ClientSecretJwt {
    secret: SecretString,
    algorithm: HmacAlgorithm,
    claims: AssertionClaims,
}

impl ClientSecretJwt {
    /// Creates a source that signs with `secret`, by HS256.
    ///
    /// # Errors
    ///
    /// [`AuthErrorKind::Credential`](super::super::AuthErrorKind::Credential) if the secret is empty.
    pub fn new(secret: impl Into<SecretString>) -> Result<Self, AuthError> {
        let (secret, algorithm) = (not_empty(secret.into())?, HmacAlgorithm::default());
        Ok(Self { secret, algorithm, claims: AssertionClaims::new() })
    }

    /// Sets the algorithm. Default: HS256.
    #[must_use]
    pub const fn algorithm(mut self, algorithm: HmacAlgorithm) -> Self {
        self.algorithm = algorithm;
        self
    }

    claims_setters!();

    fn sign(&self, request: &AssertionRequest) -> Result<SecretString, AuthError> {
        let mut text = self.claims.signing_input(request, self.algorithm.as_str(), None)?;
        let key = hmac::Key::new(self.algorithm.implementation(), self.secret.expose_secret().as_bytes());
        let signature = hmac::sign(&key, text.as_bytes());
        jws::append_signature(&mut text, signature.as_ref());
        Ok(text.as_str().into())
    }
}

impl AssertionSource for ClientSecretJwt {
    fn assertion(
        &self,
        request: &AssertionRequest,
    ) -> impl Future<Output = Result<SecretString, AuthError>> + Send {
        ready(self.sign(request))
    }
}

impl fmt::Debug for ClientSecretJwt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientSecretJwt")
            .field("algorithm", &self.algorithm)
            .field("claims", &self.claims)
            .finish_non_exhaustive()
    }
}

type BoxAssertion<'a> = Pin<Box<dyn Future<Output = Result<SecretString, AuthError>> + Send + 'a>>;

/// Dyn-compatible form of [`AssertionSource`].
pub(in super::super) trait DynAssertionSource: Send + Sync {
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
    async fn secret_signs_by_each_algorithm() {
        use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};

        let secret = "s".repeat(64);
        for (algorithm, expected) in [
            (HmacAlgorithm::Hs256, Algorithm::HS256),
            (HmacAlgorithm::Hs384, Algorithm::HS384),
            (HmacAlgorithm::Hs512, Algorithm::HS512),
        ] {
            let source = ClientSecretJwt::new(secret.clone()).unwrap().algorithm(algorithm);
            assert!(!format!("{source:?}").contains(&secret));
            let now = SystemTime::UNIX_EPOCH + Duration::from_secs(NOW);
            let request = AssertionRequest::new("https://example.com/token", "client", now);
            let text = source.assertion(&request).await.unwrap();
            assert_eq!(decode_header(text.expose_secret()).unwrap().alg, expected);
            let mut validation = Validation::new(expected);
            validation.validate_exp = false;
            validation.set_audience(&["https://example.com/token"]);
            let key = DecodingKey::from_secret(secret.as_bytes());
            let token = decode::<serde_json::Value>(text.expose_secret(), &key, &validation).unwrap();
            assert_eq!((&token.claims["iss"], &token.claims["sub"]), (&"client".into(), &"client".into()));
        }
        assert!(ClientSecretJwt::new("").is_err());
    }

    #[tokio::test]
    async fn subject_is_the_client_unless_set() {
        let source = PrivateKeyJwt::new(PrivateKey::generate(SigningAlgorithm::Es256).unwrap());
        let claims = claims(source.subject("user")).await;
        assert_eq!((&claims["iss"], &claims["sub"]), (&"client".into(), &"user".into()));
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
