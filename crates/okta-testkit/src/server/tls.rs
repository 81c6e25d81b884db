//! TLS with a certificate authority per org.

use std::{fmt, io, sync::Arc};

use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyUsagePurpose,
    date_time_ymd,
};
use rustls::{
    RootCertStore, ServerConfig,
    crypto::aws_lc_rs,
    server::{NoClientAuth, WebPkiClientVerifier, danger::ClientCertVerifier},
};
use rustls_pki_types::PrivateKeyDer;
use tokio_rustls::TlsAcceptor;

use crate::keys::P256Key;

/// The server certificate of an org with TLS. Each is issued by the org's certificate authority.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum ServerCertificate {
    /// Valid, for `localhost` and `127.0.0.1`.
    #[default]
    Valid,
    /// For `localhost` and `127.0.0.1`, expired in 2020.
    Expired,
    /// For `localhost` and `127.0.0.1`, not valid before the year 4000.
    NotYetValid,
    /// Valid, for a different host name.
    WrongHost,
}

/// TLS options of an org.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct TlsOptions {
    pub(crate) certificate: ServerCertificate,
    pub(crate) client_certificate: bool,
}

/// The org's certificate authority and the certificates issued by it.
pub(crate) struct Tls {
    pub(crate) acceptor: TlsAcceptor,
    pub(crate) ca_pem: String,
    pub(crate) ca_der: Vec<u8>,
    pub(crate) client_pem: String,
    pub(crate) client_key_pem: String,
}

impl fmt::Debug for Tls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tls").field("ca", &self.ca_pem).finish_non_exhaustive()
    }
}

impl Tls {
    /// Generates keys and certificates. Errors come from the cryptographic library only.
    pub(crate) fn new(options: TlsOptions) -> io::Result<Self> {
        Self::generate(options).map_err(io::Error::other)
    }

    fn generate(options: TlsOptions) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        let mut params = CertificateParams::new(Vec::<String>::new())?;
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        params.distinguished_name.push(DnType::CommonName, "okta-testkit certificate authority");
        let ca_key = P256Key::generate()?;
        let ca = params.self_signed(&ca_key)?;
        let issuer = Issuer::new(params, ca_key);

        let names = match options.certificate {
            ServerCertificate::WrongHost => vec!["other-host.example".to_owned()],
            _ => vec!["localhost".to_owned(), "127.0.0.1".to_owned()],
        };
        let mut params = CertificateParams::new(names)?;
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        params.distinguished_name.push(DnType::CommonName, "okta-testkit org");
        (params.not_before, params.not_after) = match options.certificate {
            ServerCertificate::Expired => (date_time_ymd(2019, 1, 1), date_time_ymd(2020, 1, 1)),
            ServerCertificate::NotYetValid => (date_time_ymd(4000, 1, 1), date_time_ymd(4001, 1, 1)),
            ServerCertificate::Valid | ServerCertificate::WrongHost => (params.not_before, params.not_after),
        };
        let key = P256Key::generate()?;
        let certificate = params.signed_by(&key, &issuer)?;

        let mut params = CertificateParams::new(Vec::<String>::new())?;
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
        params.distinguished_name.push(DnType::CommonName, "okta-testkit client");
        let client_key = P256Key::generate()?;
        let client = params.signed_by(&client_key, &issuer)?;

        let provider = Arc::new(aws_lc_rs::default_provider());
        let verifier: Arc<dyn ClientCertVerifier> = if options.client_certificate {
            let mut roots = RootCertStore::empty();
            roots.add(ca.der().clone())?;
            WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider.clone()).build()?
        } else {
            Arc::new(NoClientAuth)
        };
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_client_cert_verifier(verifier)
            .with_single_cert(
                vec![certificate.der().clone()],
                PrivateKeyDer::Pkcs8(key.pkcs8().to_vec().into()),
            )?;
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Ok(Self {
            acceptor: TlsAcceptor::from(Arc::new(config)),
            ca_pem: ca.pem(),
            ca_der: ca.der().to_vec(),
            client_pem: client.pem(),
            client_key_pem: client_key.pem(),
        })
    }
}
