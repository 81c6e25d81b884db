//! TLS options: trusted certificates and the client certificate.

use std::{fmt, path::PathBuf, sync::Arc};

use rustls::{ClientConfig, RootCertStore, crypto::CryptoProvider};
use rustls_pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject};

use super::TransportBuildError;
use crate::config::read_file;

/// The maximum size of a file of root certificates, in bytes.
const ROOT_FILE_LIMIT: usize = 16 * 1024 * 1024;

/// TLS options: trusted certificates and the client certificate.
///
/// By default server certificates are verified by the operating system's verifier (feature
/// `platform-verifier`); without that feature, by the root certificates of the operating system
/// (`native-roots`) or of Mozilla (`webpki-roots`).
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
    roots: RootStore,
    identity: Option<Identity>,
}

/// The root certificates, in addition to those that were added.
#[derive(Clone, Debug, Default)]
enum RootStore {
    /// Selected by the crate features.
    #[default]
    Default,
    /// The certificates of a PEM file.
    File(PathBuf),
    #[cfg(feature = "native-roots")]
    Native,
    #[cfg(feature = "webpki-roots")]
    Webpki,
    None,
}

/// Unparsed certificates; parsed when the transport is built.
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
    /// Creates options with the defaults.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Uses a complete rustls configuration and ignores all other options. Its ALPN protocols are kept if
    /// there are any; otherwise they are set according to the HTTP version.
    #[must_use]
    pub fn config(mut self, config: impl Into<Arc<ClientConfig>>) -> Self {
        self.config = Some(config.into());
        self
    }

    /// Sets the crypto provider. Default: the one selected by the crate features.
    #[must_use]
    pub fn provider(mut self, provider: impl Into<Arc<CryptoProvider>>) -> Self {
        self.provider = Some(provider.into());
        self
    }

    /// Adds the certificates of a PEM text to the trusted ones. It must contain at least one.
    #[must_use]
    pub fn add_root_pem(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.added.push(Certificates::Pem(pem.into()));
        self
    }

    /// Adds a DER certificate to the trusted ones.
    #[must_use]
    pub fn add_root_der(mut self, der: impl Into<Vec<u8>>) -> Self {
        self.added.push(Certificates::Der(CertificateDer::from(der.into())));
        self
    }

    /// Trusts only the certificates added to these options, not those of the system.
    #[must_use]
    pub fn only_added_roots(mut self) -> Self {
        self.roots = RootStore::None;
        self
    }

    /// Trusts the certificates of a PEM file of at most 16 MiB instead of those of the system, and the added ones. The
    /// file is read when the transport is built; a pipe or a device is an error.
    #[must_use]
    pub fn root_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.roots = RootStore::File(path.into());
        self
    }

    /// Trusts the root certificates of the operating system. Unlike the platform verifier, this does not
    /// detect revoked or locally distrusted certificates.
    #[cfg(feature = "native-roots")]
    #[cfg_attr(docsrs, doc(cfg(feature = "native-roots")))]
    #[must_use]
    pub fn native_roots(mut self) -> Self {
        self.roots = RootStore::Native;
        self
    }

    /// Trusts Mozilla's root certificates, as compiled in.
    #[cfg(feature = "webpki-roots")]
    #[cfg_attr(docsrs, doc(cfg(feature = "webpki-roots")))]
    #[must_use]
    pub fn webpki_roots(mut self) -> Self {
        self.roots = RootStore::Webpki;
        self
    }

    /// Sets the file of a configuration, unless the program set root certificates.
    pub(super) fn root_file_if_default(self, path: PathBuf) -> Self {
        if matches!(self.roots, RootStore::Default) { self.root_file(path) } else { self }
    }

    /// Sets the client certificate (mTLS): a PEM chain, leaf first, and the PEM private key. It is sent to
    /// every peer that requests it in a TLS handshake, `https` proxies included.
    #[must_use]
    pub fn identity_pem(mut self, chain: impl Into<Vec<u8>>, key: impl Into<Vec<u8>>) -> Self {
        self.identity = Some(Identity { chain: chain.into(), key: Arc::new(key.into().into()) });
        self
    }

    /// Builds the rustls configuration, without ALPN protocols unless a complete configuration has them.
    pub(super) fn build(self) -> Result<ClientConfig, TransportBuildError> {
        if let Some(config) = self.config {
            return Ok(ClientConfig::clone(&config));
        }
        let provider = self.provider.or_else(default_provider).ok_or(TransportBuildError::NoProvider)?;
        let mut added = Vec::new();
        for certificates in &self.added {
            added.extend(certificates.parse()?);
        }
        let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
            .with_safe_default_protocol_versions()
            .map_err(TransportBuildError::Tls)?;
        let builder = match self.roots {
            RootStore::Default => with_default_roots(builder, added, provider)?,
            RootStore::None => builder.with_root_certificates(root_store(added)?),
            RootStore::File(path) => {
                let pem = read_file(&path, ROOT_FILE_LIMIT).map_err(|error| {
                    TransportBuildError::RootFile { path: path.clone(), source: error.into() }
                })?;
                added.extend(Certificates::Pem(pem.to_vec()).parse()?);
                builder.with_root_certificates(root_store(added)?)
            }
            #[cfg(feature = "native-roots")]
            RootStore::Native => with_native_roots(builder, added)?,
            #[cfg(feature = "webpki-roots")]
            RootStore::Webpki => with_webpki_roots(builder, added)?,
        };
        match self.identity {
            None => Ok(builder.with_no_client_auth()),
            Some(identity) => {
                let chain = Certificates::Pem(identity.chain).parse()?;
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
    // rustls calls any custom verifier "dangerous"; this one verifies certificates.
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
    Ok(builder.with_root_certificates(root_store(added)?))
}

#[cfg(feature = "native-roots")]
fn with_native_roots(
    builder: WantsRoots,
    added: Vec<CertificateDer<'static>>,
) -> Result<WantsIdentity, TransportBuildError> {
    let mut roots = RootCertStore::empty();
    // Certificates of the system that cannot be parsed are skipped.
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    roots.roots.extend(if added.is_empty() { Vec::new() } else { root_store(added)?.roots });
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
    let mut roots = if added.is_empty() { RootCertStore::empty() } else { root_store(added)? };
    roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    Ok(builder.with_root_certificates(roots))
}

/// Returns a root store of these certificates; there must be at least one.
fn root_store(certificates: Vec<CertificateDer<'static>>) -> Result<RootCertStore, TransportBuildError> {
    let mut store = RootCertStore::empty();
    for certificate in certificates {
        store.add(certificate).map_err(TransportBuildError::Tls)?;
    }
    if store.is_empty() { Err(TransportBuildError::NoCertificates) } else { Ok(store) }
}

/// Returns the provider selected by the crate features, regardless of the process-wide default.
fn default_provider() -> Option<Arc<CryptoProvider>> {
    #[cfg(feature = "aws-lc-rs")]
    return Some(Arc::new(rustls::crypto::aws_lc_rs::default_provider()));
    #[cfg(all(feature = "ring", not(feature = "aws-lc-rs")))]
    return Some(Arc::new(rustls::crypto::ring::default_provider()));
    #[cfg(not(any(feature = "ring", feature = "aws-lc-rs")))]
    None
}

impl Certificates {
    fn parse(&self) -> Result<Vec<CertificateDer<'static>>, TransportBuildError> {
        match self {
            Self::Der(certificate) => Ok(vec![certificate.clone()]),
            Self::Pem(pem) => {
                let parsed: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
                match parsed {
                    Ok(certificates) if !certificates.is_empty() => Ok(certificates),
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
            .field("roots", &self.roots)
            .field("identity", &self.identity.is_some())
            .finish()
    }
}
