//! Whom TLS trusts and how it identifies itself.

use std::{fmt, path::PathBuf, sync::Arc};

use rustls::{ClientConfig, RootCertStore, crypto::CryptoProvider};
use rustls_pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject};

use super::TransportBuildError;

/// Whom TLS trusts, and how the client identifies itself.
///
/// Unless told otherwise, servers are trusted as the operating system trusts them (feature
/// `platform-verifier`). The variable `SSL_CERT_FILE`, where it is set, names a PEM file with the
/// certificates to trust in place of the system's.
///
/// ```no_run
/// use okta_client::transport::{HyperTransport, TlsOptions};
///
/// # fn main() -> Result<(), okta_client::transport::TransportBuildError> {
/// let company_ca = std::fs::read("/etc/ssl/company-ca.pem").unwrap_or_default();
/// let transport = HyperTransport::builder().tls(TlsOptions::new().add_root_pem(company_ca)).build()?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Default)]
pub struct TlsOptions {
    config: Option<Arc<ClientConfig>>,
    provider: Option<Arc<CryptoProvider>>,
    extra_roots: Vec<Certificates>,
    only_roots: bool,
    identity: Option<Identity>,
}

/// Certificates as they were given; read when the transport is built.
#[derive(Clone)]
enum Certificates {
    Pem(Vec<u8>),
    Der(CertificateDer<'static>),
}

#[derive(Clone)]
struct Identity {
    chain: Vec<u8>,
    key: Arc<zeroize::Zeroizing<Vec<u8>>>,
}

impl TlsOptions {
    /// The defaults.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Uses a whole rustls configuration; all other options but the HTTP version's ALPN are ignored. Its own
    /// ALPN list is kept when it is not empty.
    #[must_use]
    pub fn config(mut self, config: impl Into<Arc<ClientConfig>>) -> Self {
        self.config = Some(config.into());
        self
    }

    /// Uses another crypto provider than the one chosen by feature.
    #[must_use]
    pub fn provider(mut self, provider: impl Into<Arc<CryptoProvider>>) -> Self {
        self.provider = Some(provider.into());
        self
    }

    /// Trusts the certificates of a PEM text as well; at least one must be in it.
    #[must_use]
    pub fn add_root_pem(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.extra_roots.push(Certificates::Pem(pem.into()));
        self
    }

    /// Trusts a DER certificate as well.
    #[must_use]
    pub fn add_root_der(mut self, der: impl Into<Vec<u8>>) -> Self {
        self.extra_roots.push(Certificates::Der(CertificateDer::from(der.into())));
        self
    }

    /// Trusts only the certificates added here, and not the system's.
    #[must_use]
    pub fn only_added_roots(mut self) -> Self {
        self.only_roots = true;
        self
    }

    /// Identifies the client (mTLS) with a PEM certificate chain, the client's own first, and its PEM key.
    #[must_use]
    pub fn identity_pem(mut self, chain: impl Into<Vec<u8>>, key: impl Into<Vec<u8>>) -> Self {
        self.identity = Some(Identity { chain: chain.into(), key: Arc::new(key.into().into()) });
        self
    }

    /// The rustls configuration, without ALPN unless a whole configuration brought it.
    pub(super) fn build(self) -> Result<ClientConfig, TransportBuildError> {
        if let Some(config) = self.config {
            return Ok(ClientConfig::clone(&config));
        }
        let provider = self.provider.or_else(default_provider).ok_or(TransportBuildError::NoProvider)?;
        let mut added = Vec::new();
        for certificates in &self.extra_roots {
            added.extend(certificates.read()?);
        }
        let only_roots = self.only_roots;
        let file = std::env::var_os("SSL_CERT_FILE").filter(|file| !file.is_empty()).map(PathBuf::from);
        let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
            .with_safe_default_protocol_versions()
            .map_err(TransportBuildError::Tls)?;
        let builder = match (only_roots, file) {
            (true, _) => builder.with_root_certificates(store(added)?),
            (false, Some(file)) => {
                let pem = std::fs::read(&file)
                    .map_err(|source| TransportBuildError::CertFile { path: file.clone(), source })?;
                added.extend(Certificates::Pem(pem).read()?);
                builder.with_root_certificates(store(added)?)
            }
            (false, None) => with_default_roots(builder, added, provider)?,
        };
        match self.identity {
            None => Ok(builder.with_no_client_auth()),
            Some(identity) => {
                let chain = Certificates::Pem(identity.chain).read()?;
                let key = PrivateKeyDer::from_pem_slice(&identity.key)
                    .map_err(|_| TransportBuildError::IdentityKey)?;
                builder.with_client_auth_cert(chain, key).map_err(TransportBuildError::Tls)
            }
        }
    }
}

type WantsIdentity = rustls::ConfigBuilder<ClientConfig, rustls::client::WantsClientCert>;

fn with_default_roots(
    builder: rustls::ConfigBuilder<ClientConfig, rustls::WantsVerifier>,
    added: Vec<CertificateDer<'static>>,
    provider: Arc<CryptoProvider>,
) -> Result<WantsIdentity, TransportBuildError> {
    let verifier = rustls_platform_verifier::Verifier::new_with_extra_roots(added, provider)
        .map_err(TransportBuildError::Tls)?;
    // "dangerous" is what rustls calls any verifier that is not its own; this one checks certificates.
    Ok(builder.dangerous().with_custom_certificate_verifier(Arc::new(verifier)))
}

fn store(certificates: Vec<CertificateDer<'static>>) -> Result<RootCertStore, TransportBuildError> {
    let mut store = RootCertStore::empty();
    for certificate in certificates {
        store.add(certificate).map_err(TransportBuildError::Tls)?;
    }
    if store.is_empty() { Err(TransportBuildError::NoCertificates) } else { Ok(store) }
}

fn default_provider() -> Option<Arc<CryptoProvider>> {
    Some(Arc::new(rustls::crypto::aws_lc_rs::default_provider()))
}

impl Certificates {
    fn read(&self) -> Result<Vec<CertificateDer<'static>>, TransportBuildError> {
        match self {
            Self::Der(certificate) => Ok(vec![certificate.clone()]),
            Self::Pem(pem) => {
                let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
                match found {
                    Ok(found) if !found.is_empty() => Ok(found),
                    _ => Err(TransportBuildError::NoCertificates),
                }
            }
        }
    }
}

impl fmt::Debug for TlsOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TlsOptions")
            .field("config", &self.config.is_some())
            .field("provider", &self.provider.is_some())
            .field("extra_roots", &self.extra_roots.len())
            .field("only_roots", &self.only_roots)
            .field("identity", &self.identity.is_some())
            .finish()
    }
}
