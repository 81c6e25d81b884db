//! TLS: the org's certificate authority, invalid certificates, client certificates.

use std::{error::Error, sync::Arc};

use bytes::Bytes;
use http::{Request, Version};
use http_body_util::Full;
use hyper_rustls::HttpsConnectorBuilder;
use hyper_util::{client::legacy::Client, rt::TokioExecutor};
use okta_testkit::{Org, ServerCertificate};
use rustls::{ClientConfig, RootCertStore, crypto::aws_lc_rs};
use rustls_pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject};

#[derive(Clone, Copy, PartialEq)]
enum ClientCertificate {
    None,
    Valid,
}

async fn call(
    org: &Org,
    trust: bool,
    certificate: ClientCertificate,
    http2: bool,
) -> Result<(u16, Version), String> {
    let mut roots = RootCertStore::empty();
    if trust {
        roots.add(CertificateDer::from_slice(org.ca_der()).into_owned()).unwrap();
    }
    let builder = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots);
    let config = match certificate {
        ClientCertificate::None => builder.with_no_client_auth(),
        ClientCertificate::Valid => builder
            .with_client_auth_cert(
                vec![CertificateDer::from_pem_slice(org.client_certificate_pem().as_bytes()).unwrap()],
                PrivateKeyDer::from_pem_slice(org.client_key_pem().as_bytes()).unwrap(),
            )
            .unwrap(),
    };
    let connector = HttpsConnectorBuilder::new().with_tls_config(config).https_only();
    let connector =
        if http2 { connector.enable_all_versions().build() } else { connector.enable_http1().build() };
    let client = Client::builder(TokioExecutor::new()).build::<_, Full<Bytes>>(connector);
    let request =
        Request::get(format!("{}/.well-known/okta-organization", org.url())).body(Full::default()).unwrap();
    match client.request(request).await {
        Ok(response) => Ok((response.status().as_u16(), response.version())),
        Err(error) => {
            let mut text = String::new();
            let mut source: Option<&dyn Error> = Some(&error);
            while let Some(error) = source {
                text += &format!("{error:?}: ");
                source = error.source();
            }
            Err(text)
        }
    }
}

#[tokio::test]
async fn alpn_selects_http_version() {
    let org = Org::builder().tls().start().await.unwrap();
    assert_eq!(call(&org, true, ClientCertificate::None, true).await, Ok((200, Version::HTTP_2)));
    assert_eq!(call(&org, true, ClientCertificate::None, false).await, Ok((200, Version::HTTP_11)));
}

#[tokio::test]
async fn clients_reject_invalid_certificates() {
    let org = Org::builder().tls().start().await.unwrap();
    let error = call(&org, false, ClientCertificate::None, true).await.unwrap_err();
    assert!(error.contains("UnknownIssuer"), "{error}");
    for (certificate, expected) in [
        (ServerCertificate::Expired, "Expired"),
        (ServerCertificate::NotYetValid, "NotValidYet"),
        (ServerCertificate::WrongHost, "NotValidForName"),
    ] {
        let org = Org::builder().certificate(certificate).start().await.unwrap();
        let error = call(&org, true, ClientCertificate::None, true).await.unwrap_err();
        assert!(error.contains(expected), "{error}");
        org.requests().expect(0);
    }
}

#[tokio::test]
async fn client_certificate_can_be_required() {
    let org = Org::builder().require_client_certificate().start().await.unwrap();
    assert!(call(&org, true, ClientCertificate::None, true).await.is_err());
    assert_eq!(call(&org, true, ClientCertificate::Valid, true).await, Ok((200, Version::HTTP_2)));
    org.requests().expect(1);
}
