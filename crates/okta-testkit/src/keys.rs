//! P-256 keys of certificates and service apps.
//!
//! They are generated with `ring`: the first random number of other libraries takes tens of milliseconds, which each start
//! of an org would wait for.

use std::io;

use base64::{Engine, engine::general_purpose::STANDARD};
use rcgen::{PKCS_ECDSA_P256_SHA256, PublicKeyData, SignatureAlgorithm, SigningKey};
use ring::{
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair},
};

/// A private key.
pub(crate) struct P256Key {
    pair: EcdsaKeyPair,
    document: Vec<u8>,
    random: SystemRandom,
}

impl P256Key {
    pub(crate) fn generate() -> io::Result<Self> {
        let random = SystemRandom::new();
        let algorithm = &ECDSA_P256_SHA256_ASN1_SIGNING;
        let document = EcdsaKeyPair::generate_pkcs8(algorithm, &random)
            .map_err(|_| io::Error::other("error generating a key"))?;
        let document = document.as_ref().to_vec();
        let pair = EcdsaKeyPair::from_pkcs8(algorithm, &document, &random)
            .map_err(|_| io::Error::other("error reading the generated key"))?;
        Ok(Self { pair, document, random })
    }

    /// The key as PKCS#8.
    pub(crate) fn pkcs8(&self) -> &[u8] {
        &self.document
    }

    /// The key as PKCS#8 PEM (RFC 7468 §10).
    pub(crate) fn pem(&self) -> String {
        let mut pem = "-----BEGIN PRIVATE KEY-----\n".to_owned();
        for (n, letter) in STANDARD.encode(&self.document).chars().enumerate() {
            if n > 0 && n % 64 == 0 {
                pem.push('\n');
            }
            pem.push(letter);
        }
        pem + "\n-----END PRIVATE KEY-----\n"
    }

    /// The public key: an uncompressed point (SEC 1 §2.3.3).
    pub(crate) fn point(&self) -> &[u8] {
        self.pair.public_key().as_ref()
    }
}

impl PublicKeyData for P256Key {
    fn der_bytes(&self) -> &[u8] {
        self.point()
    }

    fn algorithm(&self) -> &'static SignatureAlgorithm {
        &PKCS_ECDSA_P256_SHA256
    }
}

impl SigningKey for P256Key {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, rcgen::Error> {
        let signature = self.pair.sign(&self.random, message);
        signature.map(|signature| signature.as_ref().to_vec()).map_err(|_| rcgen::Error::RingUnspecified)
    }
}
