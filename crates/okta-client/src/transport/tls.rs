//! Whom TLS trusts and how it identifies itself.

use std::{fmt, path::PathBuf, sync::Arc};

use rustls::{ClientConfig, RootCertStore, crypto::CryptoProvider};
use rustls_pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject};

use super::TransportBuildError;

/// Whom TLS trusts, and how the client identifies itself.
///
/// Unless told otherwise, servers are trusted as the operating system trusts them (feature
/// `platform-verifier`; without it the operating system's or the compiled-in list of authorities, features
/// `native-roots` and `webpki-roots`).
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
    added: Vec<Certificates>,
    trust: Trust,
    identity: Option<Identity>,
}

/// Who is trusted beside the certificates that were added.
#[derive(Clone, Debug, Default)]
enum Trust {
    /// Whom the features say.
    #[default]
    Default,
    /// Whoever a PEM file names.
    File(PathBuf),
    #[cfg(feature = "native-roots")]
    Native,
    #[cfg(feature = "webpki-roots")]
    Webpki,
    Nobody,
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
        self.added.push(Certificates::Pem(pem.into()));
        self
    }

    /// Trusts a DER certificate as well.
    #[must_use]
    pub fn add_root_der(mut self, der: impl Into<Vec<u8>>) -> Self {
        self.added.push(Certificates::Der(CertificateDer::from(der.into())));
        self
    }

    /// Trusts only the certificates added here, and not the system's.
    #[must_use]
    pub fn only_added_roots(mut self) -> Self {
        self.trust = Trust::Nobody;
        self
    }

    /// Trusts the certificates of a PEM file in place of the system's; those added here as well. The file is
    /// read when the transport is built.
    #[must_use]
    pub fn root_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.trust = Trust::File(path.into());
        self
    }

    /// Trusts the authorities on the operating system's list. Unlike the platform's own rules, this knows
    /// nothing of revoked or locally distrusted certificates.
    #[cfg(feature = "native-roots")]
    #[cfg_attr(docsrs, doc(cfg(feature = "native-roots")))]
    #[must_use]
    pub fn native_roots(mut self) -> Self {
        self.trust = Trust::Native;
        self
    }

    /// Trusts the authorities on Mozilla's list, as it was when the program was compiled.
    #[cfg(feature = "webpki-roots")]
    #[cfg_attr(docsrs, doc(cfg(feature = "webpki-roots")))]
    #[must_use]
    pub fn webpki_roots(mut self) -> Self {
        self.trust = Trust::Webpki;
        self
    }

    /// Takes the file that the configuration names, unless the program said whom to trust.
    pub(super) fn root_file_if_default(self, path: PathBuf) -> Self {
        if matches!(self.trust, Trust::Default) { self.root_file(path) } else { self }
    }

    /// Identifies the client (mTLS) with a PEM certificate chain, the client's own first, and its PEM key.
    /// It is shown to whoever asks for it in a TLS handshake, a proxy inside TLS included.
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
        for certificates in &self.added {
            added.extend(certificates.read()?);
        }
        let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
            .with_safe_default_protocol_versions()
            .map_err(TransportBuildError::Tls)?;
        let builder = match self.trust {
            Trust::Default => with_default_roots(builder, added, provider)?,
            Trust::Nobody => builder.with_root_certificates(store(added)?),
            Trust::File(path) => {
                let pem = std::fs::read(&path)
                    .map_err(|source| TransportBuildError::RootFile { path: path.clone(), source })?;
                added.extend(Certificates::Pem(pem).read()?);
                builder.with_root_certificates(store(added)?)
            }
            #[cfg(feature = "native-roots")]
            Trust::Native => with_native_roots(builder, added)?,
            #[cfg(feature = "webpki-roots")]
            Trust::Webpki => with_webpki_roots(builder, added)?,
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

type WantsRoots = rustls::ConfigBuilder<ClientConfig, rustls::WantsVerifier>;

#[cfg(feature = "platform-verifier")]
fn with_default_roots(
    builder: WantsRoots,
    added: Vec<CertificateDer<'static>>,
    provider: Arc<CryptoProvider>,
) -> Result<WantsIdentity, TransportBuildError> {
    let verifier = rustls_platform_verifier::Verifier::new_with_extra_roots(added, provider)
        .map_err(TransportBuildError::Tls)?;
    // "dangerous" is what rustls calls any verifier that is not its own; this one checks certificates.
    Ok(builder.dangerous().with_custom_certificate_verifier(Arc::new(verifier)))
}

#[cfg(not(feature = "platform-verifier"))]
fn with_default_roots(
    builder: WantsRoots,
    added: Vec<CertificateDer<'static>>,
    _: Arc<CryptoProvider>,
) -> Result<WantsIdentity, TransportBuildError> {
    #[cfg(feature = "native-roots")]
    return with_native_roots(builder, added);
    #[cfg(all(feature = "webpki-roots", not(feature = "native-roots")))]
    return with_webpki_roots(builder, added);
    #[cfg(not(any(feature = "webpki-roots", feature = "native-roots")))]
    Ok(builder.with_root_certificates(store(added)?))
}

#[cfg(feature = "native-roots")]
fn with_native_roots(
    builder: WantsRoots,
    added: Vec<CertificateDer<'static>>,
) -> Result<WantsIdentity, TransportBuildError> {
    let mut roots = RootCertStore::empty();
    // Some of what a system lists cannot be read; the rest counts.
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    roots.roots.extend(if added.is_empty() { Vec::new() } else { store(added)?.roots });
    if roots.is_empty() {
        Err(TransportBuildError::NoCertificates)
    } else {
        Ok(builder.with_root_certificates(roots))
    }
}

#[cfg(feature = "webpki-roots")]
fn with_webpki_roots(
    builder: WantsRoots,
    added: Vec<CertificateDer<'static>>,
) -> Result<WantsIdentity, TransportBuildError> {
    let mut roots = if added.is_empty() { RootCertStore::empty() } else { store(added)? };
    roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    Ok(builder.with_root_certificates(roots))
}

/// Just these certificates; at least one.
fn store(certificates: Vec<CertificateDer<'static>>) -> Result<RootCertStore, TransportBuildError> {
    let mut store = RootCertStore::empty();
    for certificate in certificates {
        store.add(certificate).map_err(TransportBuildError::Tls)?;
    }
    if store.is_empty() { Err(TransportBuildError::NoCertificates) } else { Ok(store) }
}

/// The provider that a feature chose; the process's default is left alone.
fn default_provider() -> Option<Arc<CryptoProvider>> {
    #[cfg(feature = "aws-lc-rs")]
    return Some(Arc::new(rustls::crypto::aws_lc_rs::default_provider()));
    #[cfg(all(feature = "ring", not(feature = "aws-lc-rs")))]
    return Some(Arc::new(rustls::crypto::ring::default_provider()));
    #[cfg(not(any(feature = "ring", feature = "aws-lc-rs")))]
    None
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
            .field("added", &self.added.len())
            .field("trust", &self.trust)
            .field("identity", &self.identity.is_some())
            .finish()
    }
}
