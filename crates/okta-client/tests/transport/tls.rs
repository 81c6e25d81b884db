//! Whom TLS trusts, how the client identifies itself, and failures that say which.

use std::sync::Arc;

use http_body_util::BodyExt;
use okta_client::{
    config::{Config, Sources},
    transport::{HyperTransport, TlsErrorKind, TlsOptions, TransportBuildError, TransportErrorKind},
};
use okta_testkit::{Org, ServerCertificate};
use okta_tower::{BoxError, retry::Failure};
use rustls::{ClientConfig, RootCertStore, crypto::aws_lc_rs};

use crate::support::{get, open_url};

fn trusting(org: &Org) -> TlsOptions {
    TlsOptions::new().only_added_roots().add_root_pem(org.ca_pem())
}

async fn call(org: &Org, tls: TlsOptions) -> Result<u16, BoxError> {
    let transport = HyperTransport::builder().tls(tls).build()?;
    let response = get(&transport, &open_url(org)).await?;
    let status = response.status().as_u16();
    response.into_body().collect().await?;
    Ok(status)
}

async fn assert_refused(certificate: ServerCertificate, expected: TlsErrorKind, words: &str) {
    let org = Org::builder().tls().certificate(certificate).start().await.unwrap();
    let error = call(&org, trusting(&org)).await.unwrap_err();
    let kind = TransportErrorKind::of(&*error);
    assert_eq!(kind, TransportErrorKind::Tls(expected));
    assert!(kind.to_string().contains(words) && kind.is_before_send(), "{kind}");
    assert_eq!(Failure::from_error(&*error), Failure::Other, "a bad certificate stays bad");
    assert!(org.requests().is_empty());
}

#[tokio::test]
async fn an_expired_certificate_is_named() {
    assert_refused(ServerCertificate::Expired, TlsErrorKind::Expired, "has expired").await;
}

#[tokio::test]
async fn a_certificate_from_the_future_is_named() {
    assert_refused(ServerCertificate::NotYetValid, TlsErrorKind::NotYetValid, "not valid yet").await;
}

#[tokio::test]
async fn a_certificate_for_another_host_is_named() {
    assert_refused(ServerCertificate::WrongHost, TlsErrorKind::WrongHost, "for another host").await;
}

#[tokio::test]
async fn an_unknown_issuer_is_named_whoever_is_trusted() {
    let org = Org::builder().tls().start().await.unwrap();
    let stranger = Org::builder().tls().start().await.unwrap();
    for tls in [TlsOptions::new(), trusting(&stranger)] {
        let error = call(&org, tls).await.unwrap_err();
        assert_eq!(TransportErrorKind::of(&*error), TransportErrorKind::Tls(TlsErrorKind::UnknownIssuer));
    }
    assert!(org.requests().is_empty());
}

#[tokio::test]
async fn certificates_are_added_as_pem_or_der_beside_or_in_place_of_the_systems() {
    let org = Org::builder().tls().start().await.unwrap();
    assert_eq!(call(&org, trusting(&org)).await.unwrap(), 200);
    assert_eq!(call(&org, TlsOptions::new().add_root_pem(org.ca_pem())).await.unwrap(), 200);
    assert_eq!(call(&org, TlsOptions::new().add_root_der(org.ca_der())).await.unwrap(), 200);
}

#[tokio::test]
async fn a_whole_rustls_configuration_is_taken_as_it_is() {
    let org = Org::builder().tls().start().await.unwrap();
    let mut roots = RootCertStore::empty();
    roots.add(org.ca_der().to_vec().into()).unwrap();
    let mut config = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    let transport = HyperTransport::builder().tls(TlsOptions::new().config(config)).build().unwrap();
    let response = get(&transport, &open_url(&org)).await.unwrap();
    assert_eq!(response.version(), http::Version::HTTP_11);
}

#[tokio::test]
async fn a_client_certificate_is_shown_where_it_is_asked_for() {
    let org = Org::builder().tls().require_client_certificate().start().await.unwrap();
    let identity = trusting(&org).identity_pem(org.client_certificate_pem(), org.client_key_pem());
    assert_eq!(call(&org, identity).await.unwrap(), 200);
    let error = call(&org, trusting(&org)).await.unwrap_err();
    assert_eq!(
        TransportErrorKind::of(&*error),
        TransportErrorKind::Tls(TlsErrorKind::ClientCertificate),
        "{error:?}"
    );
}

#[tokio::test]
async fn the_certificate_file_of_the_environment_is_trusted() {
    let org = Org::builder().tls().start().await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ca.pem");
    std::fs::write(&path, org.ca_pem()).unwrap();
    let config = |path: &std::path::Path| {
        let sources = Sources::none().with_var("SSL_CERT_FILE", path);
        Config::builder().sources(sources).org_url(org.url()).token("t").build().unwrap()
    };
    let transport = HyperTransport::from_config(&config(&path));
    std::fs::remove_file(&path).unwrap();
    assert_eq!(get(&transport.unwrap(), &open_url(&org)).await.unwrap().status(), 200);

    let missing = HyperTransport::from_config(&config(&path)).unwrap_err();
    assert!(matches!(missing, TransportBuildError::RootFile { .. }), "{missing:?}");
    let options = HyperTransport::builder().config(&config(&path)).tls(trusting(&org)).build();
    assert!(options.is_ok(), "what the program trusts beats the environment");
}

#[test]
fn options_that_cannot_work_are_refused_when_building() {
    let build = |tls: TlsOptions| HyperTransport::builder().tls(tls).build().unwrap_err().to_string();
    assert!(build(TlsOptions::new().add_root_pem("no certificate")).contains("no certificate"));
    assert!(build(TlsOptions::new().only_added_roots()).contains("no certificate"));
    assert!(build(TlsOptions::new().add_root_der(*b"junk")).contains("TLS cannot be set up"));
    let identity = TlsOptions::new().identity_pem("no certificate", "no key");
    assert!(build(identity).contains("no certificate"));
}

/// Whatever other crates of a program do with the process's default provider, this does not touch it.
#[tokio::test]
async fn the_process_default_provider_is_left_alone() {
    let org = Org::builder().tls().start().await.unwrap();
    assert_eq!(call(&org, trusting(&org)).await.unwrap(), 200);
    assert!(rustls::crypto::CryptoProvider::get_default().is_none());
}

/// A client made from another may go from a test server on plain `http` to an org on `https`.
#[tokio::test]
async fn a_derived_client_gets_the_tls_that_its_org_needs() {
    use okta_client::Client;

    let plain = Org::start().await.unwrap();
    let secure = Org::builder().tls().start().await.unwrap();
    let first = Client::builder()
        .sources(Sources::none())
        .org_url(plain.url())
        .token(plain.token())
        .disable_https_check(true)
        .build()
        .unwrap();
    first.request(http::Method::GET, "/api/v1/users/me").fetch().await.unwrap();
    let second =
        first.to_builder().unwrap().org_url(secure.url()).token(secure.token()).tls(trusting(&secure));
    second.build().unwrap().request(http::Method::GET, "/api/v1/users/me").fetch().await.unwrap();
    assert_eq!(secure.requests().len(), 1);
}
