//! TLS with a certificate authority made for one org.

use std::{fmt, io, sync::Arc};

use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, date_time_ymd,
};
use rustls::{
    RootCertStore, ServerConfig,
    crypto::aws_lc_rs,
    server::{NoClientAuth, WebPkiClientVerifier, danger::ClientCertVerifier},
};
use rustls_pki_types::PrivateKeyDer;
use tokio_rustls::TlsAcceptor;

/// Which certificate an org with TLS shows. All are signed by the org's own authority.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum ServerCertificate {
    /// Valid, for `localhost` and `127.0.0.1`.
    #[default]
    Valid,
    /// For the right names, expired years ago.
    Expired,
    /// Not valid yet.
    NotYetValid,
    /// Valid, for another host.
    WrongHost,
}

/// How TLS is to be set up.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct TlsChoice {
    pub(crate) certificate: ServerCertificate,
    pub(crate) client_certificate: bool,
}

/// The org's certificate authority and what it has signed.
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
    /// Makes keys and certificates; the only errors are those of the cryptographic library.
    pub(crate) fn new(choice: TlsChoice) -> io::Result<Self> {
        Self::make(choice).map_err(io::Error::other)
    }

    fn make(choice: TlsChoice) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        let mut params = CertificateParams::new(Vec::<String>::new())?;
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        params.distinguished_name.push(DnType::CommonName, "okta-testkit certificate authority");
        let ca_key = KeyPair::generate()?;
        let ca = params.self_signed(&ca_key)?;
        let issuer = Issuer::new(params, ca_key);

        let names = match choice.certificate {
            ServerCertificate::WrongHost => vec!["elsewhere.example".to_owned()],
            _ => vec!["localhost".to_owned(), "127.0.0.1".to_owned()],
        };
        let mut params = CertificateParams::new(names)?;
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        params.distinguished_name.push(DnType::CommonName, "okta-testkit org");
        (params.not_before, params.not_after) = match choice.certificate {
            ServerCertificate::Expired => (date_time_ymd(2019, 1, 1), date_time_ymd(2020, 1, 1)),
            ServerCertificate::NotYetValid => (date_time_ymd(4000, 1, 1), date_time_ymd(4001, 1, 1)),
            ServerCertificate::Valid | ServerCertificate::WrongHost => (params.not_before, params.not_after),
        };
        let key = KeyPair::generate()?;
        let certificate = params.signed_by(&key, &issuer)?;

        let mut params = CertificateParams::new(Vec::<String>::new())?;
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
        params.distinguished_name.push(DnType::CommonName, "okta-testkit client");
        let client_key = KeyPair::generate()?;
        let client = params.signed_by(&client_key, &issuer)?;

        let provider = Arc::new(aws_lc_rs::default_provider());
        let verifier: Arc<dyn ClientCertVerifier> = if choice.client_certificate {
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
                PrivateKeyDer::Pkcs8(key.serialize_der().into()),
            )?;
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Ok(Self {
            acceptor: TlsAcceptor::from(Arc::new(config)),
            ca_pem: ca.pem(),
            ca_der: ca.der().to_vec(),
            client_pem: client.pem(),
            client_key_pem: client_key.serialize_pem(),
        })
    }
}
