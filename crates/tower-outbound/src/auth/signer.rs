//! Signing with a key in memory or in a key service.

use std::future::{Future, ready};

use super::{AuthError, PrivateKey, SigningAlgorithm};

/// Signs with a private key: in memory ([`PrivateKey`]), in a KMS or in an HSM.
///
/// ```
/// use tower_outbound::auth::{AuthError, PrivateKey, Signer, SigningAlgorithm};
///
/// /// A client of a key service.
/// struct Kms(PrivateKey);
///
/// impl Signer for Kms {
///     fn algorithm(&self) -> SigningAlgorithm {
///         SigningAlgorithm::Es256
///     }
///
///     fn kid(&self) -> Option<&str> {
///         Some("alias/tokens")
///     }
///
///     async fn sign(&self, message: &[u8]) -> Result<Vec<u8>, AuthError> {
///         self.0.sign_now(message) // in production: a network call
///     }
/// }
/// ```
pub trait Signer: Send + Sync + 'static {
    /// Returns the signature algorithm.
    fn algorithm(&self) -> SigningAlgorithm;

    /// Returns the id under which the public key is registered. Required if a client has several keys.
    fn kid(&self) -> Option<&str>;

    /// Signs a message. Returns the signature in JWS format: for EC the concatenated `R` and `S`, not DER
    /// ([RFC 7518 §3.4](https://www.rfc-editor.org/rfc/rfc7518#section-3.4)).
    ///
    /// # Errors
    ///
    /// [`AuthErrorKind::Sign`](super::AuthErrorKind::Sign) if signing fails.
    fn sign(&self, message: &[u8]) -> impl Future<Output = Result<Vec<u8>, AuthError>> + Send;
}

impl Signer for PrivateKey {
    fn algorithm(&self) -> SigningAlgorithm {
        self.algorithm()
    }

    fn kid(&self) -> Option<&str> {
        self.kid()
    }

    fn sign(&self, message: &[u8]) -> impl Future<Output = Result<Vec<u8>, AuthError>> + Send {
        ready(self.sign_now(message))
    }
}
