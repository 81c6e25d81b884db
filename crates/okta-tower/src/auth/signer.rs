//! Who signs: a key in memory, or a service that holds one.

use std::future::{Future, ready};

use super::{AuthError, PrivateKey, SigningAlgorithm};

/// Signs with a private key, wherever that is: in memory ([`PrivateKey`]), in a KMS, in an HSM.
///
/// ```
/// use okta_tower::auth::{AuthError, PrivateKey, Signer, SigningAlgorithm};
///
/// /// Stands for a client of a key service.
/// struct Kms(PrivateKey);
///
/// impl Signer for Kms {
///     fn algorithm(&self) -> SigningAlgorithm {
///         SigningAlgorithm::Es256
///     }
///
///     fn kid(&self) -> Option<&str> {
///         Some("alias/okta")
///     }
///
///     async fn sign(&self, message: &[u8]) -> Result<Vec<u8>, AuthError> {
///         self.0.sign_now(message) // in earnest: a call over the network
///     }
/// }
/// ```
pub trait Signer: Send + Sync + 'static {
    /// The algorithm that signatures are made with.
    fn algorithm(&self) -> SigningAlgorithm;

    /// The name under which the public half is registered; needed when a client has several keys.
    fn kid(&self) -> Option<&str>;

    /// Signs a message. The signature has the form that a JWS carries: for EC the two numbers one after the
    /// other, not DER ([RFC 7518 §3.4](https://www.rfc-editor.org/rfc/rfc7518#section-3.4)).
    ///
    /// # Errors
    ///
    /// [`AuthErrorKind::Sign`](super::AuthErrorKind::Sign) when there is no signature.
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
