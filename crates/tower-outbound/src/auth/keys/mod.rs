//! Private keys: parsed and validated once.
//!
//! The `pem` crate and AWS-LC parse PEM and DER, serde parses JWK, and jsonwebtoken's JWK types hold the public key.
//! Signing calls AWS-LC directly: jsonwebtoken's RSA signer parses the key per signature, its signers are not `Sync`,
//! and it has no ES512.

mod jwk;
mod pem;
mod text;

use std::{fmt, path::Path, str::FromStr, sync::Arc};

use aws_lc_rs::{
    encoding::{AsDer, Pkcs8V1Der},
    rand::SystemRandom,
    rsa::KeySize,
    signature::{
        ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, ECDSA_P521_SHA512_FIXED_SIGNING,
        EcdsaKeyPair, EcdsaSigningAlgorithm, KeyPair, RSA_PKCS1_SHA256, RSA_PKCS1_SHA384, RSA_PKCS1_SHA512,
        RsaKeyPair, RsaPublicKeyComponents,
    },
};
use jsonwebtoken::jwk::{
    AlgorithmParameters, EllipticCurve, EllipticCurveKeyParameters, EllipticCurveKeyType, RSAKeyParameters,
    RSAKeyType,
};

use super::{AuthError, AuthErrorKind, jws::base64url};

/// A signature algorithm of [RFC 7518 §3](https://www.rfc-editor.org/rfc/rfc7518#section-3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SigningAlgorithm {
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    Rs256,
    /// RSASSA-PKCS1-v1_5 with SHA-384.
    Rs384,
    /// RSASSA-PKCS1-v1_5 with SHA-512.
    Rs512,
    /// ECDSA on P-256 with SHA-256.
    Es256,
    /// ECDSA on P-384 with SHA-384.
    Es384,
    /// ECDSA on P-521 with SHA-512.
    Es512,
}

impl SigningAlgorithm {
    /// Returns the registered name, such as `ES256`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Rs256 => "RS256",
            Self::Rs384 => "RS384",
            Self::Rs512 => "RS512",
            Self::Es256 => "ES256",
            Self::Es384 => "ES384",
            Self::Es512 => "ES512",
        }
    }

    const fn is_rsa(self) -> bool {
        matches!(self, Self::Rs256 | Self::Rs384 | Self::Rs512)
    }
}

impl fmt::Display for SigningAlgorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for SigningAlgorithm {
    type Err = AuthError;

    fn from_str(name: &str) -> Result<Self, AuthError> {
        [Self::Rs256, Self::Rs384, Self::Rs512, Self::Es256, Self::Es384, Self::Es512]
            .into_iter()
            .find(|algorithm| algorithm.as_str() == name)
            .ok_or_else(|| key_error(format!("unsupported signature algorithm {name:?}")))
            .map_err(|error| error.with_hint("use RS256, RS384, RS512, ES256, ES384 or ES512"))
    }
}

/// A private signing key: RSA (2048 to 8192 bits) or EC (P-256, P-384, P-521). Clones share the key.
///
/// `Debug` shows only the algorithm and the `kid`.
///
/// ```
/// use tower_outbound::auth::{PrivateKey, SigningAlgorithm};
///
/// let key = PrivateKey::generate(SigningAlgorithm::Es256)?.with_kid("my-key");
/// assert_eq!(key.algorithm(), SigningAlgorithm::Es256);
/// assert_eq!(key.kid(), Some("my-key"));
/// assert!(PrivateKey::parse("-----BEGIN PUBLIC KEY-----").is_err());
/// # Ok::<_, tower_outbound::auth::AuthError>(())
/// ```
#[derive(Clone)]
pub struct PrivateKey {
    pair: Arc<Pair>,
    algorithm: SigningAlgorithm,
    kid: Option<Arc<str>>,
}

enum Pair {
    Rsa(RsaKeyPair),
    Ec(EcdsaKeyPair),
}

impl PrivateKey {
    /// Parses a key in PEM or JWK format. A JWK starts with `{`.
    ///
    /// A byte order mark, quotation marks around the text and the escapes of a JSON string are removed, which
    /// environment variables and secret stores may keep.
    ///
    /// # Errors
    ///
    /// [`AuthErrorKind::Key`] as for [`from_pem`](Self::from_pem) and [`from_jwk`](Self::from_jwk).
    pub fn parse(text: &str) -> Result<Self, AuthError> {
        let plain = text::plain(text);
        if plain.starts_with('{') {
            Self::from_jwk(&plain)
        } else if plain.contains(PEM_START) {
            Self::from_pem(&plain)
        } else {
            Err(text::not_a_key(&plain))
        }
    }

    /// Returns whether the text is PEM or JWK text, rather than the path of a file.
    #[must_use]
    pub fn is_key_text(text: &str) -> bool {
        text.contains(PEM_START) || text::plain(text).starts_with('{')
    }

    /// Parses a PEM key: PKCS#8 (`PRIVATE KEY`), PKCS#1 (`RSA PRIVATE KEY`) or SEC1 (`EC PRIVATE KEY`).
    ///
    /// Normalizes indentation, escaped line breaks (`\n` as two characters) and line breaks folded into spaces, which
    /// are common in environment variables and YAML. Skips other blocks, such as certificates and curve parameters,
    /// and all text around them.
    ///
    /// # Errors
    ///
    /// [`AuthErrorKind::Key`] if the key is encrypted, truncated, public, too short, or of an unsupported type. The
    /// message never contains parts of the input.
    pub fn from_pem(text: &str) -> Result<Self, AuthError> {
        pem::parse(text)
    }

    /// Parses a private JWK ([RFC 7517](https://www.rfc-editor.org/rfc/rfc7517)), or a JWK set with one private key.
    /// Uses its `kid` and `alg`.
    ///
    /// # Errors
    ///
    /// [`AuthErrorKind::Key`] if it is not valid JSON, public, incomplete, or of an unsupported type. The message
    /// never contains parts of the input.
    pub fn from_jwk(json: &str) -> Result<Self, AuthError> {
        jwk::parse(json)
    }

    /// Reads a PEM or JWK key from a file of at most 64 KiB. Characters that are not UTF-8 may be around the key.
    ///
    /// Blocks the thread; a pipe or a device is an error.
    ///
    /// # Errors
    ///
    /// [`AuthErrorKind::Key`] if the file cannot be read, and as for [`parse`](Self::parse).
    pub fn from_file(path: impl AsRef<Path>) -> Result<Self, AuthError> {
        let path = path.as_ref();
        let text = text::read(path).map_err(|error| {
            key_error(format!("error reading private key file {}", path.display())).with_source(error)
        })?;
        Self::parse(&text)
    }

    /// Parses an unencrypted PKCS#8 key in DER format.
    ///
    /// # Errors
    ///
    /// As for [`from_pem`](Self::from_pem).
    pub fn from_pkcs8_der(der: &[u8]) -> Result<Self, AuthError> {
        pem::parse_pkcs8(der)
    }

    /// Generates a key. An EC key takes about 20 µs, an RSA key (2048 bits) 100 ms or more.
    ///
    /// # Errors
    ///
    /// [`AuthErrorKind::Key`] if the system provides no randomness.
    pub fn generate(algorithm: SigningAlgorithm) -> Result<Self, AuthError> {
        let pair = match algorithm {
            SigningAlgorithm::Es256 => EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).map(Pair::Ec),
            SigningAlgorithm::Es384 => EcdsaKeyPair::generate(&ECDSA_P384_SHA384_FIXED_SIGNING).map(Pair::Ec),
            SigningAlgorithm::Es512 => EcdsaKeyPair::generate(&ECDSA_P521_SHA512_FIXED_SIGNING).map(Pair::Ec),
            _ => RsaKeyPair::generate(KeySize::Rsa2048).map(Pair::Rsa),
        };
        match pair {
            Ok(pair) => Ok(Self { pair: Arc::new(pair), algorithm, kid: None }),
            Err(_) => Err(key_error("error generating key")),
        }
    }

    /// Sets the key id. Default: the `kid` of the JWK, if any.
    #[must_use]
    pub fn with_kid(mut self, kid: impl AsRef<str>) -> Self {
        self.kid = Some(Arc::from(kid.as_ref()));
        self
    }

    /// Sets the algorithm. Default: RS256 for RSA keys; an EC key has one algorithm.
    ///
    /// # Errors
    ///
    /// [`AuthErrorKind::Key`] if the key cannot sign with it.
    pub fn with_algorithm(mut self, algorithm: SigningAlgorithm) -> Result<Self, AuthError> {
        if algorithm == self.algorithm || (algorithm.is_rsa() && self.algorithm.is_rsa()) {
            self.algorithm = algorithm;
            return Ok(self);
        }
        Err(key_error(format!("a key that signs with {} cannot sign with {algorithm}", self.algorithm)))
    }

    /// Returns the signature algorithm.
    #[must_use]
    pub const fn algorithm(&self) -> SigningAlgorithm {
        self.algorithm
    }

    /// Returns the key id, if there is one.
    #[must_use]
    pub fn kid(&self) -> Option<&str> {
        self.kid.as_deref()
    }

    /// Returns the key in PKCS#8 DER format, a secret.
    ///
    /// # Errors
    ///
    /// [`AuthErrorKind::Key`] if it cannot be encoded.
    pub(super) fn to_pkcs8(&self) -> Result<zeroize::Zeroizing<Vec<u8>>, AuthError> {
        let failed = |_| key_error("error encoding key as PKCS#8");
        let der = match &*self.pair {
            Pair::Rsa(pair) => AsDer::<Pkcs8V1Der<'_>>::as_der(pair).map_err(failed)?.as_ref().to_vec(),
            Pair::Ec(pair) => pair.to_pkcs8v1().map_err(failed)?.as_ref().to_vec(),
        };
        Ok(zeroize::Zeroizing::new(der))
    }

    /// Signs a message. Returns the signature in JWS format
    /// ([RFC 7518 §3.3 and §3.4](https://www.rfc-editor.org/rfc/rfc7518#section-3.3)).
    ///
    /// # Errors
    ///
    /// [`AuthErrorKind::Sign`] if AWS-LC fails.
    pub fn sign_now(&self, message: &[u8]) -> Result<Vec<u8>, AuthError> {
        let rng = SystemRandom::new();
        let signature = match &*self.pair {
            Pair::Ec(pair) => pair.sign(&rng, message).map(|signature| signature.as_ref().to_vec()),
            Pair::Rsa(pair) => {
                let padding = match self.algorithm {
                    SigningAlgorithm::Rs384 => &RSA_PKCS1_SHA384,
                    SigningAlgorithm::Rs512 => &RSA_PKCS1_SHA512,
                    _ => &RSA_PKCS1_SHA256,
                };
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(padding, &rng, message, &mut signature).map(|()| signature)
            }
        };
        signature.map_err(|_| AuthError::new(AuthErrorKind::Sign, "error signing with the private key"))
    }

    /// Returns the public key as JWK parameters.
    pub(super) fn public(&self) -> Result<AlgorithmParameters, AuthError> {
        let curve = match self.algorithm {
            SigningAlgorithm::Es256 => EllipticCurve::P256,
            SigningAlgorithm::Es384 => EllipticCurve::P384,
            _ => EllipticCurve::P521,
        };
        match &*self.pair {
            Pair::Rsa(pair) => {
                let public = RsaPublicKeyComponents::<Vec<u8>>::from(pair.public_key());
                Ok(AlgorithmParameters::RSA(RSAKeyParameters {
                    key_type: RSAKeyType::RSA,
                    n: base64url(public.n),
                    e: base64url(public.e),
                }))
            }
            Pair::Ec(pair) => {
                // An uncompressed point: 4, x, y.
                let (x, y) = match pair.public_key().as_ref().split_first() {
                    Some((4, point)) => point.split_at(point.len() / 2),
                    _ => return Err(key_error("error reading the public key")),
                };
                Ok(AlgorithmParameters::EllipticCurve(EllipticCurveKeyParameters {
                    key_type: EllipticCurveKeyType::EC,
                    curve,
                    x: base64url(x),
                    y: base64url(y),
                }))
            }
        }
    }

    fn rsa(pair: RsaKeyPair) -> Self {
        Self { pair: Arc::new(Pair::Rsa(pair)), algorithm: SigningAlgorithm::Rs256, kid: None }
    }

    fn ec(pair: EcdsaKeyPair, algorithm: SigningAlgorithm) -> Self {
        Self { pair: Arc::new(Pair::Ec(pair)), algorithm, kid: None }
    }
}

impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PrivateKey")
            .field("algorithm", &self.algorithm)
            .field("kid", &self.kid)
            .finish_non_exhaustive()
    }
}

/// The supported curves with their algorithms.
const CURVES: [(&str, SigningAlgorithm, &EcdsaSigningAlgorithm); 3] = [
    ("P-256", SigningAlgorithm::Es256, &ECDSA_P256_SHA256_FIXED_SIGNING),
    ("P-384", SigningAlgorithm::Es384, &ECDSA_P384_SHA384_FIXED_SIGNING),
    ("P-521", SigningAlgorithm::Es512, &ECDSA_P521_SHA512_FIXED_SIGNING),
];

/// How a block of PEM starts.
const PEM_START: &str = "-----BEGIN";

const SUPPORTED: &str = "supported: RSA keys and EC keys on P-256, P-384 and P-521";

fn key_error(message: impl Into<std::borrow::Cow<'static, str>>) -> AuthError {
    AuthError::new(AuthErrorKind::Key, message)
}

#[cfg(test)]
mod tests;
