//! TLS: trusted certificates, client certificates, and the classification of errors.

use std::sync::Arc;

use http_body_util::BodyExt;
use okta_client::{
    config::{Config, Sources},
    transport::{
        HttpVersion, HyperTransport, TlsErrorKind, TlsOptions, TransportBuildError, TransportErrorKind,
    },
};
use okta_testkit::{Org, ServerCertificate};
use okta_tower::{BoxError, retry::Failure};
use rustls::{ClientConfig, RootCertStore, crypto::aws_lc_rs};

use crate::{
    common::builder,
    support::{get, public_url, trusting},
};

async fn call(org: &Org, tls: TlsOptions) -> Result<u16, BoxError> {
    let transport = HyperTransport::builder().tls(tls).build()?;
    let response = get(&transport, &public_url(org)).await?;
    let status = response.status().as_u16();
    response.into_body().collect().await?;
    Ok(status)
}

#[tokio::test]
async fn invalid_certificates_have_kinds() {
    for (certificate, expected, words) in [
        (ServerCertificate::Expired, TlsErrorKind::Expired, "has expired"),
        (ServerCertificate::NotYetValid, TlsErrorKind::NotYetValid, "not valid yet"),
        (ServerCertificate::WrongHost, TlsErrorKind::WrongHost, "for another host"),
    ] {
        let org = Org::builder().tls().certificate(certificate).start().await.unwrap();
        let error = call(&org, trusting(&org)).await.unwrap_err();
        let kind = TransportErrorKind::from_error(&*error);
        assert_eq!(kind, TransportErrorKind::Tls(expected));
        assert!(kind.to_string().contains(words) && kind.is_before_send(), "{kind}");
        assert_eq!(Failure::from_error(&*error), Failure::Other, "an invalid certificate stays invalid");
        assert!(org.requests().is_empty());
    }
}

#[tokio::test]
async fn unknown_issuer_is_reported() {
    let org = Org::builder().tls().start().await.unwrap();
    let other = Org::builder().tls().start().await.unwrap();
    for tls in [TlsOptions::new(), trusting(&other)] {
        let error = call(&org, tls).await.unwrap_err();
        assert_eq!(
            TransportErrorKind::from_error(&*error),
            TransportErrorKind::Tls(TlsErrorKind::UnknownIssuer)
        );
    }
    assert!(org.requests().is_empty());
}

#[tokio::test]
async fn certificates_are_added_as_pem_or_der() {
    let org = Org::builder().tls().start().await.unwrap();
    assert_eq!(call(&org, trusting(&org)).await.unwrap(), 200);
    assert_eq!(call(&org, TlsOptions::new().add_root_pem(org.ca_pem())).await.unwrap(), 200);
    assert_eq!(call(&org, TlsOptions::new().add_root_der(org.ca_der())).await.unwrap(), 200);
}

#[tokio::test]
async fn rustls_configuration_is_used_unchanged() {
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
    let response = get(&transport, &public_url(&org)).await.unwrap();
    assert_eq!(response.version(), http::Version::HTTP_11);
}

#[tokio::test]
async fn client_certificate_is_sent_on_request() {
    let org = Org::builder().tls().require_client_certificate().start().await.unwrap();
    let identity = trusting(&org).identity_pem(org.client_certificate_pem(), org.client_key_pem());
    assert_eq!(call(&org, identity).await.unwrap(), 200);
    for version in [HttpVersion::Auto, HttpVersion::Http1, HttpVersion::Http2] {
        // Reading the alert and writing the request race.
        for _ in 0..25 {
            let transport =
                HyperTransport::builder().tls(trusting(&org)).http_version(version).build().unwrap();
            let error = get(&transport, &public_url(&org)).await.unwrap_err();
            assert_eq!(
                TransportErrorKind::from_error(&*error),
                TransportErrorKind::Tls(TlsErrorKind::ClientCertificate),
                "{version:?}: {error:?}"
            );
        }
    }
    let client = builder(&org).tls(trusting(&org)).max_retries(0).build().unwrap();
    let error = client.request(http::Method::GET, "/api/v1/users/me").fetch().await.unwrap_err();
    assert!(error.to_string().contains("server requires a valid client certificate"), "{error}");
}

#[tokio::test]
async fn ssl_cert_file_is_trusted() {
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
    assert_eq!(get(&transport.unwrap(), &public_url(&org)).await.unwrap().status(), 200);

    let missing = HyperTransport::from_config(&config(&path)).unwrap_err();
    assert!(matches!(missing, TransportBuildError::RootFile { .. }), "{missing:?}");
    let directory = HyperTransport::from_config(&config(folder.path())).unwrap_err();
    assert!(matches!(directory, TransportBuildError::RootFile { .. }), "{directory:?}");
    #[cfg(unix)]
    for endless in ["/dev/zero", pipe(folder.path()).to_str().unwrap()] {
        let error = HyperTransport::from_config(&config(endless.as_ref())).unwrap_err();
        let source = std::error::Error::source(&error).map(ToString::to_string);
        assert_eq!(source.as_deref(), Some("not a regular file"), "{endless}");
    }
    let options = HyperTransport::builder().config(&config(&path)).tls(trusting(&org)).build();
    assert!(options.is_ok(), "options of the program override the environment");
}

/// A named pipe without a writer, which would block its reader.
#[cfg(unix)]
fn pipe(folder: &std::path::Path) -> std::path::PathBuf {
    let path = folder.join("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&path).status().unwrap().success());
    path
}

#[test]
fn invalid_options_are_build_errors() {
    let build = |tls: TlsOptions| HyperTransport::builder().tls(tls).build().unwrap_err().to_string();
    assert!(build(TlsOptions::new().add_root_pem("no certificate")).contains("no certificate"));
    assert!(build(TlsOptions::new().only_added_roots()).contains("no certificate"));
    assert!(build(TlsOptions::new().add_root_der(*b"junk")).contains("error configuring TLS"));
    let identity = TlsOptions::new().identity_pem("no certificate", "no key");
    assert!(build(identity).contains("no certificate"));
}

#[tokio::test]
async fn default_crypto_provider_is_not_set() {
    let org = Org::builder().tls().start().await.unwrap();
    assert_eq!(call(&org, trusting(&org)).await.unwrap(), 200);
    assert!(rustls::crypto::CryptoProvider::get_default().is_none());
}

#[tokio::test]
async fn derived_client_enables_tls_for_https_org() {
    let plain = Org::start().await.unwrap();
    let secure = Org::builder().tls().start().await.unwrap();
    let first = builder(&plain).build().unwrap();
    first.request(http::Method::GET, "/api/v1/users/me").fetch().await.unwrap();
    let second =
        first.to_builder().unwrap().org_url(secure.url()).token(secure.token()).tls(trusting(&secure));
    second.build().unwrap().request(http::Method::GET, "/api/v1/users/me").fetch().await.unwrap();
    assert_eq!(secure.requests().len(), 1);
}
