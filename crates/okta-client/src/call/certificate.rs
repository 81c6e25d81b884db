//! X.509 certificates as request bodies.

use std::fmt;

use bytes::Bytes;

/// A certificate for a certificate signing request, in one of the formats that Okta accepts.
#[derive(Clone, PartialEq, Eq)]
pub struct Certificate {
    content_type: &'static str,
    bytes: Bytes,
}

impl Certificate {
    /// A certificate in PEM (`-----BEGIN CERTIFICATE-----`), sent as `application/x-pem-file`.
    pub fn pem(text: impl Into<Bytes>) -> Self {
        Self { content_type: "application/x-pem-file", bytes: text.into() }
    }

    /// A certificate in DER, sent as `application/pkix-cert`.
    pub fn der(bytes: impl Into<Bytes>) -> Self {
        Self { content_type: "application/pkix-cert", bytes: bytes.into() }
    }

    /// A certificate in a `.cer` file (DER), sent as `application/x-x509-ca-cert`.
    pub fn cer(bytes: impl Into<Bytes>) -> Self {
        Self { content_type: "application/x-x509-ca-cert", bytes: bytes.into() }
    }

    pub(super) fn into_parts(self) -> (&'static str, Bytes) {
        (self.content_type, self.bytes)
    }
}

impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Certificate")
            .field("content_type", &self.content_type)
            .field("bytes", &self.bytes.len())
            .finish()
    }
}
